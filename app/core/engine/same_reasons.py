"""Reasons at one node with those of a same-reason group taken as one: the largest counts."""

from dataclasses import dataclass

import numpy as np

from app.core.engine.cycles import Index
from app.core.engine.one_changed import Reasons
from app.core.engine.reasons import Array
from app.core.engine.semantics import Semantics


@dataclass(frozen=True, slots=True)
class Units:
    """The reasons at a node, and what they count as: `unit` (k,) is the number of each one's group.

    A reason outside any group is a unit of its own. Units are numbered by their first members.
    """

    reasons: Reasons
    unit: Index
    count: int

    @classmethod
    def of(cls, reasons: Reasons, groups: Index) -> "Units":
        """Gather reasons by the number of their group, -1 for those in none."""
        alone = len(groups) + np.arange(len(groups))
        if (groups < 0).all():
            return cls(reasons, alone - len(groups), len(groups))
        _, unit = np.unique(np.where(groups < 0, alone, groups), return_inverse=True)
        unit = unit.reshape(-1)
        return cls(reasons, unit, int(unit.max(initial=-1)) + 1)

    @property
    def _are_single(self) -> bool:
        return self.count == len(self.unit)

    def kept(self, rule: Semantics) -> Reasons:
        """The reason of each unit that counts, (units,)."""
        if self._are_single:
            return self.reasons
        return self.reasons.at(self._ranked(rule)[0])

    def changed(self, rule: Semantics, places: Index, changed: Reasons) -> tuple[Index, Reasons]:
        """What each change of one reason makes of its unit: the units' numbers, and what counts.

        `places` says which reason each of `changed` stands for.
        """
        if self._are_single:
            return places, changed
        first, second = self._ranked(rule)
        units = self.unit[places]
        other = np.where(first[units] == places, second[units], first[units])
        alone = other < 0
        size, rival = _sizes(rule, changed), _sizes(rule, self.reasons)[other]
        wins = alone | (size > rival) | ((size == rival) & (places < other))
        return units, Reasons(
            *(
                np.where(wins, new, old)
                for new, old in zip(
                    changed.columns(), self.reasons.at(other).columns(), strict=True
                )
            )
        )

    def _ranked(self, rule: Semantics) -> tuple[Index, Index]:
        """The largest reason of each unit and the next, (units,) each; -1 where there is none.

        Of equals, the earlier comes first.
        """
        order = np.lexsort((np.arange(len(self.unit)), -_sizes(rule, self.reasons), self.unit))
        starts = np.searchsorted(self.unit[order], np.arange(self.count))
        sizes = np.bincount(self.unit, minlength=self.count)
        following = order[np.minimum(starts + 1, len(order) - 1)]
        return order[starts], np.where(sizes > 1, following, -1)


def _sizes(rule: Semantics, reasons: Reasons) -> Array:
    """What the members of a group are compared by, (k,)."""
    return np.abs(reasons.pulls) if rule.weighted else np.abs(reasons.values)
