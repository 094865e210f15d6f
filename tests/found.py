"""Things that a test has found and goes through: a loop over none would assert nothing."""

from collections.abc import Iterable
from typing import TypeVar

Thing = TypeVar("Thing")


def some(things: Iterable[Thing], at_least: int = 1) -> list[Thing]:
    """Return the things as a list; the test fails where there are fewer than that.

    >>> some(n for n in range(3) if n)
    [1, 2]
    """
    listed = list(things)
    assert len(listed) >= at_least, f"{len(listed)} found, at least {at_least} looked for"
    return listed
