"""Argdown's own command and we read the same of our files, and of files as people write them."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from app.core.debate.whole import Debate
from app.core.formats.argdown.escaping import escaped
from tests.formats.argdown_cli import Told, by_command, by_us
from tests.formats.argdown_specimens import FILES as SPECIMENS
from tests.formats.conftest import Oracles
from tests.formats.generated import HOSTILE, debates
from tests.formats.test_registry import FILES, debate, written
from tests.formats.test_told import museum
from tests.found import some

pytestmark = pytest.mark.long
SIGNS = {"supports": "support", "backs": "support", "rebuts": "attack", "undercuts": "undercut"}


def shown(whole: Debate, told: Told) -> None:
    """Hold what the command reads of our file against the debate itself."""
    texts = {title.split(" ")[0]: said for title, said in told.statements.items()}
    nodes = {each.id: each.text for each in whole.claims}
    nodes |= {each.id: each.question for each in whole.cruxes}
    assert texts == {id_: [" ".join(text.split())] for id_, text in nodes.items()}
    arrows = {(kind, a.split(" ")[0], b.split(" ")[0]) for kind, a, _, b, _ in told.arrows}
    wanted = set()
    for row in whole.relations:
        if row.kind in SIGNS and row.id in {each.split(" ")[0] for each in told.arguments}:
            wanted.add((SIGNS[row.kind], row.id, row.target))
            wanted |= {("support", each, row.id) for each in row.premises}
        elif row.kind in SIGNS:
            wanted.add((SIGNS[row.kind], row.premises[0], row.target))
    assert arrows == wanted


def test_it_reads_the_debates_as_they_are_meant(oracles: Oracles, tmp_path: Path) -> None:
    texts = {path.stem: written("argdown", debate(path)) for path in FILES}
    texts["museum"] = museum("argdown")
    found = by_command(oracles, tmp_path, texts)
    for path in some(FILES):
        told = found[path.stem]
        assert told is not None, path
        shown(debate(path), told)
        assert told == by_us(texts[path.stem])
    assert found["museum"] == by_us(texts["museum"])


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(whole=debates())
def test_it_reads_any_debate_as_it_is_meant(
    oracles: Oracles, tmp_path: Path, whole: Debate
) -> None:
    text = written("argdown", whole)
    told = by_command(oracles, tmp_path, {"any": text})["any"]
    assert told is not None, text
    shown(whole, told)
    assert told == by_us(text)


def test_it_shows_any_text_as_it_is(oracles: Oracles, tmp_path: Path) -> None:
    lines = [f"[t{n}]: {escaped(text)}\n" for n, text in enumerate(HOSTILE)]
    told = by_command(oracles, tmp_path, {"texts": "\n".join(lines)})["texts"]
    assert told is not None
    assert told.statements == {f"t{n}": [" ".join(text.split())] for n, text in enumerate(HOSTILE)}


def test_it_and_we_read_the_same_of_what_people_write(oracles: Oracles, tmp_path: Path) -> None:
    found = by_command(oracles, tmp_path, SPECIMENS)
    for name, text in some(SPECIMENS.items()):
        assert found[name] == by_us(text), name
