"""Addresses that texts of other programs link to, as sources: one for each address."""

from app.core.debate.csl import web_host
from app.core.formats.building import Building, Place
from app.core.texts import TEXT, clean_line


class Linked:
    """The sources of a file that are known by their addresses, or by titles in their place."""

    def __init__(self, made: Building) -> None:
        self._made = made
        self._ids: dict[str, str] = {}

    def source(self, address: str, title: str = "") -> str:
        """Return the id of the source of an address; what is none is a title."""
        if address not in self._ids:
            csl = csl_of(address, title)
            self._ids[address] = self._made.add("sources", kind="work", csl=csl)
        return self._ids[address]

    def cite(self, node: str, words: str, address: str, at: Place) -> None:
        """Add a citation where words of a node link to an address."""
        note = f"Linked at “{clean_line(words)}”."[:TEXT]
        source = self.source(address)
        self._made.add("citations", at, node=node, source=source, role="context", note=note)


def csl_of(address: str, title: str = "") -> dict[str, str]:
    """Return the bibliographic item of an address, or of what is called by a title.

    >>> csl_of("https://example.org/a")["title"], csl_of("A survey")
    ('example.org/a', {'type': 'document', 'title': 'A survey'})
    """
    if not web_host(address):
        return {"type": "document", "title": clean_line(address)}
    plain = address.partition("://")[2]
    return {"type": "webpage", "title": clean_line(title) or plain, "URL": address}
