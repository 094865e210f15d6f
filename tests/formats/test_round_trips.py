"""What comes back of a file is the debate without exactly what its loss report names."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from app.core.debate.whole import Debate
from app.core.formats.format import Format, Given, Options
from app.core.formats.losing import lost
from app.core.formats.registry import FORMATS, READ, WRITTEN, guessed
from tests.formats.generated import as_document, debates
from tests.formats.test_registry import FILES, debate

BOTH = sorted(set(READ) & set(WRITTEN))
FEW = settings(max_examples=60, deadline=None)


def back(into: Format, given_: Debate) -> Debate:
    """Write a debate, guess what the file is, and read it."""
    assert into.write is not None
    assert into.read is not None
    data, losses = into.write(given_, Options("https://map.example.org/d/x"))
    assert losses == lost(given_, into.keeps(given_))
    name = f"{given_.settings.slug}{into.ending}"
    assert guessed(name, data) is into
    return into.read(data, Given(name=name, slug=given_.settings.slug)).debate


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", BOTH)
def test_a_file_brings_back_all_that_is_not_named_as_lost(name: str, path: Path) -> None:
    whole, into = debate(path), FORMATS[name]
    assert as_document(back(into, whole)) == as_document(into.keeps(whole))


@pytest.mark.parametrize("name", BOTH)
@FEW
@given(whole=debates())
def test_any_debate_comes_back_but_for_what_is_named_as_lost(name: str, whole: Debate) -> None:
    into = FORMATS[name]
    assert as_document(back(into, whole)) == as_document(into.keeps(whole))


@pytest.mark.parametrize("name", WRITTEN)
@FEW
@given(whole=debates())
def test_what_a_format_keeps_is_a_debate_and_keeps_itself(name: str, whole: Debate) -> None:
    once = FORMATS[name].keeps(whole)
    assert lost(once, FORMATS[name].keeps(once)) == ()
    assert lost(whole, whole) == ()
