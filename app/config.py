"""Settings: environment variables that start with CRUXMAP_, each described at its field."""

import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ADDRESS = "address"  # the file in the data folder that keeps where the last server was


class Settings(BaseSettings):
    """What an installation may set. `cruxmap settings` lists these fields with their values."""

    model_config = SettingsConfigDict(env_prefix="CRUXMAP_", extra="ignore", frozen=True)

    database_url: str = Field(
        default="sqlite:///var/cruxmap.db",
        description="SQLAlchemy address of the database: sqlite:///FILE or postgresql://…",
    )
    data_dir: Path = Field(
        default=Path("var"), description="folder for files the server writes itself"
    )
    secret_key: str = Field(
        default="",
        description="key for hashing session ids; empty: made once, kept in the data folder",
        repr=False,
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="public address; absolute links and the secure flag of cookies come from it",
    )
    registration: Literal["open", "closed"] = Field(
        default="open", description="whether visitors may make accounts themselves"
    )
    example: bool = Field(
        default=True,
        description="whether the example, a debate with invented figures, is loaded",
    )
    threads: int = Field(
        default=2, ge=1, le=64, description="worker threads a process; more make pages slower"
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="form of the access log"
    )
    session_idle_days: int = Field(default=14, ge=1, description="a session unused so long ends")
    session_days: int = Field(default=90, ge=1, description="no session lives longer")
    max_upload_mb: int = Field(
        default=20, ge=1, description="largest import and attached text, in megabytes"
    )
    unread_uploads_mb: int = Field(
        default=500, ge=1, description="room on disk for uploads on their way in, in megabytes"
    )
    connections: int = Field(
        default=1000, ge=10, description="connections a process holds open at the same time"
    )
    live_readers: int = Field(
        default=5000, ge=0, description="readers a process tells of changes while they look"
    )
    slow_seconds: int = Field(
        default=20, ge=1, description="a client that moves under 1 kB a second so long is cut off"
    )
    cached_debates_mb: int = Field(
        default=128, ge=1, description="memory for debates per process, in megabytes"
    )
    cached_cards_mb: int = Field(
        default=32, ge=0, description="memory for rendered claims per process, in megabytes"
    )
    cached_pages_mb: int = Field(
        default=32, ge=0, description="memory for finished pages per process, in megabytes"
    )
    cached_files_mb: int = Field(
        default=16, ge=0, description="memory for finished files per process, in megabytes"
    )

    patched: bool = Field(
        default=True, description="a debate's next revision is made of the last one, not read anew"
    )

    @model_validator(mode="before")
    @classmethod
    def _served_last(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Take the address of the last server on this data folder where none is set."""
        if "base_url" not in given:
            folder = Path(given.get("data_dir") or cls.model_fields["data_dir"].default)
            with suppress(OSError, UnicodeDecodeError):
                given = {**given, "base_url": (folder / ADDRESS).read_text(encoding="ascii")}
        return given

    def note_address(self) -> None:
        """Keep the address that a server was given, for commands that print links to it."""
        with suppress(OSError):  # a folder that cannot be written must not keep a server from work
            self.data_dir.mkdir(parents=True, exist_ok=True)
            (self.data_dir / ADDRESS).write_text(self.base_url, encoding="ascii")

    @cached_property
    def key(self) -> bytes:
        """Return the secret key as bytes; made and stored on first use when none is set."""
        if self.secret_key:
            return self.secret_key.encode()
        return _stored_key(self.data_dir / "secret_key").encode()

    @property
    def secure_cookies(self) -> bool:
        """Tell whether cookies are sent over https only."""
        return self.base_url.startswith("https://")


def _stored_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
