"""Words and small formats that templates share: one word per idea."""

import re
from collections.abc import Callable
from typing import Any

from app.core import figures
from app.core.debate.grouping import joined

_BLANK_LINES = re.compile(r"\n\s*\n")

RELATION = {
    "supports": "Supports",
    "rebuts": "Rebuts",
    "undercuts": "Undercuts",
    "backs": "Backs",
    "restates": "Restates",
    "concedes": "Concedes",
    "qualifies": "Qualifies",
    "asks": "Asks about",
    "answers": "Answers",
}
# The mark that stands for a reason where there is no room for its glyph, and its noun.
RELATION_MARK = {"supports": "▲", "rebuts": "▼", "undercuts": "✕", "backs": "✓"}
RELATION_NOUN = {
    "supports": "support",
    "rebuts": "rebuttal",
    "undercuts": "undercut",
    "backs": "backing",
}
# What a reply does, for whoever chooses one; those of `vocabulary.answering`.
REPLY = {
    "supports": "supports it: a reason to believe the claim",
    "rebuts": "rebuts it: a reason to believe it is false",
    "undercuts": "undercuts it: the premises may hold, but this does not follow",
    "backs": "backs it: why this does follow",
    "asks": "asks about it",
    "answers": "answers it",
}
# What is said of talk about a node: on the node's page, and on that of the other end.
TALK = {
    "restates": ("{who} restates it", "{who} puts it forward as {owner}’s position"),
    "concedes": ("{who} concedes it", "{who} concedes"),
    "qualifies": ("{who} qualifies it", "{who} qualifies"),
    "asks": ("{who} asks about it", "{who} asks about"),
    "answers": ("{who} answers it", "{who} answers"),
}
CLAIM_KIND = {
    "claim": "claim",
    "question": "question",
    "definition": "definition",
    "meta": "about the talk",
}
BASIS = {"all": "only together", "any": "each alone", "sequence": "in sequence"}
SCHEME = {
    "parity": "by parity of reasoning",
    "scope": "on scope",
    "counterexample": "by counterexample",
    "analogy": "by analogy",
    "authority": "by authority",
    "consequence": "by consequence",
    "missing_step": "missing step",
    "other": None,
}
TABS = (
    ("overview", "Overview", ""),
    ("thread", "Thread", "thread"),
    ("map", "Map", "map"),
    ("conversation", "Conversation", "conversation"),
    ("cruxes", "Cruxes", "cruxes"),
    ("people", "People", "people"),
    ("sources", "Sources", "sources"),
    ("open", "Open", "open"),
)
HISTORY_KINDS = (
    "citation",
    "claim",
    "credence",
    "crux",
    "debate",
    "relation",
    "role",
    "source",
    "stance",
)
STANCE = {
    "accepts": "accepts",
    "rejects": "rejects",
    "undecided": "is undecided",
    "doubts": "doubts",
    "denies_known": "denies it is known",
    "accepts_if": "accepts on a condition",
    "voices": "voices it only",
    "not_stated": "not stated",
}
OUTCOME = {
    "open": "open",
    "narrowed": "narrowed",
    "conceded": "conceded",
    "talked_past": "talked past",
    "resolved": "resolved",
    "scope": "set aside as out of scope",
}
# What stands before an editor's sentence on two people; a note needs nothing.
PAIR = {
    "part": "Part on",
    "agree": "Agree",
    "unanswered": "Left unanswered",
    "changed": "Changed",
    "note": "",
}
PROVENANCE = {
    "in_text": "in the text",
    "inferred": "analyst's inference",
    "outside": "from outside",
}
# How sure the analyst is of a reading; of what is sure nothing is said.
READING = {
    "likely": "read so with some doubt",
    "unsure": "read so with much doubt",
}
META_TOPIC = {
    "platform": "on where it is held",
    "tone": "on the tone",
    "talking_past": "on talking past each other",
    "reading": "on how a text was read",
    "thanks": "thanks",
    "other": None,
}
LANGUAGE = {
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "zh": "Chinese",
}
# The kinds of CSL items that are cited most, where their own name is no English word.
WORK = {
    "article-journal": "journal article",
    "article-magazine": "magazine article",
    "article-newspaper": "newspaper article",
    "motion_picture": "film",
    "paper-conference": "conference paper",
    "personal_communication": "personal communication",
    "post-weblog": "blog post",
    "webpage": "web page",
}
VERDICT = {
    "accepted": "accepted",
    "partly": "accepted in part",
    "rejected": "rejected",
    "none": "no verdict",
}
ROLE = {
    "supports": "supports",
    "disputes": "disputes",
    "defines": "defines",
    "context": "context",
    "consistent_with": "consistent with",
}
STATE = {
    "exact": "in source",
    "moved": "moved in source",
    "changed": "source text changed, check",
    "ambiguous": "found more than once, check",
    "gone": "not found in source, check",
    "unchecked": "not checked against a stored text",
}


def language(tag: str) -> str:
    """Name a language by its tag: “English”, “English (en-GB)”, or the tag of one not named here.

    >>> language("en"), language("en-GB"), language("haw")
    ('English', 'English (en-GB)', 'haw')
    """
    name = LANGUAGE.get(tag.split("-")[0])
    return tag if name is None else name if tag in LANGUAGE else f"{name} ({tag})"


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 claim, 2 claims."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def capitalize_first(text: str) -> str:
    """Begin a sentence: only the first letter changes."""
    return text[:1].upper() + text[1:]


def unbroken(text: str) -> str:
    """Keep a number and its percent sign on one line."""
    return text.replace(" %", "\u00a0%")


def paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a text, which blank lines part; none of no text."""
    return [part.strip() for part in _BLANK_LINES.split(text or "") if part.strip()]


FILTERS: dict[str, Callable[..., Any]] = {
    "capitalize_first": capitalize_first,
    "percent": figures.whole,
    "exact": figures.exact,
    "pooled": figures.pooled,
    "signed": figures.signed,
    "count": count,
    "joined": joined,
    "language": language,
    "unbroken": unbroken,
    "paragraphs": paragraphs,
}
