"""Every setting between two versions of a map: each thing that differs can be switched by itself.

This is what a Shapley split plays with: from before to after in time, or from one person's
numbers to another's on the same map.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.core.engine.network import Edge, Network, NetworkFault
from app.core.engine.plan import Plan
from app.core.engine.rollup import compile_plan, roll_up_many
from app.core.engine.semantics import DEFAULT

EARLIER = "\x1fbefore"
THE_REST = "the rest"
BATCH_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """What one roll-up changes in the plan: as the keywords of ``roll_up``, by id."""

    bases: Mapping[str, float | None] = field(default_factory=dict)
    clamp: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    relevance: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Switch:
    """A node or edge that differs (one switch an id), and how to have it as before and after."""

    id: str
    before: Sequence[Setting]
    after: Sequence[Setting]


@dataclass(frozen=True, slots=True)
class Switchboard:
    """A plan that holds both versions, the switches between them, and the root to watch."""

    plan: Plan
    root: str
    switches: tuple[Switch, ...]
    always: Setting
    semantics: str

    def play(self, present: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Give the root's strength (runs,) for settings (runs x switches), True = as after."""
        at_once = max(1, BATCH_CELLS // len(self.plan.start))
        parts = [present[i : i + at_once] for i in range(0, len(present), at_once)]
        return np.concatenate([self._played(part) for part in parts])

    def _played(self, present: NDArray[np.bool_]) -> NDArray[np.float64]:
        runs = [self._merged(row) for row in present.tolist()]
        found = roll_up_many(
            self.plan,
            semantics=self.semantics,
            runs=[run.clamp for run in runs],
            bases=[run.bases for run in runs],
            weights=[run.weights for run in runs],
            relevance=[run.relevance for run in runs],
        )
        roots: NDArray[np.float64] = found[:, self.plan.node_index[self.root]]
        return roots

    def largest(self, most: int) -> "Switchboard":
        """Keep the ``most`` switches that do most by themselves; the others become one."""
        n = len(self.switches)
        if n <= most + 1:
            return self
        alone = self.play(np.eye(n, dtype=bool))
        effect = np.abs(alone - self.play(np.zeros((1, n), dtype=bool)))
        order = sorted(range(n), key=lambda i: (-round(float(effect[i]), 12), self.switches[i].id))
        kept = [self.switches[i] for i in order[:most]]
        rest = [self.switches[i] for i in order[most:]]
        before = tuple(setting for switch in rest for setting in switch.before)
        after = tuple(setting for switch in rest for setting in switch.after)
        return replace(self, switches=(*kept, Switch(THE_REST, before, after)))

    def _merged(self, row: Sequence[bool]) -> Setting:
        bases, clamp = dict(self.always.bases), dict(self.always.clamp)
        weights: dict[str, float] = {}
        relevance: dict[str, float] = {}
        for on, switch in zip(row, self.switches, strict=True):
            for setting in switch.after if on else switch.before:
                bases.update(setting.bases)
                clamp.update(setting.clamp)
                weights.update(setting.weights)
                relevance.update(setting.relevance)
        return Setting(bases, clamp, weights, relevance)


def switchboard(
    before: Network,
    after: Network,
    root: str,
    *,
    semantics: str = DEFAULT,
    held_before: Mapping[str, float] | None = None,
    held_after: Mapping[str, float] | None = None,
) -> Switchboard:
    """Set up the switches between two versions, ids telling what is the same.

    ``held_…`` are nodes clamped in that version, probabilities. Things
    that cannot reach ``root`` in either version get no switch. Raises NetworkFault if either
    version lacks the root.
    """
    _check_root(root, before, after)
    owners = _rebuilt(before, after)
    old = _apart(before, owners)
    kept = {edge.id for edge in old}
    added = [edge for edge in after.edges if edge.id not in kept]
    both = Network({**after.bases, **before.bases}, (*old, *added))
    first, second = held_before or {}, held_after or {}
    found = _base_switches(before, after, {**first, **second})
    found += _held_switches(first, second)
    found += _edge_switches(old, after)
    reach = ancestors(both, root)
    same = {node: value for node, value in first.items() if second.get(node) == value}
    return Switchboard(
        plan=compile_plan(both),
        root=root,
        switches=tuple(_joined((s for s in found if s.id in reach), owners)),
        always=Setting(clamp=same),
        semantics=semantics,
    )


def _check_root(root: str, before: Network, after: Network) -> None:
    for field_name, version in (("before", before), ("after", after)):
        if root not in version.bases:
            raise NetworkFault(field_name, f"there is no node {root!r}.")


def ancestors(network: Network, root: str) -> set[str]:
    """Give the nodes and edges from which some route leads to ``root``, itself included."""
    into: dict[str, list[Edge]] = {}
    for edge in network.edges:
        into.setdefault(edge.target, []).append(edge)
    found, waiting = {root}, [root]
    while waiting:
        for edge in into.get(waiting.pop(), ()):
            new = [name for name in (edge.id, *edge.sources) if name not in found]
            found.update(new)
            waiting.extend(new)
    return found


def _rebuilt(before: Network, after: Network) -> dict[str, str]:
    """Give the edges that now join other things, each with the edge whose switch it shares.

    An edge on a rebuilt edge must follow it to its old self, and so on upwards.
    """
    new = {edge.id: edge for edge in after.edges}
    owners = {e.id: e.id for e in before.edges if e.id in new and _shape(e) != _shape(new[e.id])}
    on: dict[str, list[str]] = {}
    for edge in (*before.edges, *after.edges):
        on.setdefault(edge.target, []).append(edge.id)
    waiting = list(owners)
    while waiting:
        followed = waiting.pop()
        followers = [name for name in on.get(followed, ()) if name not in owners]
        owners.update(dict.fromkeys(followers, owners[followed]))
        waiting.extend(followers)
    return owners


def _apart(before: Network, owners: Mapping[str, str]) -> tuple[Edge, ...]:
    """Give the old edges, the rebuilt ones under names of their own."""
    return tuple(
        replace(
            edge,
            id=edge.id + EARLIER if edge.id in owners else edge.id,
            target=edge.target + EARLIER if edge.target in owners else edge.target,
        )
        for edge in before.edges
    )


def _shape(edge: Edge) -> tuple[object, ...]:
    return frozenset(edge.sources), edge.target, edge.kind, edge.group, edge.if_false


def _base_switches(before: Network, after: Network, held: Collection[str]) -> list[Switch]:
    return [
        Switch(node, (), (Setting(bases={node: after.bases[node]}),))
        for node, base in before.bases.items()
        if node in after.bases and node not in held and after.bases[node] != base
    ]


def _held_switches(before: Mapping[str, float], after: Mapping[str, float]) -> list[Switch]:
    return [
        Switch(node, _held(node, before), _held(node, after))
        for node in {**before, **after}
        if before.get(node) != after.get(node)
    ]


def _held(node: str, values: Mapping[str, float]) -> tuple[Setting, ...]:
    return (Setting(clamp={node: values[node]}),) if node in values else ()


def _edge_switches(old: Sequence[Edge], after: Network) -> list[Switch]:
    new = {edge.id: edge for edge in after.edges}
    known = {edge.id for edge in old}
    switches = []
    for edge in old:
        now = new.get(edge.id)
        if now is None:
            gone = Setting(clamp={edge.id: 0.0})
            switches.append(Switch(edge.id, (), (gone,)))
        elif (now.weight, now.relevance) != (edge.weight, edge.relevance):
            changed = Setting(weights={edge.id: now.weight}, relevance={edge.id: now.relevance})
            switches.append(Switch(edge.id, (), (changed,)))
    added = [name for name in new if name not in known]
    return switches + [Switch(name, (Setting(clamp={name: 0.0}),), ()) for name in added]


def _joined(switches: Iterable[Switch], owners: Mapping[str, str]) -> list[Switch]:
    """Give one switch for an id: a rebuilt edge goes and comes at once, with all that is on it."""
    found: dict[str, Switch] = {}
    for switch in switches:
        name = switch.id.removesuffix(EARLIER)
        name = owners.get(name, name)
        known = found.get(name, Switch(name, (), ()))
        before, after = (*known.before, *switch.before), (*known.after, *switch.after)
        found[name] = Switch(name, before, after)
    return list(found.values())
