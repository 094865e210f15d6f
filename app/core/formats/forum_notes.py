"""What is told of a comment beside its text: edits, retractions, and how readers reacted."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from app.core.formats.forum_entries import Entry
from app.core.texts import TEXT, clean_line

NAMES = {
    "notacrux": "not a crux",
    "changemind": "changed my mind",
    "verifiedFalse": "verified to be false",
    "betTrue": "would bet that it is true",
    "betFalse": "would bet that it is false",
    "locallyInvalid": "locally invalid",
}
_PER_CENT = re.compile(r"(\d{1,3})percent")
_SCORES = {"approvalVoteCount", "agreement", "agreementVoteCount", "baseScore", "score"}
_FLAGS = {
    "retracted": "Retracted by its author.",
    "rejected": "Rejected by the moderators.",
    "answer": "An answer to the question.",
    "debateResponse": "A response in the debate.",
}
SHOWN = 40


def notes_of(entry: Entry) -> tuple[str, bool]:
    """Return what is to be told beside a text, and whether a reaction names a probability."""
    told = [said for flag, said in _FLAGS.items() if entry.flag(flag)]
    posted, edited = moment_of(entry.raw("postedAt"))[0], moment_of(entry.raw("lastEditedAt"))[0]
    if edited and edited != posted:
        told.append(f"Edited last at {edited}.")
    reactions = list(_reactions(entry))
    said = "; ".join(_shown(reactions))
    if said:
        told.append(f"Readers reacted: {said}.")
    whole = " ".join(told)
    if len(whole) > TEXT:
        whole = " ".join([*told[:-1], f"Readers reacted in {len(reactions)} ways."])
    return whole, any(name.endswith(" %") for name, _, _ in reactions)


def per_cent_in(entry: Entry) -> Iterator[tuple[int, Entry, list[str]]]:
    """Yield each reaction that names a probability: that in per cent, whose, the words quoted."""
    score = entry.inner("extendedScore")
    reacts = score.inner("reacts") if score else None
    for name in reacts.fields if reacts else ():
        found = _PER_CENT.fullmatch(name)
        for row in reacts.inners(name) if reacts and found and int(found[1]) <= 100 else ():
            if found and row.text("reactType") != "disagreed":
                yield int(found[1]), row, list(dict.fromkeys(_quoted([row])))


def moment_of(value: object) -> tuple[str, bool]:
    """Return a time as the native format writes it, and whether its zone was told.

    >>> moment_of("2026-01-02T09:00:00.000Z"), moment_of("2022-02-16T10:00"), moment_of("n/a")
    (('2026-01-02T09:00:00Z', True), ('2022-02-16T10:00:00Z', False), ('', True))
    """
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) > 10**11 else value
            at = datetime.fromtimestamp(seconds, UTC)
        elif isinstance(value, str):
            at = datetime.fromisoformat(value.strip()[:40])
        else:
            return "", True
        if isinstance(value, str) and len(value.strip()) == 10 and "T" not in value:
            return at.date().isoformat(), True
        return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z" if at.tzinfo else (
            f"{at.isoformat()}Z"
        ), at.tzinfo is not None
    except (ValueError, OverflowError, OSError):
        return "", True


def _reactions(entry: Entry) -> Iterator[tuple[str, int, list[str]]]:
    """Yield each kind of reaction with how many gave it, and the words it is about."""
    score = entry.inner("extendedScore")
    if score is None:
        return
    reacts = score.inner("reacts")
    for name in reacts.fields if reacts else ():
        # Who disagreed voted against the reaction of somebody else.
        each = reacts.inners(name) if reacts else []
        given = [row for row in each if row.text("reactType") != "disagreed"]
        if given:
            yield _name(name), len(given), list(dict.fromkeys(_quoted(given)))
    for name, number in score.fields.items():
        is_count = isinstance(number, int) and not isinstance(number, bool) and number > 0
        if is_count and name not in _SCORES:
            yield _name(name), number, []


def _quoted(given: Iterable[Entry]) -> Iterator[str]:
    for each in given:
        found = each.raw("quotes")
        for quote in found if isinstance(found, list) else ():
            words = quote.get("quote") if isinstance(quote, dict) else quote
            if isinstance(words, str) and clean_line(words):
                yield clean_line(words)


def _name(name: str) -> str:
    found = _PER_CENT.fullmatch(name)
    return f"{found[1]} %" if found else NAMES.get(name) or clean_line(name)[:60] or "unnamed"


def _shown(reactions: list[tuple[str, int, list[str]]]) -> Iterator[str]:
    for name, number, quotes in reactions[:SHOWN]:
        about = f", on {' and '.join(f'“{quote}”' for quote in quotes)}" if quotes else ""
        yield f"{name} ({number}{about})"
    if len(reactions) > SHOWN:
        yield f"and in {len(reactions) - SHOWN} other ways"
