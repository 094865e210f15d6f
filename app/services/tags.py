"""Tags of what is sent of a debate, and the conditions that requests make of them (RFC 9110, 13).

A tag has three parts: the revision, the state of which database's debate that is, and the view:
by which version of the program, for whom, and what was asked for. A copy is good while all are
the same. A change may be made on condition that a debate is still as it was read, in whatever
view, so it goes by the first two.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from app import __version__
from app.core.errors import ConditionFailed
from app.core.permissions import Actor, Role

ANYTHING = "*"
_EXPECTED = "cruxmap_expected"
_LISTED = re.compile(r'(?:^|,)[ \t]*((?:W/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)')
_STATE = re.compile(r'"(\d{1,18})-[0-9a-f]{12}-')


@dataclass(frozen=True, slots=True)
class Condition:
    """What `If-Match` or `If-None-Match` names: anything there is, or certain tags."""

    anything: bool
    tags: tuple[str, ...]

    @classmethod
    def read(cls, lines: Sequence[str]) -> "Condition | None":
        """Read a header of one or more lines; None without one. What is no tag is passed over.

        >>> Condition.read(['"a,b", W/"c", d', '"e"'])
        Condition(anything=False, tags=('"a,b"', 'W/"c"', '"e"'))
        """
        whole = ",".join(lines)
        if not lines:
            return None
        return cls(whole.strip() == ANYTHING, tuple(_LISTED.findall(whole)))

    def names(self, tag: str) -> bool:
        """Tell whether a tag is among those named, weak or not: a copy under it is good."""
        return tag.removeprefix("W/") in {each.removeprefix("W/") for each in self.tags}

    def holds(self, state: str) -> bool:
        """Tell whether a state is among those named; a weak tag vouches for none."""
        return self.anything or any(each.startswith(f'"{state}-') for each in self.tags)

    @property
    def revision(self) -> str | None:
        """Return the latest revision that is named, where a tag of ours names one."""
        found = [int(match[1]) for each in self.tags if (match := _STATE.match(each))]
        return str(max(found)) if found else None


class Tagged(Protocol):
    """What tags need to know of an opened debate; `OpenDebate` is one."""

    @property
    def id(self) -> int:
        """Its key."""

    @property
    def database_id(self) -> str:
        """The random id of the database that it is in."""

    @property
    def revision(self) -> int:
        """The revision that was opened."""

    @property
    def role(self) -> Role:
        """What whoever opened it may be in it."""

    @property
    def actor(self) -> Actor:
        """Who opened it."""


def tag_of(debate: Tagged, view: str, *, weak: bool = False) -> str:
    """Return the tag of a view of a debate, as its header has it.

    Weak: another process may give numbers that differ in their last digit.
    """
    reader = f"{debate.actor.account_id}/{debate.role}"
    whole = f"{__version__}/{reader}/{view}"
    return f'{"W/" if weak else ""}"{_state_of(debate)}-{_hashed(whole, 16)}"'


def tag_of_all(debates: Iterable[Tagged], view: str) -> str:
    """Return the tag of a view of several debates at once."""
    return f'"{_hashed(" ".join(tag_of(each, view) for each in debates), 24)}"'


def expect(session: Session, condition: Condition | None) -> None:
    """Let whatever is changed in this session be changed on a condition.

    It is judged where the debate is held, so nobody can change anything after it was.
    """
    session.info[_EXPECTED] = condition


def check_expected(session: Session, debate: Tagged) -> None:
    """Raise ConditionFailed where a held debate is not as the session's changes expect it."""
    condition: Condition | None = session.info.get(_EXPECTED)
    if condition is None or condition.holds(_state_of(debate)):
        return
    message = "The debate is not as your If-Match expects it. Nothing was done; read it again."
    raise ConditionFailed(message, yours=condition.revision, theirs=str(debate.revision))


def _state_of(debate: Tagged) -> str:
    whole = f"{debate.database_id}/{debate.id}/{debate.revision}"
    return f"{debate.revision}-{_hashed(whole, 12)}"


def _hashed(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
