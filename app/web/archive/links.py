"""Pages made ready to be read from disk: links lead to files, and what needs a server is gone."""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

# What only a server gives a meaning, left out with all that is in it.
DEAD = frozenset({"script", "form", "button", "dialog"})
DEAD_ALONE = frozenset({"input"})
ADDRESSES = ("href", "src")
OUTSIDE = ("http", "https")
# A tag, or all of a script or comment. No sign is looked at twice: the repeats are possessive.
_TAG = re.compile(
    r"""<(?:script\b.*?</script\s*>|!--.*?-->"""
    r"""|(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+)"""
    r"""(?P<told>[^>"']*+(?:"[^"]*"[^>"']*+|'[^']*'[^>"']*+)*+)>)""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s=>/"']+)(?:(\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_WATCHED = DEAD | DEAD_ALONE | {None, "a", "svg"}
# What an attribute may begin with that is more than it says; what changes in an absolute address.
_LIVE = re.compile(r"""(?<![^\s"'/])(?:href|src|hx-)""")
_MOVED = re.compile(r"/[./]|[?#]\Z|\s")
Attributes = list[tuple[str, str | None]]
# From an absolute address of the site to one beside the page; None: the archive has no such file.
Leads = Callable[[str], str | None]


def settled(page: str, address: str, leads: Leads) -> str:
    """Return a page with its links led to files of an archive, or out of it.

    `address` is where the page stands on the site. A link to what the archive does not have
    becomes plain text; so templates need not know which pages an archive holds.
    """
    return _Settling(address, leads).copy(page)


class _Settling:
    """Copies a page as it stands, but for links and what a server is needed for.

    Pages are made by our own templates: every value is quoted, and no text holds a bare “<”.
    """

    def __init__(self, address: str, leads: Leads) -> None:
        self.made: list[str] = []
        self._address, self._leads = address, leads
        self._dead = 0
        self._drawings = 0
        self._unlinked = ""

    def copy(self, page: str) -> str:
        copied = 0
        for found in _TAG.finditer(page):
            if found["name"] in _WATCHED or _LIVE.search(found["told"] or "<"):
                self._write(page[copied : found.start()])
                self._take(found)
                copied = found.end()
        self._write(page[copied:])
        return "".join(self.made)

    def _take(self, found: re.Match[str]) -> None:
        tag, told = found["name"], found["told"]
        if tag is None:  # a script or a comment
            return
        if found["end"]:
            self._close(tag, found[0])
            return
        is_alone = told.endswith("/")
        self._dead += tag in DEAD and not is_alone
        if not (self._dead or tag in DEAD or tag in DEAD_ALONE):
            self._drawings += tag == "svg" and not is_alone
            self._begin(found, "/>" if is_alone else ">")

    def _close(self, tag: str, written: str) -> None:
        if tag in DEAD:
            self._dead -= 1
        elif not self._dead:
            self._drawings -= tag == "svg"
            if tag == "a" and self._unlinked:
                written, self._unlinked = f"</{self._unlinked}>", ""
            self._write(written)

    def _begin(self, found: re.Match[str], end: str) -> None:
        tag, attrs = found["name"], _attributes(found["told"])
        kept = [(name, value) for name, value in attrs if not name.startswith("hx-")]
        if len(kept) == len(attrs) and not any(name in ADDRESSES for name, _ in kept):
            self._write(found[0])
            return
        led = [(name, self._led(value) if name in ADDRESSES else value) for name, value in kept]
        if any(value is None for name, value in led if name in ADDRESSES):
            led = [(name, value) for name, value in led if name not in (*ADDRESSES, "rel")]
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
        if value.startswith("/") and not _MOVED.search(value):
            return self._leads(value)
        if urlsplit(value).scheme:
            return value if urlsplit(value).scheme in OUTSIDE else None
        return self._leads(urljoin(self._address, value))

    def _write(self, text: str) -> None:
        if not self._dead:
            self.made.append(text)


def _attributes(told: str) -> Attributes:
    return [
        (name.lower(), unescape(quoted or single or bare) if is_ else None)
        for name, is_, quoted, single, bare in _ATTRIBUTE.findall(told.removesuffix("/"))
    ]


def _written(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(value)}"'
