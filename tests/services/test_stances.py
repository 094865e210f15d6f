"""Stances as editors read them: every change recorded, nothing of another debate touched."""

from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import select

from app.core.errors import Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Actor, Role
from app.db import Database
from app.models import Stance
from app.services import history, stances
from app.services.stances import NewStance, StanceEdit
from tests import factories as make
from tests.recorded import recorded_whole

ACCEPTS = StanceEdit(value="accepts", words="surely", range=(0.8, 0.95), sureness="likely")


class Tea:
    """A debate with a claim and a person, another one beside it, and people with roles."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.debate = make.a_debate(session)
            self.claim = make.a_claim(session, self.debate)
            self.person = make.a_person(session, self.debate)
            self.other = make.a_debate(session, "coffee")
            self.stranger = make.a_person(session, self.other)
            self.ada = make.an_account(session, "Ada")
            self.editor = make.an_account(session, "Ed", role=Role.EDITOR, debate=self.debate)
            make.a_claim(session, self.other)

    def add(self, form: StanceEdit = ACCEPTS, *, by: Actor | None = None, **more: str) -> str:
        fields: dict[str, Any] = asdict(form)
        fields |= {"person": self.person.ref, "node": self.claim.ref, **more}
        with self.database.writing() as session:
            return stances.add(session, by or self.editor, "tea", NewStance(**fields)).ref

    def edit(self, ref: str, form: StanceEdit) -> bool:
        with self.database.writing() as session:
            return stances.edit(session, self.editor, "tea", ref, form).changed

    def rows(self) -> list[tuple[object, ...]]:
        columns = (Stance.public_id, Stance.value, Stance.words, Stance.range_low)
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(select(*columns))]

    def history(self) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            found = history.list_changes(session, self.debate.key)
        return [(row.action, row.noun) for row in found]


@pytest.fixture
def tea(database: Database) -> Tea:
    return Tea(database)


def test_a_stance_is_added_with_its_words_and_range(tea: Tea) -> None:
    ref = tea.add()
    assert tea.rows() == [(ref, "accepts", "surely", 0.8)]
    assert tea.history() == [("add", "stance")]


def test_reading_it_anew_replaces_all_of_it(tea: Tea) -> None:
    ref = tea.add()
    assert tea.edit(ref, StanceEdit(value="doubts"))
    assert tea.rows() == [(ref, "doubts", None, None)]
    assert not tea.edit(ref, StanceEdit(value="doubts"))
    assert tea.history() == [("change", "stance"), ("add", "stance")]


def test_a_removed_stance_is_gone(tea: Tea) -> None:
    ref = tea.add()
    with tea.database.writing() as session:
        stances.remove(session, tea.editor, "tea", ref)
    assert tea.rows() == []
    with pytest.raises(NotFound), tea.database.writing() as session:
        stances.remove(session, tea.editor, "tea", ref)


def test_its_records_hold_it_whole(tea: Tea) -> None:
    with recorded_whole(tea.database, tea.debate.key):
        first = tea.add()
    tea.add(StanceEdit(value="doubts"))
    with recorded_whole(tea.database, tea.debate.key):
        tea.edit(first, StanceEdit(value="accepts_if", condition="it is hot", note="He said so."))
    with recorded_whole(tea.database, tea.debate.key), tea.database.writing() as session:
        stances.remove(session, tea.editor, "tea", first)


def test_only_editors_may(tea: Tea) -> None:
    with pytest.raises(Forbidden):
        tea.add(by=tea.ada)
    with pytest.raises(SignInNeeded):
        tea.add(by=ANONYMOUS)
    assert tea.rows() == []


def test_a_person_of_another_debate_is_none_of_this_one(tea: Tea) -> None:
    with pytest.raises(Invalid) as found:
        tea.add(person=tea.stranger.ref, node="nothing", form=StanceEdit(value="hates"))
    assert set(found.value.fields) == {"person", "node", "value"}


@pytest.mark.parametrize("ends", [(0.5,), (0.9, 0.1), (-0.1, 0.5), (0.5, float("nan"))])
def test_a_range_is_two_probabilities_in_order(tea: Tea, ends: Any) -> None:
    with pytest.raises(Invalid) as found:
        tea.add(StanceEdit(value="accepts", range=ends))
    assert set(found.value.fields) == {"range"}
