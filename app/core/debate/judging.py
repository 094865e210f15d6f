"""Judging a change that was not made yet: whether it still fits, and what it would do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from app.core.debate.applying import applied
from app.core.debate.change import Change, Edit, Entry, merged
from app.core.debate.conflicts import Conflict, entry_of
from app.core.debate.graph import Graph
from app.core.debate.lists import SETTINGS
from app.core.debate.shape import Id
from app.core.debate.whole import Debate

# The field that holds the words of a node, whose earlier wordings are kept beside it.
WORDS = {"claims": "text", "relations": "warrant", "cruxes": "question"}
COUNTED = frozenset({"wording", "wordings"})


class Readiness(StrEnum):
    """Whether a change can be made part of a debate as the debate now is."""

    READY = "ready"
    THERE = "there"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a change fits: what of it is not there yet, what stands against that, what comes.

    `change` is what would be applied, and `after` the debate then; of what does not fit, as far as
    it goes.
    """

    readiness: Readiness
    change: Change
    conflicts: tuple[Conflict, ...]
    after: Debate


class Lapsing(NamedTuple):
    """A node that would get other words, and how many credences count for those it has."""

    node: Id
    credences: int


def judge(debate: Debate, change: Change) -> Judgement:
    """Judge a change against a debate; what of it is there already is left out."""
    rows = _Rows(debate)
    there = {(each.list, each.id) for each in merged(change.edits) if rows.has(each)}
    missing = [each for each in change.edits if (each.list, each.id) not in there]
    left = replace(change, edits=rows.placed(missing))
    if not left.edits:
        return Judgement(Readiness.THERE, left, (), debate)
    after, found = applied(debate, left)
    return Judgement(Readiness.STALE if found else Readiness.READY, left, found, after)


def lapsing(graph: Graph, edits: Iterable[Edit]) -> list[Lapsing]:
    """Return the nodes that edits reword, with the credences that would count no more."""
    reworded = [edit.id for edit in edits if edit.before and "wording" in edit.changed]
    counts = [Lapsing(node, len(graph.counted_of.get(node, ()))) for node in reworded]
    return [each for each in counts if each.credences]


class _Rows:
    """The rows of a debate as entries, and where each stands, list by list."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate
        self.places: dict[str, dict[Id, int]] = {}

    def has(self, edit: Edit) -> bool:
        """Tell whether what an edit does has come about already, by whatever way."""
        now = self._now(edit)
        if edit.after is None or now is None:
            return edit.after is None and now is None
        if edit.before is None:
            return now == edit.after
        fields, words = now.fields(), WORDS.get(edit.list)
        # The same words make the same wording, whoever came first.
        counted = COUNTED if words in edit.changed else frozenset()
        return all(
            (fields.get(name) or None) == (new or None)
            for name, (_, new) in edit.changed.items()
            if name not in counted
        )

    def placed(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Return edits in which each removed row is said to stand where it then does."""
        gone: dict[str, list[int]] = {}
        return tuple(self._placed(edit, gone) for edit in edits)

    def _placed(self, edit: Edit, gone: dict[str, list[int]]) -> Edit:
        at = self._places(edit.list).get(edit.id) if edit.after is None else None
        if at is None:
            return edit
        before = gone.setdefault(edit.list, [])
        place = at - sum(other < at for other in before)
        before.append(at)
        return replace(edit, place=place)

    def _now(self, edit: Edit) -> Entry | None:
        if edit.list == SETTINGS.name:
            return Entry(self.debate.settings)
        at = self._places(edit.list).get(edit.id)
        if at is None:
            return None
        return entry_of(self.debate, edit.shape, getattr(self.debate, edit.list)[at])

    def _places(self, name: str) -> dict[Id, int]:
        if name not in self.places:
            rows = getattr(self.debate, name)
            self.places[name] = {row.id: at for at, row in enumerate(rows)}
        return self.places[name]
