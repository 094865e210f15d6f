"""The example is invented and says so, stands on its own texts, and has something to show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.debate import two_sides
from app.core.debate.account_check import check_account
from app.core.debate.contested import accounts_far_apart
from app.core.debate.summary import summarise
from app.core.errors import NotFound
from app.core.permissions import ANONYMOUS
from app.core.vocabulary import CitationState, Status
from app.db import Database
from app.models import Account, Citation
from app.services import accounts, debates
from app.services.bundled import EXAMPLE, load_bundled
from app.services.checks import check_debate
from app.services.debates import open_debate
from app.services.snapshots import Snapshot, load_snapshot
from app.services.sources import list_sources, read_attached, verified
from tests.copies import copy_of
from tests.found import some

CRUX = "c4"
REWORDED = "c3"


@pytest.fixture(scope="module")
def example_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = copy_of(sqlite_template, tmp_path_factory.mktemp("example") / "example.db")
    database = Database(f"sqlite:///{path}")
    load_bundled(database)
    database.close()
    return path


@pytest.fixture(scope="module")
def loaded(example_file: Path) -> Iterator[Database]:
    """A database as after the first start; tests of it change nothing."""
    database = Database(f"sqlite:///{example_file}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def shown(loaded: Database) -> Snapshot:
    """The example as a visitor sees it."""
    with loaded.reading() as session:
        return load_snapshot(session, open_debate(session, ANONYMOUS, EXAMPLE))


def test_it_says_at_once_that_it_is_invented(loaded: Database) -> None:
    with loaded.reading() as session:
        debate = open_debate(session, ANONYMOUS, EXAMPLE)
    assert "example" in debate.title.casefold()
    # A phone shows some thirty letters of a title in the head of each page.
    assert "invented" in debate.title.casefold()[:32]
    assert "example" in (debate.summary or "").split(".")[0]
    assert "invented" in (debate.question or "")


def test_it_is_listed_after_the_real_debates(loaded: Database) -> None:
    with loaded.reading() as session:
        listed = [row.slug for row in debates.list_debates(session, ANONYMOUS)]
    assert len(listed) == 3
    assert listed[-1] == EXAMPLE


def test_its_texts_are_attached_and_every_stretch_stands_in_them(loaded: Database) -> None:
    with loaded.reading() as session:
        debate = open_debate(session, ANONYMOUS, EXAMPLE)
        sources = [row.id for row in some(list_sources(session, debate), at_least=2)]
        attached = [read_attached(session, debate, ref) for ref in sources]
        states = session.scalars(select(Citation.state).where(Citation.debate_id == debate.id))
        assert set(states) == {CitationState.EXACT.value}
    for each in attached:
        assert set(verified(each).counts) == {CitationState.EXACT.value}


def test_it_keeps_the_rules_beside_its_own_texts_too(loaded: Database) -> None:
    with loaded.reading() as session:
        assert check_debate(session, ANONYMOUS, EXAMPLE) == []


def test_its_camps_part_on_the_crux(shown: Snapshot) -> None:
    graph = shown.graph
    owns = two_sides.credences_by_account(graph)
    camps, _ = two_sides.camps_of(owns)
    assert sorted(len(members) for members in camps) == [9, 11]
    one, other = (
        two_sides.pooled([owns[account] for account in members], "geometric") for members in camps
    )
    compared = two_sides.compare_sides(graph, one, other)
    assert compared is not None
    first = compared.report.cruxes[0]
    assert (compared.at, first.id, first.is_double) == ("c1", CRUX, True)
    assert first.agree > abs(compared.report.gap) / 2  # it carries most of the gap
    assert CRUX in graph.cruxes["x1"].claims


def test_accounts_contest_the_crux_most(shown: Snapshot) -> None:
    apart = summarise(shown.graph, shown.weighing).by_accounts
    assert apart[0].node == CRUX
    assert apart[0].stake is not None
    assert len([row for row in apart if accounts_far_apart(shown.weighing, row.node)]) > 3


def test_what_people_state_and_what_their_reasons_give_differ(shown: Snapshot) -> None:
    numbers = [shown.weighing.of(node) for node in shown.graph.claims]
    gaps = [
        abs(each.stated.value - each.implied)
        for each in numbers
        if each.stated and each.implied is not None
    ]
    assert len([gap for gap in gaps if gap > 0.1]) > 3
    assert min(gaps) < 0.1


def test_somebody_s_numbers_do_not_fit_together(shown: Snapshot) -> None:
    graph = shown.graph
    owns = two_sides.credences_by_account(graph).values()
    found = [check_account(graph, own) for own in owns]
    assert 0 < len([each for each in found if each.findings]) < len(found)
    assert all(each.gaps for each in some(found, at_least=20))


def test_its_record_tells_of_rewording_replacing_and_changes_of_mind(shown: Snapshot) -> None:
    graph = shown.graph
    on_reworded = graph.credences_of[REWORDED]
    assert graph.wording_of(REWORDED) == 2
    assert 0 < len(graph.counted_of[REWORDED]) < len(on_reworded)
    assert any(row.ill_posed for row in graph.credences)
    ended = {claim.status for claim in graph.claims.values()} - {None}
    assert {Status.SUPERSEDED, Status.WITHDRAWN} <= ended


def test_nobody_of_it_can_sign_in(loaded: Database) -> None:
    with loaded.reading() as session:
        made = session.scalars(select(Account)).all()
        assert len(made) == 20
        for account in made:
            assert account.password_hash is None
            with pytest.raises(NotFound):  # neither by a password nor by a link
                accounts.find_account(session, account.name)
