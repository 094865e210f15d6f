"""Proposing what no form makes: edits of a program, and a file for a debate that is there."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.core.debate.applying import applied
from app.core.debate.change import Change, Edit
from app.core.debate.differing import Teller, adding, difference
from app.core.debate.references import with_accounts
from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.core.formats.native.edits import UnknownEdit, read_edits
from app.core.permissions import Action, Actor, Proposal
from app.db import Database
from app.services import changes, clock
from app.services.arriving import AS_IT_IS, Reading, read_file
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_debate, open_for_change
from app.services.given import given
from app.services.graphs import read_debate
from app.services.joining import AS_GUESSED, Joining, joined
from app.services.proposals import check_suggested, promised
from app.services.rows.accounts import named_with
from app.services.soundness import check_sound
from app.services.standing import Standing, StandsAgainst
from app.services.tags import Condition, expect


@given
class NewSuggestion:
    """Edits to be suggested, each side a row of `cruxmap/1`, and why."""

    edits: tuple[dict[str, Any], ...]
    reason: str | None = None


class DoesNotFit(StandsAgainst):
    """Edits that do not fit the debate as it is."""


def propose(session: Session, actor: Actor, slug: str, form: NewSuggestion) -> Recorded:
    """Suggest edits of a debate, in which accounts go by the ids that its documents have.

    What is new is by whoever suggests it. Raises Invalid for edits that are none or would make the
    debate unsound, and DoesNotFit with what stands against them.
    """
    actor = _proposing(actor, form.reason)
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    edits = _read(form)
    check_suggested(edits)
    work = _Proposing(session, debate)
    wanted = work.with_edits(edits)
    about = edits[0]
    return work.propose(Act(_did(about), about.shape.singular, about.id[:40]), wanted)


def propose_file(
    database: Database,
    actor: Actor,
    slug: str,
    data: bytes,
    name: str,
    *,
    max_bytes: int,
    reading: Reading = AS_IT_IS,
    joining: Joining = AS_GUESSED,
    reason: str | None = None,
    expected: Condition | None = None,
) -> Recorded:
    """Suggest for a debate what a file says: the file of another is added, its own is compared.

    Accounts and credences of the file are left out. What a native file of the debate itself
    lacks is to go, but no source, and nothing that somebody rated; other files take nothing away.
    Raises ImportFaults and Invalid.
    """
    actor = _proposing(actor, reason)
    with database.reading() as session:
        open_debate(session, actor, slug, Action.EDIT_NODE)
    read = read_file(data, name, max_bytes=max_bytes, reading=reading)
    with database.writing() as session:
        expect(session, expected)
        debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
        work = _Proposing(session, debate)
        wanted = joined(work.present, read, joining, promised(session, debate.id))
        return work.propose(Act("import", "debate", None), wanted)


def _proposing(actor: Actor, reason: str | None) -> Actor:
    return replace(actor, proposal=Proposal(reason))


def would_be(present: Debate, wanted: Debate, author: str | None = None) -> tuple[Edit, ...]:
    """Return the edits that make another debate of one; no source is taken away by them."""
    stays = {("sources", row.id) for row in present.sources}
    return difference(present, wanted, Teller(author, clock.now()), stays=stays)


class _Proposing:
    """A debate as it now is, whole, with whoever proposes something among its accounts."""

    def __init__(self, session: Session, debate: OpenDebate) -> None:
        self.session, self.open = session, debate
        self.present = read_debate(session, debate.id)
        author = changes.author(session, debate.actor)
        named = named_with(session, debate.id, [author] if author else [])
        # Records have accounts by their public ids, a debate by what documents call them.
        self.public = {id_: public for public, id_ in named.documents.items()}
        self.accounts = named.rows
        self.author = named.documents[author] if author else None

    def with_edits(self, edits: Iterable[Edit]) -> Debate:
        """Return the debate with edits applied; DoesNotFit with all that stands against them."""
        change = Change(adding(edits, self.author), accounts=self.accounts)
        wanted, found = applied(self.present, change)
        if found:
            message = "These edits do not fit the debate as it is."
            raise DoesNotFit(message, Standing(found, ()))
        return wanted

    def propose(self, act: Act, wanted: Debate) -> Recorded:
        """Store what makes another debate of this one; Invalid where that would not be sound."""
        edits = would_be(self.present, wanted, self.author)
        check_suggested(edits)
        after, _ = applied(self.present, Change(edits, accounts=self.accounts))
        check_sound(self.present, after)
        told = with_accounts(edits, self.public)
        return changes.make(self.session, self.open.id, self.open.actor, act, told)


def _read(form: NewSuggestion) -> tuple[Edit, ...]:
    try:
        return read_edits(form.edits)
    except UnknownEdit as error:
        raise Invalid(str(error), {"edits": str(error)}) from error


def _did(edit: Edit) -> str:
    if edit.before is None:
        return "add"
    return "remove" if edit.after is None else "change"
