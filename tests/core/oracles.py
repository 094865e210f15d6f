"""Definitions worked out the slow way, to hold what is quick against."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.engine.network import Network
from app.core.engine.rollup import roll_up
from app.core.measures.coherence import Rule, claims_of
from app.core.measures.reason_effects import reasons_at

Effect = tuple[float, float, float]


def effects_by_definition(
    network: Network, node: str, credences: Mapping[str, float], semantics: str
) -> dict[str, Effect]:
    """Now, without and if certain, by edge: a roll-up of its own for each of them."""
    edges = reasons_at(network, node)
    copy = "{}\x00{}".format
    own = tuple(replace(e, sources=tuple(copy(e.id, s) for s in e.sources)) for e in edges)
    held = {copy(e.id, s): credences[s] for e in edges for s in e.sources if s in credences}
    nothing = dict.fromkeys(copy(e.id, s) for e in edges for s in e.sources)
    local = Network({node: network.bases[node], **nothing}, own)

    def value(change: dict[str, float]) -> float:
        found = roll_up(local, semantics=semantics, clamp={**held, **change})
        return found.strengths.get(node, math.nan)

    now = value({})
    return {
        edge.id: (
            now,
            value({edge.id: 0.0}),
            value({edge.id: 1.0, **dict.fromkeys(edge.sources, 1.0)}),
        )
        for edge in own
    }


def groups_by_definition(rules: Sequence[Rule]) -> list[tuple[str, ...]]:
    """Claims that rules link, each rule joining all the groups it touches."""
    groups: list[dict[str, None]] = []
    for rule in rules:
        linked = dict.fromkeys(claims_of(rule))
        apart = [group for group in groups if not group.keys() & linked.keys()]
        for group in groups:
            if group.keys() & linked.keys():
                linked |= group
        groups = [*apart, linked]
    return [tuple(group) for group in groups]
