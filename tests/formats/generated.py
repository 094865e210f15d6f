"""Debates of any shape as Hypothesis makes them, for what must hold of every debate."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from app.core.debate.whole import Debate
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import check_document
from app.core.formats.native.values import debate_of, document_of
from app.core.vocabulary import Basis, ClaimKind, RelationKind, StanceValue, Status, Strength

# Texts that some format takes for its own signs.
HOSTILE = (
    "=1+1",
    "'tis",
    "- a dash",
    "+ plus",
    "1. a list",
    "# no heading #tag",
    "*a* _b_ `c` [d](e) <f> | g",
    '@x \\ \\n {y} "z" \'',
    "see https://example.org/a_b?x=1&y=2 // no",
    "Supports: [c1] not a sign",
    "a -> b; c --> d",
    "(1) premise\n----\n(2) end",
    "<!-- -->&amp;&#35;",
    "]]> ]] [[ }} ${x}",
    "سؤال عربي",
    "中文，标点。",
    "e\u0301 ﬁ 𝒳 \u200d",
    "a,b;c\td",
    "x" * 400,
)
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60),
).map(lambda text: text.strip() or "A claim.")
LINES = TEXTS.map(lambda text: " ".join(text.split())[:60].strip() or "A line")
IDS = ("1e5", "007", "3.10", "a-b", "end", "C_1", "x.y-z")
Row = dict[str, Any]


@st.composite
def debates(draw: st.DrawFn, most: int = 8) -> Debate:
    """A sound debate of a few rows of many lists."""
    document = draw(documents(most))
    return debate_of(canonical(check_document(document)))


@st.composite
def documents(draw: st.DrawFn, most: int = 8) -> Row:
    """A sound document."""
    people = [
        {"id": f"p{n}", "name": f"Person {n} {draw(LINES)[:20]}".strip(), "kind": "named"}
        for n in range(draw(st.integers(0, 3)))
    ]
    names = [row["id"] for row in people]
    claims = [_claim(draw, n, names) for n in range(draw(st.integers(0, most)))]
    ids = [row["id"] for row in claims]
    relations = _relations(draw, ids, most) if ids else []
    nodes = [*ids, *(row["id"] for row in relations)]
    sources = [_source(draw, n) for n in range(draw(st.integers(0, 2)))]
    document: Row = {
        "format": "cruxmap/1",
        "debate": {
            **{"slug": "generated", "title": draw(LINES), "theses": draw(_some(ids))},
            **_rights(draw),
        },
        "people": people,
        "sources": sources,
        "claims": claims,
        "relations": relations,
    }
    if nodes:
        document["stances"] = _stances(draw, names, nodes)
        document["citations"] = _citations(draw, nodes, [row["id"] for row in sources])
        _rate(draw, document, [r for r in (*claims, *relations) if _is_rated(r)])
    return document


def as_document(debate: Debate) -> Row:
    """Return a debate as its one canonical document."""
    return canonical(document_of(debate))


def _rights(draw: st.DrawFn) -> Row:
    found: Row = {}
    if draw(st.integers(0, 2)) == 0:
        found["licence"] = draw(st.one_of(LINES, TEXTS.map(lambda text: text[:400])))
        found["authors"] = draw(st.lists(LINES, max_size=3))
    if draw(st.integers(0, 3)) == 0:
        first = {"address": "https://a.example.org", "installation": "ab_1", "debate": "tea"}
        written = {"program": "Cruxmap", "version": draw(LINES), "changed": "2026-01-02"}
        found["origin"] = {**first, **written, "came_from": {**first, "debate": "coffee"}}
    return found


def _some(among: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(among), max_size=2, unique=True) if among else st.just([])


def _claim(draw: st.DrawFn, number: int, people: list[str]) -> Row:
    odd = number < len(IDS) and draw(st.booleans())
    row: Row = {
        "id": IDS[number] if odd else f"c{number}",
        "kind": draw(st.sampled_from([kind.value for kind in ClaimKind])),
        "text": draw(TEXTS)[:400],
        "provenance": draw(st.sampled_from(["in_text", "inferred", "outside"])),
        "voiced_by": draw(_some(people)),
    }
    if draw(st.booleans()):
        row["label"] = draw(LINES)
    if draw(st.integers(0, 3)) == 0:
        row["body"] = draw(TEXTS)
        row["note"] = draw(TEXTS)
    if draw(st.integers(0, 4)) == 0:
        row["status"] = draw(st.sampled_from([Status.WITHDRAWN.value, Status.EDITED.value]))
    if row["kind"] == "claim" and draw(st.integers(0, 4)) == 0:
        row["prior"] = draw(st.sampled_from([0.0, 0.25, 0.47, 1.0]))
    return row


def _relations(draw: st.DrawFn, claims: list[str], most: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(list(RelationKind)))
        steps = [row["id"] for row in rows]
        aims = {"claim": claims, "relation": steps, "node": [*claims, *steps]}[kind.aim.value]
        premises = draw(st.lists(st.sampled_from(claims), min_size=1, max_size=3, unique=True))
        aims = [each for each in aims if each not in premises]
        if kind is RelationKind.RESTATES:  # which must not go round
            aims = claims[: min(map(claims.index, premises))]
        if not aims:
            continue
        row: Row = {
            "id": f"r{number}",
            "kind": kind.value,
            "premises": premises,
            "target": draw(st.sampled_from(aims)),
            "provenance": "in_text",
        }
        if len(premises) > 1:
            row["basis"] = draw(st.sampled_from([basis.value for basis in Basis]))
        if kind.weighs and draw(st.booleans()):
            row["strength"] = draw(st.sampled_from([each.value for each in Strength]))
        if draw(st.integers(0, 3)) == 0:
            row["warrant"] = draw(TEXTS)
        rows.append(row)
    return rows


def _source(draw: st.DrawFn, number: int) -> Row:
    csl: Row = {"type": "webpage", "title": draw(LINES), "URL": "https://example.org/a_b?x=1&y=2"}
    if draw(st.booleans()):
        csl["author"] = [{"family": draw(LINES), "given": "Ada"}, {"literal": draw(LINES)}]
        csl["issued"] = {"date-parts": [[2024, 5, 3]]}
    return {"id": f"s{number}", "kind": "work", "csl": csl}


def _stances(draw: st.DrawFn, people: list[str], nodes: list[str]) -> list[Row]:
    values = [value.value for value in StanceValue if not value.own]
    return [
        {
            "id": f"st{number}",
            "person": draw(st.sampled_from(people)),
            "node": draw(st.sampled_from(nodes)),
            "value": draw(st.sampled_from(values)),
        }
        for number in range(draw(st.integers(0, 3)) if people else 0)
    ]


def _citations(draw: st.DrawFn, nodes: list[str], sources: list[str]) -> list[Row]:
    return [
        {
            "id": f"ct{number}",
            "node": draw(st.sampled_from(nodes)),
            "source": draw(st.sampled_from(sources)),
            "role": "supports",
            "locator": draw(LINES),
        }
        for number in range(draw(st.integers(0, 2)) if sources else 0)
    ]


def _is_rated(row: Row) -> bool:
    if "premises" in row:
        return RelationKind(row["kind"]).weighs
    return ClaimKind(row["kind"]).takes_credence


def _rate(draw: st.DrawFn, document: Row, rated: list[Row]) -> None:
    if not rated or draw(st.booleans()):
        return
    document["accounts"] = [{"id": f"a{n}", "name": f"Reader {n}"} for n in range(2)]
    document["credences"] = [
        {
            "account": f"a{number % 2}",
            "node": row["id"],
            "wording": 1,
            "value": draw(st.sampled_from([0.0, 0.31, 0.5, 1.0])),
            "at": f"2026-01-02T03:04:{number:02}Z",
        }
        for number, row in enumerate(rated)
    ]
