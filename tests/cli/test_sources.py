"""`cruxmap source attach`: a text, and every quotation looked up in it."""

import json
from pathlib import Path

import pytest

from app.core.quotes.anchors import stretch_hash
from tests.cli.conftest import Cruxmap

TEXT = "First sentence. The sky is blue at noon. Last sentence.\n"
QUOTE = "The sky is blue at noon."
START = TEXT.index(QUOTE)


@pytest.fixture
def debate(cruxmap: Cruxmap, tmp_path: Path) -> str:
    """A debate with a source and one stretch of it, known by its hash only."""
    span = {"id": "sp1", "source": "s1", "hash": stretch_hash(QUOTE), "locator": "¶1"}
    document = {
        "format": "cruxmap/1",
        "debate": {"slug": "sky", "title": "The sky", "theses": []},
        "sources": [{"id": "s1", "kind": "work", "csl": {"type": "book", "title": "Skies"}}],
        "spans": [{**span, "start": START, "end": START + len(QUOTE)}],
    }
    path = tmp_path / "sky.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    imported = cruxmap("import", str(path))
    assert imported.code == 0, imported.err
    return "sky"


def saved(folder: Path, text: str) -> str:
    path = folder / "text.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_quotations_are_found_in_the_text(cruxmap: Cruxmap, debate: str, tmp_path: Path) -> None:
    done = cruxmap("source", "attach", f"{debate}/s1", saved(tmp_path, TEXT))
    assert (done.code, done.err) == (0, "")
    assert "1 exact" in done.out


def test_quotations_that_are_elsewhere_or_gone_are_named(
    cruxmap: Cruxmap, debate: str, tmp_path: Path
) -> None:
    done = cruxmap("source", "attach", f"{debate}/s1", saved(tmp_path, "Quite another text.\n"))
    assert done.code == 0
    assert "sp1 (¶1): gone" in done.out


def test_an_unknown_source_is_refused(cruxmap: Cruxmap, debate: str, tmp_path: Path) -> None:
    refused = cruxmap("source", "attach", f"{debate}/s9", saved(tmp_path, TEXT))
    assert (refused.code, refused.out) == (1, "")


def test_a_source_without_its_debate_is_misuse(cruxmap: Cruxmap, tmp_path: Path) -> None:
    assert cruxmap("source", "attach", "s1", saved(tmp_path, TEXT)).code == 2


def test_bytes_that_are_no_text_are_refused(cruxmap: Cruxmap, debate: str, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"\xff\xfe\x00\x01" * 10)
    refused = cruxmap("source", "attach", f"{debate}/s1", str(path))
    assert (refused.code, refused.out) == (1, "")
