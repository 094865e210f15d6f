"""Small graphs for tests of what reads graphs, written as a line a row."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.debate.graph import (
    Claim,
    Credence,
    Crux,
    Graph,
    Person,
    Position,
    Relation,
    Stance,
    Verdict,
)
from app.core.debate.lists import SHAPES
from tests.factories import THEN


def blank(row: type[Any], **given: Any) -> Any:
    """A row of the model in which nothing stands but what is given and empty lists."""
    lists = {
        each.name
        for shape in SHAPES.values()
        if shape.fields.row is row
        for each in shape.fields.severals
    }
    empty = {name: () if name in lists else None for name in row._fields}
    return row(**{**empty, **given})


CLAIM: Claim = blank(Claim, kind="claim", text="", wording=1, provenance="in_text")
RELATION: Relation = blank(
    Relation, kind="supports", basis="all", warrant="", wording=1, provenance="in_text"
)


def claim(name: str, text: str | None = None, **more: Any) -> Claim:
    return CLAIM._replace(id=name, text=text or f"Claim {name} holds.", **more)


def relation(name: str, premises: str, kind: str, target: str, **more: Any) -> Relation:
    return RELATION._replace(
        id=name, kind=kind, premises=tuple(premises.split()), target=target, **more
    )


def relations(*lines: str) -> list[Relation]:
    """Read lines such as "r1: a b supports t"; `!` before the id marks one as withdrawn."""
    found = []
    for line in lines:
        name, _, rest = line.partition(": ")
        *premises, kind, target = rest.split()
        status = "withdrawn" if name.startswith("!") else None
        found.append(relation(name.strip("!"), " ".join(premises), kind, target, status=status))
    return found


def stance(person: str, node: str, value: str, **more: Any) -> Stance:
    row: Stance = blank(
        Stance, id=f"{person}-{node}-{value}", person=person, node=node, value=value
    )
    return row._replace(**more)


def crux(name: str, claims: str, **positions: str) -> Crux:
    held = tuple(
        Position(person, "holds", None, None, text, None) for person, text in positions.items()
    )
    made: Crux = blank(
        Crux,
        id=name,
        question=f"Question {name}?",
        wording=1,
        claims=tuple(claims.split()),
        positions=held,
        provenance="in_text",
    )
    return made


def graph(
    claims: str | Sequence[Claim],
    rows: Sequence[Relation] = (),
    rated: Mapping[str, float | Sequence[float]] | None = None,
    **more: Any,
) -> Graph:
    """A graph; `rated` gives nodes credences, the n-th of each by account n."""
    made = [claim(name) for name in claims.split()] if isinstance(claims, str) else claims
    nodes: list[Claim | Relation] = [*made, *rows]
    wordings = {row.id: row.wording for row in nodes}
    credences = [
        Credence(node, account, f"Account {account}", wordings[node], value, False, None, THEN)
        for node, values in (rated or {}).items()
        for account, value in enumerate([values] if isinstance(values, float) else values, start=1)
    ]
    people = more.pop("people", ())
    empty: dict[str, Any] = {
        "slug": "made-up",
        "revision": 1,
        "theses": (),
        "voices": {},
        "asked": {},
        "stances": (),
        "verdicts": (),
        "citations": (),
        "sources": {},
        "cruxes": {},
    }
    return Graph(
        **{
            **empty,
            "claims": {row.id: row for row in made},
            "relations": {row.id: row for row in rows},
            "credences": tuple(credences),
            "people": {name: Person(name, name.title(), "named", None, None) for name in people},
            **more,
        }
    )


def verdict(node: str, by: str, value: str) -> Verdict:
    return Verdict(f"v-{node}", node, by, value, None, None, None, None)
