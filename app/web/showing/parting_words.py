"""What a parting of two sides, a reason, or a gap between credences is, put into sentences."""

from app.core.figures import apart as points_apart
from app.core.figures import percent, points, pooled, read, typed_apart, whole
from app.core.measures.gap import Explained
from app.core.measures.parting_ranges import RangeParting
from app.core.measures.partings import Parting
from app.core.measures.reason_effects import ReasonEffect

Range = tuple[float, float]


def parting_sentence(parting: Parting, gap: str) -> str:
    """Say what agreeing on a node, and settling it, would do to the gap between two sides.

    `gap` is the gap as the page shows it: "45 points".
    """
    return (
        f"Agreeing on it would {_closing(parting.agree, f'the gap of {gap}')}; "
        f"settling it would be expected to {_closing(parting.resolve, 'it')}."
    )


def range_sentence(parting: RangeParting) -> str:
    """Say the same where one side is known by ranges."""
    return (
        f"Agreeing on it would {_range_closing(parting.agree)}; "
        f"settling it would be expected to {_range_closing(parting.resolve)}."
    )


def effect_sentence(effect: ReasonEffect) -> str:
    """Say what a node would be without a reason, and if that certainly applied."""
    return (
        f"Without this reason {percent(effect.without)}; "
        f"if it certainly applied {percent(effect.if_certain)}."
    )


def gap_sentence(explained: Explained, people: int) -> str | None:
    """Say what the direct reasons imply and how what `people` accounts state differs from it.

    None without both. This is one hop: it is named apart from what the whole map implies.
    """
    stated, one_hop = explained.stated, explained.one_hop
    if stated is None or one_hop is None:
        return None
    who = "one account says" if people == 1 else f"{people} accounts say"
    said, reasons = pooled(stated, people), percent(one_hop)
    lead = f"Implied by its direct reasons alone, at what accounts say of those: {reasons}"
    if said == whole(one_hop):
        return f"{lead}, just what {who} of the claim itself."
    apart = typed_apart(stated, one_hop) if people == 1 else points_apart(stated, one_hop)
    more = "more" if stated > one_hop else "less"
    return f"{lead}; {who} {said} %, so it is believed {apart} {more} than those explain."


def _closing(score: float, gap: str) -> str:
    if read(abs(score)) == 0:
        return f"hardly change {gap}"
    return f"{'narrow' if score > 0 else 'widen'} {gap} by {points(score)}"


def _range_closing(score: Range) -> str:
    low, high = ((-1 if end < 0 else 1) * read(abs(end)) for end in score)
    if low == high == 0:
        return "hardly change the gap"
    if low < 0 < high:
        wider, narrower = points(low / 100), points(high / 100)
        return f"change the gap by anything from {wider} wider to {narrower} narrower"
    near, far = sorted((abs(low), abs(high)))
    span = f"{far}" if near == far else f"{near} to {far}"
    return f"{'narrow' if high > 0 else 'widen'} the gap by {span} point{'s' if far > 1 else ''}"
