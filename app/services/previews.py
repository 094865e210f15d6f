"""What would become of a file, before it is brought in: read, compared, and nothing written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.core.debate.change import Edit, merged
from app.core.debate.judging import WORDS
from app.core.debate.matching import Match
from app.core.debate.rows import Settings
from app.core.debate.whole import Debate
from app.core.formats.format import Caution, Format
from app.core.permissions import Action, Actor, Proposal
from app.db import Database
from app.services.arriving import ReadFile, Reading, as_asked, read_file
from app.services.debates import open_debate
from app.services.graphs import read_debate
from app.services.joining import SURELY, UPDATE, Joining, joined, likely, way_of
from app.services.proposals import promised
from app.services.proposing import would_be
from app.services.transfer import may_import, one_at_a_time
from app.services.uploads import File

# As many pairs of claims are asked about; of others the most alike are taken for the same.
MOST_ASKED = 50
DOES = ("remove", "change", "add")
TEXTS = (
    "The text of the source stays behind: what is suggested are rows of the debate. Attach the text"
    " once it is accepted, or bring the file in as a debate of its own."
)


@dataclass(frozen=True, slots=True)
class Joined:
    """What a file would do to a debate that is there.

    `edits` counts rows by what would become of them ("add", "change", "remove") and by list;
    `changes` are those edits, what goes first and claims before all else. They lead from `present`
    to `wanted`. `alike` are pairs of claims that may be the same, `chosen` those taken for it, as
    "c3:c12".
    """

    slug: str
    title: str
    how: str
    edits: Mapping[str, Mapping[str, int]]
    changes: tuple[Edit, ...]
    present: Debate
    wanted: Debate
    exact: int
    alike: tuple[Match, ...]
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would come in: which format, what is in it, what to know of the reading.

    `texts` are those of its sources that came with it; `settings` what a debate of its own is said
    to be as a whole, as far as it was asked for.
    """

    format: Format
    debate: Debate
    cautions: tuple[Caution, ...]
    into: Joined | None
    texts: Mapping[str, str]
    settings: Settings


def preview(
    database: Database,
    actor: Actor,
    file: File,
    reading: Reading,
    *,
    max_bytes: int,
    into: str = "",
    joining: Joining = Joining(),
) -> Preview:
    """Read a file, and compare it with the debate it is to go `into`, if it is to.

    Raises ImportFaults, Invalid, and NotFound or Forbidden for the debate.
    """
    may_import(actor)
    with one_at_a_time():
        read = read_file(file.data, file.name, max_bytes=max_bytes, reading=reading)
    found = _into(database, actor, read, into, joining) if into else None
    told = (Caution(TEXTS),) if read.texts and into else ()
    cautions, settings = (*told, *read.cautions), as_asked(read, reading)
    return Preview(read.format, read.debate, cautions, found, read.texts, settings)


def _into(database: Database, actor: Actor, read: ReadFile, slug: str, joining: Joining) -> Joined:
    proposing = replace(actor, proposal=Proposal())
    with database.reading() as session:
        debate = open_debate(session, proposing, slug, Action.EDIT_NODE)
        present, taken = read_debate(session, debate.id), promised(session, debate.id)
    how = way_of(present, read, joining)
    found = () if how == UPDATE else likely(present, read.debate)
    sure = {pair(each) for each in found if each.likeness >= SURELY}
    chosen = sure if joining.same is None else set(joining.same)
    way = Joining(how=how, same=tuple(chosen))
    wanted = joined(present, read, way, taken)
    changes = sorted(merged(would_be(present, wanted)), key=_turn)
    edits: dict[str, Counter[str]] = {kind: Counter() for kind in DOES}
    for edit in changes:
        edits[_does(edit)][edit.list] += 1
    alike = [each for each in found if each.likeness < 1]
    alike.sort(key=lambda each: -each.likeness)
    return Joined(
        slug=slug,
        title=present.settings.title,
        how=how,
        edits=edits,
        changes=tuple(changes),
        present=present,
        wanted=wanted,
        exact=sum(each.likeness == 1 for each in found),
        alike=tuple(alike[:MOST_ASKED]),
        chosen=frozenset(chosen),
    )


def _does(edit: Edit) -> str:
    return "add" if edit.before is None else "remove" if edit.after is None else "change"


def _turn(edit: Edit) -> tuple[int, bool]:
    return DOES.index(_does(edit)), edit.list not in WORDS


def pair(match: Match) -> str:
    """Return two claims as a form names them: the id in the file, and the one here."""
    return f"{match.incoming.id}:{match.here.id}"
