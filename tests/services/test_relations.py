from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from app.core.errors import Conflict, CruxmapError, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Actor, Role
from app.core.vocabulary import RelationKind
from app.db import Database
from app.models import Node, Premise, Relation, Wording
from app.services import history, nodes, relations
from app.services.relations import NewRelation, RelationEdit
from tests import factories as make
from tests.factories import Made

KINDS = tuple(RelationKind)


class Tea:
    """A debate with three claims, a step between two of them, and people with roles."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.debate = make.a_debate(session)
            self.a, self.b, self.c = (
                make.a_claim(session, self.debate, f"Claim {name}.") for name in "ABC"
            )
            self.step = make.a_relation(session, self.debate, self.a, self.b)
            self.ada = make.an_account(session, "Ada")
            self.ida = make.an_account(session, "Ida")
            self.editor = make.an_account(session, "Ed", role=Role.EDITOR, debate=self.debate)
            self.reader = make.an_account(session, "Rea", role=Role.READER, debate=self.debate)

    def add(self, kind: str, premises: list[Made], target: Made, by: Actor | None = None) -> str:
        with self.database.writing() as session:
            refs = tuple(premise.ref for premise in premises)
            arrow = NewRelation(kind=kind, premises=refs, target=target.ref)
            return relations.add(session, by or self.ada, "tea", arrow).ref

    def refused(self, kind: str, premises: list[Made], target: Made) -> CruxmapError:
        """The error that adding this raises; nothing may have been written."""
        before = self.rows()
        with pytest.raises((Invalid, Conflict)) as raised:
            self.add(kind, premises, target)
        assert self.rows() == before
        return raised.value

    def rows(self) -> tuple[int, ...]:
        with self.database.reading() as session:
            tables = (Node.id, Relation.node_id, Premise.node_id, Wording.node_id)
            counts = [len(session.scalars(select(column)).all()) for column in tables]
            return (*counts, make.revision_of(session, self.debate))

    def made(self, ref: str) -> Made:
        with self.database.reading() as session:
            key = session.scalars(select(Node.id).where(Node.public_id == ref)).one()
        return Made(key, ref)


@pytest.fixture
def tea(database: Database) -> Tea:
    return Tea(database)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_points_where_it_may(tea: Tea, kind: str) -> None:
    target = tea.step if kind in {"undercuts", "backs"} else tea.b
    ref = tea.add(kind, [tea.c], target)

    with tea.database.reading() as session:
        row = session.scalars(
            select(Relation).join(Node, Node.id == Relation.node_id).where(Node.public_id == ref)
        ).one()
        assert (row.kind, row.target_id, row.basis) == (kind, target.key, "all")
        assert make.revision_of(session, tea.debate) == 2
        (change,) = history.list_changes(session, tea.debate.key)
    assert (change.action, change.noun, change.ref) == ("add", "relation", ref)


def test_joint_premises_keep_their_order(tea: Tea) -> None:
    with tea.database.writing() as session:
        arrow = NewRelation(
            kind="rebuts",
            premises=(tea.c.ref, tea.a.ref, tea.c.ref),
            target=tea.b.ref,
            strength="weak",
            warrant="Because <b>so</b>.",
            note="one\ntwo",
        )
        done = relations.add(session, tea.ada, "tea", arrow)
    key = tea.made(done.ref).key
    premise = select(Premise.node_id).order_by(Premise.position)
    with tea.database.reading() as session:
        found = session.scalars(premise.where(Premise.relation_id == key)).all()
        words = session.scalars(select(Wording.text).where(Wording.node_id == key))
        assert found == [tea.c.key, tea.a.key]
        assert words.one() == "Because <b>so</b>."


def test_an_undercut_aimed_at_a_claim_is_refused_with_advice(tea: Tea) -> None:
    error = tea.refused("undercuts", [tea.c], tea.b)

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"target"}
    assert "rebut" in error.message


def test_an_undercut_can_be_undercut(tea: Tea) -> None:
    undercut = tea.add("undercuts", [tea.c], tea.step)

    assert tea.add("undercuts", [tea.b], tea.made(undercut))


@pytest.mark.parametrize(
    ("kind", "target"), [("backs", "b"), ("supports", "step"), ("rebuts", "step")]
)
def test_a_wrong_target_is_refused_at_its_field(tea: Tea, kind: str, target: str) -> None:
    error = tea.refused(kind, [tea.c], getattr(tea, target))

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"target"}


def test_only_claims_are_premises(tea: Tea) -> None:
    error = tea.refused("supports", [tea.step], tea.c)

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"premises"}


def test_an_arrow_needs_a_premise_unless_it_concedes(tea: Tea) -> None:
    error = tea.refused("supports", [], tea.b)

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"premises"}
    assert tea.add("concedes", [], tea.b)


def test_a_claim_is_no_reason_for_itself(tea: Tea) -> None:
    error = tea.refused("supports", [tea.a, tea.b], tea.b)

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"target"}


def test_an_arrow_into_another_debate_is_refused_and_says_so(tea: Tea) -> None:
    with tea.database.writing() as session:
        foreign = make.a_claim(session, make.a_debate(session, "coffee"))

    into, out_of = (
        tea.refused("supports", [tea.a], foreign),
        tea.refused("supports", [foreign], tea.a),
    )

    assert isinstance(into, Invalid)
    assert isinstance(out_of, Invalid)
    assert "belongs to another debate" in into.fields["target"]
    assert "belongs to another debate" in out_of.fields["premises"]


def test_a_node_of_a_hidden_debate_is_unknown(tea: Tea) -> None:
    with tea.database.writing() as session:
        secret = make.a_claim(session, make.a_debate(session, "secret", visibility="private"))

    hidden, absent = (
        tea.refused("supports", [tea.a], target) for target in (secret, Made(0, "absent"))
    )

    assert isinstance(hidden, Invalid)
    assert isinstance(absent, Invalid)
    assert hidden.fields["target"].replace(secret.ref, "absent") == absent.fields["target"]


@pytest.mark.parametrize("ref", ["", "absent", "\x00", "\ud800", "%", "x" * 9999])
def test_unknown_ids_are_told_at_both_fields(tea: Tea, ref: str) -> None:
    error = tea.refused("supports", [Made(0, ref)], Made(0, ref))

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"premises", "target"}


def test_all_faults_are_told_at_once(tea: Tea) -> None:
    before = tea.rows()
    arrow = NewRelation(
        kind="loves",
        premises=("absent",),
        target="absent",
        basis="some",
        strength="huge",
        warrant="x" * 401,
        note="x" * 4001,
        provenance="hearsay",
    )
    with tea.database.writing() as session, pytest.raises(Invalid) as raised:
        relations.add(session, tea.ada, "tea", arrow)

    expected = {"kind", "premises", "target", "basis", "strength", "warrant", "note"}
    assert set(raised.value.fields) == {*expected, "provenance"}
    assert tea.rows() == before


def test_too_many_premises_are_refused(tea: Tea) -> None:
    error = tea.refused("supports", [Made(0, f"x{n}") for n in range(51)], tea.b)

    assert isinstance(error, Invalid)
    assert set(error.fields) == {"premises"}


def test_the_same_arrow_twice_is_a_conflict_that_names_the_first(tea: Tea) -> None:
    first = tea.add("supports", [tea.a, tea.c], tea.b)

    error = tea.refused("supports", [tea.c, tea.a], tea.b)

    assert isinstance(error, Conflict)
    assert error.theirs == first


def test_conceding_the_same_twice_from_nothing_is_a_conflict(tea: Tea) -> None:
    first = tea.add("concedes", [], tea.b)

    error = tea.refused("concedes", [], tea.b)

    assert isinstance(error, Conflict)
    assert error.theirs == first


def test_nearly_the_same_arrow_is_another_one(tea: Tea) -> None:
    tea.add("supports", [tea.a, tea.c], tea.b)

    assert tea.add("supports", [tea.c], tea.b)
    assert tea.add("rebuts", [tea.a, tea.c], tea.b)
    assert tea.add("supports", [tea.a, tea.b], tea.c)


def test_a_withdrawn_arrow_can_be_drawn_again(tea: Tea) -> None:
    first = tea.add("supports", [tea.c], tea.b)
    with tea.database.writing() as session:
        assert nodes.withdraw(session, tea.ada, "tea", first).changed
        assert not nodes.withdraw(session, tea.ada, "tea", first).changed

    assert tea.add("supports", [tea.c], tea.b) != first


def test_restatements_do_not_run_in_a_circle(tea: Tea) -> None:
    tea.add("restates", [tea.a], tea.b)
    tea.add("restates", [tea.b], tea.c)

    for premises, target in (([tea.b], tea.a), ([tea.c], tea.a), ([tea.c], tea.b)):
        error = tea.refused("restates", premises, target)
        assert isinstance(error, Invalid)
        assert set(error.fields) == {"target"}
    assert tea.add("supports", [tea.c], tea.a)
    assert tea.add("restates", [tea.a], tea.c)


def test_a_circle_planted_in_the_tables_stops_nothing(tea: Tea) -> None:
    with tea.database.writing() as session:
        make.a_relation(session, tea.debate, tea.a, tea.b, kind="restates")
        make.a_relation(session, tea.debate, tea.b, tea.a, kind="restates")

    assert tea.add("restates", [tea.c], tea.a)


def test_two_halves_of_a_circle_at_once_make_no_circle(tea: Tea) -> None:
    outcomes = list[str]()
    start = Barrier(2)

    def restate(premise: Made, target: Made) -> None:
        start.wait()
        try:
            tea.add("restates", [premise], target)
            outcomes.append("drawn")
        except Invalid:
            outcomes.append("refused")

    pairs = [(tea.a, tea.b), (tea.b, tea.a)]
    threads = [Thread(target=restate, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["drawn", "refused"]


def test_the_same_arrow_twice_at_once_is_one_arrow(tea: Tea) -> None:
    outcomes = list[str]()
    start = Barrier(2)

    def draw() -> None:
        start.wait()
        try:
            tea.add("rebuts", [tea.c], tea.b)
            outcomes.append("drawn")
        except Conflict:
            outcomes.append("conflict")

    threads = [Thread(target=draw) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict", "drawn"]


def test_visitors_and_readers_draw_nothing(tea: Tea) -> None:
    before = tea.rows()
    with pytest.raises(SignInNeeded):
        tea.add("supports", [tea.c], tea.b, by=ANONYMOUS)
    with pytest.raises(Forbidden):
        tea.add("supports", [tea.c], tea.b, by=tea.reader)

    assert tea.rows() == before
    assert tea.add("supports", [tea.c], tea.b, by=tea.ada)


def retype(tea: Tea, by: Actor, ref: str, kind: str, seen: str = "supports") -> bool:
    with tea.database.writing() as session:
        form = RelationEdit(kind=kind, seen=seen)
        return relations.edit(session, by, "tea", ref, form).changed


def test_the_author_and_editors_change_the_kind_and_nobody_else(tea: Tea) -> None:
    ref = tea.add("supports", [tea.c], tea.b)

    for other in (tea.ida, tea.reader):
        with pytest.raises(Forbidden):
            retype(tea, other, ref, "rebuts")
    with pytest.raises(Forbidden):
        retype(tea, tea.ada, tea.step.ref, "rebuts")
    assert not retype(tea, tea.ada, ref, "supports")
    assert retype(tea, tea.ada, ref, "rebuts")
    assert retype(tea, tea.editor, ref, "supports", seen="rebuts")


def test_a_changed_kind_keeps_the_rules(tea: Tea) -> None:
    ref = tea.add("supports", [tea.c], tea.b)
    tea.add("qualifies", [tea.c], tea.b)
    tea.add("restates", [tea.b], tea.c)
    before = tea.rows()

    for kind, error in (
        ("undercuts", Invalid),
        ("loves", Invalid),
        ("qualifies", Conflict),
        ("restates", Invalid),
    ):
        with pytest.raises(error):
            retype(tea, tea.ada, ref, kind)
    assert tea.rows() == before


def test_a_kind_changed_by_somebody_else_is_a_conflict(tea: Tea) -> None:
    ref = tea.add("supports", [tea.c], tea.b)
    retype(tea, tea.editor, ref, "rebuts")

    with pytest.raises(Conflict) as raised:
        retype(tea, tea.ada, ref, "qualifies")

    assert (raised.value.yours, raised.value.theirs) == ("qualifies", "rebuts")


def test_a_rated_step_keeps_its_kind(tea: Tea) -> None:
    ref = tea.add("supports", [tea.c], tea.b)
    step = tea.made(ref)
    with tea.database.writing() as session:
        make.a_credence(session, tea.debate, step, tea.ada)
    assert retype(tea, tea.ada, ref, "rebuts")
    with tea.database.writing() as session:
        make.a_credence(session, tea.debate, step, tea.ida)

    with pytest.raises(Conflict):
        retype(tea, tea.ada, ref, "supports", seen="rebuts")


def because(text: str, seen: int) -> RelationEdit:
    return RelationEdit(warrant=text, wording=seen)


def test_a_warrant_is_put_into_words_and_reworded(tea: Tea) -> None:
    with tea.database.writing() as session:
        done = [
            relations.edit(session, tea.editor, "tea", tea.step.ref, because(text, seen))
            for text, seen in (("Because.", 1), ("Because.", 1), ("Since.", 1))
        ]

        assert [each.changed for each in done] == [True, False, True]
        with pytest.raises(Conflict) as raised:
            relations.edit(session, tea.editor, "tea", tea.step.ref, because("For.", 1))
        with pytest.raises(Forbidden):
            relations.edit(session, tea.ada, "tea", tea.step.ref, because("For.", 2))
    assert (raised.value.yours, raised.value.theirs) == ("For.", "Since.")


def test_the_author_removes_an_arrow_without_a_trace_but_in_the_history(tea: Tea) -> None:
    before = tea.rows()
    ref = tea.add("supports", [tea.c], tea.b)

    for other in (tea.ida, tea.reader):
        with tea.database.writing() as session, pytest.raises(Forbidden):
            relations.remove(session, other, "tea", ref)
    with tea.database.writing() as session:
        relations.remove(session, tea.ada, "tea", ref)

    assert tea.rows()[:4] == before[:4]
    with tea.database.reading() as session:
        change = history.list_changes(session, tea.debate.key)[0]
    assert change.action == "remove"
    assert change.before is not None
    assert change.before["premises"] == [tea.c.ref]


def test_an_arrow_that_others_built_on_is_not_removed(tea: Tea) -> None:
    ref = tea.add("supports", [tea.c], tea.b)
    tea.add("undercuts", [tea.a], tea.made(ref), by=tea.ida)
    before = tea.rows()

    with tea.database.writing() as session, pytest.raises(Conflict) as raised:
        relations.remove(session, tea.ada, "tea", ref)

    assert "withdraw" in raised.value.message
    assert tea.rows() == before


def test_others_credences_keep_an_arrow_from_being_removed_and_ones_own_do_not(tea: Tea) -> None:
    mine, theirs = tea.add("supports", [tea.c], tea.b), tea.add("rebuts", [tea.c], tea.b)
    my_step, their_step = tea.made(mine), tea.made(theirs)
    with tea.database.writing() as session:
        make.a_credence(session, tea.debate, my_step, tea.ada)
        make.a_credence(session, tea.debate, their_step, tea.ida)

        relations.remove(session, tea.ada, "tea", mine)
        with pytest.raises(Conflict):
            relations.remove(session, tea.ada, "tea", theirs)


def test_what_is_no_relation_is_told_so(tea: Tea) -> None:
    with tea.database.writing() as session:
        with pytest.raises(Invalid):
            relations.remove(session, tea.editor, "tea", tea.a.ref)
        with pytest.raises(NotFound):
            relations.remove(session, tea.editor, "tea", "absent")


def test_only_the_author_and_editors_withdraw(tea: Tea) -> None:
    ref = tea.add("supports", [tea.c], tea.b)

    with tea.database.writing() as session:
        with pytest.raises(Forbidden):
            nodes.withdraw(session, tea.ida, "tea", ref)
        with pytest.raises(Forbidden):
            nodes.withdraw(session, tea.ada, "tea", tea.a.ref)
        assert nodes.withdraw(session, tea.editor, "tea", tea.a.ref).changed


def test_who_may_only_read_from_now_on_changes_no_arrow_of_their_own(tea: Tea) -> None:
    ref = tea.add("supports", [tea.c], tea.b)
    with tea.database.writing() as session:
        make.a_role(session, tea.debate, tea.ada, Role.READER)
    before = tea.rows()

    with pytest.raises(Forbidden):
        retype(tea, tea.ada, ref, "rebuts")
    for change in (relations.remove, nodes.withdraw):
        with tea.database.writing() as session, pytest.raises(Forbidden):
            change(session, tea.ada, "tea", ref)

    assert tea.rows() == before
    assert retype(tea, tea.editor, ref, "rebuts")
