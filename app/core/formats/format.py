"""What a format is to the rest of the program: a name, how to write it, how to read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from app.core.debate.whole import Debate
from app.core.vocabulary import RelationKind


@dataclass(frozen=True, slots=True)
class Options:
    """What may be asked of a writer. `address` is where the debate is read, without a slash.

    `paint` makes a picture in PNG of a drawing in SVG, at a width in pixels; None: the writer does.
    """

    address: str = ""
    paint: "Painter | None" = None


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a file beside its bytes, and what was asked for.

    `name` is the file's name. `slug` and `title` stand in for those that the file does not tell.
    `unsigned` is what a line below another is to it where no word says so. `encoding` is that of
    a text that is in no Unicode. `credences`: take reactions and votes that are told in per cent
    for credences of their accounts.
    """

    name: str = ""
    slug: str = ""
    title: str = ""
    unsigned: RelationKind = RelationKind.SUPPORTS
    encoding: str = ""
    credences: bool = False


class Loss(NamedTuple):
    """Something that a file does not carry: how many, of what in the singular and the plural."""

    number: int
    one: str
    many: str

    def __str__(self) -> str:
        """Return it as people say it.

        >>> str(Loss(1, "stance", "stances")), str(Loss(1288, "stance", "stances"))
        ('1 stance', '1,288 stances')
        """
        return f"{self.number:,} {self.one if self.number == 1 else self.many}"


class Caution(NamedTuple):
    """What a person should know of the reading of a file, and where; both count from 1."""

    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return one line for a person.

        >>> str(Caution("No word says what this is to the line above.", 3))
        'line 3: No word says what this is to the line above.'
        """
        column = f", column {self.column}" if self.column else ""
        return f"line {self.line}{column}: {self.message}" if self.line else self.message


class Written(NamedTuple):
    """A file, and what of the debate is not in it."""

    data: bytes
    losses: tuple[Loss, ...] = ()


class Read(NamedTuple):
    """A debate read from a file, and what a person should know of the reading.

    `texts`: the texts of sources that came with it, by the ids of the sources, which name their
    hashes. `made`: the rows, by list and id, whose ids do not stand in the file.
    """

    debate: Debate
    cautions: tuple[Caution, ...] = ()
    texts: Mapping[str, str] = MappingProxyType({})
    made: frozenset[tuple[str, str]] = frozenset()


Painter = Callable[[str, int], bytes]
Writer = Callable[[Debate, Options], Written]
Reader = Callable[[bytes, Given], Read]


def nothing() -> str:
    """Return what is missing of what a format needs: nothing."""
    return ""


def everything(debate: Debate) -> Debate:
    """Return a debate as it comes back from a format that carries all of it."""
    return debate


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its one name.

    `use`, `carries` and `loses` say in a sentence each what it is for, and what a file of it
    holds and lacks of any debate. `missing` says in a sentence what has to be installed before it
    can be written, and nothing where it can. `keeps` returns what a file of it holds of one
    debate: what is read back from the file, and all that the loss report does not name.
    `ending` has its dot, and `also` are endings of other files that come in; `looks` tells a
    file's beginning of others with the same ending. A reader raises ImportFaults with line and
    column.
    """

    name: str
    title: str
    media_type: str
    ending: str
    use: str
    carries: str
    loses: str
    write: Writer | None = None
    read: Reader | None = None
    keeps: Callable[[Debate], Debate] = everything
    also: tuple[str, ...] = ()
    looks: Callable[[bytes], bool] | None = None
    missing: Callable[[], str] = nothing

    @property
    def is_native(self) -> bool:
        """Tell whether a file of it holds all of a debate: what it lacks is not there."""
        return self.write is not None and self.keeps is everything
