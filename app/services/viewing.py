"""How a reader looks at a debate: what-ifs, and another semantics or pooling than its own."""

from collections.abc import Mapping
from dataclasses import replace

from app.core.errors import Invalid
from app.services.debates import POOLING, SEMANTICS, OpenDebate

MOST = 20
NAMES = {
    "sbn": "sigmoid belief network",
    "log_odds": "log-odds",
    "df_quad": "DF-QuAD",
    "quadratic_energy": "quadratic energy",
    "euler_based": "Euler-based",
    "geometric": "geometric mean of odds",
    "linear": "mean",
    "weighted_median": "weighted median",
    "trimmed": "trimmed mean of log-odds",
    "extremised": "extremised log-odds",
}


def seen_as(debate: OpenDebate, query: Mapping[str, str]) -> OpenDebate:
    """Return the debate as `?if=`, `?semantics=` and `?pooling=` ask for it.

    Raises Invalid, naming the parameter, for anything that cannot be read.
    """
    suppose = parse_suppositions(query.get("if", ""))
    semantics = _choice(query, "semantics", SEMANTICS, debate.semantics)
    pooling = _choice(query, "pooling", POOLING, debate.pooling)
    differs = []
    if semantics != debate.semantics:
        differs.append(f"rolled up with {NAMES[semantics]}")
    if pooling != debate.pooling:
        differs.append(f"pooled by the {NAMES[pooling]}")
    return replace(
        debate, suppose=suppose, semantics=semantics, pooling=pooling, differs=tuple(differs)
    )


def parse_suppositions(text: str) -> tuple[tuple[str, float], ...]:
    """Read `node:p,node:p`; a p is a probability in [0, 1]."""
    pairs: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        node, colon, value = part.partition(":")
        if not colon or not node or (number := _probability(value)) is None:
            wanted = "Write what-ifs as node:probability, such as c4:0.9, between commas."
            raise Invalid(wanted, {"if": f"“{part[:60]}” cannot be read."})
        pairs[node[:40]] = number
    if len(pairs) > MOST:
        raise Invalid(f"At most {MOST} what-ifs at once.", {"if": f"{len(pairs)} given."})
    return tuple(pairs.items())


def _probability(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    # The comparison is false for NaN too.
    return number if 0 <= number <= 1 else None


def _choice(query: Mapping[str, str], name: str, known: tuple[str, ...], own: str) -> str:
    value = query.get(name) or own
    if value not in known:
        raise Invalid(f"There is no such {name}.", {name: f"One of {', '.join(known)}."})
    return value
