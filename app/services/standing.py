"""What stands against a change that somebody wants made or taken back."""

from dataclasses import dataclass

from app.core.debate.conflicts import Conflict
from app.core.errors import Conflict as Refused


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands against it: conflicts, and later changes that edited the same or rest on it.

    What the actor may not know of is left out, and `hidden` says that there is such.
    """

    conflicts: tuple[Conflict, ...]
    later: tuple[int, ...]
    hidden: bool = False


class StandsAgainst(Refused):
    """A change is not made as the debate now is; `standing` says what stands against it."""

    def __init__(self, message: str, standing: Standing) -> None:
        super().__init__(message)
        self.standing = standing
