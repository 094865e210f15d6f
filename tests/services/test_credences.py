from threading import Thread

import pytest
from sqlalchemy import select

from app.core.debate.knowing import EVERYTHING, Audience
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Actor, Role
from app.db import Database
from app.models import Credence
from app.services import claims, credences, history
from app.services.changes import Recorded
from app.services.claims import ClaimEdit
from app.services.credences import NewCredence
from app.services.debates import open_debate
from app.services.history import ChangeRow
from tests import factories as make
from tests.factories import Made


@pytest.fixture
def debate(database: Database) -> Made:
    with database.writing() as session:
        return make.a_debate(session)


@pytest.fixture
def claim(database: Database, debate: Made) -> Made:
    with database.writing() as session:
        return make.a_claim(session, debate, "Tea is hot.")


@pytest.fixture
def ada(database: Database) -> Actor:
    with database.writing() as session:
        return make.an_account(session, "Ada")


def give(
    database: Database, actor: Actor, ref: str, value: float | None, **more: object
) -> Recorded:
    with database.writing() as session:
        return credences.give(
            session,
            actor,
            "tea",
            ref,
            NewCredence(**{"value": value, "wording": 1, **more}),  # type: ignore[arg-type]
        )


def entries(database: Database, actor: Actor, ref: str) -> list[tuple[str, float | None]]:
    with database.reading() as session:
        found = credences.history(session, open_debate(session, actor, "tea"), ref)
    return [(entry.name, entry.value) for entry in found]


