"""What an editorial check finds: the rule that is broken, how, and in which row."""

from enum import StrEnum
from typing import NamedTuple


class Broken(StrEnum):
    """How a rule is broken; `rule` is its name, under which several ways may stand."""

    rule: str

    def __new__(cls, word: str, rule: str) -> "Broken":
        """Make a member of its word and of the rule it breaks."""
        member = str.__new__(cls, word)
        member._value_, member.rule = word, rule
        return member

    NO_PROVENANCE = "no_provenance", "provenance"
    NO_SPAN = "no_span", "span"
    AIMS_WRONG = "aims_wrong", "target"
    RESTS_ON_ITS_TARGET = "rests_on_its_target", "target"
    ABSENT_HOLDS = "absent_holds", "second_hand"
    ABSENT_VOICES = "absent_voices", "second_hand"
    ABSENT_STATES = "absent_states", "second_hand"
    STANDS_NOWHERE = "stands_nowhere", "comment"
    ORPHAN = "orphan", "comment"
    NO_AUTHOR = "no_author", "comment"
    NO_VERDICT = "no_verdict", "verdict"
    NOBODYS_VERDICT = "nobodys_verdict", "verdict"
    NO_END = "no_end", "sentence"
    SEVERAL_SENTENCES = "several_sentences", "sentence"
    NO_QUESTION_MARK = "no_question_mark", "sentence"
    POINTS_OUTSIDE = "points_outside", "alone"
    UNCONNECTED = "unconnected", "connected"
    UNFINISHED = "unfinished", "finished"
    SAID_BEFORE = "said_before", "once"
    UNUSED = "unused", "used"
    COPIED = "copied", "own_words"


class Finding(NamedTuple):
    """How a rule is broken, the row (such as `claims c12`), and what the fault is made of.

    `parts`: kind and aim of an arrow that aims wrong, the word that points outside, the row that
    says the same, the words that are copied.
    """

    broken: Broken
    where: str
    parts: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """Return the name of the rule."""
        return self.broken.rule
