"""Finished files: kept compressed, shared by those who may know the same, up to so many bytes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from app.core.permissions import ANONYMOUS
from app.db import Database
from app.services import downloads
from app.services.debates import open_debate
from app.services.transfer import import_document, prepare
from tests.conftest import Queries
from tests.web.library import SITE_OWNER, a_claim, a_document

Counting = Callable[[], AbstractContextManager[Queries]]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    downloads.forget_files()
    yield
    downloads.keep_files(16_000_000)
    downloads.forget_files()


def test_a_file_is_made_once_a_revision(database: Database, count_queries: Counting) -> None:
    with database.writing() as session:
        import_document(session, SITE_OWNER, prepare(a_document("tea", claims=[a_claim(1)])))
    with database.reading() as session:
        debate = open_debate(session, ANONYMOUS, "tea")
        first = downloads.finished(session, debate, "cruxmap", "")
        with count_queries() as queries:
            again = downloads.finished(session, debate, "cruxmap", "")
        assert len(queries) == 0
        made = downloads.download(session, debate, "cruxmap")
    assert first.body == again.body == made.body
    assert (first.name, first.media) == (made.name, made.media)


def test_files_are_kept_up_to_so_many_bytes(sqlite_database: Database) -> None:
    formats = ("cruxmap", "cruxmap-yaml", "markdown", "csv", "dot")
    with sqlite_database.writing() as session:
        import_document(session, SITE_OWNER, prepare(a_document("tea", claims=[a_claim(1)])))
    with sqlite_database.reading() as session:
        debate = open_debate(session, ANONYMOUS, "tea")
        made = {name: downloads.finished(session, debate, name, "") for name in formats}
        largest = max(len(file.packed) for file in made.values())
        downloads.keep_files(largest + downloads.ENTRY)
        for name in formats:
            downloads.finished(session, debate, name, "")
        assert downloads._files.size <= largest + downloads.ENTRY
        assert 1 <= len(downloads._files) < len(formats)
