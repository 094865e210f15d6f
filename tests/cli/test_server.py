"""`cruxmap serve`: what happens before it serves, and what it refuses."""

import socket

import pytest

from app.cli.server import _address, _is_loopback, _link_is_due, _prepare
from app.config import Settings
from app.core.permissions import Actor
from app.db import Database
from app.services import accounts, debates
from tests.cli.conftest import Cruxmap


def test_a_taken_port_is_told_at_once(cruxmap: Cruxmap) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = cruxmap("serve", "--port", str(port))
    assert (refused.code, refused.out) == (1, "")
    assert f"Port {port} is in use" in refused.err


def test_an_address_of_another_machine_is_refused(cruxmap: Cruxmap) -> None:
    refused = cruxmap("serve", "--host", "192.0.2.1", "--port", "0")
    assert refused.code == 1
    assert "Cannot listen on 192.0.2.1" in refused.err


def test_the_printed_address_can_be_opened_here() -> None:
    with socket.socket() as everywhere:
        everywhere.bind(("0.0.0.0", 0))
        assert _address(everywhere) == f"http://127.0.0.1:{everywhere.getsockname()[1]}"


def test_only_addresses_of_this_machine_are_loopback() -> None:
    local = [
        host
        for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "example.org")
        if _is_loopback(host)
    ]
    assert local == ["127.0.0.1", "::1", "localhost"]


def test_a_server_open_to_others_prints_a_link_until_the_owner_has_come_in(
    sqlite_database: Database, sqlite_settings: Settings
) -> None:
    assert _link_is_due(sqlite_database, "0.0.0.0")
    with sqlite_database.writing() as session:
        owner = accounts.ensure_owner(session)
        token = accounts.make_sign_in_link(session, owner, sqlite_settings)
    assert _link_is_due(sqlite_database, "0.0.0.0")
    with sqlite_database.writing() as session:
        accounts.use_sign_in_link(session, token, sqlite_settings)
    assert not _link_is_due(sqlite_database, "0.0.0.0")
    assert _link_is_due(sqlite_database, "127.0.0.1")


def test_a_server_starts_with_the_example_or_without_it(
    sqlite_database: Database, sqlite_settings: Settings
) -> None:
    def started(example: bool) -> set[str]:
        settings = sqlite_settings.model_copy(update={"example": example})
        _prepare(sqlite_database, settings, migrate=False, bundled=True)
        with sqlite_database.reading() as session:
            return {row.slug for row in debates.list_debates(session, Actor(None))}

    without = started(example=False)
    assert "scheming-exchange" in without
    assert started(example=True) == {*without, "fare-free-buses"}


def test_commands_print_links_to_the_last_server_unless_an_address_is_set(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRUXMAP_DATA_DIR", str(sqlite_settings.data_dir))
    monkeypatch.delenv("CRUXMAP_BASE_URL", raising=False)
    assert Settings().base_url == "http://127.0.0.1:8000"
    Settings(base_url="http://127.0.0.1:8311").note_address()
    assert Settings().base_url == "http://127.0.0.1:8311"
    monkeypatch.setenv("CRUXMAP_BASE_URL", "https://map.example.org")
    assert Settings().base_url == "https://map.example.org"
