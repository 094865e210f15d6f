"""One line for a bibliographic item: CSL-JSON in, the parts of a plain citation out.

Items come from files, so any field may be missing or of another type than CSL says: what
cannot be read is left out, and only addresses of the web become links.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

MOST_NAMES = 3
_ARXIV = re.compile(r"arXiv:\s*([\w.\-/]{4,40})", re.IGNORECASE | re.ASCII)


class Link(NamedTuple):
    """Where a work can be had: what to call the place, and its address."""

    label: str
    href: str


class Reference(NamedTuple):
    """The parts of a citation; the empty string where nothing is known."""

    authors: str
    year: str
    title: str
    container: str
    links: tuple[Link, ...]

    def __str__(self) -> str:
        """Return all parts but the links as one line."""
        year = f"({self.year})" if self.year else ""
        who = " ".join(part for part in (self.authors, year) if part)
        return ". ".join(part.rstrip(".") for part in (who, self.title, self.container) if part)


def reference(csl: Mapping[str, Any], *, names: int = MOST_NAMES) -> Reference:
    """Return the parts of a citation of `csl`, with at most `names` authors by name.

    >>> str(reference({"title": "On tea", "author": [{"family": "Lee", "given": "An"}],
    ...                "issued": {"date-parts": [[1999, 4]]}, "container-title": "Leaves"}))
    'An Lee (1999). On tea. Leaves'
    """
    return Reference(
        authors=_authors(csl, names),
        year=_year(csl.get("issued")),
        title=_text(csl.get("title")),
        container=_container(csl),
        links=tuple(_links(csl)),
    )


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return " ".join(str(value).split())


def _rows(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _authors(csl: Mapping[str, Any], most: int) -> str:
    given = _rows(csl.get("author")) or _rows(csl.get("editor"))
    found = [name for row in given if (name := _name(row))]
    if len(found) > 1 and found[-1] == "others":  # as BibTeX says that there are more
        return f"{', '.join(found[:-1]) if len(found) <= most + 1 else found[0]} et al."
    if len(found) > most:
        return f"{found[0]} et al."
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def _name(row: object) -> str:
    if not isinstance(row, Mapping):
        return _text(row)
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    whole = " ".join(filter(None, (_text(row.get(part)) for part in parts)))
    return _text(row.get("literal")) or whole


def _year(issued: object) -> str:
    if not isinstance(issued, Mapping):
        return ""
    first = next(iter(_rows(issued.get("date-parts"))), None)
    year = next(iter(_rows(first)), None)
    return _text(year) or _text(issued.get("literal")) or _text(issued.get("raw"))[:10]


def _container(csl: Mapping[str, Any]) -> str:
    volume, issue = _text(csl.get("volume")), _text(csl.get("issue"))
    numbered = f"{volume}({issue})" if volume and issue else volume
    pages = _text(csl.get("page"))
    within = _text(csl.get("container-title"))
    publisher = ", ".join(
        filter(None, (_text(csl.get("publisher")), _text(csl.get("publisher-place"))))
    )
    found = ", ".join(filter(None, (within, numbered, pages, publisher)))
    # The link says it already.
    return "" if found.casefold() == "arxiv" and _ARXIV.match(_text(csl.get("number"))) else found


def _links(csl: Mapping[str, Any]) -> list[Link]:
    """Return where the work can be had; an address that only repeats arXiv or DOI is left out."""
    found = []
    if arxiv := _ARXIV.match(_text(csl.get("number"))):
        found.append(Link(f"arXiv:{arxiv[1]}", f"https://arxiv.org/abs/{arxiv[1]}"))
    doi = _text(csl.get("DOI"))
    if doi.startswith("10.") and "arxiv" not in doi.casefold():
        found.append(Link(f"doi:{doi}", f"https://doi.org/{quote(doi, safe='/:;().-_')}"))
    address = _text(csl.get("URL"))
    if (host := web_host(address)) and not (found and "arxiv.org" in host):
        found.append(Link(host, address))
    return found


def web_host(address: str) -> str:
    """Return the host of an address of the web, "" for anything that must not become a link.

    >>> web_host("https://www.example.org/a"), web_host("javascript:alert(1)")
    ('example.org', '')
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if parts.scheme in ("http", "https") else ""
