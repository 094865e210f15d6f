from dataclasses import asdict

import pytest
from sqlalchemy import select

from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Actor, Role
from app.db import Database
from app.models import (
    Crux,
    CruxClaim,
    CruxPosition,
    Node,
    PairSentence,
    PairSentenceNode,
    Wording,
)
from app.services import cruxes, history
from app.services.cruxes import CruxEdit, NewCrux
from tests import factories as make


def crux(question: str, claims: list[str], *more: str | None) -> NewCrux:
    conclusion, would_move = (*more, None, None)[:2]
    return NewCrux(
        question=question, claims=tuple(claims), conclusion=conclusion, would_move=would_move
    )


class Tea:
    """A debate with claims, a step, and people with roles."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.debate = make.a_debate(session)
            self.a, self.b = (make.a_claim(session, self.debate) for _ in "ab")
            self.step = make.a_relation(session, self.debate, self.a, self.b)
            self.old = make.a_crux(session, self.debate, self.a, "Is it hot?")
            self.ada = make.an_account(session, "Ada")
            self.ida = make.an_account(session, "Ida")
            self.editor = make.an_account(session, "Ed", role=Role.EDITOR, debate=self.debate)
            self.reader = make.an_account(session, "Rea", role=Role.READER, debate=self.debate)
        self.form = crux("Does it steam?", [self.step.ref, self.a.ref], self.b.ref, "A cup.")

    def mark(self, form: NewCrux | None = None, by: Actor | None = None) -> str:
        with self.database.writing() as session:
            return cruxes.mark(session, by or self.ada, "tea", form or self.form).ref

    def edit(self, by: Actor, ref: str, form: NewCrux, wording: int) -> bool:
        with self.database.writing() as session:
            return cruxes.edit(
                session, by, "tea", ref, CruxEdit(**asdict(form), wording=wording)
            ).changed

    def rows(self) -> tuple[int, ...]:
        with self.database.reading() as session:
            columns = (Node.id, Crux.node_id, CruxClaim.node_id, Wording.node_id)
            counts = [len(session.scalars(select(column)).all()) for column in columns]
            return (*counts, make.revision_of(session, self.debate))


@pytest.fixture
def tea(database: Database) -> Tea:
    return Tea(database)


def test_a_crux_is_marked_with_what_hangs_on_it(tea: Tea) -> None:
    ref = tea.mark()

    with tea.database.reading() as session:
        node = session.scalars(select(Node).where(Node.public_id == ref)).one()
        crux = session.get_one(Crux, node.id)
        hanging = session.scalars(
            select(CruxClaim.node_id)
            .where(CruxClaim.crux_id == node.id)
            .order_by(CruxClaim.position)
        ).all()
        words = session.scalars(select(Wording.text).where(Wording.node_id == node.id)).one()
        (change,) = history.list_changes(session, tea.debate.key)
    assert (node.kind, node.account_id, words) == ("crux", tea.ada.account_id, "Does it steam?")
    assert (crux.conclusion_id, crux.would_move) == (tea.b.key, "A cup.")
    assert hanging == [tea.step.key, tea.a.key]
    assert (change.noun, change.ref, change.revision) == ("crux", ref, 2)


def test_all_faults_are_told_at_once_and_nothing_is_written(tea: Tea) -> None:
    before = tea.rows()
    for form, fields in (
        (
            crux("", [], "absent", "x" * 4001),
            {"question", "claims", "conclusion", "would_move"},
        ),
        (crux("x" * 401, ["absent", "\x00"]), {"question", "claims"}),
        (crux("Why?", [tea.old.ref], tea.step.ref), {"claims", "conclusion"}),
    ):
        with pytest.raises(Invalid) as raised:
            tea.mark(form)
        assert set(raised.value.fields) == fields
    assert tea.rows() == before


def test_what_hangs_on_a_crux_is_of_the_same_debate(tea: Tea) -> None:
    with tea.database.writing() as session:
        foreign = make.a_claim(session, make.a_debate(session, "coffee"))

    with pytest.raises(Invalid) as raised:
        tea.mark(crux("Why?", [foreign.ref]))

    assert "belongs to another debate" in raised.value.fields["claims"]


def test_visitors_and_readers_mark_none(tea: Tea) -> None:
    before = tea.rows()
    for actor, error in ((ANONYMOUS, SignInNeeded), (tea.reader, Forbidden)):
        with pytest.raises(error):
            tea.mark(by=actor)
    assert tea.rows() == before


def test_the_author_and_editors_edit_a_crux_and_nobody_else(tea: Tea) -> None:
    ref = tea.mark()
    form = crux("Does it cool?", [tea.b.ref])

    for actor in (tea.ida, tea.reader):
        with pytest.raises(Forbidden):
            tea.edit(actor, ref, form, 1)
    with pytest.raises(Forbidden):
        tea.edit(tea.ada, tea.old.ref, form, 1)
    assert not tea.edit(tea.ada, ref, tea.form, 1)
    assert tea.edit(tea.ada, ref, form, 1)
    assert tea.edit(tea.editor, ref, tea.form, 2)

    with tea.database.reading() as session:
        change = history.list_changes(session, tea.debate.key)[0]
    assert change.before is not None
    assert change.after is not None
    assert (change.before["question"], change.before["claims"]) == ("Does it cool?", [tea.b.ref])
    assert (change.after["conclusion"], change.after["would_move"]) == (tea.b.ref, "A cup.")


def test_the_second_editor_sees_both_questions_and_changes_nothing(tea: Tea) -> None:
    tea.edit(tea.editor, tea.old.ref, crux("Is it warm?", [tea.a.ref]), 1)
    before = tea.rows()

    with pytest.raises(Conflict) as raised:
        tea.edit(tea.editor, tea.old.ref, crux("Is it cold?", [tea.b.ref]), 1)

    assert (raised.value.yours, raised.value.theirs) == ("Is it cold?", "Is it warm?")
    assert tea.rows() == before


def test_an_edit_of_anything_but_the_question_counts_too(tea: Tea) -> None:
    tea.edit(tea.editor, tea.old.ref, crux("Is it hot?", [tea.a.ref], None, "A cup."), 1)

    with pytest.raises(Conflict):
        tea.edit(tea.editor, tea.old.ref, crux("Is it hot?", [tea.a.ref], None, "Ice."), 1)


def test_an_edit_keeps_the_positions_of_persons(tea: Tea) -> None:
    with tea.database.writing() as session:
        person = make.a_person(session, tea.debate)
        session.add(
            CruxPosition(crux_id=tea.old.key, position=0, person_id=person.key, text="Yes.")
        )

    tea.edit(tea.editor, tea.old.ref, crux("Is it warm?", [tea.b.ref]), 1)

    with tea.database.reading() as session:
        assert session.scalars(select(CruxPosition.text)).one() == "Yes."


def test_the_author_and_editors_remove_a_crux_and_nobody_else(tea: Tea) -> None:
    before = tea.rows()
    mine = tea.mark()

    with tea.database.writing() as session:
        for actor in (tea.ida, tea.reader):
            with pytest.raises(Forbidden):
                cruxes.remove(session, actor, "tea", mine)
        cruxes.remove(session, tea.ada, "tea", mine)
    assert tea.rows()[:4] == before[:4]
    with tea.database.writing() as session:
        cruxes.remove(session, tea.editor, "tea", tea.old.ref)
        with pytest.raises(NotFound):
            cruxes.remove(session, tea.editor, "tea", tea.old.ref)
        with pytest.raises(Invalid):
            cruxes.remove(session, tea.editor, "tea", tea.a.ref)


def test_a_crux_that_an_arrow_points_at_stays(tea: Tea) -> None:
    ref = tea.mark()
    with tea.database.writing() as session:
        key = session.scalars(select(Node.id).where(Node.public_id == ref)).one()
        make.a_relation(session, tea.debate, tea.a, make.Made(key, ref), kind="answers")

        with pytest.raises(Conflict):
            cruxes.remove(session, tea.ada, "tea", ref)


def test_who_may_only_read_from_now_on_changes_no_crux_of_their_own(tea: Tea) -> None:
    ref = tea.mark()
    with tea.database.writing() as session:
        make.a_role(session, tea.debate, tea.ada, Role.READER)
    before = tea.rows()

    with pytest.raises(Forbidden):
        tea.edit(tea.ada, ref, crux("Does it cool?", [tea.b.ref]), 1)
    with tea.database.writing() as session, pytest.raises(Forbidden):
        cruxes.remove(session, tea.ada, "tea", ref)

    assert tea.rows() == before
    assert tea.edit(tea.editor, ref, crux("Does it cool?", [tea.b.ref]), 1)


def test_a_crux_that_a_sentence_on_two_people_rests_on_is_not_removed(tea: Tea) -> None:
    mine = tea.mark()
    with tea.database.writing() as session:
        a, b = (make.a_person(session, tea.debate, name).key for name in ("Ada", "Ben"))
        said = PairSentence(
            debate_id=tea.debate.key, public_id="d1", a_id=a, b_id=b, kind="part", text="Whether."
        )
        session.add(said)
        session.flush()
        crux_key = session.scalars(select(Node.id).where(Node.public_id == mine)).one()
        session.add(PairSentenceNode(pair_sentence_id=said.id, position=0, node_id=crux_key))

    with tea.database.writing() as session, pytest.raises(Conflict) as raised:
        cruxes.remove(session, tea.ada, "tea", mine)
    assert "sentences on two people" in raised.value.message
