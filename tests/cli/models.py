"""Clients of `cruxmap mcp` as programs of language models have them, and what they are shown."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import TextResourceContents

from app.mcp.arguments import USUAL
from app.mcp.cleaning import NOTICE
from tests.serving import Server
from tests.web.library import a_claim, a_document, a_relation

MODERN = "2026-07-28"


@dataclass(frozen=True)
class Model:
    """A client as a language model's program has one, with a session that stays open."""

    portal: BlockingPortal
    client: Client

    def call(self, name: str, **arguments: Any) -> Any:
        """Call a tool, and return what it answers; it must be told the same in both ways."""
        answer = self._called(name, arguments)
        assert not answer.is_error, answer.content
        (text,) = answer.content
        assert json.loads(text.text) == answer.structured_content
        assert len(text.text.encode()) <= arguments.get("max_bytes", USUAL)
        assert next(iter(answer.structured_content)) == "notice"
        assert answer.structured_content["notice"] == NOTICE
        return answer.structured_content

    def refused(self, name: str, **arguments: Any) -> str:
        """Call a tool that has no answer, and return what it says."""
        answer = self._called(name, arguments)
        assert answer.is_error, answer.content
        return str(answer.content[0].text)

    def whole(self, rows: str, name: str, **arguments: Any) -> list[Any]:
        """Call a tool until nothing is left off, and return all its rows."""
        found: list[Any] = []
        cursor = None
        while True:
            more: dict[str, Any] = {"cursor": cursor} if cursor else {}
            page = self.call(name, **arguments, **more)
            assert page["left_off"] == 0 or page[rows]
            found += page[rows]
            if not (cursor := page.get("more")):
                return found

    def read(self, uri: str) -> str:
        """Read a resource."""
        (contents,) = self.portal.call(self.client.read_resource, uri).contents
        assert isinstance(contents, TextResourceContents)
        return contents.text

    def _called(self, name: str, arguments: dict[str, Any]) -> Any:
        return self.portal.call(partial(self.client.call_tool, name, arguments))


def environment(token: str | None = None) -> dict[str, str]:
    around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    return around | ({"CRUXMAP_MCP_TOKEN": token} if token else {})


@contextmanager
def a_model(url: str, token: str | None = None, mode: str = "auto") -> Iterator[Model]:
    command = ["-m", "app", "mcp", "--url", url]
    around = StdioServerParameters(command=sys.executable, args=command, env=environment(token))
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(around), mode=mode)) as client,
    ):
        yield Model(portal, client)


@dataclass(frozen=True)
class Installed:
    """An installation with debates of every kind, and its owner's token."""

    server: Server
    token: str

    @property
    def url(self) -> str:
        """The address of its first page."""
        return f"http://127.0.0.1:{self.server.port}"

    def get(self, path: str, token: str | None = None) -> Any:
        """Ask the API."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.url}/api/v1/debates/{path}"
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            body = answer.read()
        return json.loads(body) if "json" in answer.headers["Content-Type"] else body.decode()

    def post(self, path: str, body: Any) -> None:
        """Change something by the API."""
        url = f"{self.url}/api/v1/debates/{path}"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        asked = urllib.request.Request(url, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(asked) as answer:
            assert answer.status == 201


def a_crowd(replies: int) -> dict[str, Any]:
    """A claim that many long ones bear on, and cruxes on which all of them hang."""
    claims = [a_claim(n, f"Statement {n}:" + " long" * 70) for n in range(1, replies)]
    relations = [a_relation(f"r{n}", [f"c{n}"], "c1") for n in range(2, replies)]
    names = [each["id"] for each in claims]
    crux = {"question": "Who" + " else" * 70 + "?", "claims": names, "provenance": "in_text"}
    cruxes = [{"id": f"x{n}", **crux} for n in range(1, 4)]
    return a_document("crowd", claims=claims, relations=relations, cruxes=cruxes)


def keys_of(value: Any) -> set[str]:
    stack: list[Any] = [value]
    found: set[str] = set()
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            found |= here.keys()
            stack += here.values()
        elif isinstance(here, list):
            stack += here
    return found


def exchanged(server: Server, *messages: dict[str, Any]) -> dict[int, Any]:
    """Send lines as a client of no library does; return the answers by id."""
    lines = [json.dumps({"jsonrpc": "2.0", **message}) for message in messages]
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "mcp"],
        env=environment() | {"CRUXMAP_MCP_URL": f"http://127.0.0.1:{server.port}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        process.stdin.write("".join(f"{line}\n" for line in lines))
        process.stdin.flush()
        wanted = {message["id"] for message in messages if "id" in message}
        answers: dict[int, Any] = {}
        while answers.keys() < wanted:
            answer = json.loads(process.stdout.readline())
            answers[answer["id"]] = answer
        process.stdin.close()
        assert process.wait(30) == 0
    return answers


def modern(number: int, method: str, **params: Any) -> dict[str, Any]:
    about = "io.modelcontextprotocol"
    meta = {f"{about}/protocolVersion": MODERN, f"{about}/clientCapabilities": {}}
    meta[f"{about}/clientInfo"] = {"name": "x", "version": "1"}
    return {"id": number, "method": method, "params": {"_meta": meta, **params}}
