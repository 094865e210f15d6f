"""Changes drawn at random that fit a debate: rows added, altered, moved out and put back."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from app.core.debate.applying import apply
from app.core.debate.change import Change, Edit, added, changed, removed
from app.core.debate.conflicts import entry_of
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.rows import CredenceEntry, Wording
from app.core.debate.whole import Debate

START = datetime(2026, 3, 1, tzinfo=UTC)


def drawn_change(random: Random, debate: Debate, number: int) -> Change:
    """A change of one to three edits, each of which fits what the ones before it made."""
    edits: list[Edit] = []
    accounts = debate.accounts
    for step in range(random.randint(1, 3)):
        kinds = (_reworded, _renamed, _moved_out, _added, _rated, _noted, _retitled)
        edit = random.choice(kinds)(random, debate, f"{number}-{step}")
        if edit is not None:
            debate = apply(debate, Change((edit,), accounts=accounts))
            edits.append(edit)
    return Change(tuple(edits), actor="a1", at=START + timedelta(minutes=number), accounts=accounts)


def _reworded(random: Random, debate: Debate, label: str) -> Edit | None:
    if not debate.claims:
        return None
    claim = random.choice(debate.claims)
    before = entry_of(debate, SHAPES["claims"], claim)
    text, wordings = f"{claim.text[:60]} ({label})", before.beside.get("wordings", ())
    words = (*wordings, Wording(len(wordings) + 1, text, START, None))
    return changed("claims", before, text=text, wording=len(words), wordings=words)


def _renamed(random: Random, debate: Debate, label: str) -> Edit:
    before = entry_of(debate, SHAPES["people"], random.choice(debate.people))
    return changed("people", before, name=f"Name {label}", note=random.choice([None, label]))


def _moved_out(random: Random, debate: Debate, label: str) -> Edit | None:
    name = random.choice(["citations", "stances", "links", "credence_orders", "pair_sentences"])
    rows = getattr(debate, name)
    if not rows:
        return None
    place = random.randrange(len(rows))
    return removed(name, entry_of(debate, SHAPES[name], rows[place]), place=place)


def _added(random: Random, debate: Debate, label: str) -> Edit | None:
    name = random.choice(["people", "citations", "stances", "pair_sentences", "claims"])
    rows = getattr(debate, name)
    if not rows:
        return None
    like: Any = random.choice(rows)._replace(id=f"new-{label}")
    if name != "claims":
        return added(name, like)
    like = like._replace(text=f"Said anew {label}.", wording=1)
    return added(name, like, wordings=(Wording(1, like.text, START, None),))


def _rated(random: Random, debate: Debate, label: str) -> Edit | None:
    if not debate.claims or not debate.accounts:
        return None
    claim, account = random.choice(debate.claims), random.choice(debate.accounts)
    value = random.randint(0, 100) / 100
    row = CredenceEntry(account.id, claim.id, claim.wording, value, False, False, label, START)
    return added("credences", row)


def _noted(random: Random, debate: Debate, label: str) -> Edit | None:
    if not debate.relations:
        return None
    before = entry_of(debate, SHAPES["relations"], random.choice(debate.relations))
    return changed("relations", before, note=random.choice([None, label]), strength="weak")


def _retitled(random: Random, debate: Debate, label: str) -> Edit:
    before = entry_of(debate, SETTINGS, debate.settings)
    return changed("debate", before, title=f"Title {label}", theses=debate.settings.theses[:1])
