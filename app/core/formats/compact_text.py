"""A debate in few words as lines of text, for language models: each claim and each relation once.

`c1: text` is a claim, `r1: c2+c5 supports c1` a relation. What stands before a line's first colon
is ours, what stands behind it in the line of a claim is quoted: a text cannot make a line.
"""

from collections.abc import Iterator, Mapping

from app.core.debate.rows import Claim, Crux, Relation
from app.core.debate.whole import Debate
from app.core.formats.compact import (
    CARRIES,
    LOSES,
    QUOTED,
    Number,
    in_reading_order,
    keeps,
    numbers,
    plain,
)
from app.core.formats.format import Format, Options, Written
from app.core.formats.losing import in_words, lost
from app.core.vocabulary import Basis, ClaimKind

JOINS: dict[str, str] = {Basis.ALL: "+", Basis.ANY: "|", Basis.SEQUENCE: ">"}


def write(debate: Debate, options: Options) -> Written:
    """Write a debate's claims, relations and cruxes, a line each, in reading order."""
    losses = lost(debate, keeps(debate))
    reading, known = in_reading_order(debate), numbers(debate)
    lines = [
        *_head(debate, options.address),
        *(_claim(row, known) for row in reading.claims),
        *(_relation(row, known) for row in reading.relations),
        *(_crux(row) for row in reading.cruxes),
        *([in_words(losses)] if losses else []),
    ]
    return Written(("\n".join(lines) + "\n").encode(), losses)


def _head(debate: Debate, address: str) -> Iterator[str]:
    yield QUOTED
    yield f"debate {debate.settings.slug}: {plain(debate.settings.title)}"
    if debate.settings.question:
        yield f"question: {plain(debate.settings.question)}"
    if address:
        yield f"address: {address}"
    yield f"theses: {', '.join(debate.settings.theses) or 'none'}"


def _claim(row: Claim, known: Mapping[str, Number]) -> str:
    kind = "" if row.kind == ClaimKind.CLAIM else f" {row.kind}"
    return f"{row.id}{kind}{_ended(row)}{_number(known.get(row.id))}: {plain(row.text)}"


def _relation(row: Relation, known: Mapping[str, Number]) -> str:
    premises = JOINS[row.basis].join(row.premises) or "somebody"
    said = f"{premises} {row.kind} {row.target}"
    return f"{row.id}: {said}{_ended(row)}{_number(known.get(row.id))}"


def _crux(row: Crux) -> str:
    decides = f" decides {row.conclusion}" if row.conclusion else ""
    hanging = f" of {', '.join(row.claims)}" if row.claims else ""
    return f"{row.id} crux{decides}{hanging}: {plain(row.question)}"


def _ended(row: Claim | Relation) -> str:
    return f" {row.status}" if row.status else ""


def _number(number: Number | None) -> str:
    """Return what is known of a node: the pool and how many are in it, and what the map gives."""
    if number is None:
        return ""
    pooled = [] if number.pooled is None else [f"{number.pooled:g} of {number.ratings}"]
    implied = [] if number.implied is None else [f"implied {number.implied:g}"]
    return f" ({', '.join([*pooled, *implied])})"


FORMAT = Format(
    name="compact-text",
    title="Compact text",
    media_type="text/plain",
    ending=".compact.txt",
    use="giving a whole debate to a language model in as few words as possible",
    carries=CARRIES,
    loses=LOSES,
    write=write,
    keeps=keeps,
)
