"""One account's own credences: do they fit each other, and what would be worth rating next?

Only the account's own numbers enter. A rule is taken from the graph only where its words make it
one: a step said to entail, a decisive rebuttal (a note, no rule), and a conditional whose two
halves are themselves claims of the debate, word for word.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.core.debate.drafting import informed_nodes, network_of
from app.core.debate.graph import Graph, Relation
from app.core.engine.network import Network
from app.core.engine.plan import Plan
from app.core.engine.rollup import compile_plan, roll_up_many, sensitivities
from app.core.engine.semantics import DEFAULT
from app.core.measures import gap
from app.core.measures.coherence import (
    Conditional,
    Conjunction,
    Finding,
    Implies,
    Rule,
    broken_rules,
    decisive_rebuttals,
    linked_groups,
)
from app.core.measures.coherence_program import (
    MOST_CLAIMS,
    MissingExtraError,
    Repair,
    RulesContradictError,
    nearest_coherent,
)
from app.core.vocabulary import Basis, ClaimKind, RelationKind, Strength

GAP_SHOWN = 0.01
MOST_GAPS = 20
MOST_NEXT = 8
MOST_THESES = 20
NEUTRAL = 0.5
# Words by which a speaker or an editor says that a step holds without exception.
_ENTAILS = re.compile(r"\b(entails?|logically implies|follows logically|by definition)\b", re.I)

Own = Mapping[str, float]


class Gap(NamedTuple):
    """A claim on which one's credence and one's own reasons differ; credences in [0, 1].

    Of its `reasons`, one has rated all that `rated` of them start from.
    """

    node: str
    stated: float
    implied: float
    rated: int
    reasons: int

    @property
    def is_complete(self) -> bool:
        """Tell whether one has rated all of its reasons: else a gap says nothing of oneself."""
        return self.rated >= self.reasons


class Next(NamedTuple):
    """A claim worth rating: by how much it could move a thesis, as a difference of credences.

    Measured with every claim that one has not rated at 50 %, so good for an order only.
    """

    node: str
    thesis: str
    swing: float


class WhyNot(StrEnum):
    """Why the linear program found nothing for a group of linked claims."""

    TOO_MANY_CLAIMS = "too_many_claims"
    NOT_INSTALLED = "not_installed"
    RULES_CONTRADICT = "rules_contradict"


@dataclass(frozen=True, slots=True)
class Program:
    """What the linear program found for one group of linked claims, or why it found nothing."""

    claims: tuple[str, ...]
    repair: Repair | None
    why_not: WhyNot | None


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """Everything the page of one's own credences says; `rules` are those the debate gives."""

    rated: int
    gaps: tuple[Gap, ...]
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    programs: tuple[Program, ...]
    next: tuple[Next, ...]


def check_account(graph: Graph, own: Own, *, semantics: str = DEFAULT) -> AccountCheck:
    """Check one account's credences by node against each other and against the map."""
    network = network_of(graph, own, informed_nodes(graph, own))
    rules = rules_of(graph, network, own)
    on_claims = {node: value for node, value in own.items() if node in graph.claims}
    return AccountCheck(
        rated=len(own),
        gaps=own_gaps(graph, network, own, semantics),
        rules=rules,
        findings=broken_rules(on_claims, rules),
        programs=tuple(_programs(on_claims, rules)),
        next=worth_rating(graph, own, semantics=semantics),
    )


def own_gaps(graph: Graph, network: Network, own: Own, semantics: str) -> tuple[Gap, ...]:
    """List the claims where one's number and what one's reasons give differ, widest first.

    Those of whose reasons one has not rated all come last, whatever their width: what is missing
    there may be a rating, and nothing in one's mind.

    One hop: the direct reasons enter with what one says of them (ROLLUP A5).
    """
    stated = {node: value for node, value in own.items() if node in network.bases}
    inner = {edge.target for edge in network.edges}
    priors = {n: p for n, p in network.bases.items() if p is not None and n in inner}
    found = gap.numbers(network, stated, priors, semantics=semantics, anchored=False)
    rows = []
    for node in gap.largest_gaps(found, len(found)):
        numbers = found[node]
        assert numbers.stated is not None
        assert numbers.one_hop is not None
        if abs(numbers.stated - numbers.one_hop) >= GAP_SHOWN:
            counts = _rated_reasons(graph, own, node)
            rows.append(Gap(node, numbers.stated, numbers.one_hop, *counts))
    rows.sort(key=lambda row: not row.is_complete)
    return tuple(rows[:MOST_GAPS])


def _rated_reasons(graph: Graph, own: Own, node: str) -> tuple[int, int]:
    """Count the reasons for and against a claim of which one has rated the premises, and all."""
    reasons = [row for row in graph.arguments.get(node, ()) if row.premises and graph.weighs(row)]
    rated = [row for row in reasons if _is_rated(row, own)]
    return len(rated), len(reasons)


