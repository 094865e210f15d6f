"""Why a number is what it is: influence on a root, stakes at it, and the split of a change.

What each reason does at its own target is in `app.core.measures.reason_effects`. The split of a
change is made for the difference between two revisions, which is to come.

Credences are in [0, 1], differences in [-1, 1]. Every result carries a plain sentence; which
attribution it shows is named in the docs, since none satisfies all principles (Kampik et al.).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.core.engine.network import Network
from app.core.engine.plan import Plan
from app.core.engine.rollup import compile_plan, roll_up_many, sensitivities
from app.core.measures.contest import contest
from app.core.measures.figures import points, quoted
from app.core.measures.shapley import EXACT_PLAYERS, shapley
from app.core.measures.switchboard import THE_REST, switchboard

Names = Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Influence:
    """How far a node moves a root.

    ``slope``: points of root per point of node, now; ``swing``: root if the node were certain,
    less root if it were certainly false.
    """

    node: str
    slope: float
    swing: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Stake:
    """What people's disagreement on a node is worth at the root: |swing| x sd of credences."""

    node: str
    swing: float
    spread: float
    stake: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangeShare:
    """What one node's or edge's change did to the root; ``error`` is a standard error."""

    id: str
    share: float
    error: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """A root's change, split exactly: the shares add up to ``after`` - ``before``."""

    before: float
    after: float
    shares: tuple[ChangeShare, ...]
    exact: bool


def influences(
    network: Network | Plan,
    root: str,
    *,
    semantics: str = "sbn",
    limit: int = 20,
    names: Names = None,
    aside: Collection[str] = (),
) -> tuple[Influence, ...]:
    """Give the nodes that move ``root`` most per point, most influential first.

    Of the ``limit`` most influential, those in ``aside`` are neither worked out nor given. Slopes
    come from one reverse sweep (Yin, Potyka & Toni 2023), swings from two clamped runs for each
    node shown (do-operator, Pearl). Raises NetworkFault for an unknown root.
    """
    plan = network if isinstance(network, Plan) else compile_plan(network)
    slopes = _slopes(plan, root, semantics)
    top = sorted(slopes, key=lambda node: (-abs(slopes[node]), node))[:limit]
    top = [node for node in top if node not in aside]
    swings = _swings(plan, root, top, semantics)
    return tuple(
        Influence(node, slopes[node], swings[node], _influence(node, slopes[node], root, names))
        for node in top
    )


def stakes(
    network: Network | Plan,
    root: str,
    credences: Mapping[str, Sequence[float]],
    weights: Mapping[str, Sequence[float]] | None = None,
    *,
    semantics: str = "sbn",
    limit: int = 20,
    names: Names = None,
) -> tuple[Stake, ...]:
    """Rank the nodes people disagree on by what that disagreement is worth at ``root``.

    ``credences`` are each node's individual credences. The candidates are chosen by slope, and
    the swings of those shown are exact clamped runs. Raises NetworkFault as ``contest`` does.
    """
    plan = network if isinstance(network, Plan) else compile_plan(network)
    slopes = _slopes(plan, root, semantics)
    given = weights or {}
    spreads = {
        node: contest(values, given.get(node)).credence_sd
        for node, values in credences.items()
        if node in slopes and len(values) > 1
    }
    rough = {node: abs(slopes[node]) * spread for node, spread in spreads.items()}
    top = sorted((n for n in rough if rough[n] > 0.0), key=lambda n: (-rough[n], n))[:limit]
    swings = _swings(plan, root, top, semantics)
    found = [_stake(node, swings[node], spreads[node], root, names) for node in top]
    return tuple(sorted(found, key=lambda s: (-s.stake, s.node)))


def explain_change(
    before: Network,
    after: Network,
    root: str,
    *,
    semantics: str = "sbn",
    most: int = 7,
    permutations: int = 400,
    seed: int = 0,
    names: Names = None,
) -> Change:
    """Split a root's change from one version of a map to another exactly among what changed.

    Each node whose base changed and each edge added, removed or changed gets its baseline
    Shapley share (Sundararajan & Najmi 2020). Where more than 12 things changed, all
    but the ``most`` that do most by themselves are taken together, with the id "the rest".
    """
    board = switchboard(before, after, root, semantics=semantics)
    if len(board.switches) > EXACT_PLAYERS:
        board = board.largest(most)
    players = [switch.id for switch in board.switches]
    split = shapley(players, board.play, permutations=permutations, seed=seed)
    shares = [
        ChangeShare(name, share, split.errors[name], _moved(name, share, root, names))
        for name, share in split.shares.items()
    ]
    ranked = sorted(shares, key=lambda s: (-abs(s.share), s.id))
    return Change(split.before, split.after, tuple(ranked), split.exact)


def _slopes(plan: Plan, root: str, semantics: str) -> dict[str, float]:
    found = sensitivities(plan, root, semantics=semantics).strengths
    return {node: slope for node, slope in found.items() if slope != 0.0 and node != root}


def _swings(plan: Plan, root: str, nodes: Sequence[str], semantics: str) -> dict[str, float]:
    runs = [{node: end} for node in nodes for end in (1.0, 0.0)]
    if not runs:
        return {}
    found = roll_up_many(plan, semantics=semantics, runs=runs)[:, plan.node_index[root]]
    return dict(zip(nodes, (found[0::2] - found[1::2]).tolist(), strict=True))


def _influence(node: str, slope: float, root: str, names: Names) -> str:
    way = "rise" if slope > 0 else "fall"
    return (
        f"If {quoted(node, names)} were 10 points higher, {quoted(root, names)} would {way} "
        f"by about {points(0.1 * slope)}."
    )


def _stake(node: str, swing: float, spread: float, root: str, names: Names) -> Stake:
    worth = abs(swing) * spread
    sentence = (
        f"Disagreement on {quoted(node, names)} is worth {points(worth)} "
        f"either way at {quoted(root, names)}."
    )
    return Stake(node, swing, spread, worth, sentence)


def _moved(name: str, share: float, root: str, names: Names) -> str:
    what = "Everything else together" if name == THE_REST else quoted(name, names)
    if share == 0.0:
        return f"{what} did not move {quoted(root, names)}."
    way = "raised" if share > 0 else "lowered"
    return f"{what} {way} {quoted(root, names)} by {points(share)}."
