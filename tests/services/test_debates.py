from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, LEAST_ROLE, Action, Actor, Role, may
from app.db import Database
from app.services import changes, debate_settings, debates, history, members, undoing
from app.services.debate_settings import DebateSettings, NewDebate, SettingsEdit
from app.services.members import MemberRole
from tests import factories as make
from tests.found import some
from tests.recorded import recorded_whole

ROLES = list(Role)

TEA = NewDebate(title="Is tea better, à la carte?")


@pytest.mark.parametrize("action", list(Action))
def test_each_role_may_do_what_the_table_says_and_nothing_else(
    database: Database, action: Action
) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        for role in ROLES:
            actor = make.an_account(session, role=role, debate=debate)
            if may(role, action):
                assert debates.open_debate(session, actor, "tea", action).role is role
            else:
                with pytest.raises(Forbidden):
                    debates.open_debate(session, actor, "tea", action)


def test_a_visitor_reads_a_public_debate_and_is_asked_to_sign_in_for_more(
    database: Database,
) -> None:
    with database.writing() as session:
        make.a_debate(session)

        assert debates.open_debate(session, ANONYMOUS, "tea").role is Role.READER
        for action in some(set(LEAST_ROLE) - {Action.READ, Action.EXPORT}):
            with pytest.raises(SignInNeeded):
                debates.open_debate(session, ANONYMOUS, "tea", action)


@pytest.mark.parametrize("slug", ["secret", "absent", "", "a" * 200, "te\x00a", "\ud800", "TEA"])
def test_a_hidden_debate_answers_like_an_absent_one(database: Database, slug: str) -> None:
    with database.writing() as session:
        make.a_debate(session, "secret", visibility="private")
        make.a_debate(session)
        stranger = make.an_account(session)

        for actor in (ANONYMOUS, stranger):
            with pytest.raises(NotFound) as raised:
                debates.open_debate(session, actor, slug, Action.EDIT_DEBATE)
            assert raised.value.message == debates.HIDDEN


def test_a_hidden_debate_is_open_to_its_members_and_to_the_owner_of_the_site(
    database: Database,
) -> None:
    with database.writing() as session:
        debate = make.a_debate(session, "secret", visibility="private")
        reader = make.an_account(session, role=Role.READER, debate=debate)
        owner = make.an_account(session, site_owner=True)

        assert debates.open_debate(session, reader, "secret").role is Role.READER
        assert debates.open_debate(session, owner, "secret").role is Role.OWNER


def test_a_role_in_one_debate_is_none_in_another(database: Database) -> None:
    with database.writing() as session:
        mine = make.a_debate(session, "mine")
        make.a_debate(session, "other", open_role="reader")
        actor = make.an_account(session, role=Role.OWNER, debate=mine)

        with pytest.raises(Forbidden):
            debates.open_debate(session, actor, "other", Action.RATE)


