"""Cruxes between an account, who gives numbers, and a person whose stances are only ranges.

A person in a source said words, not numbers; the answer is therefore a range as well, never a
point. It covers every combination of the ends of the stance ranges. Where a gap could change
sign within them, the range is widened to be safe.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.cruxes import Names, Side, candidates, levels_of
from app.core.gap import anchored_network
from app.core.network import Network, NetworkFault, check_probability
from app.core.switches import ancestors
from app.core.wording import quoted

FREE_ENDS = 4

Array = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RangeCrux:
    """A crux as in ``cruxes.Crux``, with ranges; ``credence_b`` is the person's range."""

    id: str
    credence_a: float
    credence_b: Range
    agree: Range
    resolve: Range
    sentence: str


@dataclass(frozen=True, slots=True)
class RangeReport:
    """The account's credence at the root, the range of the person's and of the gap, and cruxes.

    ``every_end`` is False if there were too many ranges to combine all their ends: then the
    narrowest moved together, and the true ranges may be wider.
    """

    root: str
    root_a: float
    root_b: Range
    gap: Range
    cruxes: tuple[RangeCrux, ...]
    every_end: bool


def find_range_cruxes(
    account: Network,
    common: Network,
    stances: Mapping[str, Range],
    root: str,
    *,
    semantics: str = "sbn",
    limit: int = 20,
    names: Names = None,
) -> RangeReport:
    """Find what the gap between an account and a person could hang on.

    ``account`` is the account's side; ``common`` the map whose numbers stand in for everything
    the person said nothing about; ``stances`` maps nodes to (low, high) credences. Raises
    NetworkFault naming a stance at fault, or as ``find_cruxes`` does.
    """
    _check(stances, common)
    reach = ancestors(common, root)
    used = {node: stances[node] for node in sorted(stances) if node in reach}
    part = _part(common, reach)
    side = Side.of(account, root, semantics)
    people = [_person(part, ends, root, semantics) for ends in _ends(used)]
    top = candidates(side, _person(part, _middle(used), root, semantics), limit)
    found = _Corners.of(side, people, top)
    cruxes = [
        RangeCrux(
            id=name,
            credence_a=side.strengths[name],
            credence_b=_hull(np.array([person.strengths[name] for person in people])),
            agree=(agree := found.agree(i)),
            resolve=(resolve := found.resolve(i)),
            sentence=_sentence(name, agree, resolve, names),
        )
        for i, name in enumerate(top)
    ]
    ranked = sorted(cruxes, key=lambda c: (-max(sum(c.agree), sum(c.resolve)), c.id))
    return RangeReport(
        root=root,
        root_a=side.value,
        root_b=_hull(np.array([person.value for person in people])),
        gap=_hull(found.gaps),
        cruxes=tuple(ranked),
        every_end=len(used) <= FREE_ENDS,
    )


@dataclass(frozen=True, slots=True)
class _Corners:
    """Gaps now (corners,), gaps when set (corners x candidates x levels), mean credences."""

    gaps: Array
    moved: Array
    chance: Array

    @classmethod
    def of(cls, side: Side, people: Sequence[Side], names: Sequence[str]) -> "_Corners":
        own = np.array(
            [[(side.strengths[n], person.strengths[n]) for n in names] for person in people]
        ).reshape(len(people), len(names), 2)
        levels = np.stack([levels_of(each)[:, :3] for each in own])
        moved = np.stack(
            [
                _set(side, names, each) - _set(person, names, each)
                for person, each in zip(people, levels, strict=True)
            ]
        )
        gaps = np.array([side.value - person.value for person in people])
        return cls(gaps, moved, own.mean(axis=2))

    def agree(self, i: int) -> Range:
        gap, left = self.gaps, self.moved[:, i, 0]
        if _one_sign(gap) and _one_sign(left):
            return _hull(np.abs(gap) - np.abs(left))
        (low, high), (least, most) = _size(gap), _size(left)
        # A gap cannot change in size by more than it changes at all.
        step = float(np.abs(gap - left).max())
        return max(low - most, -step), min(high - least, step)

    def resolve(self, i: int) -> Range:
        true, false, chance = self.moved[:, i, 1], self.moved[:, i, 2], self.chance[:, i]
        left = chance * np.abs(true) + (1.0 - chance) * np.abs(false)
        if _one_sign(self.gaps) and _one_sign(true) and _one_sign(false):
            return _hull(np.abs(self.gaps) - left)
        low, high = _size(self.gaps)
        least = min(_size(true)[0], _size(false)[0])
        steps = chance * np.abs(true - self.gaps) + (1.0 - chance) * np.abs(false - self.gaps)
        mean_step = np.abs(chance * true + (1.0 - chance) * false - self.gaps)
        return (
            max(low - float(left.max()), -float(steps.max())),
            min(high - least, float(mean_step.max())),
        )


