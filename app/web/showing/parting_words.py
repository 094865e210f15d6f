"""What a parting of two sides, a reason, or a gap between credences is, put into sentences."""

from app.core.measures.gap import Explained
from app.core.measures.parting_ranges import RangeParting
from app.core.measures.partings import Parting
from app.core.measures.reason_effects import ReasonEffect
from app.web.showing.figures import percent, points

Range = tuple[float, float]


def parting_sentence(parting: Parting, gap: float) -> str:
    """Say what agreeing on a node, and settling it, would do to the gap between two sides."""
    return (
        f"Agreeing on it would {_closing(parting.agree, f'the gap of {points(gap)}')}; "
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


def gap_sentence(explained: Explained) -> str | None:
    """Say how what people state and what their reasons give differ; None without both."""
    stated, one_hop, apart = explained.stated, explained.one_hop, explained.points_apart
    if stated is None or one_hop is None or apart is None:
        return None
    if apart == 0:
        return f"Accounts say {percent(stated)}, just what its direct reasons give."
    return (
        f"Accounts say {percent(stated)}; its direct reasons, at what accounts say of them, "
        f"give {percent(one_hop)}, so they believe it {points(apart / 100)} "
        f"{'more' if apart > 0 else 'less'} than those explain."
    )


def _closing(score: float, gap: str) -> str:
    if round(100 * score) == 0:
        return f"hardly change {gap}"
    return f"{'narrow' if score > 0 else 'widen'} {gap} by {points(score)}"


def _range_closing(score: Range) -> str:
    low, high = (round(100 * end) for end in score)
    if low == high == 0:
        return "hardly change the gap"
    if low < 0 < high:
        wider, narrower = points(low / 100), points(high / 100)
        return f"change the gap by anything from {wider} wider to {narrower} narrower"
    near, far = sorted((abs(low), abs(high)))
    span = f"{far}" if near == far else f"{near} to {far}"
    return f"{'narrow' if high > 0 else 'widen'} the gap by {span} point{'s' if far > 1 else ''}"
