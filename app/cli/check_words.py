"""What breaks an editorial rule, put into a line for whoever mends it."""

from app.core.debate.findings import Broken, Finding

SENTENCE = {
    Broken.NO_PROVENANCE: "It does not say where it comes from.",
    Broken.NO_SPAN: "It is said to be in the text, but names no stretch of it.",
    Broken.AIMS_WRONG: "“{}” aims at no {}.",
    Broken.RESTS_ON_ITS_TARGET: "It rests on what it is meant to bear on.",
    Broken.ABSENT_HOLDS: "An absent person holds it at first hand: name who reports it.",
    Broken.ABSENT_VOICES: "An absent person is said to have put it so.",
    Broken.ABSENT_STATES: "An absent person's position counts as stated: second hand at most.",
    Broken.STANDS_NOWHERE: "It stands nowhere: no stretch of the source is its.",
    Broken.ORPHAN: "Nothing in the map comes from it: an orphan.",
    Broken.NO_AUTHOR: "It has no author.",
    Broken.NO_VERDICT: "This restatement has no verdict, not even “none”.",
    Broken.NOBODYS_VERDICT: "A verdict needs somebody who gives it.",
    Broken.NO_END: "It does not end as a sentence does.",
    Broken.SEVERAL_SENTENCES: "It is more than one sentence.",
    Broken.NO_QUESTION_MARK: "A question ends with a question mark.",
    Broken.POINTS_OUTSIDE: "It begins with “{}”, which points outside itself.",
    Broken.UNCONNECTED: "Nothing leads to it or from it, and no note says why.",
    Broken.UNFINISHED: "It holds a reminder that something is still to do.",
    Broken.SAID_BEFORE: "It says the same as {}: one claim is enough.",
    Broken.UNUSED: "Nothing in the debate speaks of this person.",
    Broken.COPIED: "It shares “{}” with a source: say it in other words.",
}


def line(finding: Finding) -> str:
    """Return the row, what to mend there, and the name of the rule."""
    sentence = SENTENCE[finding.broken].format(*finding.parts)
    return f"{finding.where}: {sentence} [{finding.rule}]"
