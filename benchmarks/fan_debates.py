"""Debates in which one node has very many of one thing, in the native format.

`FANS` maps a name to its maker; a maker takes how many there are and gives a whole document. The
thesis is always `c0`, and whatever there is many of hangs on it or leads to it. Rated by one
account unless the raters are what there is many of.
"""

import random
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
AT = "2026-01-01T00:00:00Z"
STRENGTHS = ("weak", "moderate", "strong", "decisive")


def replies(size: int) -> Json:
    """One claim with many rated replies, for and against, of every strength."""
    rows = [
        _arrow(f"r{n}", [f"c{n}"], "c0", ("supports", "rebuts")[n % 2], strength=STRENGTHS[n % 4])
        for n in range(1, size + 1)
    ]
    return _debate("replies", _claims(size + 1), rows, _rated(range(size + 1)))


def undercuts(size: int) -> Json:
    """One step with many rated undercuts and a few backings."""
    rows = [_arrow("r1", ["c1"], "c0", "supports")]
    rows += [
        _arrow(f"r{n}", [f"c{n}"], "r1", "backs" if n % 10 == 0 else "undercuts")
        for n in range(2, size + 2)
    ]
    return _debate("undercuts", _claims(size + 2), rows, _rated(range(1, size + 2)))


def doubted(size: int) -> Json:
    """One claim with many rated replies, each of them undercut."""
    found = replies(size)
    found["debate"] |= _named("doubted")
    found["claims"] += _claims(size, first=size + 1)
    found["relations"] += [
        _arrow(f"x{n}", [f"c{size + n}"], f"r{n}", "undercuts") for n in range(1, size + 1)
    ]
    found["credences"] = _rated(range(2 * size + 1))
    return found


def uses(size: int) -> Json:
    """One claim that bears on many others, each of which bears on the thesis."""
    source = f"c{size + 1}"
    rows = [_arrow(f"r{n}", [f"c{n}"], "c0", "supports", strength="weak") for n in _up_to(size)]
    rows += [_arrow(f"u{n}", [source], f"c{n}", "rebuts") for n in _up_to(size)]
    return _debate("uses", _claims(size + 2), rows, _rated(range(size + 2)))


def premises(size: int) -> Json:
    """One step with many joint premises, and one with many of which any will do."""
    half = size // 2
    rows = [
        _arrow("r1", [f"c{n}" for n in range(1, half + 1)], "c0", "supports"),
        _arrow("r2", [f"c{n}" for n in range(half + 1, size + 1)], "c0", "supports", basis="any"),
    ]
    return _debate("premises", _claims(size + 1), rows, _rated(range(size + 1)))


def grouped(size: int) -> Json:
    """One claim with many rated replies that say the same thing by twos."""
    found = replies(size)
    found["debate"] |= _named("grouped")
    for number, row in enumerate(found["relations"]):
        row["kind"], row["group"] = "supports", f"g{number // 2}"
    return found


def ring(size: int) -> Json:
    """One claim with many rated replies, in a circle: it bears on the first of them."""
    found = replies(size)
    found["debate"] |= _named("ring")
    found["relations"].append(_arrow("back", ["c0"], "c1", "supports"))
    return found


def sayings(size: int) -> Json:
    """One claim with many stances, citations, restatements, answers and verdicts on it."""
    people = [{"id": f"p{n}", "name": f"Person {n}", "kind": "named"} for n in range(size)]
    found = _debate("sayings", _claims(2), [_arrow("r1", ["c1"], "c0", "supports")], [])
    found["people"] = people
    found["sources"] = [{"id": "s1", "kind": "work", "csl": {"type": "book", "title": "A book"}}]
    found["claims"][0]["voiced_by"] = [row["id"] for row in people]
    found["relations"] += [
        {"id": f"t{n}", "kind": "restates", "premises": ["c1"], "target": "c0"}
        | {"person": f"p{n}", "owner": f"p{(n + 1) % size}", "provenance": "in_text"}
        for n in range(size)
    ]
    found["stances"] = [
        {"id": f"k{n}", "person": f"p{n}", "node": "c0", "range": [0.25, 0.75]}
        | {"value": ("accepts", "rejects", "undecided")[n % 3], "words": "so I hold"}
        for n in range(size)
    ]
    found["citations"] = [
        {"id": f"y{n}", "node": "c0", "source": "s1", "locator": f"page {n}"}
        | {"role": "supports", "state": "unchecked"}
        for n in range(size)
    ]
    found["verdicts"] = [
        {"id": f"w{n}", "relation": "t0", "by": f"p{n}", "value": "partly"} for n in range(size)
    ]
    return found


