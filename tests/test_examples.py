"""The examples in docstrings are run, each of them, and give what they say."""

import doctest
import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.found import some

ROOT = Path(__file__).parent.parent
EXAMPLE = re.compile(r"^\s*>>> ", re.MULTILINE)
WRITTEN = {
    path: len(EXAMPLE.findall(path.read_text(encoding="utf-8")))
    for folder in ("app", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
WITH_EXAMPLES = [path for path, written in WRITTEN.items() if written and path != Path(__file__)]


def module_of(path: Path) -> ModuleType:
    return importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_example_gives_what_it_says(path: Path) -> None:
    ran = doctest.testmod(module_of(path))

    assert ran.failed == 0
    assert ran.attempted == WRITTEN[path], "an example stands where no doctest finds it"


def test_there_are_examples() -> None:
    assert len(some(WITH_EXAMPLES)) >= 10


def test_a_wrong_example_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    module = ModuleType("planted", "A sum.\n\n>>> 1 + 1\n3\n")

    assert doctest.testmod(module).failed == 1
    assert "Expected:\n    3" in capsys.readouterr().out
