"""Changes taken back: what was, is again; what others built on it stands against it."""

from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.debate import extent
from app.core.debate.conflicts import ConflictKind
from app.core.debate.whole import Debate
from app.core.errors import CruxmapError, Forbidden, Invalid, NotFound
from app.core.permissions import ANONYMOUS, Actor, Role
from app.db import Database
from app.models import Debate as DebateTable
from app.models import Membership
from app.models import Node as NodeTable
from app.services import (
    changes,
    claims,
    credences,
    debate_settings,
    debates,
    history,
    nodes,
    relations,
    snapshots,
    undoing,
)
from app.services.claims import ClaimEdit, NewClaim, NewRelationTo
from app.services.credences import NewCredence
from app.services.debate_settings import SettingsEdit
from app.services.debates import open_debate
from app.services.graphs import read_debate
from app.services.relations import NewRelation
from app.services.snapshots import load_snapshot
from app.services.standing import Standing
from app.services.undoing import CannotUndo, Run, Undoing, undo, undo_run
from tests import factories as make
from tests.factories import Made
from tests.services.acts import Acting
from tests.services.reading_back import same


class Tea:
    """A debate with a claim, an editor, and two who annotate."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.debate = make.a_debate(session)
            self.claim = make.a_claim(session, self.debate, "Tea is hot.")
            self.editor = make.an_account(session, role=Role.EDITOR, debate=self.debate)
            self.ada, self.ida = make.an_account(session, "Ada"), make.an_account(session, "Ida")

    def whole(self) -> Debate:
        with self.database.reading() as session:
            return same(read_debate(session, self.debate.key))

    def undo(self, actor: Actor, revision: int, reason: str | None = None) -> int:
        with self.database.writing() as session:
            return undo(session, actor, "tea", revision, Undoing(reason=reason)).revision

    def reply(self, actor: Actor, text: str, to: str | None = None) -> tuple[str, int]:
        aim = NewRelationTo(kind="supports", target=to or self.claim.ref)
        with self.database.writing() as session:
            made = claims.add(session, actor, "tea", NewClaim(text=text, relation=aim))
        return made.ref, made.revision

    def rate(self, actor: Actor, ref: str, value: float) -> int:
        given = NewCredence(value=value, wording=1)
        with self.database.writing() as session:
            return credences.give(session, actor, "tea", ref, given).revision

    def values(self, ref: str) -> list[float | None]:
        with self.database.reading() as session:
            graph = load_snapshot(session, open_debate(session, ANONYMOUS, "tea")).graph
        return [row.value for row in graph.credences_of.get(ref, ())]


@pytest.fixture
def tea(database: Database) -> Tea:
    return Tea(database)


def test_what_is_taken_back_is_as_before_and_the_record_says_why(tea: Tea) -> None:
    before = tea.whole()
    _, revision = tea.reply(tea.ada, "It burns.")
    after = tea.whole()
    assert after != before

    back = tea.undo(tea.ada, revision, "A slip.")

    assert tea.whole() == before
    with tea.database.reading() as session:
        newest, older = history.list_changes(session, tea.debate.key)
    assert (newest.action, newest.reason, newest.undoes) == ("undo", "A slip.", revision)
    assert (older.undone_by, newest.undone_by) == (back, None)

    again = tea.undo(tea.editor, back)
    assert tea.whole() == after
    with tea.database.reading() as session:
        rows = history.list_changes(session, tea.debate.key)
    assert [row.undone_by for row in rows] == [None, again, None]
    assert tea.undo(tea.editor, revision) == again + 1
    assert tea.whole() == before


def test_what_was_taken_back_is_not_taken_back_twice(tea: Tea) -> None:
    _, revision = tea.reply(tea.ada, "It burns.")
    back = tea.undo(tea.ada, revision)
    with pytest.raises(Invalid, match=f"taken back already, by change {back}"):
        tea.undo(tea.ada, revision)


def test_what_others_built_on_stands_against_it(tea: Tea) -> None:
    ref, revision = tea.reply(tea.ada, "It burns.")
    _, later = tea.reply(tea.ida, "It scalds.", to=ref)
    with pytest.raises(CannotUndo, match=rf"Later changes rest on it: {later}\.") as error:
        tea.undo(tea.editor, revision)
    kinds = {each.kind for each in error.value.standing.conflicts}
    assert (kinds, error.value.standing.later) == ({ConflictKind.FOREIGN_KEY}, (later,))
    tea.undo(tea.editor, later)
    tea.undo(tea.editor, revision)


def test_words_that_were_changed_again_stand_against_it(tea: Tea) -> None:
    def reword(text: str, wording: int) -> int:
        with tea.database.writing() as session:
            edit = ClaimEdit(text=text, wording=wording)
            return claims.reword(session, tea.editor, "tea", tea.claim.ref, edit).revision

    first, second = reword("Tea is warm.", 1), reword("Tea is tepid.", 2)
    with pytest.raises(CannotUndo) as error:
        tea.undo(tea.editor, first)
    assert error.value.standing.later == (second,)
    tea.undo(tea.editor, second)
    tea.undo(tea.editor, first)
    assert [row.text for row in tea.whole().claims] == ["Tea is hot."]


def test_a_credence_goes_back_by_a_new_entry(tea: Tea) -> None:
    first, second = tea.rate(tea.ada, tea.claim.ref, 0.25), tea.rate(tea.ada, tea.claim.ref, 0.75)
    with pytest.raises(CannotUndo, match="later credence"):
        tea.undo(tea.ada, first)
    back = tea.undo(tea.ada, second)
    assert tea.values(tea.claim.ref) == [0.25]
    assert [row.value for row in tea.whole().credences] == [0.25, 0.75, 0.25]
    tea.undo(tea.ada, back)
    assert tea.values(tea.claim.ref) == [0.75]


def test_credences_are_taken_back_one_after_the_other(tea: Tea) -> None:
    first, second = tea.rate(tea.ada, tea.claim.ref, 0.25), tea.rate(tea.ada, tea.claim.ref, 0.75)
    tea.undo(tea.ada, second)
    tea.undo(tea.ada, first)
    assert tea.values(tea.claim.ref) == []


def test_settings_are_only_taken_back_by_owners(tea: Tea) -> None:
    with tea.database.writing() as session:
        owner = make.an_account(session, role=Role.OWNER, debate=tea.debate)
        given = SettingsEdit(title="Tea", blind=True, seen=99)
        revision = debate_settings.change_settings(session, owner, "tea", given)
        session.execute(update(Membership).values(role=Role.EDITOR.value))
    for actor in (owner, tea.editor):
        with pytest.raises(Forbidden, match="Only owners"):
            tea.undo(actor, revision)
    with tea.database.writing() as session:
        another = make.an_account(session, role=Role.OWNER, debate=tea.debate)
    tea.undo(another, revision)
    assert not tea.whole().settings.blind


def test_a_first_credence_goes_back_to_none(tea: Tea) -> None:
    tea.undo(tea.ada, tea.rate(tea.ada, tea.claim.ref, 0.25))
    assert tea.values(tea.claim.ref) == []
    assert [row.withdrawn for row in tea.whole().credences] == [False, True]


def test_nobody_takes_back_the_credence_of_another(tea: Tea) -> None:
    revision = tea.rate(tea.ada, tea.claim.ref, 0.25)
    for actor in (tea.ida, tea.editor):
        with pytest.raises(Forbidden):
            tea.undo(actor, revision)
    assert tea.values(tea.claim.ref) == [0.25]


def test_only_ones_own_changes_or_all_as_an_editor(tea: Tea) -> None:
    _, revision = tea.reply(tea.ada, "It burns.")
    with pytest.raises(Forbidden):
        tea.undo(tea.ida, revision)
    with pytest.raises(CruxmapError):
        tea.undo(ANONYMOUS, revision)
    with pytest.raises(NotFound):
        tea.undo(tea.editor, 10**12)
    tea.undo(tea.ada, revision)


def test_what_was_withdrawn_comes_back(tea: Tea) -> None:
    ref, _ = tea.reply(tea.ada, "It burns.")
    with tea.database.writing() as session:
        revision = nodes.withdraw(session, tea.ada, "tea", ref).revision
    tea.undo(tea.ada, revision)
    assert {row.status for row in tea.whole().claims} == {None}


def test_an_arrow_with_what_its_author_hung_on_it_comes_back_whole(tea: Tea) -> None:
    tea.reply(tea.ada, "It burns.")
    (arrow,) = tea.whole().relations
    tea.rate(tea.ada, arrow.id, 0.5)
    tea.rate(tea.ada, arrow.id, 0.75)
    before = tea.whole()
    with tea.database.writing() as session:
        revision = relations.remove(session, tea.ada, "tea", arrow.id).revision
    assert tea.whole().relations == ()
    assert tea.whole().credences == ()
    tea.undo(tea.ada, revision)
    assert tea.whole() == before


def test_a_run_of_changes_by_one_account_is_taken_back_at_once(tea: Tea) -> None:
    before = tea.whole()
    ref, since = tea.reply(tea.ida, "It burns.")
    tea.reply(tea.ida, "It scalds.", to=ref)
    _, other = tea.reply(tea.ada, "It cools.")
    with tea.database.writing() as session:
        done = undo_run(session, tea.editor, "tea", Run(name="Ida", since=since, reason="Spam."))
    assert len(done) == 2
    texts = {row.text for row in tea.whole().claims}
    assert texts == {"Tea is hot.", "It cools."}
    tea.undo(tea.editor, other)
    assert tea.whole() == before
    with tea.database.writing() as session, pytest.raises(Invalid, match="nothing here"):
        undo_run(session, tea.editor, "tea", Run(name="Ida", since=since))


def test_a_run_is_taken_back_whole_or_not_at_all(tea: Tea) -> None:
    ref, since = tea.reply(tea.ida, "It burns.")
    tea.reply(tea.ida, "It scalds.")
    tea.reply(tea.ada, "It cools.", to=ref)
    before = tea.whole()
    with pytest.raises(CannotUndo), tea.database.writing() as session:
        undo_run(session, tea.editor, "tea", Run(name="Ida", since=since))
    assert tea.whole() == before


def test_a_run_in_which_something_was_taken_back_already_ends_as_before_it(tea: Tea) -> None:
    before = tea.whole()
    _, since = tea.reply(tea.ida, "It burns.")
    tea.undo(tea.ida, since)
    _, second = tea.reply(tea.ida, "It scalds.")
    tea.undo(tea.editor, tea.undo(tea.editor, second))
    with tea.database.writing() as session:
        undo_run(session, tea.editor, "tea", Run(name="ida", since=since))
    assert tea.whole() == before


def test_credences_of_a_run_are_left_to_who_gave_them(tea: Tea) -> None:
    since = tea.rate(tea.ida, tea.claim.ref, 0.25)
    with tea.database.writing() as session, pytest.raises(Invalid, match="nothing here"):
        undo_run(session, tea.editor, "tea", Run(name="Ida", since=since))
    tea.reply(tea.ida, "It burns.")
    with tea.database.writing() as session:
        assert len(undo_run(session, tea.editor, "tea", Run(name="Ida", since=since))) == 1
    assert tea.values(tea.claim.ref) == [0.25]


def test_a_run_that_begins_long_ago_is_taken_whole_or_refused(
    tea: Tea, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "MOST_AT_ONCE", 2)
    first = tea.reply(tea.ida, "It burns.")[1]
    for number in range(4):
        tea.reply(tea.ada, f"It cools by {number}.")
    tea.reply(tea.ida, "It scalds.")
    with tea.database.writing() as session:
        assert len(undo_run(session, tea.editor, "tea", Run(name="Ida", since=first))) == 2
    with tea.database.writing() as session, pytest.raises(Invalid, match="more than 2"):
        undo_run(session, tea.editor, "tea", Run(name="Ada", since=first))


class Blind(Tea):
    """The same debate, blind."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        with database.writing() as session:
            session.execute(update(DebateTable).values(blind=True))


