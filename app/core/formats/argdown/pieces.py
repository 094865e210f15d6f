"""The words of a statement, put together from the signs of a file."""

from app.core.formats.argdown.model import Said


class Pieces:
    """The words of a statement, put together."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.text: list[str] = []
        self.plain: list[tuple[str, bool]] = []
        self.tags: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.quotes: list[list[str]] = []
        self.quoting = False
        self.fresh = False

    def add(self, text: str, plain: str | None = None) -> None:
        """Add words; `plain` is how people read them."""
        self.text.append(text)
        said = text if plain is None else plain
        if self.fresh and text.startswith(">"):
            self.quoting = True
            if not self.quotes or self.quotes[-1]:
                self.quotes.append([])
            said = said[1:]
        self.fresh = False
        if self.quoting:
            self.quotes[-1].append(said)
        else:
            self.plain.append((said, False))

    def blank(self, is_there: bool) -> None:
        """Add a blank, if there is one."""
        if is_there:
            self.add(" ")

    def newline(self) -> None:
        """End a line."""
        self.text.append(" ")
        if self.quoting:
            self.quotes[-1].append(" ")
        self.plain.append((" ", False))
        self.quoting, self.fresh = False, True

    def link(self, title: str, url: str) -> None:
        """Add a link."""
        self.add(title)
        self.links.append((title, url))

    def tag(self, image: str, name: str, *, keeps_text: bool) -> None:
        """Add a tag: at the end of a text it is none of its words."""
        if keeps_text:
            self.text.append(image)
        self.fresh = False
        self.plain.append((image, True))
        self.tags.append(name)

    def said(self) -> Said:
        """Return all of it."""
        while self.plain and (self.plain[-1][1] or not self.plain[-1][0].strip()):
            self.plain.pop()
        return Said(
            "".join(self.text),
            "".join(text for text, _ in self.plain),
            self.at,
            tuple(self.tags),
            tuple(self.links),
            tuple("".join(each).strip() for each in self.quotes),
        )
