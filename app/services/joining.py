"""How a file goes into a debate that is there: as a newer one of it, or beside what it holds."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from app.core.debate.matching import Match, folded, matches
from app.core.debate.merging import added, updated
from app.core.debate.naming import Ids, Key, settled
from app.core.debate.shape import Id
from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.services.arriving import ReadFile
from app.services.given import given
from app.services.ids import new_id

UPDATE, ADD = "update", "add"
# From here on two claims count as the same unless somebody says otherwise.
SURELY = 0.95


@given
class Joining:
    """Whether a file updates the debate or is added to it, and which claims are the same.

    `how` is empty where that is to be guessed. `same` are pairs of ids, of the file and here, as
    "c3:c12"; None stands for those that are all but certain.
    """

    how: str = ""
    same: tuple[str, ...] | None = None


AS_GUESSED = Joining()


def joined(
    present: Debate, read: ReadFile, joining: Joining, taken: Collection[Key] = ()
) -> Debate:
    """Return what a debate is to be once a file has come in; nobody's credences are touched.

    Rows whose ids do not stand in the file get new ones, as rows of forms do; `taken` are ids, by
    the space they share, that waiting suggestions give.
    """
    how, ids = way_of(present, read, joining), Ids(read.made, taken, new_id)
    if how == UPDATE and read.format.is_native:
        return settled(present, read.debate, ids)
    if how == UPDATE:
        return updated(present, read.format.keeps(present), read.debate, ids)
    other = replace(read.debate, credences=())
    return added(present, other, _same(present, other, joining.same), ids)


def way_of(present: Debate, read: ReadFile, joining: Joining) -> str:
    """Return how a file goes in: as asked for, else as it looks.

    A format that does not go out has no files of this debate: they are added. Others have, where
    the file says so, or the claims with the same ids here have the same words for the most part.
    Ids count that stand in the file: one without any is added.
    """
    if joining.how not in ("", UPDATE, ADD):
        message = f"A file goes in by one of: {UPDATE}, {ADD}."
        raise Invalid(message, {"how": message})
    if read.format.write is None:
        return ADD
    return joining.how or _guessed(present, read)


def _guessed(present: Debate, read: ReadFile) -> str:
    written = [row for row in read.debate.claims if ("claims", row.id) not in read.made]
    if read.made and not written:
        return ADD
    if read.format.is_native and read.debate.settings.slug == present.settings.slug:
        return UPDATE
    here = {row.id: folded(row.text) for row in present.claims}
    known = sum(here.get(row.id) == folded(row.text) for row in written)
    return UPDATE if 2 * known >= max(len(written), 1) else ADD


def likely(present: Debate, other: Debate) -> tuple[Match, ...]:
    """Return the claims of another debate that are here already, exactly or nearly."""
    return matches(present.claims, other.claims)


def _same(present: Debate, other: Debate, asked: tuple[str, ...] | None) -> Mapping[Id, Id]:
    found = likely(present, other)
    sure = {each.incoming.id: each.here.id for each in found if each.likeness == 1}
    if asked is None:
        return {each.incoming.id: each.here.id for each in found if each.likeness >= SURELY}
    pairs = (pair.partition(":") for pair in asked)
    known = {(each.incoming.id, each.here.id) for each in found}
    return sure | {one: here for one, _, here in pairs if (one, here) in known}
