"""Why a number is what it is: influence on a root, and the split of a change.

What each reason does at its own target is in `app.core.measures.reason_effects`. Credences are in
[0, 1], differences in [-1, 1]. Which attribution a page shows is named in the docs, since none
satisfies all principles (Kampik et al.).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.core.engine.network import Network
from app.core.engine.plan import Plan
from app.core.engine.rollup import compile_plan, roll_up_many, sensitivities
from app.core.engine.semantics import DEFAULT
from app.core.engine.upstream import leading_to
from app.core.measures.shapley import EXACT_PLAYERS, shapley
from app.core.measures.switchboard import switchboard


@dataclass(frozen=True, slots=True)
class Influence:
    """How far a node moves a root.

    ``slope``: points of root per point of node, now; ``swing``: root if the node were certain,
    less root if it were certainly false.
    """

    node: str
    slope: float
    swing: float


@dataclass(frozen=True, slots=True)
class ChangeShare:
    """What one node's or edge's change did to the root; ``error`` is a standard error."""

    id: str
    share: float
    error: float


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
    semantics: str = DEFAULT,
    limit: int = 20,
    aside: Collection[str] = (),
) -> tuple[Influence, ...]:
    """Give the nodes that move ``root`` most per point, most influential first.

    Of the ``limit`` most influential, those in ``aside`` are neither worked out nor given. Slopes
    come from one reverse sweep (Yin, Potyka & Toni 2023), swings from two clamped runs for each
    node shown (do-operator, Pearl). Raises NetworkFault for an unknown root.
    """
    whole = network if isinstance(network, Plan) else compile_plan(network)
    plan = leading_to(whole, root)
    slopes = _slopes(plan, root, semantics)
    top = sorted(slopes, key=lambda node: (-abs(slopes[node]), node))[:limit]
    top = [node for node in top if node not in aside]
    swings = _swings(plan, root, top, semantics)
    return tuple(Influence(node, slopes[node], swings[node]) for node in top)


def explain_change(
    before: Network,
    after: Network,
    root: str,
    *,
    semantics: str = DEFAULT,
    most: int = 7,
    permutations: int = 400,
    seed: int = 0,
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
    shares = [ChangeShare(name, share, split.errors[name]) for name, share in split.shares.items()]
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
