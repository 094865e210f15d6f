"""Pages taken apart, browsers, and debates made up for a test."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from starlette.testclient import TestClient

from app.config import Settings
from app.core.permissions import Actor
from app.db import Database
from app.services import accounts, sign_ins
from app.services.transfer import import_document, prepare
from app.web.site.deps import session_cookie

EXCHANGE, STEINER = "/d/scheming-exchange", "/d/steiner-comments"
EXAMPLE = "/d/fare-free-buses"
SITE_OWNER = Actor(None, None, True)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Tree(HTMLParser):
    """Builds an element tree of a page, and fails on tags that do not match."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ET.TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> does not match"
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)


@dataclass
class Page:
    """A page taken apart."""

    address: str
    root: ET.Element

    @property
    def title(self) -> str:
        found = self.root.find("head/title")
        return text_of(found) if found is not None else ""

    @property
    def headings(self) -> list[str]:
        return [text_of(element) for element in self.root.iter("h1")]

    @property
    def main(self) -> ET.Element:
        found = self.root.find(".//main")
        assert found is not None, self.address
        return found

    @property
    def ids(self) -> list[str]:
        return [element.attrib["id"] for element in self.root.iter() if "id" in element.attrib]

    def by_id(self, name: str) -> ET.Element:
        found = [element for element in self.root.iter() if element.get("id") == name]
        assert len(found) == 1, f"{len(found)} elements with the id {name} at {self.address}"
        return found[0]

    def by_class(self, name: str, within: ET.Element | None = None) -> list[ET.Element]:
        root = self.root if within is None else within
        return [element for element in root.iter() if name in element.get("class", "").split()]

    def links(self, within: ET.Element | None = None) -> list[str]:
        """The addresses of this site that are linked, whole, each once."""
        root = self.root if within is None else within
        found = [urljoin(self.address, a.attrib["href"]) for a in root.iter("a") if a.get("href")]
        return list(dict.fromkeys(link for link in found if not urlsplit(link).netloc))


def take_apart(address: str, html: str) -> Page:
    tree = _Tree()
    tree.feed(html)
    tree.close()
    assert not tree.open, f"{tree.open} stay open at {address}"
    return Page(address, tree.builder.close())


def text_of(element: ET.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def read(client: TestClient, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return take_apart(address, answer.text)


def leads_somewhere(client: TestClient, link: str) -> bool:
    """Tell whether a link's page is there, and the place on it too."""
    answer = client.get(link.split("#")[0])
    anchor = urlsplit(link).fragment
    return answer.status_code == 200 and (not anchor or f'id="{anchor}"' in answer.text)


# Applications.


def settings_for(database: Database, folder: Path, **more: Any) -> Settings:
    return Settings(
        database_url=database.url.render_as_string(hide_password=False),
        data_dir=folder / "data",
        secret_key="a fixed key for tests",
        **{"base_url": "http://testserver", **more},
    )


def browser(app: Any) -> TestClient:
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def signed_in(app: Any, name: str, *, site_owner: bool = False) -> TestClient:
    """Return the browser of a new account."""
    settings: Settings = app.state.settings
    with app.state.database.writing() as session:
        if site_owner:
            account = accounts.ensure_owner(session)
        else:
            account = accounts.add_account(session, name, None)
        token = sign_ins.start(session, account, settings, None).token
    client = browser(app)
    client.cookies.set(session_cookie(settings), token, domain="testserver.local", path="/")
    return client


# Debates made up for a test.


def a_document(slug: str = "made-up", **lists: Any) -> dict[str, Any]:
    debate = {"slug": slug, "title": f"On {slug}", "theses": lists.pop("theses", ["c1"])}
    debate |= lists.pop("debate", {})
    return {"format": "cruxmap/1", "debate": debate, **lists}


def a_claim(number: int | str, text: str | None = None, **more: Any) -> dict[str, Any]:
    name = number if isinstance(number, str) else f"c{number}"
    more = {"kind": "claim", "provenance": "in_text", **more}
    return {"id": name, "text": text or f"Statement {name} holds.", **more}


def a_relation(
    name: str, premises: list[str], target: str, kind: str = "supports", **more: Any
) -> dict[str, Any]:
    more = {"provenance": "in_text", **more}
    return {"id": name, "kind": kind, "premises": premises, "target": target, **more}


def a_chain(slug: str, length: int) -> dict[str, Any]:
    """Claims of which each supports the one before."""
    return a_document(
        slug,
        claims=[a_claim(n) for n in range(1, length + 1)],
        relations=[a_relation(f"r{n}", [f"c{n + 1}"], f"c{n}") for n in range(1, length)],
    )


def a_star(slug: str, width: int) -> dict[str, Any]:
    """One thesis with many reasons, every fifth with an undercut; some rated, some contested."""
    claims = [a_claim(n) for n in range(1, width + 1)]
    relations = [
        a_relation(f"r{n}", [f"c{n}"], "c1", "rebuts" if n % 2 else "supports")
        for n in range(2, width + 1)
    ]
    for n in range(5, width, 5):
        claims.append(a_claim(f"u{n}"))
        relations.append(a_relation(f"x{n}", [f"u{n}"], f"r{n}", "undercuts"))
    return a_document(slug, claims=claims, relations=relations)


def bring(app: Any, document: dict[str, Any]) -> str:
    """Import a document, and return the address of its debate."""
    with app.state.database.writing() as session:
        return f"/d/{import_document(session, SITE_OWNER, prepare(document)).slug}"


def bring_claims(app: Any, slug: str, size: int, *relations: dict[str, Any]) -> str:
    """Bring a debate of so many claims, c1 and on, with these relations between them."""
    claims = [a_claim(n) for n in range(1, size + 1)]
    return bring(app, a_document(slug, claims=claims, relations=list(relations)))
