"""Debates of any size, generated from a seed, in the native format."""

import random
from typing import Any

NOUNS = "training model goal evidence cost claim circuit pressure bias search plan risk world"
MORE = "feedback step policy weight limit reason signal task depth prior path loss case"
WORDS = [*NOUNS.split(), *MORE.split()]


def document(claims: int, seed: int = 1, slug: str | None = None) -> dict[str, Any]:
    """Return a debate of `claims` claims: a tree with undercuts, some claims used twice."""
    chance = random.Random(seed)
    rows = [_claim(chance, number) for number in range(claims)]
    relations: list[dict[str, Any]] = []
    for number in range(1, claims):
        relations.append(_relation(chance, number, relations))
    for _ in range(claims // 25):
        premise, target = sorted(chance.sample(range(claims), 2), reverse=True)
        relations.append(_arrow(f"x{len(relations)}", f"c{premise}", f"c{target}", "supports"))
    return {
        "format": "cruxmap/1",
        "debate": {
            "slug": slug or f"generated-{claims}",
            "title": f"Generated debate of {claims} claims",
            "theses": ["c0"],
        },
        "claims": rows,
        "relations": relations,
        "accounts": [{"id": f"a{n}", "name": f"Rater {n}"} for n in range(5)],
        "credences": [
            {
                "account": f"a{n}",
                "node": f"c{number}",
                "wording": 1,
                "value": round(chance.random(), 2),
                "at": "2026-01-01T00:00:00Z",
            }
            for number in range(claims)
            for n in range(number % 3)
        ],
    }


def _claim(chance: random.Random, number: int) -> dict[str, Any]:
    text = " ".join(chance.choices(WORDS, k=chance.randint(12, 30)))
    return {
        "id": f"c{number}",
        "kind": "claim",
        "text": f"{text.capitalize()} & more, number {number}.",
        "provenance": "inferred",
        "sureness": "sure",
    }


def _relation(chance: random.Random, number: int, before: list[dict[str, Any]]) -> dict[str, Any]:
    if before and chance.random() < 0.1:
        target = chance.choice(before)["id"]
        return _arrow(f"r{number}", f"c{number}", target, "undercuts")
    near = chance.random() < 0.5
    target = chance.randint(max(0, number - 20), number - 1) if near else chance.randrange(number)
    kind = chance.choice(("supports", "rebuts"))
    return _arrow(f"r{number}", f"c{number}", f"c{target}", kind)


def _arrow(name: str, premise: str, target: str, kind: str) -> dict[str, Any]:
    return {
        "id": name,
        "kind": kind,
        "premises": [premise],
        "target": target,
        "provenance": "inferred",
        "sureness": "sure",
    }