@pytest.fixture
def blind(database: Database) -> Blind:
    return Blind(database)


def test_a_hidden_credence_s_change_is_as_none_to_whoever_asks_for_it_back(blind: Blind) -> None:
    revision = blind.rate(blind.ada, blind.claim.ref, 0.25)
    back = blind.undo(blind.ada, revision)
    for actor in (blind.ida, blind.editor):
        for asked in (revision, back):
            with pytest.raises(NotFound, match=f"has no change {asked}"):
                blind.undo(actor, asked)
    blind.rate(blind.editor, blind.claim.ref, 0.5)
    with pytest.raises(Forbidden):
        blind.undo(blind.editor, revision)


def test_a_hidden_credence_that_stands_against_is_not_named(blind: Blind) -> None:
    ref, revision = blind.reply(blind.ida, "It burns.")
    later = blind.rate(blind.ada, ref, 0.25)
    with pytest.raises(CannotUndo) as error:
        blind.undo(blind.ida, revision)
    assert error.value.standing == Standing((), (), hidden=True)
    assert str(later) not in error.value.message
    own = blind.rate(blind.ida, ref, 0.5)
    with pytest.raises(CannotUndo) as error:
        blind.undo(blind.ida, revision)
    assert error.value.standing.later == (later, own)
    assert not error.value.standing.hidden


