"""How fast a roll-up is, in milliseconds and in passes over the edge arrays of the same debate.

Usage: python -m benchmarks.rollup [nodes ...]

The debates have two edges a node; with 1 % back edges many claims lie in one big cycle.

One pass reads every edge's source, target, weight and value once. It is measured right before
each roll-up, and the ratio is the median of the paired ratios, so a busy machine disturbs both.
"""

import importlib
import importlib.util
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from app.core.engine.incremental import LiveRollUp
from app.core.engine.network import Edge, EdgeKind, Network
from app.core.engine.plan import Plan
from app.core.engine.rollup import compile_plan, roll_up
from app.core.measures.partings import find_partings

SEMANTICS = ("sbn", "log_odds", "df_quad", "quadratic_energy", "euler_based")
CRUX_NODES = 2_000
PEER_NODES = 10_000  # larger debates take the peer minutes
WEIGHTS = [float(np.log(factor)) for factor in (1.5, 3, 10, 100)]


def debate(nodes: int, back_edges: float, seed: int) -> Network:
    """Every claim but the first supports or rebuts about two earlier ones (or later ones)."""
    rng = random.Random(seed)
    edges: list[Edge] = []
    joined: set[tuple[str, str]] = set()
    for number in range(2 * nodes):
        source = 1 + number % (nodes - 1)
        target = rng.randrange(source)
        if rng.random() < back_edges:
            source, target = target, source
        ends = f"n{source}", f"n{target}"
        if ends in joined:
            continue
        joined.add(ends)
        kind = rng.choice((EdgeKind.SUPPORTS, EdgeKind.REBUTS))
        edges.append(Edge(f"e{number}", ends[:1], ends[1], kind, rng.choice(WEIGHTS)))
    return Network({f"n{i}": rng.uniform(0.01, 0.99) for i in range(nodes)}, tuple(edges))


def edge_pass(plan: Plan) -> Callable[[], object]:
    """One pass over the edge arrays: gather, multiply, add up by target."""
    arrays, values = plan.arrays, plan.start.copy()
    sources, targets = arrays.carriers[:-1], arrays.targets[:-1]
    weights = arrays.weights[:-1]

    def run() -> object:
        return np.bincount(targets, weights * values[sources], minlength=len(values))

    return run


def paired(work: Callable[[], object], unit: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of `work`, and its median ratio to a `unit` timed right before."""
    times: list[float] = []
    ratios: list[float] = []
    started = time.perf_counter()
    while len(times) < 5 or (time.perf_counter() - started < 1.0 and len(times) < 200):
        floor = min(timed(unit) for _ in range(3))
        taken = timed(work)
        times.append(taken * 1e3)
        ratios.append(taken / floor)
    return statistics.median(times), statistics.median(ratios)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def one_change(live: LiveRollUp, rng: random.Random) -> Callable[[], object]:
    names = [name for name, slot in live.plan.node_index.items() if live.plan.bucket_of[slot] < 0]
    return lambda: live.change(bases={rng.choice(names): rng.random()})


def crux_list(network: Network) -> Callable[[], object]:
    """The cruxes between two sides of the same map who believe the opposite of everything."""
    turned = {node: 1.0 - (base or 0.5) for node, base in network.bases.items()}
    other = replace(network, bases=turned)
    return lambda: find_partings(network, other, "n0")


def rows(nodes: int, back_edges: float) -> list[tuple[str, float, float]]:
    network = debate(nodes, back_edges, seed=nodes)
    plan = compile_plan(network)
    unit = edge_pass(plan)
    found = [("edge pass", *paired(unit, unit))]
    found.append(("compile", *paired(lambda: compile_plan(network), unit)))
    for name in SEMANTICS:
        roll_up(plan, semantics=name)
        found.append((name, *paired(partial(roll_up, plan, semantics=name), unit)))
    for name in ("sbn", "log_odds"):
        live = LiveRollUp(plan, semantics=name)
        change = one_change(live, random.Random(1))
        for _ in range(20):
            change()
        found.append((f"{name}, one change", *paired(change, unit)))
    if nodes <= CRUX_NODES:
        found.append(("sbn, crux list of a pair", *paired(crux_list(network), unit)))
    found += peer_rows(network, plan, unit)
    return found


def peer_rows(
    network: Network, plan: Plan, unit: Callable[[], object]
) -> list[tuple[str, float, float]]:
    """DF-QuAD by an independent implementation, where one is installed; and does it agree?"""
    if not has_peer() or plan.nodes > PEER_NODES:
        return []
    graphs = importlib.import_module("argumentation.gradual.gradual")
    df_quad = importlib.import_module("argumentation.gradual.dfquad")
    pairs = {
        kind: frozenset((e.sources[0], e.target) for e in network.edges if e.kind == kind)
        for kind in EdgeKind
    }
    graph = graphs.WeightedBipolarGraph(
        arguments=frozenset(network.bases),
        initial_weights={node: float(base or 0.0) for node, base in network.bases.items()},
        attacks=pairs[EdgeKind.REBUTS],
        supports=pairs[EdgeKind.SUPPORTS],
    )
    theirs = df_quad.dfquad_strengths(graph).strengths
    ours = roll_up(plan, semantics="df_quad").strengths
    apart = max(abs(theirs[node] - ours[node]) for node in ours)
    name = f"df_quad by formal-argumentation (differs by {apart:.0e})"
    return [(name, *paired(lambda: df_quad.dfquad_strengths(graph), unit))]


def has_peer() -> bool:
    return importlib.util.find_spec("argumentation") is not None


def main(arguments: list[str]) -> None:
    sizes = [int(each) for each in arguments] or [1_000, 2_000, 10_000, 100_000, 1_000_000]
    if not has_peer():
        print("The independent implementation (formal-argumentation) is not installed; left out.\n")
    print("| nodes | back edges | what | ms | edge passes |")
    print("|---:|---:|---|---:|---:|")
    for nodes in sizes:
        for back_edges in (0.0, 0.01):
            for what, taken, ratio in rows(nodes, back_edges):
                share = f"{back_edges:.0%}"
                print(f"| {nodes} | {share} | {what} | {taken:.3g} | {ratio:.3g} |")


if __name__ == "__main__":
    main(sys.argv[1:])
