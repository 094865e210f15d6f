"""Files in Argdown of others, which are not part of this repository."""

from pathlib import Path

import pytest

from app.core.formats.argdown.reading import read
from tests.formats.argdown_cli import by_command, by_us
from tests.formats.conftest import Oracles
from tests.formats.real_files import folder
from tests.found import some

FOLDER = folder()
FILES = sorted(FOLDER.rglob("*.argdown"))


def test_a_claim_is_read_of_each() -> None:
    for path in some(FILES):
        assert read(path.read_bytes()).debate.claims, path


@pytest.mark.long
def test_argdown_reads_the_same(oracles: Oracles, tmp_path: Path) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in FILES}
    found = by_command(oracles, tmp_path, texts)
    for name, text in some(texts.items()):
        assert found[name] == by_us(text), name
