"""Commands about the server: running it, and its settings."""

import errno
import importlib.util
import ipaddress
import os
import socket
import sys
from contextlib import suppress
from typing import Annotated

import typer
import uvicorn
from sqlalchemy import make_url
from uvicorn.supervisors import Multiprocess

from app.cli.accounts import link_address
from app.cli.opening import OTHER_SCHEMA, any_database
from app.config import Settings
from app.core.errors import Conflict, Invalid
from app.db import Database
from app.services import accounts, installation, migrations
from app.services.bundled import load_bundled

BACKLOG = 2048
KEEP_ALIVE = 15  # seconds a connection may be idle between two requests

Host = Annotated[str, typer.Option(help="address to listen on; 0.0.0.0 for all")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="port to listen on; 0 for any free one")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="processes that answer requests")]
Migrate = Annotated[bool, typer.Option(help="bring the database to the newest schema first")]
Bundled = Annotated[bool, typer.Option(help="load the debates that come with the program first")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command("settings")(show_settings)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    migrate: Migrate = True,
    bundled: Bundled = True,
) -> None:
    """Run the server until it is stopped, and print its address."""
    if workers > 1 and not _has("uvloop"):
        raise Invalid("Several workers need uvloop; without it each answer is slow to leave.")
    listening = _listen(host, port)
    # Workers are processes of their own: they read the address from the environment.
    is_set = "CRUXMAP_BASE_URL" in os.environ
    os.environ.setdefault("CRUXMAP_BASE_URL", _address(listening))
    settings = Settings()
    if not is_set:
        settings.note_address()
    with any_database(settings) as database:
        _prepare(database, settings, migrate=migrate, bundled=bundled)
        token = _owner_link(database, settings) if _link_is_due(database, host) else None
    print(f"Cruxmap is at {settings.base_url.rstrip('/')}/", flush=True)
    if token:
        print(f"Sign in as the owner, once: {link_address(settings, token)}", flush=True)
    _run(listening, workers)


def show_settings() -> None:
    """List the settings: environment variable, value, meaning. Secrets are not shown."""
    settings = Settings()
    for name, field in Settings.model_fields.items():
        print(f"CRUXMAP_{name.upper()}={_shown(settings, name)}\n    {field.description}")


def _shown(settings: Settings, name: str) -> str:
    if name == "secret_key":
        return "(set)" if settings.secret_key else ""
    if name == "database_url":
        return make_url(settings.database_url).render_as_string(hide_password=True)
    return str(getattr(settings, name))


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _listen(host: str, port: int) -> socket.socket:
    """Listen before anything else is done, so that a taken port is told at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is in use. Choose another with --port (or PORT with make)."
            raise Conflict(message) from error
        raise Invalid(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error
    listening.set_inheritable(True)
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _prepare(database: Database, settings: Settings, *, migrate: bool, bundled: bool) -> None:
    if migrate:
        migrations.migrate(database)
    elif not migrations.is_current(database):
        raise Conflict(OTHER_SCHEMA)
    if bundled:
        try:
            load_bundled(database, example=settings.example)
        except Invalid as error:  # no reason to keep everybody's own debates from being read
            print(error.message, file=sys.stderr)


def _link_is_due(database: Database, host: str) -> bool:
    with database.reading() as session:
        return _is_loopback(host) or not installation.is_claimed(session)


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _owner_link(database: Database, settings: Settings) -> str:
    with database.writing() as session:
        return accounts.make_sign_in_link(session, accounts.ensure_owner(session), settings)


def _run(listening: socket.socket, workers: int) -> None:
    config = uvicorn.Config(
        "app.main:create_app",
        factory=True,
        workers=workers,
        loop="uvloop" if _has("uvloop") else "auto",
        http="app.web.site.connection:Connection",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    with suppress(KeyboardInterrupt):
        if workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            uvicorn.Server(config).run(sockets=[listening])