def test_a_credence_is_given_and_changed_and_the_record_keeps_both(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    first = give(database, ada, claim.ref, 0.25)
    second = give(database, ada, claim.ref, 1.0, note=" <i>sure</i> ")

    assert (first.revision, second.revision) == (2, 3)
    with database.reading() as session:
        newest, oldest = credences.history(session, open_debate(session, ada, "tea"), claim.ref)
    assert (oldest.value, newest.value) == (0.25, 1.0)
    assert (newest.note, newest.is_mine, newest.wording) == ("<i>sure</i>", True, 1)


def test_a_step_has_a_credence_too(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    with database.writing() as session:
        arrow = make.a_relation(session, debate, make.a_claim(session, debate), claim)

    assert give(database, ada, arrow.ref, 0.5).changed


def test_a_question_can_be_called_ill_posed_instead_of_rated(
    database: Database, claim: Made, ada: Actor
) -> None:
    give(database, ada, claim.ref, None, ill_posed=True)

    with database.reading() as session:
        (entry,) = credences.history(session, open_debate(session, ada, "tea"), claim.ref)
    assert (entry.value, entry.ill_posed) == (None, True)


def test_the_same_answer_again_adds_nothing(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    give(database, ada, claim.ref, 0.25, note="why")

    assert give(database, ada, claim.ref, 0.25) == Recorded(claim.ref, 2, changed=False)
    assert give(database, ada, claim.ref, 0.25, note="why else").changed
    assert len(entries(database, ada, claim.ref)) == 2


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf"), None, 1e308])
def test_what_is_no_probability_is_refused_at_its_field(
    database: Database, debate: Made, claim: Made, ada: Actor, value: float | None
) -> None:
    with pytest.raises(Invalid) as raised:
        give(database, ada, claim.ref, value)

    assert set(raised.value.fields) == {"value"}
    assert entries(database, ada, claim.ref) == []


def test_all_faults_are_told_at_once(database: Database, claim: Made, ada: Actor) -> None:
    with pytest.raises(Invalid) as raised:
        give(database, ada, claim.ref, 0.5, ill_posed=True, note="x" * 401)

    assert set(raised.value.fields) == {"value", "note"}


def test_questions_cruxes_and_arrows_that_weigh_nothing_take_no_credence(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    with database.writing() as session:
        question = make.a_claim(session, debate, kind="question")
        crux = make.a_crux(session, debate, claim)
        asks = make.a_relation(session, debate, question, claim, kind="asks")

    for node in (question, crux, asks):
        with pytest.raises(Invalid):
            give(database, ada, node.ref, 0.5)


@pytest.mark.parametrize("ref", ["absent", "", "\x00", "\ud800", "x" * 5000])
def test_an_unknown_node_is_not_found(
    database: Database, debate: Made, ada: Actor, ref: str
) -> None:
    with pytest.raises(NotFound):
        give(database, ada, ref, 0.5)


def test_a_node_of_another_debate_is_not_found(
    database: Database, debate: Made, ada: Actor
) -> None:
    with database.writing() as session:
        foreign = make.a_claim(session, make.a_debate(session, "other"))

    with pytest.raises(NotFound):
        give(database, ada, foreign.ref, 0.5)


def test_visitors_and_readers_give_none(database: Database, debate: Made, claim: Made) -> None:
    with database.writing() as session:
        reader = make.an_account(session, role=Role.READER, debate=debate)

    with pytest.raises(SignInNeeded):
        give(database, ANONYMOUS, claim.ref, 0.5)
    with pytest.raises(Forbidden):
        give(database, reader, claim.ref, 0.5)
    assert entries(database, reader, claim.ref) == []


def test_the_program_itself_gives_none(database: Database, debate: Made, claim: Made) -> None:
    with pytest.raises(SignInNeeded):
        give(database, Actor(None, site_owner=True), claim.ref, 0.5)


def test_a_credence_for_words_that_are_gone_is_a_conflict_with_both_wordings(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    give(database, ada, claim.ref, 0.25)
    with database.writing() as session:
        make.reword(session, claim, "Tea is warm.")

    with pytest.raises(Conflict) as raised:
        give(database, ada, claim.ref, 0.75)

    assert (raised.value.yours, raised.value.theirs) == ("Tea is hot.", "Tea is warm.")
    assert give(database, ada, claim.ref, 0.25, wording=2).changed
    with database.reading() as session:
        found = credences.history(session, open_debate(session, ada, "tea"), claim.ref)
    assert [entry.wording for entry in found] == [2, 1]


@pytest.mark.parametrize("wording", [0, -1, 2, 10**30])
def test_a_wording_that_never_was_is_refused(
    database: Database, claim: Made, ada: Actor, wording: int
) -> None:
    with pytest.raises(Invalid) as raised:
        give(database, ada, claim.ref, 0.5, wording=wording)

    assert set(raised.value.fields) == {"wording"}


def test_a_withdrawn_credence_stays_in_the_record(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    give(database, ada, claim.ref, 0.25)
    with database.writing() as session:
        assert credences.withdraw(session, ada, "tea", claim.ref).changed
        assert not credences.withdraw(session, ada, "tea", claim.ref).changed
        assert make.revision_of(session, debate) == 3

    assert entries(database, ada, claim.ref) == [("Ada", None), ("Ada", 0.25)]
    assert give(database, ada, claim.ref, 0.25).changed


def test_there_is_nothing_to_withdraw_where_nothing_was_given(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    with database.writing() as session:
        assert not credences.withdraw(session, ada, "tea", claim.ref).changed
        assert make.revision_of(session, debate) == 1


def test_who_may_only_read_from_now_on_takes_no_credence_back(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    give(database, ada, claim.ref, 0.25)
    with database.writing() as session:
        make.a_role(session, debate, ada, Role.READER)

    with database.writing() as session, pytest.raises(Forbidden):
        credences.withdraw(session, ada, "tea", claim.ref)

    assert entries(database, ada, claim.ref) == [("Ada", 0.25)]


def test_a_blind_debate_hides_others_until_one_has_given_ones_own(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session, blind=True)
        claim = make.a_claim(session, debate)
        ada, ida = make.an_account(session, "Ada"), make.an_account(session, "Ida")
        owner = make.an_account(session, "Olga", role=Role.OWNER, debate=debate)
    give(database, ada, claim.ref, 0.25)

    assert entries(database, ida, claim.ref) == []
    assert entries(database, owner, claim.ref) == [("Ada", 0.25)]
    assert entries(database, ANONYMOUS, claim.ref) == []
    assert entries(database, ada, claim.ref) == [("Ada", 0.25)]
    give(database, ida, claim.ref, 0.75)
    assert entries(database, ida, claim.ref) == [("Ida", 0.75), ("Ada", 0.25)]
    with database.writing() as session:
        credences.withdraw(session, ida, "tea", claim.ref)
    assert ("Ada", 0.25) not in entries(database, ida, claim.ref)


def test_in_a_blind_debate_a_credence_on_an_earlier_wording_opens_nothing(
    database: Database,
) -> None:
    with database.writing() as session:
        debate = make.a_debate(session, blind=True)
        claim = make.a_claim(session, debate)
        ada, ida = make.an_account(session, "Ada"), make.an_account(session, "Ida")
        editor = make.an_account(session, "Ed", role=Role.EDITOR, debate=debate)
    give(database, ada, claim.ref, 0.25)
    give(database, ida, claim.ref, 0.75)
    with database.writing() as session:
        claims.reword(session, editor, "tea", claim.ref, ClaimEdit(text="It is so.", wording=1))

    assert entries(database, ida, claim.ref) == [("Ida", 0.75)]


def test_the_history_tells_a_credence_to_those_who_may_know_it(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    give(database, ada, claim.ref, 0.123456)
    with database.writing() as session:
        ida = make.an_account(session)

    def told(audience: Audience, open_nodes: tuple[str, ...] = ()) -> list[ChangeRow]:
        with database.reading() as session:
            return history.list_changes(
                session, debate.key, audience=audience, open_nodes=open_nodes
            )

    (change,) = told(EVERYTHING)
    assert (change.action, change.noun, change.ref) == ("give", "credence", claim.ref)
    assert change.edits
    assert change.edits[0].after
    assert change.edits[0].after.row.value == 0.123456
    assert told(Audience(knows_all=False, account=ada.account_id)) == [change]
    assert told(Audience(knows_all=False, account=ida.account_id)) == []
    assert told(Audience(knows_all=False, account=ida.account_id), (claim.ref,)) == [change]


def test_many_at_once_each_count_once(database: Database, debate: Made, claim: Made) -> None:
    with database.writing() as session:
        actors = [make.an_account(session) for _ in range(4)]

    def rate(actor: Actor) -> None:
        for step in range(5):
            give(database, actor, claim.ref, step / 10)

    threads = [Thread(target=rate, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as session:
        assert make.revision_of(session, debate) == 21
        assert len(session.scalars(select(Credence.id)).all()) == 20
        tea = open_debate(session, ANONYMOUS, "tea")
        newest = {
            entry.name: entry.value
            for entry in reversed(credences.history(session, tea, claim.ref))
        }
    assert set(newest.values()) == {0.4}


def test_a_double_click_from_two_sides_is_one_entry(
    database: Database, debate: Made, claim: Made, ada: Actor
) -> None:
    threads = [Thread(target=give, args=(database, ada, claim.ref, 0.5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert entries(database, ada, claim.ref) == [("Ada", 0.5)]