def test_the_list_shows_what_one_may_read_with_true_counts(
    database: Database, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with database.writing() as session:
        tea = make.a_debate(session)
        make.a_debate(session, "secret", visibility="private")
        ada, ida = make.an_account(session), make.an_account(session)
        one, two = make.a_claim(session, tea), make.a_claim(session, tea)
        arrow = make.a_relation(session, tea, one, two)
        make.a_crux(session, tea, two)
        make.a_person(session, tea)
        for actor in (ada, ida):
            make.a_credence(session, tea, one, actor)
            make.a_credence(session, tea, arrow, actor)

    with database.reading() as session, count_queries() as queries:
        rows = debates.list_debates(session, ANONYMOUS)
    assert len(queries) == 1
    (row,) = rows
    assert (row.slug, row.claims, row.relations, row.cruxes) == ("tea", 2, 1, 1)
    assert (row.people, row.raters, row.role) == (1, 2, Role.READER)
    assert row.changed_at == make.THEN

    with database.writing() as session:
        changes.record(session, tea.key, ada, action="add", noun="claim", ref="x")
        assert debates.list_debates(session, ANONYMOUS)[0].changed_at > make.THEN


def test_opening_costs_one_query(
    database: Database, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with database.writing() as session:
        make.a_debate(session)

    with database.reading() as session, count_queries() as queries:
        debates.open_debate(session, ANONYMOUS, "tea")

    assert len(queries) == 1


def test_who_starts_a_debate_owns_it(database: Database) -> None:
    with database.writing() as session:
        ada = make.an_account(session)

        slug = debate_settings.create_debate(session, ada, TEA)

        assert slug == "is-tea-better-a-la-carte"
        opened = debates.open_debate(session, ada, slug, Action.MANAGE_ROLES)
        assert (opened.role, opened.revision) == (Role.OWNER, 1)
        again = debate_settings.create_debate(session, ada, TEA)
        assert again == "is-tea-better-a-la-carte-2"


def test_a_debate_without_latin_letters_in_its_title_has_an_address(database: Database) -> None:
    with database.writing() as session:
        ada = make.an_account(session)

        assert debate_settings.create_debate(session, ada, NewDebate(title="茶")) == "debate"


def test_visitors_start_no_debates(database: Database) -> None:
    with database.writing() as session, pytest.raises(SignInNeeded):
        debate_settings.create_debate(session, ANONYMOUS, NewDebate(title="Tea"))


def test_a_taken_address_is_a_conflict_at_its_field(database: Database) -> None:
    with database.writing() as session:
        make.a_debate(session)
        ada = make.an_account(session)

        with pytest.raises(Conflict) as raised:
            debate_settings.create_debate(session, ada, NewDebate(title="Tea", slug="tea"))

        assert set(raised.value.fields) == {"slug"}
        assert len(debates.list_debates(session, ada)) == 1


def test_bad_settings_are_told_field_by_field(database: Database) -> None:
    bad = NewDebate(
        title=" ",
        question="x" * 401,
        summary="x" * 4001,
        semantics="magic",
        pooling="loudest",
        visibility="some",
        open_role="owner",
        slug="No Good",
        licence="x" * 10_000,
        authors=("x" * 10_000,),
    )
    with database.writing() as session:
        ada = make.an_account(session)

        with pytest.raises(Invalid) as raised:
            debate_settings.create_debate(session, ada, bad)

        expected = {"title", "question", "summary", "semantics", "pooling", "visibility"}
        assert set(raised.value.fields) == {*expected, "open_role", "slug", "licence", "authors"}
        assert debates.list_debates(session, ada) == []


def _settings_of(database: Database, actor: Actor) -> SettingsEdit:
    with database.reading() as session:
        found = debates.open_debate(session, actor, "tea")
        names = DebateSettings.__dataclass_fields__
        present = {name: getattr(found, name) for name in names}
        return SettingsEdit(**present, seen=found.revision)


def test_settings_change_once_and_are_recorded_with_what_they_were(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        owner = make.an_account(session, role=Role.OWNER, debate=debate)
    old = _settings_of(database, owner)
    new = replace(old, blind=True, pooling="linear", title=" <b>Tea</b> ")

    for _ in range(2):
        with database.writing() as session:
            assert debate_settings.change_settings(session, owner, "tea", new) == old.seen + 1

    now = _settings_of(database, owner)
    assert now == replace(new, title="<b>Tea</b>", seen=old.seen + 1)
    with database.reading() as session:
        (change,) = history.list_changes(session, debate.key)
    assert change.before == {"blind": False, "pooling": "geometric", "title": "On tea"}
    assert change.after == {"blind": True, "pooling": "linear", "title": "<b>Tea</b>"}


def test_licence_and_authors_are_set_recorded_and_taken_back(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        owner = make.an_account(session, role=Role.OWNER, debate=debate)
    names = (" Ida \r\n\r\n<b>Tom</b>\u202e\n", "סבתא")
    new = replace(_settings_of(database, owner), licence="cc0-1.0", authors=names)

    with recorded_whole(database, debate.key), database.writing() as session:
        revision = debate_settings.change_settings(session, owner, "tea", new)

    with database.reading() as session:
        found = debates.open_debate(session, owner, "tea")
        (change,) = history.list_changes(session, debate.key)
    assert (found.licence, found.authors) == ("CC0-1.0", ("Ida", "<b>Tom</b>", "סבתא"))
    assert change.after is not None
    assert change.after["licence"] == "CC0-1.0"
    assert list(change.after["authors"]) == ["Ida", "<b>Tom</b>", "סבתא"]  # type: ignore[call-overload]
    with recorded_whole(database, debate.key), database.writing() as session:
        undoing.undo(session, owner, "tea", revision)
    with database.reading() as session:
        found = debates.open_debate(session, owner, "tea")
    assert (found.licence, found.authors) == (None, ())


def test_more_authors_than_a_debate_has_are_refused(database: Database) -> None:
    with database.writing() as session:
        ada = make.an_account(session)
        with pytest.raises(Invalid) as raised:
            debate_settings.create_debate(session, ada, replace(TEA, authors=("Ida\n" * 201,)))
    assert raised.value.fields == {"authors": "These are 201 names; at most 200 fit."}


def test_records_hold_settings_whole_and_say_that_a_role_changes_nothing_of_the_debate(
    database: Database,
) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        owner = make.an_account(session, role=Role.OWNER, debate=debate)
        make.an_account(session, "Ada")
    new = replace(_settings_of(database, owner), blind=True, summary="On leaves.")

    with recorded_whole(database, debate.key), database.writing() as session:
        debate_settings.change_settings(session, owner, "tea", new)
    with recorded_whole(database, debate.key), database.writing() as session:
        members.set_role(session, owner, "tea", MemberRole(name="Ada", role=Role.READER))

    with database.reading() as session:
        change = history.list_changes(session, debate.key)[0]
    assert (change.edits, change.before, change.after) == ((), {"role": None}, {"role": "reader"})


def test_a_debate_that_was_made_is_in_no_edits(database: Database) -> None:
    with database.writing() as session:
        ada = make.an_account(session)
        slug = debate_settings.create_debate(session, ada, TEA)
        opened = debates.open_debate(session, ada, slug)

        (change,) = history.list_changes(session, opened.id)

        assert change.edits is None


def test_the_second_of_two_owners_is_shown_what_the_first_has_set(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        owner = make.an_account(session, role=Role.OWNER, debate=debate)
    old = _settings_of(database, owner)
    with database.writing() as session:
        debate_settings.change_settings(session, owner, "tea", replace(old, title="Green"))

    with database.writing() as session, pytest.raises(Conflict) as raised:
        debate_settings.change_settings(session, owner, "tea", replace(old, title="Black"))

    assert (raised.value.yours, raised.value.theirs) == ("title: Black", "title: Green")
    assert _settings_of(database, owner).title == "Green"


def test_other_peoples_credences_do_not_stop_a_change_of_settings(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        owner = make.an_account(session, role=Role.OWNER, debate=debate)
    old = _settings_of(database, owner)
    with database.writing() as session:
        changes.record(session, debate.key, owner, action="give", noun="credence", ref="c1")

        debate_settings.change_settings(session, owner, "tea", replace(old, title="Black"))


@pytest.mark.parametrize("seen", [-(10**30), 10**30])
def test_a_senseless_revision_breaks_nothing(database: Database, seen: int) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        owner = make.an_account(session, role=Role.OWNER, debate=debate)

        debate_settings.change_settings(
            session, owner, "tea", SettingsEdit(title="Black", seen=seen)
        )


def test_an_owner_gives_and_takes_roles(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session, visibility="private")
        owner = make.an_account(session, "Olga", role=Role.OWNER, debate=debate)
        ada = make.an_account(session, "Ada")

        members.set_role(session, owner, "tea", MemberRole(name="ADA ", role=Role.READER))
        members.set_role(session, owner, "tea", MemberRole(name="Ada", role=Role.EDITOR))
        assert debates.open_debate(session, ada, "tea", Action.EDIT_NODE).role is Role.EDITOR
        tea = debates.open_debate(session, owner, "tea")
        listed = [(row.name, row.role) for row in members.list_members(session, tea)]
        assert listed == [("Ada", Role.EDITOR), ("Olga", Role.OWNER)]
        members.set_role(session, owner, "tea", MemberRole(name="Ada", role=None))

        with pytest.raises(NotFound):
            debates.open_debate(session, ada, "tea")
        assert make.revision_of(session, debate) == 4


def test_the_last_owner_stays(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        owner = make.an_account(session, "Olga", role=Role.OWNER, debate=debate)

        with pytest.raises(Invalid) as raised:
            members.set_role(session, owner, "tea", MemberRole(name="Olga", role=Role.EDITOR))

        assert set(raised.value.fields) == {"role"}
        assert debates.open_debate(session, owner, "tea").role is Role.OWNER


@pytest.mark.parametrize(("name", "role", "field"), [("Olga", "king", "role"), ("Nil", "", "name")])
def test_an_unknown_role_or_account_is_told_at_its_field(
    database: Database, name: str, role: str, field: str
) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        owner = make.an_account(session, "Olga", role=Role.OWNER, debate=debate)

        with pytest.raises(Invalid) as raised:
            members.set_role(session, owner, "tea", MemberRole(name=name, role=role or None))

        assert set(raised.value.fields) == {field}
        assert debates.open_debate(session, owner, "tea").role is Role.OWNER


def test_an_editor_makes_nobody_owner(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        editor = make.an_account(session, "Ed", role=Role.EDITOR, debate=debate)

        with pytest.raises(Forbidden):
            members.set_role(session, editor, "tea", MemberRole(name="Ed", role=Role.OWNER))


def test_two_who_create_the_same_debate_at_once_get_one_debate_and_one_conflict(
    database: Database,
) -> None:
    with database.writing() as session:
        ada = make.an_account(session)
    outcomes = list[str]()
    start = Barrier(2)

    def create() -> None:
        start.wait()
        try:
            with database.writing() as session:
                debate_settings.create_debate(session, ada, NewDebate(title="Tea", slug="tea"))
            outcomes.append("made")
        except Conflict:
            outcomes.append("conflict")

    threads = [Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict", "made"]
