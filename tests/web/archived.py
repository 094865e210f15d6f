"""Archives taken apart: their files, what leads where, and what of it leads nowhere."""

import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

from tests.web.library import Page, take_apart

ALIVE = {"script", "form", "button", "input", "select", "textarea", "iframe", "object", "dialog"}


@dataclass(frozen=True)
class Archive:
    """The files of an archive by their names, in their order."""

    files: dict[str, bytes]

    @classmethod
    def of(cls, data: bytes) -> "Archive":
        with ZipFile(io.BytesIO(data)) as zipped:
            assert zipped.testzip() is None
            names = zipped.namelist()
            assert len({name.casefold() for name in names}) == len(names)
            return cls({name: zipped.read(name) for name in names})

    @cached_property
    def pages(self) -> dict[str, Page]:
        found = {name: data for name, data in self.files.items() if name.endswith(".html")}
        return {name: take_apart(name, data.decode()) for name, data in found.items()}

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        return {name: set(page.ids) for name, page in self.pages.items()}

    def links(self) -> Iterator[tuple[str, str]]:
        """Yield every address that a page names, with the page."""
        for name, page in self.pages.items():
            for element in page.root.iter():
                for attribute in ("href", "src", "action", "srcset", "poster", "data"):
                    if attribute in element.attrib:
                        yield name, element.attrib[attribute]

    def faults(self) -> list[str]:
        """List the links that lead nowhere or to a server that is not there, and what is alive."""
        wrong = [f"{page}: {link}" for page, link in self.links() if not self.leads(page, link)]
        return wrong + [f"{name}: {it}" for name, page in self.pages.items() for it in alive(page)]

    def leads(self, page: str, link: str) -> bool:
        parts = urlsplit(link)
        if parts.scheme:
            return parts.scheme in ("http", "https")
        folder = posixpath.dirname(page)
        name = posixpath.normpath(posixpath.join(folder, parts.path)) if parts.path else page
        known = not parts.netloc and not parts.query and name in self.files
        return known and (not parts.fragment or parts.fragment in self.ids[name])


def alive(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        if element.tag in ALIVE:
            yield f"<{element.tag}>"
        yield from (f"{element.tag} {name}" for name in element.attrib if is_alive(name))


def is_alive(attribute: str) -> bool:
    return attribute.startswith(("hx-", "on", "data-live"))


def archive_at(client: Any, debate: str) -> Archive:
    answer = client.get(f"{debate}/export/archive")
    assert answer.status_code == 200, answer.text[:300]
    return Archive.of(answer.content)
