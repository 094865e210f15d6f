"""Statements and arguments of a file as claims, cruxes and relations to be: who has which id."""

from app.core.formats.argdown.model import Model, Node, Said
from app.core.formats.argdown.notes import Notes, number_in
from app.core.formats.argdown.own_rows import add_hanging, id_in, list_of, own_row, word
from app.core.formats.argdown.parsing import Places
from app.core.formats.building import Building
from app.core.formats.native.schema import Json
from app.core.texts import clean_line

LABEL = 60
_READ = ("id", "kind", "type", "credence", "reason", "note")


class Nodes:
    """The nodes of a file by their ids."""

    def __init__(self, model: Model, made: Building, places: Places, *, is_ours: bool) -> None:
        self.model = model
        self.made = made
        self.places = places
        self.is_ours = is_ours
        self.ids: dict[Node, str] = {}
        self.lists = {node: list_of(node, is_ours=is_ours) for node in _all(model)}
        self.sources: dict[str, str] = {}
        self._given: set[str] = set()

    def add(self) -> None:
        """Add all that is a claim or a crux, and give ids to what will be relations."""
        for node in _all(self.model):
            if node.is_argument and node.steps:
                continue
            name = self.lists[node]
            self.ids[node] = self._id(node, name or "claims")
            if name == "relations":
                continue
            if name:
                self._own(node, name)
            else:
                self._claim(node)

    def is_relation(self, node: object) -> bool:
        """Tell whether an argument stands for a relation."""
        return isinstance(node, Node) and self.lists[node] == "relations"

    def text_of(self, node: Node) -> str:
        """Return the first words that a node is said in."""
        return next((text for each in node.members if (text := clean_line(each.plain))), "")

    def _id(self, node: Node, name: str) -> str:
        found = id_in(node.data)
        if self.is_ours and self.lists[node]:
            return found or word(node.data, "id")
        if found and found not in self._given:
            self._given.add(found)
            return found
        return self.made.new_id(name)

    def _own(self, node: Node, name: str) -> None:
        at, shown = self.places(node.at), self.text_of(node)
        row = own_row(name, node, shown)
        if len(node.members) > 1:
            self._tell_others(node, Notes())
        if name == "claims" and row.get("text"):
            self.made.claim(word(row, "text"), at, **_as_laid_out(row))
        else:
            self.made.add(name, at, **row)
        add_hanging(node, self.ids[node], self.made, at)

    def _claim(self, node: Node) -> None:
        """Add a claim of a statement, or of an argument that is only described."""
        at, notes = self.places(node.at), Notes()
        text = self.text_of(node)
        fields: Json = {"id": self.ids[node], "prior": number_in(node.data, "credence")}
        if text and node.is_titled:
            title = clean_line(node.title)
            fields["label"] = title if len(title) <= LABEL else None
            notes.add("Title", "" if fields["label"] else title)
        notes.add("", word(node.data, "note"))
        self._tell_others(node, notes)
        notes.tags(tag for each in node.members for tag in each.tags)
        notes.add("Reason", word(node.data, "reason"))
        read = set(_READ) - ({"credence"} if fields["prior"] is None else set())
        notes.data({key: value for key, value in node.data.items() if key not in read})
        first = next((each for each in node.members if clean_line(each.plain)), None)
        fields["body"] = _quoted(text, first) if first and not _urls(first) else None
        fields["note"] = notes.text()
        self.made.claim(text or node.title, at, **fields)
        for each in node.members:
            self._cite(self.ids[node], each, at)

    def _tell_others(self, node: Node, notes: Notes) -> None:
        """Note the other wordings of a node, and tell of them."""
        told = [clean_line(each.plain) for each in node.members if clean_line(each.plain)]
        others = list(dict.fromkeys(text for text in told[1:] if text != told[0]))
        for text in others:
            notes.add("Also worded", text)
        if others:
            message = "This title is given to several texts: the first is taken, " + (
                "the others are not." if self.lists[node] else "the others are its note."
            )
            self.made.caution(message, self.places(node.at))

    def _cite(self, id_: str, said: Said, at: tuple[int, int]) -> None:
        """Add the links of a text as citations; words quoted from there are their notes."""
        urls = _urls(said)
        for number, (title, url) in enumerate(urls):
            if url not in self.sources:
                csl = {"type": "webpage", "title": clean_line(title) or url, "URL": url}
                self.sources[url] = self.made.add("sources", at, kind="work", csl=csl)
            is_last = number == len(urls) - 1
            quotes = said.quotes[number:] if is_last else said.quotes[number : number + 1]
            note = "\n".join(f"“{quote}”" for quote in quotes if quote)
            source = self.sources[url]
            self.made.add("citations", at, node=id_, source=source, role="context", note=note)
        if len(urls) < len(said.links):
            self.made.caution("A link that leads to no page of the web is not kept.", at)


def _all(model: Model) -> list[Node]:
    return [*model.statements.values(), *model.arguments.values()]


def _as_laid_out(row: Json) -> Json:
    """Return the fields beside the text; the text too, where it is more than a line."""
    text = word(row, "text")
    rest = {key: value for key, value in row.items() if key != "text"}
    return rest if clean_line(text) == text or len(text) > 400 else row


def _urls(said: Said) -> list[tuple[str, str]]:
    return [each for each in said.links if each[1].startswith(("https://", "http://"))]


def _quoted(text: str, said: Said) -> str | None:
    """Return a text with the words it quotes, where it quotes any."""
    quotes = [f"> {quote}" for quote in said.quotes if quote]
    return "\n\n".join([text, *quotes]) if quotes else None
