"""The installation that is asked: its API over HTTP, at one address and nowhere else."""

import json
import re
from collections.abc import Mapping
from email.message import Message
from http.client import HTTPException
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app import __version__
from app.core.errors import CruxmapError, Invalid
from app.mcp.cleaning import cleaned, cleaned_all

SECONDS = 60
MOST_BYTES = 64_000_000
_REVISION = re.compile(r'(?:W/)?"(\d{1,18})-')


class Fault(CruxmapError):
    """Why there is no answer, in a sentence for whoever asked."""

    code = "fault"


class Answered(NamedTuple):
    """What the installation answered, cleaned, and the debate's revision; 0 for no one debate's."""

    value: Any
    revision: int


class _NowhereElse(HTTPRedirectHandler):
    """A token is sent to the one address that it is for."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow no redirect."""


class Installation:
    """An installation of Cruxmap by its address, asked as the holder of a token or as a visitor."""

    def __init__(self, url: str, token: str | None = None) -> None:
        """Take the address of its first page; Invalid where it is none."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise Invalid(f"“{url}” is no address: write it as https://cruxmap.example.org.")
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._headers = {"User-Agent": f"cruxmap-mcp/{__version__}", "Accept": "*/*"}
        if token:
            self._headers["Authorization"] = f"Bearer {_sent(token)}"
        self._opener = build_opener(_NowhereElse)

    def ask(self, *path: str, **query: str | int | None) -> Answered:
        """Ask for something of the API as JSON; Fault where there is no answer."""
        body, tag = self._get(path, query)
        try:
            value = json.loads(body)
        except ValueError as error:
            raise self._stranger() from error
        found = _REVISION.match(tag)
        return Answered(cleaned_all(value), int(found[1]) if found else 0)

    def text(self, *path: str, **query: str | int | None) -> str:
        """Ask for a text; Fault where there is no answer."""
        return cleaned(self._get(path, query)[0].decode("utf-8", "replace"))

    def _get(
        self, path: tuple[str, ...], query: Mapping[str, str | int | None]
    ) -> tuple[bytes, str]:
        asked = urlencode({name: value for name, value in query.items() if value is not None})
        place = "/".join(quote(part, safe="") for part in path)
        request = Request(f"{self.url}/api/v1/{place}?{asked}", headers=self._headers)
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                body = answer.read(MOST_BYTES + 1)
                tag = answer.headers.get("ETag", "")
        except HTTPError as error:
            raise self._refused(error) from error
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            message = f"No installation answers at {self.url} ({reason}). Is it running?"
            raise Fault(cleaned(message)) from error
        if len(body) > MOST_BYTES:
            raise Fault("The answer of the installation is too large to be read.")
        return body, tag

    def _refused(self, error: HTTPError) -> Fault:
        with error:
            if 300 <= error.code < 400:
                where = cleaned(error.headers.get("Location", "another address"))[:200]
                return Fault(f"{self.url} leads to {where}: give that address with --url.")
            try:
                told = cleaned_all(json.loads(error.read(MOST_BYTES)))["error"]
                return Fault(_sentence(told))
            except (ValueError, LookupError, TypeError, AttributeError, OSError):
                return self._stranger(error.code)

    def _stranger(self, code: int | None = None) -> Fault:
        status = f" (status {code})" if code else ""
        return Fault(f"What answers at {self.url} is no API of Cruxmap{status}.")


def _sentence(told: Mapping[str, Any]) -> str:
    fields = [f"{name}: {said}" for name, said in told.get("fields", {}).items()]
    return " ".join([told["message"], *fields])


def _sent(token: str) -> str:
    if not token.isascii() or not token.isprintable() or " " in token:
        raise Invalid("The token holds signs that no token has; copy it once more.")
    return token