def test_the_line_of_a_removal_tells_no_credence_that_went_with_it(tea: Tea) -> None:
    tea.reply(tea.ada, "It burns.")
    (arrow,) = tea.whole().relations
    tea.rate(tea.ada, arrow.id, 0.625)
    with tea.database.writing() as session:
        relations.remove(session, tea.ada, "tea", arrow.id)
    with tea.database.reading() as session:
        newest = history.list_changes(session, tea.debate.key)[0]
    assert newest.before is not None
    assert newest.before["kind"] == "supports"
    assert "value" not in newest.before


def test_a_change_of_an_older_program_is_refused(tea: Tea) -> None:
    with tea.database.writing() as session:
        revision = make_old(session, tea.debate, tea.ada)
    with pytest.raises(Invalid, match="does not hold what was changed"):
        tea.undo(tea.editor, revision)


def make_old(session: Session, debate: Made, actor: Actor) -> int:
    return changes.record(
        session, debate.key, actor, action="reword", noun="claim", ref="c1", after={"text": "x"}
    )


@pytest.mark.parametrize("seed", range(4))
def test_everything_that_one_did_is_taken_back_step_by_step(tea: Tea, seed: int) -> None:
    random = Random(seed)
    snapshots.forget()
    with tea.database.writing() as session:
        make.a_person(session, tea.debate, "Per")
    start = tea.whole()
    for _ in range(40):
        with tea.database.reading() as session:
            debate = open_debate(session, ANONYMOUS, "tea")
            graph = load_snapshot(session, debate).graph
        try:
            Acting(tea.database, "tea", random, tea.editor, graph).do()
        except IndexError:  # there is nothing yet to do it to
            continue
    with tea.database.reading() as session:
        rows = history.list_changes(session, tea.debate.key)
    assert len(rows) > 8
    for row in rows:
        tea.undo(tea.editor, row.revision)
    after = tea.whole()
    assert _without_credences(after) == _without_credences(start)
    rated = {row.node for row in after.credences}
    assert {tuple(tea.values(node)) for node in rated} <= {()}


