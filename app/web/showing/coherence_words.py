"""What does not fit in one's own credences, put into sentences; `text` gives a claim's words."""

from collections.abc import Callable

from app.core.debate.account_check import Gap, Program, WhyNot
from app.core.figures import exact_percent, listed, percent, typed_apart
from app.core.measures.coherence import Breach, Exclusive, Finding, claims_of
from app.core.measures.coherence_program import MOST_CLAIMS, Repair
from app.web.showing.words import count

Text = Callable[[str], str]

BREACH = {
    Breach.ABOVE_CONSEQUENCE: "{first} implies {second}, so it cannot be likelier: "
    "you gave {stated} and {bound}.",
    Breach.ABOVE_A_PART: "{first} needs {parts}, so it cannot be likelier: "
    "you gave {stated} and {bound}.",
    Breach.BELOW_ITS_PARTS: "With its parts at {numbers}, {first} must be at least {bound}: "
    "you gave {stated}.",
    Breach.BELOW_ITS_CONDITION: "By your own numbers given {second}, {first} "
    "must be at least {bound}: you gave {stated}.",
    Breach.ABOVE_ITS_CONDITION: "By your own numbers given {second}, {first} "
    "can be at most {bound}: you gave {stated}.",
}
WHY_NOT = {
    WhyNot.TOO_MANY_CLAIMS: "{claims} claims are linked here; at most {most} can be checked.",
    WhyNot.NOT_INSTALLED: "Checking several claims together needs an extra that is not installed "
    "here.",
    WhyNot.RULES_CONTRADICT: "The rules of the debate contradict each other here, whatever one "
    "believes.",
}


def finding_sentence(finding: Finding, text: Text) -> str:
    """Say which credences break a rule, and what they should keep to."""
    if isinstance(finding.rule, Exclusive):
        return _sum_sentence(finding.rule, finding.stated, text)
    first, second = claims_of(finding.rule)[:2]
    return BREACH[finding.breach].format(
        first=_quoted(text, first),
        second=_quoted(text, second),
        stated=exact_percent(finding.stated),
        bound=exact_percent(finding.bound),
        parts=listed([_quoted(text, name) for name in finding.parts]),
        numbers=listed([exact_percent(part) for part in finding.parts.values()]),
    )


def program_sentence(program: Program, text: Text) -> str:
    """Say what would make linked claims fit together, or why that is not known."""
    if program.repair is not None:
        return repair_sentence(program.repair, text)
    assert program.why_not is not None
    return WHY_NOT[program.why_not].format(claims=len(program.claims), most=MOST_CLAIMS)


def repair_sentence(repair: Repair, text: Text) -> str:
    """Say which credences to move, and where to, so that all can be held at once."""
    if not repair.moves:
        return "These credences can all be held at once."
    moves = listed(
        [
            f"{_quoted(text, move.claim)} from {exact_percent(move.before)} "
            f"to {exact_percent(move.after)}"
            for move in repair.moves
        ]
    )
    return f"These credences cannot all be held at once. The smallest repair: move {moves}."


def own_gap_sentence(gap: Gap) -> str:
    """Say how one's credence in a claim differs from what one's own reasons for it give.

    Where one has not rated all of these, that comes first, and nothing is made of the difference.
    """
    if not gap.is_complete:
        return (
            f"{gap.rated} of {count(gap.reasons, 'reason')} rated, so this compares little: you "
            f"say {exact_percent(gap.stated)}; what you have rated so far implies "
            f"{percent(gap.implied)}."
        )
    return (
        f"You say {exact_percent(gap.stated)}; its direct reasons, by your own credences, imply "
        f"{percent(gap.implied)}, {typed_apart(gap.stated, gap.implied)} "
        f"{'less' if gap.stated > gap.implied else 'more'}."
    )


def _sum_sentence(rule: Exclusive, total: float, text: Text) -> str:
    claims = listed([_quoted(text, name) for name in dict.fromkeys(rule.claims)])
    if rule.soft:
        return (
            f"{claims} speak decisively against each other, yet together you give "
            f"them {exact_percent(total)}."
        )
    many = "Exactly" if rule.exhaustive else "At most"
    return (
        f"{many} one of {claims} can be true, but your credences add up to {exact_percent(total)}."
    )


def _quoted(text: Text, claim: str) -> str:
    return f"“{text(claim)}”"