def _is_rated(reason: Relation, own: Own) -> bool:
    enough = any if reason.basis == Basis.ANY else all
    return enough(premise in own for premise in reason.premises)


def rules_of(graph: Graph, network: Network, own: Own) -> tuple[Rule, ...]:
    """List the rules that the debate's own words, and one's credences in conditionals, give."""
    rules: list[Rule] = []
    for relation in graph.relations.values():
        rules += _entailment(relation) if graph.weighs(relation) else []
    return (*rules, *_conditionals(graph, own), *decisive_rebuttals(network))


def _entailment(relation: Relation) -> list[Rule]:
    said = f"{relation.strength_words or ''} {relation.warrant}"
    if not (relation.kind == RelationKind.SUPPORTS and relation.strength == Strength.DECISIVE):
        return []
    if relation.basis == Basis.ANY or not relation.premises or not _ENTAILS.search(said):
        return []
    if len(relation.premises) == 1:
        return [Implies(relation.premises[0], relation.target)]
    # Nobody rates the premises taken together; the program links them through this name.
    whole = f"{relation.id} together"
    return [Conjunction(whole, relation.premises), Implies(whole, relation.target)]


def _conditionals(graph: Graph, own: Own) -> list[Rule]:
    """A credence in “if A then B” is read as that in B given A (Adams 1975)."""
    claims = [claim for claim in graph.claims.values() if not graph.has_ended(claim.id)]
    by_words = {_plain(claim.text): claim.id for claim in claims}
    rules: list[Rule] = []
    for claim in claims:
        shape = claim.conditional or {}
        given = by_words.get(_plain(str(shape.get("antecedent", ""))))
        then = by_words.get(_plain(str(shape.get("consequent", ""))))
        if given and then and claim.id in own and len({given, then, claim.id}) == 3:
            rules.append(Conditional(then, given, own[claim.id]))
    return rules


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _programs(own: Own, rules: Sequence[Rule]) -> list[Program]:
    """Solve the linear program of each group of claims that rules link, where it can be."""
    hard = [rule for rule in rules if not getattr(rule, "soft", False)]
    found = []
    for group, inside in linked_groups(hard):
        rated = {node: own[node] for node in group if node in own}
        if len(rated) > 1:
            found.append(_program(group, rated, inside))
    return found


def _program(group: tuple[str, ...], rated: Own, rules: Sequence[Rule]) -> Program:
    if len(group) > MOST_CLAIMS:
        return Program(group, None, WhyNot.TOO_MANY_CLAIMS)
    try:
        return Program(group, nearest_coherent(rated, rules), None)
    except MissingExtraError:
        return Program(group, None, WhyNot.NOT_INSTALLED)
    except RulesContradictError:
        return Program(group, None, WhyNot.RULES_CONTRADICT)


def worth_rating(graph: Graph, own: Own, *, semantics: str = DEFAULT) -> tuple[Next, ...]:
    """List the claims without one's credence that could move a thesis most, largest first.

    Of very many theses the first count, for each costs a sweep of the whole map.
    """
    open_ones = [
        c.id
        for c in graph.claims.values()
        if c.kind == ClaimKind.CLAIM and c.id not in own and not graph.has_ended(c.id)
    ]
    filled = {**dict.fromkeys(open_ones, NEUTRAL), **own}
    plan = compile_plan(network_of(graph, filled, informed_nodes(graph, filled)))
    theses = [thesis for thesis in graph.theses if thesis in filled]
    if not open_ones or not theses:
        return ()
    slopes = {
        thesis: sensitivities(plan, thesis, semantics=semantics).strengths
        for thesis in theses[:MOST_THESES]
    }
    best = {
        node: max((abs(by[node]), thesis) for thesis, by in slopes.items() if thesis != node)
        for node in open_ones
        if theses != [node]
    }
    top = sorted(best, key=lambda node: (-best[node][0], node))[:MOST_NEXT]
    rows = _swings(plan, {node: best[node][1] for node in top}, semantics)
    return tuple(row for row in rows if abs(row.swing) >= GAP_SHOWN / 2)


def _swings(plan: Plan, thesis_of: Mapping[str, str], semantics: str) -> list[Next]:
    """Work out exactly what settling each claim does to its thesis, by two runs a claim."""
    if not thesis_of:
        return []
    runs = [{node: level} for node in thesis_of for level in (1.0, 0.0)]
    roots = roll_up_many(plan, semantics=semantics, runs=runs)
    rows = []
    for place, (node, thesis) in enumerate(thesis_of.items()):
        yes, no = roots[2 * place : 2 * place + 2, plan.node_index[thesis]]
        rows.append(Next(node, thesis, float(yes - no)))
    return sorted(rows, key=lambda row: (-abs(row.swing), row.node))
