"""What people hold in few words: positions on cruxes, and what an editor says of two of them."""

from typing import Annotated, NamedTuple

from app.core.debate.shape import NODES, Id, Is, Many


class Position(NamedTuple):
    """What one person holds on a crux: in a sentence, in a few words, and which way it points.

    `value` is how it is known, `sign` what it answers: a stance with a side, none where it is
    neither a yes nor a no.
    """

    person: Annotated[Id, Is(to="people")]
    value: str | None
    short: str | None
    sign: str | None
    text: str | None
    span: Annotated[Id | None, Is(to="spans")]


class PairSentence(NamedTuple):
    """One sentence of an editor on two people, and the nodes it rests on."""

    id: Id
    a: Annotated[Id, Is(to="people")]
    b: Annotated[Id, Is(to="people")]
    kind: str
    text: str
    nodes: Annotated[
        tuple[Id, ...], Many("pair_sentence_node", "pair_sentence_id", NODES, "node_id")
    ]
