"""Where the items of a discussion stand to each other: parents, places that repeat, questions."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from app.core.formats.building import Building
from app.core.formats.kialo_lines import Item

SEE = re.compile(r"->\s*See\s+((?:[1-9]\d{0,8}\.)*[1-9]\d{0,8})\.?")
BEARING = ("Pro", "Con")


def check_items(made: Building, items: Sequence[Item]) -> None:
    """Note numbers that stand twice, and items below one that is not there."""
    known = {item.number for item in items}
    seen: set[str] = set()
    for item in items:
        if item.number in seen:
            made.fault(f"There is already a claim {item.number}", item.at)
        seen.add(item.number)
        if item.parent and item.parent not in known:
            made.fault(f"There is no claim {item.parent} for this to bear on.", item.at)
        if item.label in BEARING and not item.parent:
            made.fault(f"Nothing stands above this for it to be a {item.label} of.", item.at)


def meant_by(made: Building, items: Sequence[Item]) -> dict[str, str]:
    """Return by each number that of the claim which stands there: `-> See 1.2.` is that one."""
    by_number = {item.number: item for item in items}
    see = {item.number: f"{match[1]}." for item in items if (match := SEE.fullmatch(item.text))}
    meant: dict[str, str] = {}
    for item in items:
        trail = [item.number]
        on_trail = {item.number}
        while trail[-1] in see and trail[-1] not in meant:
            to = see[trail[-1]]
            if to not in by_number or to in on_trail:
                told = "leads back to itself" if to in on_trail else "is not in the file"
                made.fault(f"What this points to, {to}, {told}.", by_number[trail[-1]].at)
                see.pop(trail[-1])
                break
            trail.append(to)
            on_trail.add(to)
        end = meant.get(trail[-1], trail[-1])
        meant |= dict.fromkeys(trail, end)
    return meant


def questions_among(items: Sequence[Item]) -> set[str]:
    """Return the numbers of the items that are questions, which theses below them answer.

    They are called so, or have theses below them; at the top, several items that are neither
    Pro nor Con are theses, and so is a single one below what ends with a question mark.
    """
    below: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        below[item.parent][item.label] += 1
    return {item.number for item in items if _is_question(item, below.get(item.number, Counter()))}


def _is_question(item: Item, below: Counter[str]) -> bool:
    if item.label == "Question" or below["Thesis"]:
        return True
    if item.label or item.parent or not below[""] or below["Pro"] or below["Con"]:
        return False
    return below[""] > 1 or item.text.endswith("?")
