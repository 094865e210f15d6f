"""What is written of a change is what the change says: the rows read anew are those it makes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate.applying import apply
from app.core.debate.change import Change, Edit, Entry, changed, invert
from app.core.debate.conflicts import entry_of
from app.core.debate.lists import SHAPES
from app.core.debate.references import renamed, with_accounts
from app.core.formats.native.reading import read_document
from app.core.permissions import Actor
from app.db import Database
from app.models import Debate as DebateTable
from app.services import changes, history
from app.services.debates import OpenDebate, open_debate
from app.services.graphs import patch_graph, read_debate, read_graph
from app.services.rows.accounts import public_ids
from app.services.rows.entries import place_of, read_credences, read_entries, read_settings
from app.services.transfer import import_document, prepare
from tests.conftest import Queries
from tests.core.drawn_changes import drawn_change
from tests.found import some
from tests.services.reading_back import same, told

SPECIMEN = Path(__file__).parent.parent / "formats" / "every_field.yaml"
PROGRAM = Actor(None, site_owner=True)
DRAWN = changes.Act("change", "debate", "every-field")


@pytest.fixture
def debate_id(database: Database) -> int:
    specimen = read_document(SPECIMEN.read_bytes(), SPECIMEN.name)
    with database.writing() as session:
        import_document(session, PROGRAM, prepare(specimen))
        return session.scalars(select(DebateTable.id)).one()


def opened(session: Session) -> OpenDebate:
    return open_debate(session, PROGRAM, "every-field")


@pytest.mark.parametrize("seed", range(12))
def test_the_rows_read_anew_are_those_that_a_change_makes(
    database: Database, debate_id: int, seed: int
) -> None:
    random, made = Random(seed), []
    with database.reading() as session:
        debate = read_debate(session, debate_id)
        graph = read_graph(session, opened(session))
    start = debate
    for number in range(8):
        change = drawn_change(random, debate, number)
        debate = apply(debate, change)
        made.append(change)
        with database.writing() as session:
            changes.make(
                session,
                debate_id,
                PROGRAM,
                DRAWN,
                with_accounts(change.edits, public_ids(session, debate_id)),
            )
        with database.reading() as session:
            assert same(read_debate(session, debate_id)) == same(debate)
            anew = read_graph(session, opened(session))
            patched = patch_graph(session, opened(session), graph)
            assert patched is not None
            graph = patched
            assert told(graph) == told(anew)
    for change in reversed(made):
        debate = apply(debate, invert(change))
    assert same(debate) == same(start)


@pytest.mark.parametrize("seed", range(6))
def test_what_was_taken_out_is_put_back_where_it_stood(
    database: Database, debate_id: int, seed: int
) -> None:
    random = Random(seed)
    with database.reading() as session:
        before = read_debate(session, debate_id)
    name = random.choice(["citations", "links", "stances", "credence_orders", "pair_sentences"])
    place = random.randrange(len(getattr(before, name)))
    row = getattr(before, name)[place]
    with database.writing() as session:
        found = read_entries(session, debate_id, name, [row.id])[row.id]
        assert place_of(session, debate_id, name, found.key) == place
        edit = Edit(name, row.id, found.entry, None, place, found.key)
        changes.make(session, debate_id, PROGRAM, DRAWN, [edit])
    with database.writing() as session:
        (record,) = history.list_changes(session, debate_id, limit=1)
        back = invert(Change(record.edits or ())).edits
        changes.make(session, debate_id, PROGRAM, DRAWN, back)
    with database.reading() as session:
        assert same(read_debate(session, debate_id)) == same(before)


def test_a_row_whose_place_was_taken_stands_last_and_the_record_says_so(
    database: Database, debate_id: int
) -> None:
    with database.writing() as session:
        debate = read_debate(session, debate_id)
        first, second = debate.people[0], debate.people[-1]._replace(id="new")
        taken = read_entries(session, debate_id, "people", [second.id, debate.people[1].id])
        key = taken[debate.people[1].id].key
        edit = Edit("people", "new", None, Entry(second), place=1, key=key)
        changes.make(session, debate_id, PROGRAM, DRAWN, [edit])
        (record,) = history.list_changes(session, debate_id, limit=1)
        people = read_debate(session, debate_id).people
    assert record.edits == (Edit("people", "new", None, Entry(second)),)
    assert (people[0], people[-1]) == (first, second)


def test_rows_that_differ_alike_are_written_by_one_statement(
    database: Database,
    debate_id: int,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    with database.reading() as session:
        debate = read_debate(session, debate_id)
        spans = read_entries(session, debate_id, "spans", [row.id for row in debate.spans])
    fields: list[dict[str, object]] = [{"locator": "p. 1"}, {"locator": "p. 2", "hash": "sha256:1"}]
    edits = [
        changed("spans", each.entry, **fields[at % 2]) for at, each in enumerate(spans.values())
    ]
    # The same row once more is another matter: what comes later stands.
    assert edits[0].after is not None
    edits.append(changed("spans", edits[0].after, locator="p. 3"))
    with database.writing() as session, count_queries() as queries:
        changes.make(session, debate_id, PROGRAM, DRAWN, edits)
    written = [each for each in queries.statements if each.startswith("UPDATE span")]
    assert len(written) == 3 < len(edits)
    with database.reading() as session:
        assert same(read_debate(session, debate_id)) == same(apply(debate, Change(tuple(edits))))


def test_a_stretch_is_moved_to_another_rendering_of_its_source(
    database: Database, debate_id: int
) -> None:
    with database.reading() as session:
        debate = read_debate(session, debate_id)
        names = {row.id: [each.id for each in row.renderings] for row in debate.sources}
        row = next(row for row in debate.spans if row.rendering and names[row.source])
        entry = read_entries(session, debate_id, "spans", [row.id])[row.id].entry
    for rendering in (None, names[row.source][-1]):
        edit = changed("spans", entry, rendering=rendering)
        with database.writing() as session:
            changes.make(session, debate_id, PROGRAM, DRAWN, [edit])
            entry = read_entries(session, debate_id, "spans", [row.id])[row.id].entry
            assert entry.row.rendering == rendering


def test_single_rows_are_read_as_the_whole_debate_has_them(
    database: Database, debate_id: int
) -> None:
    with database.reading() as session:
        debate = read_debate(session, debate_id)
        names = public_ids(session, debate_id)
        for name, shape in SHAPES.items():
            if not shape.fields.has_id or name == "accounts":
                continue
            rows = some(getattr(debate, name))
            found = read_entries(session, debate_id, name, [*(row.id for row in rows), "nobody"])
            assert {id_: each.entry for id_, each in found.items()} == {
                row.id: renamed(shape, entry_of(debate, shape, row), "accounts", names)
                for row in rows
            }
        assert read_settings(session, debate_id).row == debate.settings


def test_the_credences_of_a_node_are_read_with_their_keys(
    database: Database, debate_id: int
) -> None:
    with database.reading() as session:
        debate, names = read_debate(session, debate_id), public_ids(session, debate_id)
        node = debate.credences[0].node
        key = read_entries(session, debate_id, "claims", [node])[node].key
        found = read_credences(session, debate_id, key)
    assert [each.entry.row for each in found] == [
        row._replace(account=names[row.account]) for row in debate.credences if row.node == node
    ]
    assert len({each.key for each in found}) == len(found) > 1
