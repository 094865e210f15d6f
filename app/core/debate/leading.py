"""Where a relation leads: the claim at the end of the steps it aims at, if it weighs at all."""

from collections.abc import Mapping
from typing import Protocol

from app.core.debate.rows import Relation


class Steps(Protocol):
    """What is asked of a debate on the way."""

    @property
    def relations(self) -> Mapping[str, Relation]:
        """The relations by id."""

    def stands(self, relation: Relation) -> bool:
        """Tell whether a relation stands with what it starts from."""

    def has_ended(self, node_id: str) -> bool:
        """Tell whether a node is withdrawn or superseded."""


def followed(steps: Steps, relation: Relation, known: dict[str, str | None]) -> str | None:
    """Return the claim that a relation ends at; None if something on the way stands no more.

    Steps that go round end at "". `known` keeps what every step on the way ends at, so that all of
    a debate are followed in time that grows with their number.
    """
    passed: dict[str, None] = {}
    here = relation
    while here.id not in passed:
        if here.id in known:
            return _note(known, passed, known[here.id])
        passed[here.id] = None
        if not steps.stands(here) or steps.has_ended(here.target):
            return _note(known, passed, None)
        if here.target not in steps.relations:
            return _note(known, passed, here.target)
        here = steps.relations[here.target]
    return _note(known, passed, "")


def _note(known: dict[str, str | None], passed: dict[str, None], end: str | None) -> str | None:
    known.update(dict.fromkeys(passed, end))
    return end
