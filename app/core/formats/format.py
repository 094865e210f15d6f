"""What a format is to the rest of the program: a name, how to write it, how to read it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.core.debate.lists import SHAPES
from app.core.debate.whole import Debate


@dataclass(frozen=True, slots=True)
class Options:
    """What may be asked of a writer. `address` is where the debate is read, without a slash."""

    address: str = ""


class Loss(NamedTuple):
    """Something that a file does not carry: how many, of what in the singular and the plural."""

    number: int
    one: str
    many: str

    def __str__(self) -> str:
        """Return it as people say it.

        >>> str(Loss(1, "stance", "stances")), str(Loss(288, "stance", "stances"))
        ('1 stance', '288 stances')
        """
        return f"{self.number} {self.one if self.number == 1 else self.many}"


class Written(NamedTuple):
    """A file, and what of the debate is not in it."""

    data: bytes
    losses: tuple[Loss, ...] = ()


class Read(NamedTuple):
    """A debate read from a file, and what a person should know of the reading."""

    debate: Debate
    warnings: tuple[str, ...] = ()


Writer = Callable[[Debate, Options], Written]
Reader = Callable[[bytes], Read]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its one name.

    `carries` and `loses` say in a sentence each what a file of it holds and lacks of any
    debate. `ending` has its dot, and `also` are endings of other files that come in. A reader
    raises ImportFaults with line and column.
    """

    name: str
    title: str
    media_type: str
    ending: str
    carries: str
    loses: str
    write: Writer | None = None
    read: Reader | None = None
    also: tuple[str, ...] = ()


def losses(*counted: tuple[int, str, str]) -> tuple[Loss, ...]:
    """Return what is lost of each, those left out of which nothing is."""
    return tuple(Loss(*each) for each in counted if each[0])


def rows_lost(debate: Debate, names: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Count the rows of whole lists that a format does not carry."""
    for name in names:
        yield len(getattr(debate, name)), SHAPES[name].singular, name.replace("_", " ")