def _without_credences(debate: Debate) -> Debate:
    return replace(debate, credences=(), accounts=())


@pytest.mark.parametrize("status", ["withdrawn", "superseded"])
def test_what_ended_without_a_record_is_restored_by_its_author_and_by_editors(
    tea: Tea, status: str
) -> None:
    ref, _ = tea.reply(tea.ada, "It burns.")
    tea.rate(tea.ida, ref, 0.75)
    before = tea.whole()
    for who in (tea.ada, tea.editor):
        with tea.database.writing() as session:
            session.execute(update(NodeTable).values(status=status).filter_by(public_id=ref))
        snapshots.forget()
        with pytest.raises(Invalid, match=f"This is {status}"):
            tea.rate(tea.ida, ref, 0.5)
        with tea.database.writing() as session, pytest.raises(Forbidden):
            undoing.restore(session, tea.ida, "tea", ref)
        with tea.database.writing() as session:
            assert undoing.restore(session, who, "tea", ref).changed
            assert not undoing.restore(session, who, "tea", ref).changed
        assert tea.whole() == replace(before, revision=tea.whole().revision)


def test_credences_in_what_ended_count_no_more_and_count_again(tea: Tea) -> None:
    ref, _ = tea.reply(tea.ada, "It burns.")
    tea.rate(tea.ida, ref, 0.8)

    def now() -> tuple[int, float | None]:
        with tea.database.reading() as session:
            snapshot = load_snapshot(session, open_debate(session, ANONYMOUS, "tea"))
            (listed,) = debates.list_debates(session, ANONYMOUS)
        numbers = snapshot.weighing.of(ref)
        assert (snapshot.weighing.of(tea.claim.ref).implied is None) == (not numbers.values)
        assert listed.claims == extent.counts(snapshot.graph)["claims"]
        return listed.claims, numbers.stated.value if numbers.stated else None

    count, stated = now()
    assert count == 2
    assert stated == pytest.approx(0.8)
    with tea.database.writing() as session:
        nodes.withdraw(session, tea.ada, "tea", ref)
    assert (now(), tea.values(ref)) == ((1, None), [0.8])
    with tea.database.writing() as session:
        undoing.restore(session, tea.ada, "tea", ref)
    count, stated = now()
    assert count == 2
    assert stated == pytest.approx(0.8)


def test_an_arrow_that_was_drawn_anew_since_is_not_restored_beside_it(tea: Tea) -> None:
    burns, _ = tea.reply(tea.ada, "It burns.")
    (arrow,) = tea.whole().relations
    drawn = NewRelation(kind="supports", premises=(burns,), target=tea.claim.ref)
    with tea.database.writing() as session:
        nodes.withdraw(session, tea.ada, "tea", arrow.id)
        other = relations.add(session, tea.ada, "tea", drawn).ref
    with tea.database.writing() as session, pytest.raises(CannotUndo) as refused:
        undoing.restore(session, tea.ada, "tea", arrow.id)
    assert [each.other for each in refused.value.standing.conflicts] == [other]
