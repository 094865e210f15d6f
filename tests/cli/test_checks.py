"""`cruxmap check`: editorial rules, for a debate here or a file."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Cruxmap
from tests.cli.test_documents import DOCUMENT


def saved(folder: Path, document: Any) -> str:
    path = folder / "debate.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def with_text(text: str) -> Any:
    first, second = DOCUMENT["claims"]
    return {**DOCUMENT, "claims": [{**first, "text": text}, second]}


def test_a_file_with_an_unfinished_claim_is_told(cruxmap: Cruxmap, tmp_path: Path) -> None:
    checked = cruxmap("check", saved(tmp_path, with_text("TODO: say what is blue.")))
    assert checked.code == 1
    assert any("c1" in line for line in checked.err.splitlines())
    assert checked.out == f"{len(checked.err.splitlines())} findings.\n"


def test_a_debate_here_is_checked_like_its_file(cruxmap: Cruxmap, tmp_path: Path) -> None:
    path = saved(tmp_path, with_text("TODO: say what is blue."))
    assert cruxmap("import", path).code == 0
    assert cruxmap("check", "sky").err == cruxmap("check", path).err


def test_copied_wording_is_told(cruxmap: Cruxmap, tmp_path: Path) -> None:
    copied = "Nine words in a row are certainly a copy here."
    source = tmp_path / "source.txt"
    source.write_text(f"It begins. {copied} It ends.", encoding="utf-8")
    path = saved(tmp_path, with_text(copied))
    without = cruxmap("check", path).err.splitlines()
    with_source = cruxmap("check", path, "--source", str(source)).err.splitlines()
    assert len(with_source) == len(without) + 1


def test_an_unknown_debate_is_refused(cruxmap: Cruxmap) -> None:
    refused = cruxmap("check", "nowhere")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err
