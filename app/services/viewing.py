"""How a reader looks at a debate: when, what-ifs, another semantics or pooling than its own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from app.core.errors import Invalid
from app.core.vocabulary import Pooling, SemanticsName
from app.services import as_of
from app.services.debates import OpenDebate

View = Mapping[str, str]
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


def seen_as(session: Session, debate: OpenDebate, query: View) -> OpenDebate:
    """Return the debate as `?at=`, `?if=`, `?semantics=` and `?pooling=` ask for it.

    Raises Invalid, naming the parameter, for anything that cannot be read.
    """
    if at := query.get("at"):
        debate = as_of.looked_back(session, debate, at)
    suppose = parse_suppositions(query.get("if", ""))
    semantics = _choice(query, "semantics", SemanticsName, debate.semantics)
    pooling = _choice(query, "pooling", Pooling, debate.pooling)
    differs = []
    if semantics != debate.semantics:
        differs.append("semantics")
    if pooling != debate.pooling:
        differs.append("pooling")
    return replace(
        debate, suppose=suppose, semantics=semantics, pooling=pooling, differs=tuple(differs)
    )


def is_readable(query: Mapping[str, str]) -> bool:
    """Tell whether `seen_as` can read a query."""
    try:
        parse_suppositions(query.get("if", ""))
        _choice(query, "semantics", SemanticsName, SemanticsName.SBN)
        _choice(query, "pooling", Pooling, Pooling.GEOMETRIC)
    except Invalid:
        return False
    return True


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


def _choice(query: Mapping[str, str], name: str, known: Iterable[str], own: str) -> str:
    value = query.get(name) or own
    words = tuple(known)
    if value not in words:
        raise Invalid(f"There is no such {name}.", {name: f"One of {', '.join(words)}."})
    return value
