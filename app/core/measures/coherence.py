"""Whether one person's credences can all be held at once, and what to change if not.

Pair rules come first: cheap, and each breach can be said in a sentence. What they cannot see (three
claims that clash though no two do) is left to the linear program in ``coherence_program``: the
nearest coherent numbers.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.engine.network import EdgeKind, Network, check_probability

TOLERANCE = 1e-9
DECISIVE = math.log(100.0) - 0.01


@dataclass(frozen=True, slots=True)
class Implies:
    """If ``claim`` is true, so is ``consequence``."""

    claim: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Exclusive:
    """At most one of ``claims`` is true; exactly one if ``exhaustive``.

    ``soft`` rules are notes, not contradictions, and never enter the linear program.
    """

    claims: tuple[str, ...]
    exhaustive: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Conjunction:
    """``whole`` says exactly that all of ``parts`` are true."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """``claim`` has credence ``if_true`` given that ``given`` is true, and ``if_false`` if not."""

    claim: str
    given: str
    if_true: float
    if_false: float | None = None


Rule = Implies | Exclusive | Conjunction | Conditional


class Breach(StrEnum):
    """How credences break a rule; each rule can be broken in one way or two."""

    ABOVE_CONSEQUENCE = "above_consequence"
    NOT_ONE_IN_ALL = "not_one_in_all"
    ABOVE_A_PART = "above_a_part"
    BELOW_ITS_PARTS = "below_its_parts"
    BELOW_ITS_CONDITION = "below_its_condition"
    ABOVE_ITS_CONDITION = "above_its_condition"


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: the credence ``stated``, and the ``bound`` that it should keep to.

    Of exclusive claims ``stated`` is the sum. ``parts`` are the credences of those parts of a
    conjunction that set the bound, by claim.
    """

    rule: Rule
    breach: Breach
    stated: float
    bound: float
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def shortfall(self) -> float:
        """By how much the rule is broken, as a difference of probabilities."""
        return abs(self.stated - self.bound)

    @property
    def soft(self) -> bool:
        """Tell whether it is a note and no contradiction."""
        return isinstance(self.rule, Exclusive) and self.rule.soft