def raters(size: int) -> Json:
    """One claim, a reason for it and the step between, each rated by many accounts."""
    found = _debate("raters", _claims(2), [_arrow("r1", ["c1"], "c0", "supports")], [])
    chance = random.Random(size)
    found["accounts"] = [{"id": f"a{n}", "name": f"Rater {n}"} for n in range(size)]
    found["credences"] = [
        _credence(f"a{n}", node, round(chance.random(), 2))
        for n in range(size)
        for node in ("c0", "c1", "r1")
    ]
    return found


def cruxes(size: int) -> Json:
    """Many cruxes over one claim, and one crux on which many claims hang."""
    found = _debate("cruxes", _claims(size + 1), _support(size), [])
    found["people"] = [{"id": f"p{n}", "name": f"Person {n}", "kind": "named"} for n in range(size)]
    found["cruxes"] = [_crux(f"z{n}", ["c0"]) for n in range(size)]
    found["cruxes"].append(_crux("whole", [f"c{n}" for n in range(size + 1)]))
    found["cruxes"][-1]["positions"] = [
        {"person": f"p{n}", "value": "stated", "text": "It turns on that."} for n in range(size)
    ]
    return found


def comments(size: int) -> Json:
    """Many comments in one thread, all replies to the first; each says the thesis."""
    found = _debate("comments", _claims(2), [_arrow("r1", ["c1"], "c0", "supports")], [])
    found["sources"] = [{"id": "s1", "kind": "thread", "csl": {"type": "post", "title": "A talk"}}]
    found["people"] = [{"id": "p0", "name": "Somebody", "kind": "named"}]
    found["spans"] = [{"id": f"x{n}", "source": "s1", "comment": f"k{n}"} for n in range(size)]
    found["comments"] = [
        {"id": f"k{n}", "source": "s1", "author": "p0", "summary": f"Comment {n}."}
        | ({"parent": "k0"} if n else {})
        for n in range(size)
    ]
    found["claims"][0]["spans"] = [f"x{n}" for n in range(size)]
    return found


def questions(size: int) -> Json:
    """Many questions to one claim, and many attacks on it that nobody answers."""
    found = _debate("questions", _claims(size + 1), [], [])
    found["people"] = [{"id": "p0", "name": "Somebody", "kind": "named"}]
    found["claims"] += [
        {"id": f"q{n}", "kind": "question", "text": f"Is it so, number {n}?", "asker": "p0"}
        | {"provenance": "in_text"}
        for n in range(size)
    ]
    for n in _up_to(size):
        found["relations"].append(_arrow(f"r{n}", [f"c{n}"], "c0", "rebuts", person="p0"))
        asks = {"id": f"t{n}", "kind": "asks", "premises": [f"q{n - 1}"], "target": "c0"}
        found["relations"].append({**asks, "provenance": "in_text"})
    return found


FANS: dict[str, Callable[[int], Json]] = {
    make.__name__: make
    for make in (
        replies,
        undercuts,
        doubted,
        uses,
        premises,
        grouped,
        ring,
        sayings,
        raters,
        cruxes,
        comments,
        questions,
    )
}


def _debate(name: str, claims: list[Json], relations: list[Json], credences: list[Json]) -> Json:
    return {
        "format": "cruxmap/1",
        "debate": {"theses": ["c0"], **_named(name)},
        "claims": claims,
        "relations": relations,
        "accounts": [{"id": "a0", "name": "Rater 0"}],
        "credences": credences,
    }


def _named(name: str) -> Json:
    return {"slug": f"fan-{name}", "title": f"A fan of {name}"}


def _claims(count: int, first: int = 0) -> list[Json]:
    return [
        {"id": f"c{n}", "kind": "claim", "text": f"Statement {n} holds.", "provenance": "in_text"}
        for n in range(first, first + count)
    ]


def _up_to(size: int) -> range:
    return range(1, size + 1)


def _support(size: int) -> list[Json]:
    return [_arrow(f"r{n}", [f"c{n}"], "c0", "supports") for n in _up_to(size)]


def _arrow(name: str, sources: list[str], target: str, kind: str, **more: Any) -> Json:
    row = {"id": name, "kind": kind, "premises": sources, "target": target, "provenance": "in_text"}
    return {**row, **more}


def _crux(name: str, claims: list[str]) -> Json:
    return {"id": name, "question": f"What of {name}?", "claims": claims, "provenance": "in_text"}


def _rated(numbers: range) -> list[Json]:
    chance = random.Random(len(numbers))
    return [_credence("a0", f"c{n}", round(chance.random(), 3)) for n in numbers]


def _credence(account: str, node: str, value: float) -> Json:
    return {"account": account, "node": node, "wording": 1, "value": value, "at": AT}
