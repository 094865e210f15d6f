"""A file for a debate that is there: suggested as what differs, and the same when accepted."""

from random import Random

import pytest
from sqlalchemy import update

from app.core.debate.applying import apply
from app.core.debate.differing import CONTENT
from app.core.debate.lists import SHAPES
from app.core.debate.whole import Debate
from app.core.errors import Forbidden, Invalid, SignInNeeded
from app.core.formats.native.canonical import canonical, dumps
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.values import document_of
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.models import Debate as DebateTable
from app.services import credences, suggestions
from app.services.credences import NewCredence
from app.services.debates import open_debate
from app.services.graphs import read_debate
from app.services.history import find_change
from app.services.proposing import propose_file
from app.services.undoing import undo
from tests import factories as make
from tests.core.drawn_changes import drawn_change
from tests.services.conftest import SLUG
from tests.services.reading_back import same


def whole(database: Database) -> Debate:
    with database.reading() as session:
        return read_debate(session, open_debate(session, ANONYMOUS, SLUG).id)


def file_of(debate: Debate) -> bytes:
    return dumps(canonical(document_of(debate))).encode()


def suggest(database: Database, actor: Actor, data: bytes) -> str:
    made = propose_file(database, actor, SLUG, data, "x.json", max_bytes=10**8, reason="Newer.")
    assert made.suggestion
    return made.suggestion


def accept(database: Database, actor: Actor, ref: str) -> int:
    with database.writing() as session:
        return suggestions.accept(session, actor, SLUG, ref).revision


def content(debate: Debate) -> dict[str, object]:
    """What a debate says, by id, but for the record of wordings and who keeps it."""
    told: dict[str, object] = {"theses": debate.settings.theses}
    for name in CONTENT:
        for row in getattr(debate, name):
            besides = ((each, debate.beside.get(each, {})) for each in SHAPES[name].beside)
            lists = {each: by.get(row.id, ()) for each, by in besides if each != "wordings"}
            fields = {**row._asdict(), **lists}
            dropped = ("wording", "account")
            told[f"{name} {row.id}"] = {k: v for k, v in fields.items() if k not in dropped}
    return told


@pytest.mark.parametrize("seed", range(4))
def test_a_debate_says_what_a_file_says_once_it_is_accepted(
    database: Database, accounts: list[Actor], seed: int
) -> None:
    random, before = Random(seed), whole(database)
    wanted = before
    for number in range(12):
        wanted = apply(wanted, drawn_change(random, wanted, number))
    ref = suggest(database, accounts[1], file_of(wanted))
    assert same(whole(database)) == same(before)

    revision = accept(database, accounts[0], ref)

    after = whole(database)
    assert content(after) == content(wanted)
    assert after.credences == before.credences
    assert after.settings._replace(theses=()) == before.settings._replace(theses=())
    with pytest.raises(Invalid, match="Nothing would be changed"):
        suggest(database, accounts[1], file_of(after))
    with database.writing() as session:
        record = find_change(session, open_debate(session, accounts[0], SLUG).id, revision)
        undo(session, accounts[0], SLUG, revision)
    assert (record.action, record.suggestion) == ("import", ref)
    assert content(whole(database)) == content(before)


def test_all_of_a_debate_can_be_brought_into_an_empty_one(
    database: Database, accounts: list[Actor]
) -> None:
    before = whole(database)
    with database.writing() as session:
        make.a_debate(session, "empty")
        owner = make.an_account(session, site_owner=True)
    bare = Debate(before.settings._replace(slug="empty", theses=()))
    with database.reading() as session:
        here = read_debate(session, open_debate(session, owner, "empty").id)
    assert content(here) == content(bare)
    made = propose_file(database, owner, "empty", file_of(before), "x.json", max_bytes=10**8)
    with database.writing() as session:
        assert made.suggestion
        suggestions.accept(session, owner, "empty", made.suggestion)
    with database.reading() as session:
        here = read_debate(session, open_debate(session, owner, "empty").id)
    assert content(here) == content(before)
    assert here.settings.slug == "empty"


def test_sources_and_what_somebody_rated_stay_though_a_file_lacks_them(
    database: Database, accounts: list[Actor]
) -> None:
    rated = whole(database).claims[0].id
    with database.writing() as session:
        given = NewCredence(value=0.7, wording=1)
        credences.give(session, accounts[2], SLUG, rated, given)
    before = whole(database)
    bare = Debate(before.settings._replace(theses=()))
    accept(database, accounts[0], suggest(database, accounts[1], file_of(bare)))
    after = whole(database)
    assert after.sources == before.sources
    assert [row.id for row in after.claims] == [rated]
    assert len(after.credences) == 1


def test_a_file_that_is_unsound_or_not_for_the_actor_to_suggest_is_refused(
    database: Database, accounts: list[Actor]
) -> None:
    with pytest.raises(ImportFaults):
        suggest(database, accounts[0], b"{}")
    with database.writing() as session:
        session.execute(update(DebateTable).values(open_role="reader"))
        reader = make.an_account(session)
    with pytest.raises(Forbidden):
        suggest(database, reader, b"{}")
    with pytest.raises(SignInNeeded):
        suggest(database, ANONYMOUS, b"{}")
