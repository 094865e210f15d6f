"""What the digest of a debate and of a node shows: sentences that lead to what they rest on."""

from collections.abc import Sequence
from typing import NamedTuple

from app.core.debate.strips import Strip
from app.web.showing.lines import Line

# Letters, above which a digest is set in small print.
MUCH = 3500


class Item(NamedTuple):
    """A sentence of a list; `sign` is the kind of relation or the stance that stands before it."""

    says: Line
    sign: str = ""


class Part(NamedTuple):
    """A part of a digest: its heading, a word beside it, its sentences, or what is said of none.

    `half`: two such stand beside each other.
    """

    name: str
    title: str
    items: Sequence[Item] = ()
    beside: str = ""
    empty: str = ""
    half: bool = False


class Block(NamedTuple):
    """Two people: their names, and what is said of them, each sentence with its first words."""

    names: Line
    says: Sequence[tuple[str, Line]]


class Cell(NamedTuple):
    """What a person holds of a claim: a word of the model, and as it is said; "" for nothing."""

    value: str
    says: str


class ApartRow(NamedTuple):
    """A node on which people are apart, what each holds, and what stands against it most."""

    node: Line
    cells: Sequence[Cell]
    others: str
    counter: Line


class ApartTable(NamedTuple):
    """The nodes on which people are apart; `people` are those with a column of their own.

    `legend` are the signs that stand in the columns.
    """

    title: str
    people: Sequence[str]
    rows: Sequence[ApartRow]
    legend: Sequence[Cell]
    more: Line
    note: str
    empty: str


class Group(NamedTuple):
    """Cruxes that came out alike."""

    title: str
    n: int
    says: Sequence[Line]


class Head(NamedTuple):
    """What stands at the top of a sheet, and at its foot."""

    kick: Line
    title: str
    lead: Line
    foot: Sequence[Line]


class Digest(NamedTuple):
    """The digest of a debate."""

    head: Head
    pairs: Sequence[Block]
    pairs_more: Line
    apart: ApartTable
    cruxes: Sequence[Group]
    cruxes_note: str
    parts: Sequence[Part]

    @property
    def is_dense(self) -> bool:
        """Tell whether a sheet holds it only in small print."""
        says = [each for block in self.pairs for _, each in block.says]
        says += [each for group in self.cruxes for each in group.says]
        says += [each for row in self.apart.rows for each in (row.node, row.counter)]
        says += [item.says for part in self.parts for item in part.items]
        return sum(len(run.text) for each in says for run in each) > MUCH


class Move(NamedTuple):
    """What would change a number: what happens, and the number before and after."""

    says: Line
    number: str


class Readers(NamedTuple):
    """What accounts say of a node; `hidden`: others’ is not for this reader to know yet."""

    title: str
    strip: Strip | None
    label: str
    numbers: Sequence[tuple[str, str]]
    says: str


class NodeDigest(NamedTuple):
    """The digest of a claim, a step or a crux."""

    head: Head
    before: Sequence[Part]
    readers: Readers | None
    after: Sequence[Part]
    moves: Sequence[Move]
    moves_empty: str
