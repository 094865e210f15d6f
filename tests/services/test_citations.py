from typing import Any

import pytest
from sqlalchemy import select

from app.core.errors import CruxmapError, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Actor, Role
from app.core.quotes.anchors import anchor
from app.db import Database
from app.models import Citation, NodeSpan, Span
from app.services import citations, history
from app.services.changes import Recorded
from app.services.citations import NewCitation
from tests import factories as make
from tests.recorded import recorded_whole

TEXT = (
    "On brewing.\n"
    "Water just off the boil is “too hot” for green leaves — they turn bitter.\n"
    "Black leaves want it boiling.\n"
    "Leaves keep for a year. Leaves keep in the dark.\n"
)


class Tea:
    """A debate with a claim, a source with its text and one without, and people with roles."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.debate = make.a_debate(session)
            self.claim = make.a_claim(session, self.debate)
            self.book = make.a_source(session, self.debate, "Leaves", text=TEXT)
            self.bare = make.a_source(session, self.debate, "Roots")
            self.ada = make.an_account(session, "Ada")
            self.ida = make.an_account(session, "Ida")
            self.editor = make.an_account(session, "Ed", role=Role.EDITOR, debate=self.debate)
            self.reader = make.an_account(session, "Rea", role=Role.READER, debate=self.debate)

    def cite(self, by: Actor | None = None, ref: str | None = None, **more: str | None) -> Recorded:
        typed = {"source": self.book.ref, "role": "supports", **more}
        return citations.add(
            self.database,
            by or self.ada,
            "tea",
            ref or self.claim.ref,
            NewCitation(**typed),  # type: ignore[arg-type]
        )

    def refused(self, **more: Any) -> dict[str, str]:
        """The faults by field that this raises; nothing may have been written."""
        before = self.counts()
        with pytest.raises(Invalid) as raised:
            self.cite(**more)
        assert self.counts() == before
        return raised.value.fields

    def counts(self) -> tuple[int, int, int]:
        with self.database.reading() as session:
            cited = len(session.scalars(select(Citation.id)).all())
            spans = len(session.scalars(select(Span.id)).all())
            return cited, spans, make.revision_of(session, self.debate)

    def remove(self, by: Actor, ref: str) -> Recorded:
        with self.database.writing() as session:
            return citations.remove(session, by, "tea", ref)


@pytest.fixture
def tea(database: Database) -> Tea:
    return Tea(database)


def test_a_locator_is_enough_and_stays_unchecked(tea: Tea) -> None:
    done = tea.cite(locator=" ch. 2,\n p. 7 ", note="<b>one</b>\r\ntwo")

    with tea.database.reading() as session:
        row = session.scalars(select(Citation)).one()
        (change,) = history.list_changes(session, tea.debate.key)
    assert (row.public_id, row.locator, row.state) == (done.ref, "ch. 2, p. 7", "unchecked")
    assert (row.span_id, row.note, row.account_id) == (None, "<b>one</b>\ntwo", tea.ada.account_id)
    assert (change.revision, change.noun, change.ref) == (2, "citation", done.ref)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("Black leaves want it boiling.", "Black leaves want it boiling."),
        (' "too  hot" for green\r\nleaves - they ', "“too hot” for green leaves — they"),
        ("bitter.\r\nBlack", "bitter.\nBlack"),
    ],
)
def test_quoted_words_become_the_place_where_they_stand(tea: Tea, quote: str, words: str) -> None:
    tea.cite(quote=quote)

    start = TEXT.index(words)
    with tea.database.reading() as session:
        citation, span = (
            session.scalars(select(Citation)).one(),
            session.scalars(select(Span)).one(),
        )
    assert (citation.state, citation.span_id) == ("exact", span.id)
    assert (span.start, span.end) == (start, start + len(words))
    wanted = anchor(TEXT, start, start + len(words))
    assert (span.hash, span.prefix_hash, span.suffix_hash) == wanted[2:]
    assert span.first_line == TEXT.count("\n", 0, start) + 1
    assert words not in str(vars(span))


def test_relations_and_cruxes_are_cited_for_too(tea: Tea) -> None:
    with tea.database.writing() as session:
        other = make.a_claim(session, tea.debate)
        step = make.a_relation(session, tea.debate, other, tea.claim)
        crux = make.a_crux(session, tea.debate, other)

    assert tea.cite(ref=step.ref, locator="p. 1").changed
    assert tea.cite(ref=crux.ref, locator="p. 1").changed


def test_the_same_citation_again_adds_nothing(tea: Tea) -> None:
    cases: tuple[dict[str, Any], ...] = ({"locator": "p. 1"}, {"quote": "Black leaves"})
    for more in cases:
        first = tea.cite(**more)
        before = tea.counts()

        assert tea.cite(**more) == Recorded(first.ref, first.revision, changed=False)
        assert tea.counts() == before
        assert tea.cite(by=tea.ida, **more).changed
    assert tea.cite(locator="p. 1", role="disputes").changed


def test_words_that_are_not_there_are_refused_at_the_quote(tea: Tea) -> None:
    assert tea.refused(quote="Coffee is better than all of this.") == {
        "quote": "These words are not in the text. Copy them from it once more."
    }


def test_words_that_are_only_like_those_there_are_shown_and_not_taken(tea: Tea) -> None:
    faults = tea.refused(quote="Water just off the boil is far too hot for green leaves")

    assert "off the boil is “too hot” for green leaves" in faults["quote"]


def test_words_that_stand_there_twice_are_refused_with_advice(tea: Tea) -> None:
    faults = tea.refused(quote="Leaves keep")

    assert "2 times" in faults["quote"]


def test_a_quote_without_an_attached_text_is_refused_with_advice(tea: Tea) -> None:
    faults = tea.refused(source=tea.bare.ref, quote="Black leaves", locator="p. 1")

    assert set(faults) == {"quote"}
    assert "locator" in faults["quote"]


def test_a_citation_says_where(tea: Tea) -> None:
    assert set(tea.refused(locator="  ", quote=None)) == {"locator"}


@pytest.mark.parametrize("source", ["absent", "", "\x00", "\ud800", "x" * 9999])
def test_an_unknown_source_is_refused_at_its_field(tea: Tea, source: str) -> None:
    assert set(tea.refused(source=source, locator="p. 1")) == {"source"}


def test_a_source_of_another_debate_is_unknown(tea: Tea) -> None:
    with tea.database.writing() as session:
        foreign = make.a_source(session, make.a_debate(session, "coffee"), text=TEXT)

    assert set(tea.refused(source=foreign.ref, quote="Black leaves")) == {"source"}


def test_all_faults_are_told_at_once(tea: Tea) -> None:
    faults = tea.refused(
        source="absent", role="loves", locator="x" * 401, quote="x" * 4001, note="x" * 4001
    )

    assert set(faults) == {"source", "role", "locator", "quote", "note"}


def test_a_node_of_another_debate_is_not_found(tea: Tea) -> None:
    with tea.database.writing() as session:
        foreign = make.a_claim(session, make.a_debate(session, "coffee"))

    for ref in (foreign.ref, "absent"):
        with pytest.raises(NotFound):
            tea.cite(ref=ref, locator="p. 1")


def test_visitors_and_readers_cite_nothing(tea: Tea) -> None:
    before = tea.counts()
    for actor, error in ((ANONYMOUS, SignInNeeded), (tea.reader, Forbidden)):
        with pytest.raises(error):
            tea.cite(by=actor, locator="p. 1")
    assert tea.counts() == before


def test_who_cited_takes_it_back_and_the_place_goes_with_it(tea: Tea) -> None:
    ref = tea.cite(quote="Black leaves").ref

    for actor in (tea.ida, tea.reader):
        with pytest.raises(Forbidden):
            tea.remove(actor, ref)
    assert tea.counts()[:2] == (1, 1)
    tea.remove(tea.ada, ref)

    assert tea.counts() == (0, 0, 3)
    with tea.database.reading() as session:
        change = history.list_changes(session, tea.debate.key)[0]
    assert (change.action, change.ref) == ("remove", ref)
    with pytest.raises(NotFound):
        tea.remove(tea.ada, ref)


def test_their_records_hold_them_whole(tea: Tea) -> None:
    with recorded_whole(tea.database, tea.debate.key):
        quoted = tea.cite(quote="Black leaves", note="So it says.").ref
    with recorded_whole(tea.database, tea.debate.key):
        tea.cite(by=tea.ida, locator="p. 1", quote="Leaves keep in the dark")
    with recorded_whole(tea.database, tea.debate.key):
        tea.remove(tea.editor, quoted)
    assert tea.counts()[:2] == (1, 1)


def test_an_editor_takes_back_anybodys_citation(tea: Tea) -> None:
    assert tea.remove(tea.editor, tea.cite(locator="p. 1").ref).changed


def test_a_place_that_something_else_points_at_stays(tea: Tea) -> None:
    ref = tea.cite(quote="Black leaves").ref
    with tea.database.writing() as session:
        span = session.scalars(select(Span.id)).one()
        session.add(NodeSpan(node_id=tea.claim.key, position=0, span_id=span))

    tea.remove(tea.ada, ref)

    assert tea.counts()[:2] == (0, 1)


def test_a_citation_of_another_debate_is_not_found(tea: Tea) -> None:
    ref = tea.cite(locator="p. 1").ref
    with tea.database.writing() as session:
        other = make.a_debate(session, "coffee")
        owner = make.an_account(session, role=Role.OWNER, debate=other)
        error: type[CruxmapError] = NotFound

        with pytest.raises(error):
            citations.remove(session, owner, "coffee", ref)


def test_who_may_only_read_from_now_on_removes_no_citation_of_their_own(tea: Tea) -> None:
    ref = tea.cite(locator="p. 1").ref
    with tea.database.writing() as session:
        make.a_role(session, tea.debate, tea.ada, Role.READER)
    before = tea.counts()

    with pytest.raises(Forbidden):
        tea.remove(tea.ada, ref)

    assert tea.counts() == before
    assert tea.remove(tea.editor, ref).changed
