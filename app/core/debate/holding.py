"""Whose view a node is, and what somebody asserts: read from stances, voices and signatures.

Only somebody's own words count, as they stand at the end of the sources: what others report of
them, and what they gave up, is theirs no longer.
"""

from collections.abc import Iterable

from app.core.debate.graph import ENDED, SUPPORTING, Claim, Graph, Relation, Stance
from app.core.vocabulary import Provenance, StanceValue

SPEAKS_AGAINST = frozenset({StanceValue.REJECTS, StanceValue.DOUBTS, StanceValue.DENIES_KNOWN})


def author_of(relation: Relation) -> str | None:
    """Return the person or account that draws a relation; None where nobody signs it."""
    return relation.person or relation.account


def is_own(stance: Stance) -> bool:
    """Tell whether a stance stands, and is in the person's own words."""
    return stance.stands and not stance.via


def own_stance(graph: Graph, node: str, person: str) -> Stance | None:
    """Return what a person says of a node in their own words at the end; the last word counts."""
    found = [each for each in graph.stances_by.get((node, person), ()) if is_own(each)]
    return found[-1] if found else None


def holders(graph: Graph, node: str) -> frozenset[str]:
    """Return the persons who hold a node in their own words, if only on a condition."""
    rows = graph.stances_of.get(node, ())
    return frozenset(each.person for each in rows if is_own(each) and StanceValue(each.value).holds)


def asserts(graph: Graph, relation: Relation) -> bool:
    """Tell whether the author of a relation stands behind every premise of it.

    A person has to accept each: what is supposed, voiced, or accepted on a condition is not
    asserted. An account has no stances; what it draws, it asserts.
    """
    claims = [graph.claims[each] for each in relation.premises if each in graph.claims]
    if any(claim.status in ENDED for claim in claims):
        return False
    if not relation.person:
        return True
    said = (own_stance(graph, each, relation.person) for each in relation.premises)
    return all(each is not None and each.value == StanceValue.ACCEPTS for each in said)


def owners(graph: Graph, node: str) -> frozenset[str]:
    """Return the persons whose view a node is: the rule by which `is_anothers` judges.

    Of a claim those who hold it, else who puts it into words and does not speak against it; of a
    step who draws it, else the owners of its premises and, where it supports, of its conclusion.
    """
    claim, step = graph.claims.get(node), graph.relations.get(node)
    if claim is not None:
        held = holders(graph, node)
        said = graph.voices.get(node, ()) if not held and not claim.account else ()
        return held or frozenset(one for one in said if not _speaks_against(graph, node, one))
    if step is None or step.account:
        return frozenset()
    if step.person:
        return frozenset({step.person})
    ends = (*step.premises, *((step.target,) if step.kind in SUPPORTING else ()))
    return frozenset(one for end in ends if end in graph.claims for one in owners(graph, end))


def is_anothers(graph: Graph, node: str, who: str) -> bool:
    """Tell whether a node is the view of somebody else than `who`, and not also their own."""
    if node in graph.relations:
        return _is_anothers_step(graph, graph.relations[node], who)
    return node in graph.claims and _is_anothers_claim(graph, graph.claims[node], who)


def _is_anothers_claim(graph: Graph, claim: Claim, who: str) -> bool:
    held = holders(graph, claim.id)
    if who in held or claim.account == who:
        return False
    if held or claim.account or _speaks_against(graph, claim.id, who):
        return True
    voices = graph.voices.get(claim.id, ())
    if not voices:
        return claim.provenance != Provenance.INFERRED
    return any(person != who for person in voices)


def _is_anothers_step(graph: Graph, step: Relation, who: str) -> bool:
    """Whoever signs a step draws it; one that nobody signs is the view of its premises' owners."""
    if author := author_of(step):
        return author != who
    if who in holders(graph, step.id):
        return False
    if _speaks_against(graph, step.id, who):
        return True
    drawn_to = (step.target,) if step.kind in SUPPORTING else ()
    claims = (graph.claims[each] for each in (*step.premises, *drawn_to) if each in graph.claims)
    return any(_is_anothers_claim(graph, claim, who) for claim in claims)


def _speaks_against(graph: Graph, node: str, who: str) -> bool:
    """Tell whether somebody speaks against a node: then it is the view of others, if not here."""
    said = own_stance(graph, node, who)
    return said is not None and said.value in SPEAKS_AGAINST


def are_put_by_others(graph: Graph, claims: Iterable[str], who: str) -> bool:
    """Tell whether somebody else than `who` puts every one of some claims into words."""
    return all(
        any(person != who for person in graph.voices.get(each, ()))
        or (each in graph.claims and graph.claims[each].account not in (None, who))
        for each in claims
    )
