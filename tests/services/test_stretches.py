"""What is shown in the place of quoted words: the stretch as the attached text has it, or none."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.permissions import ANONYMOUS
from app.db import Database
from app.models import Debate, Snapshot, Span
from app.services import stretches
from app.services.bundled import EXAMPLE, load_bundled
from app.services.debates import open_debate
from app.services.stretches import read_words
from tests.found import some


def in_the_texts(session: Session) -> dict[str, str]:
    """The words of every stretch whose source has its text, cut from the whole texts."""
    found = (
        select(Span.public_id, Span.start, Span.end, Snapshot.text)
        .join(Snapshot, Snapshot.source_id == Span.source_id)
        .join(Debate, Debate.id == Span.debate_id)
        .where(Debate.slug == EXAMPLE)
        .order_by(Span.id)
    )
    return {span: text[start:end] for span, start, end, text in session.execute(found)}


@pytest.fixture
def told(database: Database) -> Database:
    load_bundled(database)
    return database


def shown(database: Database, spans: list[str]) -> dict[str, str]:
    with database.reading() as session:
        return dict(read_words(session, open_debate(session, ANONYMOUS, EXAMPLE), spans))


def test_stretches_are_the_words_of_the_text(
    told: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with told.reading() as session:
        words = in_the_texts(session)
    known = some(words, 100)
    assert shown(told, known[:20]) == {span: words[span] for span in known[:20]}
    monkeypatch.setattr(stretches, "MOST", 3)
    assert list(shown(told, known)) == known[:3]
    monkeypatch.setattr(stretches, "LONGEST", len(words[known[0]]) - 1)
    assert known[0] not in shown(told, known)
    assert shown(told, []) == {}


def test_a_text_with_other_words_in_its_place_shows_none(told: Database) -> None:
    with told.writing() as session:
        known = list(in_the_texts(session))[:5]
        session.execute(update(Snapshot).values(text="Umlaute: äöü. " + Snapshot.text))
    assert shown(told, known) == {}


def test_offsets_count_signs_in_every_alphabet(told: Database) -> None:
    with told.writing() as session:
        words = in_the_texts(session)
        known = list(words)[:5]
        session.execute(update(Snapshot).values(text="Ωμέγα 𝔘 📎 " + Snapshot.text))
        session.execute(update(Span).values(start=Span.start + 10, end=Span.end + 10))
    assert len("Ωμέγα 𝔘 📎 ") == 10
    assert shown(told, known) == {span: words[span] for span in known}


def test_other_debates_and_unknown_spans_show_none(told: Database) -> None:
    assert shown(told, ["nothing", "sp9999"]) == {}
