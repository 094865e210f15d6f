from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from app.core.errors import Conflict, CruxmapError, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Role
from app.core.vocabulary import RelationKind
from app.db import Database
from app.models import Claim, Credence, Node, Premise, Relation, Thesis, Wording
from app.services import claims, history, nodes, undoing
from app.services.claims import ClaimEdit, EndedAlready, NewClaim, NewRelationTo
from tests import factories as make

ARROW = ("target", "joined", "warrant")
NO = ClaimEdit(text="No.", wording=1)


class Tea:
    """A debate with a claim, a step, and people with roles."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.debate = make.a_debate(session)
            self.claim = make.a_claim(session, self.debate, "Tea is hot.")
            self.other = make.a_claim(session, self.debate, "It steams.")
            self.step = make.a_relation(session, self.debate, self.other, self.claim)
            self.ada = make.an_account(session, "Ada")
            self.editor = make.an_account(session, "Ed", role=Role.EDITOR, debate=self.debate)
            self.reader = make.an_account(session, "Rea", role=Role.READER, debate=self.debate)

    def rows(self) -> tuple[int, ...]:
        with self.database.reading() as session:
            columns = (Node.id, Claim.node_id, Relation.node_id, Premise.node_id, Wording.node_id)
            counts = [len(session.scalars(select(column)).all()) for column in columns]
            return (*counts, make.revision_of(session, self.debate))

    def reply(self, text: str = "It is.", kind: str = "supports", **more: object) -> str:
        typed: dict[str, Any] = {"target": self.claim.ref, **more}
        of_arrow = {name: typed.pop(name) for name in ARROW if name in typed}
        arrow = NewRelationTo(kind=kind, **of_arrow)
        with self.database.writing() as session:
            claim = NewClaim(text=text, relation=arrow, **typed)
            return claims.add(session, self.ada, "tea", claim).ref

    def refused(self, text: str = "It is.", kind: str = "supports", **more: object) -> CruxmapError:
        """The error that this reply raises; nothing may have been written."""
        before = self.rows()
        with pytest.raises((Invalid, Conflict)) as raised:
            self.reply(text, kind, **more)
        assert self.rows() == before
        return raised.value


@pytest.fixture
def tea(database: Database) -> Tea:
    return Tea(database)


@pytest.mark.parametrize("kind", list(RelationKind))
def test_a_reply_is_a_claim_and_its_arrow_in_one_revision(tea: Tea, kind: str) -> None:
    target = tea.step if kind in {"undercuts", "backs"} else tea.claim
    before = tea.rows()

    ref = tea.reply(" <i>Well</i>,\nyes. ", kind, target=target.ref, note="one\ntwo")

    assert tea.rows() == tuple(b + n for b, n in zip(before, (2, 1, 1, 1, 1, 1), strict=True))
    with tea.database.reading() as session:
        node = session.scalars(select(Node).where(Node.public_id == ref)).one()
        words = session.scalars(select(Wording.text).where(Wording.node_id == node.id)).one()
        arrow = session.scalars(select(Relation).where(Relation.kind == kind)).all()[-1]
        claim = session.get_one(Claim, node.id)
        premise = session.scalars(
            select(Premise.node_id).where(Premise.relation_id == arrow.node_id)
        ).one()
        (change,) = history.list_changes(session, tea.debate.key)
    assert (words, node.note, node.provenance) == ("<i>Well</i>, yes.", "one\ntwo", "outside")
    assert (arrow.target_id, premise) == (target.key, node.id)
    assert claim.kind == ("question" if kind == "asks" else "claim")
    assert node.account_id == tea.ada.account_id
    assert change.after is not None
    assert (change.ref, change.after["text"]) == (ref, words)


def test_a_reply_can_lean_on_claims_that_are_there(tea: Tea) -> None:
    tea.reply(joined=(tea.other.ref,), warrant="Steam is hot.")

    with tea.database.reading() as session:
        arrow = session.scalars(select(Relation.node_id).order_by(Relation.node_id.desc())).first()
        premises = session.scalars(select(Premise.node_id).where(Premise.relation_id == arrow))
        words = session.scalars(select(Wording.text).where(Wording.node_id == arrow)).one()
        assert tea.other.key in list(premises)
    assert words == "Steam is hot."


def test_an_undercut_of_a_claim_is_refused_with_advice(tea: Tea) -> None:
    error = tea.refused(kind="undercuts")

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"target"}
    assert "rebut" in error.message


def test_all_faults_of_a_reply_are_told_at_once(tea: Tea) -> None:
    error = tea.refused(
        "x" * 401,
        "loves",
        target="absent",
        joined=("absent",),
        warrant="x" * 401,
        note="x" * 4001,
        provenance="hearsay",
    )

    assert isinstance(error, Invalid)
    expected = {"text", "kind", "target", "joined", "warrant", "note", "provenance"}
    assert set(error.fields) == expected
    assert "401" in error.fields["text"]
    assert "400" in error.fields["text"]


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "\u202e"])
def test_an_empty_reply_is_refused_at_its_text(tea: Tea, text: str) -> None:
    error = tea.refused(text)

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"text"}


def test_a_reply_to_another_debate_is_refused_and_says_so(tea: Tea) -> None:
    with tea.database.writing() as session:
        foreign = make.a_claim(session, make.a_debate(session, "coffee"))

    error = tea.refused(target=foreign.ref)

    assert isinstance(error, Invalid)
    assert "belongs to another debate" in error.fields["target"]


@pytest.mark.parametrize("fields", [{"as_thesis": True}, {"kind": "definition"}])
def test_a_reply_heads_no_thread_and_defines_nothing(tea: Tea, fields: dict[str, Any]) -> None:
    arrow = NewRelationTo(kind="supports", target=tea.claim.ref)
    before = tea.rows()
    with tea.database.writing() as session, pytest.raises(Invalid) as raised:
        claims.add(session, tea.editor, "tea", NewClaim(text="Yes.", relation=arrow, **fields))

    assert set(raised.value.fields) == {"relation"}
    assert tea.rows() == before


@pytest.mark.parametrize("joined", ["claim", "step"])
def test_neither_the_target_nor_a_step_joins_a_reply(tea: Tea, joined: str) -> None:
    error = tea.refused(joined=(getattr(tea, joined).ref,))

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"joined"}


def test_the_words_of_a_claim_that_is_there_are_refused_with_its_id(tea: Tea) -> None:
    error = tea.refused(" It   steams. ")

    assert isinstance(error, Conflict)
    assert tea.other.ref in error.message
    assert error.yours == "It steams."


def test_a_double_click_makes_one_claim(tea: Tea) -> None:
    outcomes = list[str]()
    start = Barrier(2)

    def click() -> None:
        start.wait()
        try:
            tea.reply()
            outcomes.append("added")
        except Conflict:
            outcomes.append("conflict")

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["added", "conflict"]


def test_visitors_and_readers_add_nothing(tea: Tea) -> None:
    before = tea.rows()
    arrow = NewRelationTo(kind="supports", target=tea.claim.ref)
    with tea.database.writing() as session:
        for actor, error in ((ANONYMOUS, SignInNeeded), (tea.reader, Forbidden)):
            with pytest.raises(error):
                claims.add(session, actor, "tea", NewClaim(text="Yes."))
            with pytest.raises(error):
                claims.add(session, actor, "tea", NewClaim(text="Yes.", relation=arrow))
    assert tea.rows() == before


def test_an_editor_adds_main_theses_in_their_order(tea: Tea) -> None:
    with tea.database.writing() as session:
        claims.add(session, tea.ada, "tea", NewClaim(text="Aside."))
        with pytest.raises(Forbidden):
            claims.add(session, tea.ada, "tea", NewClaim(text="Zero.", as_thesis=True))
        refs = [
            claims.add(session, tea.editor, "tea", NewClaim(text=text, as_thesis=True)).ref
            for text in ("One.", "Two.")
        ]

        found = session.scalars(
            select(Node.public_id).join(Thesis, Thesis.node_id == Node.id).order_by(Thesis.position)
        ).all()
    assert found == refs


# Rewording.


def reword(tea: Tea, text: str, wording: int) -> bool:
    with tea.database.writing() as session:
        form = ClaimEdit(text=text, wording=wording)
        return claims.reword(session, tea.editor, "tea", tea.claim.ref, form).changed


def test_a_reworded_claim_keeps_its_old_words_and_what_was_said_of_them(tea: Tea) -> None:
    with tea.database.writing() as session:
        make.a_credence(session, tea.debate, tea.claim, tea.ada)

    assert reword(tea, "Tea is warm.", 1)
    assert not reword(tea, " Tea is  warm.", 2)

    with tea.database.reading() as session:
        words = session.execute(
            select(Wording.number, Wording.text, Wording.account_id)
            .where(Wording.node_id == tea.claim.key)
            .order_by(Wording.number)
        ).all()
        assert [tuple(row[:2]) for row in words] == [(1, "Tea is hot."), (2, "Tea is warm.")]
        assert words[1].account_id == tea.editor.account_id
        assert session.scalars(select(Credence.wording)).one() == 1
        (change,) = history.list_changes(session, tea.debate.key)
        assert change.before
        assert change.before["text"] == "Tea is hot."


def test_who_is_second_sees_both_texts_and_changes_nothing(tea: Tea) -> None:
    reword(tea, "Tea is warm.", 1)
    before = tea.rows()

    with pytest.raises(Conflict) as raised:
        reword(tea, "Tea is tepid.", 1)

    assert (raised.value.yours, raised.value.theirs) == ("Tea is tepid.", "Tea is warm.")
    assert tea.rows() == before


def test_of_many_who_reword_at_once_one_wins_and_the_others_are_told(tea: Tea) -> None:
    outcomes = list[str]()
    start = Barrier(6)

    def change(text: str) -> None:
        start.wait()
        try:
            reword(tea, text, 1)
            outcomes.append("changed")
        except Conflict as conflict:
            outcomes.append("told" if conflict.yours == text else "lost")

    threads = [Thread(target=change, args=(f"Text {number}.",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["changed", *["told"] * 5]
    assert tea.rows()[-1] == 2


def test_only_editors_reword(tea: Tea) -> None:
    with tea.database.writing() as session:
        for actor, error in (
            (tea.ada, Forbidden),
            (tea.reader, Forbidden),
            (ANONYMOUS, SignInNeeded),
        ):
            with pytest.raises(error):
                claims.reword(session, actor, "tea", tea.claim.ref, NO)


@pytest.mark.parametrize(("text", "field"), [("", "text"), ("x" * 401, "text")])
def test_bad_words_are_told_at_their_field(tea: Tea, text: str, field: str) -> None:
    with pytest.raises(Invalid) as raised:
        reword(tea, text, 1)

    assert set(raised.value.fields) == {field}


def test_a_claim_is_not_reworded_into_another_one(tea: Tea) -> None:
    with pytest.raises(Conflict):
        reword(tea, "It steams.", 1)


def test_what_is_no_claim_of_the_debate_is_not_reworded(tea: Tea) -> None:
    with tea.database.writing() as session:
        with pytest.raises(Invalid):
            claims.reword(session, tea.editor, "tea", tea.step.ref, NO)
        with pytest.raises(NotFound):
            claims.reword(session, tea.editor, "tea", "absent", NO)


def test_words_of_a_withdrawn_claim_are_told_of_once_and_free(tea: Tea) -> None:
    first = tea.reply("It cools.")
    with tea.database.writing() as session:
        nodes.withdraw(session, tea.ada, "tea", first)

    error = tea.refused("It cools.")

    assert isinstance(error, EndedAlready)
    assert error.ref == first
    assert set(error.fields) == {"text", "anew"}
    second = tea.reply("It cools.", anew=True)
    assert second != first
    # Now it stands: not even `anew` makes a third.
    again = tea.refused("It cools.", anew=True)
    assert not isinstance(again, EndedAlready)
    with tea.database.writing() as session, pytest.raises(undoing.CannotUndo) as raised:
        undoing.restore(session, tea.ada, "tea", first)
    assert [each.other for each in raised.value.standing.conflicts] == [second]


def test_a_claim_may_be_reworded_to_words_of_a_withdrawn_one(tea: Tea) -> None:
    gone, kept = tea.reply("It cools."), tea.reply("It gets cold.")
    with tea.database.writing() as session:
        nodes.withdraw(session, tea.ada, "tea", gone)
    with tea.database.writing() as session:
        edit = ClaimEdit(text="It cools.", wording=1)
        assert claims.reword(session, tea.editor, "tea", kept, edit).changed