def broken_rules(credences: Mapping[str, float], rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """Check each rule by itself, as far as the claims it is about are rated.

    Raises NetworkFault naming the field for a credence out of [0, 1]. Bounds: Fréchet 1935; total
    probability.
    """
    check_rules(credences, rules)
    return tuple(finding for rule in rules for finding in _broken(rule, credences))


def decisive_rebuttals(network: Network) -> tuple[Exclusive, ...]:
    """Give a soft rule P(A) + P(B) <= 1 for each rebuttal by one claim at x100 or more.

    Source: epistemic graphs (Hunter & Thimm 2017; Hunter, Polberg & Thimm 2020).
    """
    return tuple(
        Exclusive((edge.sources[0], edge.target), soft=True)
        for edge in network.edges
        if edge.kind == EdgeKind.REBUTS
        and len(edge.sources) == 1
        and edge.weight * edge.relevance >= DECISIVE
    )


def check_rules(credences: Mapping[str, float], rules: Sequence[Rule]) -> None:
    """Raise NetworkFault, naming the field, for any credence out of [0, 1]."""
    for name, p in credences.items():
        check_probability(f"credences[{name}]", p)
    for i, rule in enumerate(rules):
        if isinstance(rule, Conditional):
            check_probability(f"rules[{i}].if_true", rule.if_true)
            if rule.if_false is not None:
                check_probability(f"rules[{i}].if_false", rule.if_false)


def claims_of(rule: Rule) -> tuple[str, ...]:
    """Give the claims a rule is about."""
    if isinstance(rule, Implies):
        return rule.claim, rule.consequence
    if isinstance(rule, Exclusive):
        return rule.claims
    if isinstance(rule, Conjunction):
        return rule.whole, *rule.parts
    return rule.claim, rule.given


def linked_groups(rules: Sequence[Rule]) -> list[tuple[tuple[str, ...], list[Rule]]]:
    """Gather the claims that rules link, directly or through others, each group with its rules.

    The group that the last rule made or joined comes last, and in it the claims of that rule first.
    """
    latest: dict[int, tuple[Rule, list[int]]] = {}
    top: dict[int, int] = {}
    group_of: dict[str, int] = {}
    for number, rule in enumerate(rules):
        touched = {group_of[claim] for claim in claims_of(rule) if claim in group_of}
        below = sorted({_top(top, group) for group in touched})
        latest[number], top[number] = (rule, below), number
        top |= dict.fromkeys(below, number)
        group_of |= dict.fromkeys(claims_of(rule), number)
    return [_gathered(latest, number) for number in latest if top[number] == number]


def _top(top: dict[int, int], group: int) -> int:
    """Find what a group has become part of, and shorten the way there for the next time."""
    way = []
    while top[group] != group:
        way.append(group)
        group = top[group]
    top |= dict.fromkeys(way, group)
    return group


def _gathered(
    latest: Mapping[int, tuple[Rule, list[int]]], number: int
) -> tuple[tuple[str, ...], list[Rule]]:
    claims: dict[str, None] = {}
    inside, waiting = [], [number]
    while waiting:
        at = waiting.pop()
        rule, below = latest[at]
        inside.append(at)
        claims |= dict.fromkeys(claims_of(rule))
        waiting.extend(reversed(below))
    return tuple(claims), [latest[at][0] for at in sorted(inside)]


def _broken(rule: Rule, credences: Mapping[str, float]) -> Iterator[Finding]:
    if isinstance(rule, Implies):
        yield from _implication(rule, credences)
    elif isinstance(rule, Exclusive):
        yield from _exclusion(rule, credences)
    elif isinstance(rule, Conjunction):
        yield from _conjunction(rule, credences)
    else:
        yield from _condition(rule, credences)


def _exceeds(larger: float, smaller: float) -> bool:
    return larger - smaller > TOLERANCE


def _implication(rule: Implies, credences: Mapping[str, float]) -> Iterator[Finding]:
    claim, consequence = credences.get(rule.claim), credences.get(rule.consequence)
    if claim is not None and consequence is not None and _exceeds(claim, consequence):
        yield Finding(rule, Breach.ABOVE_CONSEQUENCE, claim, consequence)


def _exclusion(rule: Exclusive, credences: Mapping[str, float]) -> Iterator[Finding]:
    claims = tuple(dict.fromkeys(rule.claims))
    rated = [credences[name] for name in claims if name in credences]
    total = math.fsum(rated)
    exact = rule.exhaustive and not rule.soft and len(rated) == len(claims)
    if _exceeds(total, 1.0) or (exact and _exceeds(1.0, total)):
        yield Finding(rule, Breach.NOT_ONE_IN_ALL, total, 1.0)


def _conjunction(rule: Conjunction, credences: Mapping[str, float]) -> Iterator[Finding]:
    whole = credences.get(rule.whole)
    parts = {name: credences[name] for name in rule.parts if name in credences}
    if whole is None or not parts:
        return
    weakest = min(parts, key=lambda name: parts[name])
    if _exceeds(whole, parts[weakest]):
        weakest_part = {weakest: parts[weakest]}
        yield Finding(rule, Breach.ABOVE_A_PART, whole, parts[weakest], weakest_part)
    if len(parts) == len(set(rule.parts)):
        least = math.fsum(parts.values()) - (len(parts) - 1)
        if _exceeds(least, whole):
            yield Finding(rule, Breach.BELOW_ITS_PARTS, whole, least, parts)


def _condition(rule: Conditional, credences: Mapping[str, float]) -> Iterator[Finding]:
    claim = credences.get(rule.claim)
    if claim is None:
        return
    given = credences.get(rule.given)
    lows, highs = _corners(rule, (0.0, 1.0) if given is None else (given,))
    low, high = min(lows), max(highs)
    if _exceeds(low, claim):
        yield Finding(rule, Breach.BELOW_ITS_CONDITION, claim, low)
    if _exceeds(claim, high):
        yield Finding(rule, Breach.ABOVE_ITS_CONDITION, claim, high)


def _corners(rule: Conditional, given: tuple[float, ...]) -> tuple[list[float], list[float]]:
    """Total probability at each possible credence of the condition; unknown P(B|¬A) is 0 to 1."""
    least = 0.0 if rule.if_false is None else rule.if_false
    most = 1.0 if rule.if_false is None else rule.if_false
    lows = [rule.if_true * p + least * (1.0 - p) for p in given]
    highs = [rule.if_true * p + most * (1.0 - p) for p in given]
    return lows, highs