def _set(side: Side, names: Sequence[str], levels: Array) -> Array:
    settings = [(n, float(p)) for n, row in zip(names, levels, strict=True) for p in row]
    return side.if_set(settings).reshape(levels.shape)


def _part(network: Network, reach: set[str]) -> Network:
    """Leave out what cannot reach the root: it is rolled up once for every combination."""
    bases = {node: base for node, base in network.bases.items() if node in reach}
    return Network(bases, tuple(edge for edge in network.edges if edge.id in reach))


def _person(common: Network, stated: Mapping[str, float], root: str, semantics: str) -> Side:
    prior = {node: base for node, base in common.bases.items() if base is not None}
    return Side.of(anchored_network(common, stated, prior, semantics=semantics), root, semantics)


def _ends(stances: Mapping[str, Range]) -> Iterator[dict[str, float]]:
    """Combine the ends of the widest ranges freely; the narrow rest is all low or all high."""
    ranked = sorted(stances, key=lambda node: (stances[node][0] - stances[node][1], node))
    free, tied = ranked[:FREE_ENDS], ranked[FREE_ENDS:]
    for choice in itertools.product((0, 1), repeat=len(free) + bool(tied)):
        ends = {node: stances[node][end] for node, end in zip(free, choice, strict=False)}
        yield {**ends, **{node: stances[node][choice[-1]] for node in tied}}


def _middle(stances: Mapping[str, Range]) -> dict[str, float]:
    return {node: (low + high) / 2.0 for node, (low, high) in stances.items()}


def _hull(values: Array) -> Range:
    return float(values.min()), float(values.max())


def _one_sign(values: Array) -> bool:
    return bool((values >= 0.0).all() or (values <= 0.0).all())


def _size(values: Array) -> Range:
    """Range of the absolute value, which reaches 0 where the sign changes."""
    size = np.abs(values)
    return (float(size.min()) if _one_sign(values) else 0.0), float(size.max())


def _check(stances: Mapping[str, Range], common: Network) -> None:
    for node, (low, high) in stances.items():
        if node not in common.bases:
            raise NetworkFault(f"stances.{node}", "there is no such node.")
        check_probability(f"stances.{node}", low)
        check_probability(f"stances.{node}", high)
        if low > high:
            raise NetworkFault(f"stances.{node}", "its low end must not exceed its high end.")


def _sentence(name: str, agree: Range, resolve: Range, names: Names) -> str:
    return (
        f"Agreeing on {quoted(name, names)} would {_closing(agree)}; "
        f"settling it would be expected to {_closing(resolve)}."
    )


def _closing(score: Range) -> str:
    low, high = (round(100 * end) for end in score)
    if low == high == 0:
        return "hardly change the gap"
    if low < 0 < high:
        return f"change the gap by anything from {-low} points wider to {high} points narrower"
    near, far = sorted((abs(low), abs(high)))
    span = f"{far}" if near == far else f"{near} to {far}"
    return f"{'narrow' if high > 0 else 'widen'} the gap by {span} point{'s' if far > 1 else ''}"
