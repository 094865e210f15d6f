"""What has been done to a debate since a revision, joined into one change, and by whom.

It tells nothing of who asks, and goes on from where it ended when more has been done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.debate.change import Change, Edit, Entry, concat, merged
from app.core.debate.rows import CredenceEntry
from app.core.debate.shape import Id

CREDENCES = "credences"
Row = tuple[str, Id]
Hands = tuple[Id | None, ...]
NO_CHANGE = Change(())


class Record(NamedTuple):
    """A recorded change: whose, and its edits; None where the record does not hold them."""

    actor: Id | None
    edits: tuple[Edit, ...] | None


@dataclass(frozen=True, slots=True)
class Followed:
    """All that was done after one revision and up to another, as one change.

    `hands` are the accounts (None: the program) that edited each row, the first one first;
    `untold` those whose records do not hold what they did, each as often as it did something.
    """

    since: int
    until: int
    whole: Change = NO_CHANGE
    hands: Mapping[Row, Hands] = field(default_factory=dict)
    untold: Hands = ()


def follow(before: Followed, records: Iterable[Record], until: int) -> Followed:
    """Go on with the changes that came next, up to a revision."""
    hands, untold, edits = dict(before.hands), list(before.untold), list[Edit]()
    for actor, done in records:
        if done is None:
            untold.append(actor)
            continue
        edits += done
        for name in dict.fromkeys((edit.list, edit.id) for edit in done):
            hands[name] = tuple(dict.fromkeys((*hands.get(name, ()), actor)))
    whole = concat(before.whole, Change(merged(edits)))
    return Followed(before.since, until, whole, hands, tuple(untold))


def net_edits(edits: Iterable[Edit]) -> list[Edit]:
    """Return one edit for each row that has an id and is not as it was, credences left out.

    What was taken out and put back is two edits of a changeset, for its place is an edit too.
    """
    ends: dict[Row, tuple[Edit, Edit]] = {}
    for edit in edits:
        if edit.list != CREDENCES:
            name = (edit.list, edit.id)
            ends[name] = (ends.get(name, (edit, edit))[0], edit)
    joined = (
        Edit(name, id_, first.before, last.after) for (name, id_), (first, last) in ends.items()
    )
    return [edit for edit in joined if edit.before != edit.after]


def entries_added(edits: Iterable[Edit]) -> dict[tuple[Id, Id], list[CredenceEntry]]:
    """Return what the record of credences has more than before, by node and account, in turn.

    Pairs of which entries that were there before have gone are left out.
    """
    more: dict[tuple[Id, Id], list[CredenceEntry]] = {}
    gone: dict[tuple[Id, Id], list[CredenceEntry]] = {}
    for edit in edits:
        if edit.list == CREDENCES:
            _count(edit, more, gone)
    return {pair: rows for pair, rows in more.items() if rows and not gone.get(pair)}


def _count(
    edit: Edit,
    more: dict[tuple[Id, Id], list[CredenceEntry]],
    gone: dict[tuple[Id, Id], list[CredenceEntry]],
) -> None:
    row: CredenceEntry = _side(edit).row
    pair = (row.node, row.account)
    to, back = (more, gone) if edit.after else (gone, more)
    if row in back.get(pair, ()):
        back[pair].remove(row)
    else:
        to.setdefault(pair, []).append(row)


def _side(edit: Edit) -> Entry:
    side = edit.after or edit.before
    assert side is not None
    return side
