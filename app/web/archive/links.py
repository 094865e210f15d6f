"""Pages made ready to be read from disk: links lead to files, and what needs a server is gone."""

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# What only a server gives a meaning, left out with all that is in it.
DEAD = frozenset({"script", "form", "button", "dialog"})
DEAD_ALONE = frozenset({"input"})
ADDRESSES = ("href", "src")
OUTSIDE = ("http", "https")
Attributes = list[tuple[str, str | None]]
# From an absolute address of the site to one beside the page; None: the archive has no such file.
Leads = Callable[[str], str | None]


def settled(page: str, address: str, leads: Leads) -> str:
    """Return a page with its links led to files of an archive, or out of it.

    `address` is where the page stands on the site. A link to what the archive does not have
    becomes plain text; so templates need not know which pages an archive holds.
    """
    reader = _Settling(address, leads)
    reader.feed(page)
    reader.close()
    return "".join(reader.made)


class _Settling(HTMLParser):
    """Writes down what it reads as it stands, but for links and what a server is needed for."""

    def __init__(self, address: str, leads: Leads) -> None:
        super().__init__(convert_charrefs=False)
        self.made: list[str] = []
        self._address, self._leads = address, leads
        self._dead = 0
        self._drawings = 0
        self._unlinked = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Write an element's beginning."""
        self._dead += tag in DEAD
        if self._dead or tag in DEAD_ALONE:
            return
        self._drawings += tag == "svg"
        self._begin(tag, attrs, ">")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Write an element that has no content."""
        if not self._dead and tag not in DEAD | DEAD_ALONE:
            self._begin(tag, attrs, "/>")

    def handle_endtag(self, tag: str) -> None:
        """Write an element's end."""
        if tag in DEAD:
            self._dead -= 1
        elif not self._dead:
            self._drawings -= tag == "svg"
            if tag == "a" and self._unlinked:
                tag, self._unlinked = self._unlinked, ""
            self._write(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write text."""
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        """Write a sign by its name."""
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write a sign by its number."""
        self._write(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """Write what kind of document it is."""
        self._write(f"<!{decl}>")

    def _begin(self, tag: str, attrs: Attributes, end: str) -> None:
        live = [name for name, _ in attrs if name.startswith("hx-")]
        linked = [name for name, _ in attrs if name in ADDRESSES]
        if not live and not linked:
            self._write(self.get_starttag_text() or "")
            return
        kept = [(name, value) for name, value in attrs if name not in live]
        led = [(name, self._led(value) if name in linked else value) for name, value in kept]
        if any(value is None for name, value in led if name in linked):
            led = [(name, value) for name, value in led if name not in (*linked, "rel")]
            tag = self._without_link(tag)
        self._write(f"<{tag}{''.join(_written(*pair) for pair in led)}{end}")

    def _without_link(self, tag: str) -> str:
        if tag != "a":
            return tag
        self._unlinked = "g" if self._drawings else "span"
        return self._unlinked

    def _led(self, value: str | None) -> str | None:
        if value is None or value.startswith("#"):
            return value
        if urlsplit(value).scheme:
            return value if urlsplit(value).scheme in OUTSIDE else None
        return self._leads(urljoin(self._address, value))

    def _write(self, text: str) -> None:
        if not self._dead:
            self.made.append(text)


def _written(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(value)}"'
