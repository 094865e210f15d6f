"""Which changes of a history are asked for: whose, of what kind, about which node."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, or_

from app.core.debate.knowing import Audience
from app.models import Account, Change


@dataclass(frozen=True, slots=True)
class Filter:
    """What changes must have been made by whom (an account's name), of which kind, about what."""

    by: str | None = None
    kind: str | None = None
    node: str | None = None

    def conditions(self, audience: Audience) -> Iterator[ColumnElement[bool]]:
        """Yield what must hold of the changes of a select that joins accounts.

        Who may not know everything finds a node by what a change is about alone: what its edits
        name besides may be a hidden credence.
        """
        if self.by:
            yield Account.name == self.by
        if self.kind:
            yield Change.noun == self.kind
        if self.node and audience.knows_all:
            yield or_(Change.ref == self.node, _edits_name(self.node))
        elif self.node:
            yield Change.ref == self.node


ALL = Filter()


def _edits_name(node: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = cast(Change.edits, String).contains(f'"{node}"', autoescape=True)
    return found
