"""A debate as a file, in any format that can be written; finished files are kept, compressed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.debate.graph import Graph
from app.core.debate.knowing import Audience, known_to
from app.core.debate.parts import below, case_of, chosen, without_credences
from app.core.debate.whole import Debate
from app.core.errors import NotFound
from app.core.formats.format import Format, Loss, Options
from app.core.formats.registry import FORMATS, WRITTEN
from app.services import as_of
from app.services.debates import OpenDebate
from app.services.given import given
from app.services.graphs import read_debate
from app.services.kept import Kept
from app.services.origins import with_origin
from app.services.packing import compress, unpacked
from app.services.painting import paint
from app.services.rows.accounts import document_id


@given
class Part:
    """Which part of a debate is asked for, and with whose numbers; unless said, all of it.

    `node`: what bears on it. `person`: what they say and hold. `nodes`: these, and the arrows
    between them. `credences`: whether anybody's are in it.
    """

    node: str = ""
    person: str = ""
    nodes: tuple[str, ...] = ()
    credences: bool = True

    @property
    def of(self) -> tuple[str, ...]:
        """The ids that it is the part of."""
        return tuple(filter(None, (self.node, self.person, *self.nodes)))


ALL = Part()


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, its media type, its bytes, and what of the debate is not in it."""

    name: str
    media: str
    body: bytes
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A file as it is kept and sent."""

    name: str
    media: str
    packed: bytes

    @property
    def body(self) -> bytes:
        """The file itself."""
        return unpacked(self.packed)


# Database, debate, revision; what the reader may know; format, where debates are read, the part.
Key = tuple[str, int, int, Audience, str, str, Part]
LONGEST_NAME = 160
ENTRY = 600  # bytes of an entry beside what is compressed
_files: Kept[Key, Finished] = Kept(16_000_000)


def keep_files(most: int) -> None:
    """Set how many bytes of finished files this process keeps."""
    _files.resize(most)


def forget_files() -> None:
    """Forget all finished files."""
    _files.clear()


def finished(
    session: Session, debate: OpenDebate, name: str, base_url: str, part: Part = ALL
) -> Finished:
    """Return a debate's file as `download` makes it, from memory where it was made before.

    Two readers share it only where both may know all of the debate, or neither is an account.
    """
    into = format_named(name)
    state = (debate.database_id, debate.id, debate.revision)
    key = (*state, debate.audience, into.name, base_url, part)
    found = _files.get(key)
    if found is None:
        file = download(session, debate, name, base_url, part)
        found = Finished(file.name, file.media, compress(file.body))
        _files.put(key, found, ENTRY + len(found.packed))
    return found


def download(
    session: Session, debate: OpenDebate, name: str, base_url: str = "", part: Part = ALL
) -> Download:
    """Return a debate in the format of that name; `base_url` is where the debates are read.

    The debate was opened to export it. Raises NotFound for an unknown format, node or person.
    """
    whole = export_debate(session, debate, base_url)
    return written(part_of(whole, part), format_named(name), base_url, part)


def part_of(debate: Debate, part: Part) -> Debate:
    """Return the part of a debate that is asked for; NotFound for what is not in it."""
    for message in unknown_in(debate.graph, part).values():
        raise NotFound(message)
    found = debate if part.credences else without_credences(debate)
    if part.node:
        found = below(found, part.node)
    if part.person:
        found = case_of(found, part.person)
    return chosen(found, part.nodes, part.nodes) if part.nodes else found


def unknown_in(graph: Graph, part: Part) -> dict[str, str]:
    """Say of each field of a part what it names that is not in a debate."""
    none = "There is no {} “{}” in this debate."
    wrong = {}
    if part.node and graph.node(part.node) is None:
        wrong["node"] = none.format("node", part.node[:40])
    if part.person and part.person not in graph.people:
        wrong["person"] = none.format("person", part.person[:40])
    unknown = [node for node in part.nodes if graph.node(node) is None]
    if unknown:
        wrong["nodes"] = none.format("node", unknown[0][:40])
    return wrong


def written(debate: Debate, into: Format, base_url: str = "", part: Part = ALL) -> Download:
    """Return a debate as a file of a format that can be written, called after the part it is."""
    slug = debate.settings.slug
    assert into.write is not None
    address = f"{base_url.rstrip('/')}/d/{slug}" if base_url else ""
    data, losses = into.write(debate, Options(address, paint))
    without = () if part.credences else ("without-credences",)
    stem = "-".join((slug, *part.of, *without))[:LONGEST_NAME]
    return Download(f"{stem}{into.ending}", into.media_type, data, losses)


def format_named(name: str) -> Format:
    """Return a format that can be written; NotFound names those there are."""
    if name not in WRITTEN:
        raise NotFound(f"There is no format “{name[:40]}”. There are: {', '.join(WRITTEN)}.")
    return FORMATS[name]


def export_debate(session: Session, debate: OpenDebate, base_url: str = "") -> Debate:
    """Return all of a debate that its reader may know, as a file of it holds it.

    Its origin is this installation, which is read at `base_url`.
    """
    return with_origin(session, debate, known_debate(session, debate), base_url)


def known_debate(session: Session, debate: OpenDebate) -> Debate:
    """Return all of a debate that its reader may know, as it is or as they look back at it.

    Everything is in it but the texts of sources (only their hashes), the history of changes,
    and who has which role; and, in a blind debate, what only its owner may see yet. Its origin is
    what the file that it was made of says.
    """
    account = debate.audience.account
    if debate.at:
        whole, keys = as_of.past_of(session, debate)
        own = next((id_ for id_, key in keys.items() if key == account), None)
    else:
        whole = read_debate(session, debate.id)
        own = None if debate.audience.knows_all else document_id(session, debate.id, account)
    return whole if debate.audience.knows_all else known_to(whole, own)
