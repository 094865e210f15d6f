"""Every command that the documents tell is typed in an installation, and done.

What they say once in capitals, `NAME`, stands for what is typed there.
"""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Cruxmap
from tests.documents import block, coded
from tests.found import some

EXAMPLE = block("docs/native-format.md", "format: cruxmap/1")
# Some are told without their first word, after one that has it.
GROUPS = ("account", "debate", "source", "token")
TOLD = sorted(
    {
        re.sub(r"^(\S*/)?cruxmap ", "", code)
        for code in coded()
        if re.match(rf"(\S*/)?cruxmap |({'|'.join(GROUPS)}) \w", code)
    }
)
# Not ending by themselves; only their help is asked for.
NOT_DONE = {
    "serve": "listens until it is stopped: tests/cli/test_server.py",
    "serve --workers": "as that: tests/web/test_crowds.py",
    "mcp": "answers until its input ends: tests/cli/test_mcp.py",
}
NOT_DONE |= {
    f"undo DEBATE {which}": "needs something done before: tests/cli/test_undoing.py"
    for which in ("REVISION", "--by NAME --since N")
}
NOT_DONE |= {
    f"{what}": "needs something suggested before: tests/cli/test_suggesting.py"
    for what in (
        "accept DEBATE SUGGESTION",
        "decline DEBATE SUGGESTION --reason TEXT",
        "import FILE --into DEBATE",
    )
}
# Named only: with what it needs, each is told elsewhere.
NOT_DONE |= {
    each: "named"
    for each in TOLD
    if any(re.match(rf"{re.escape(each)} [A-Z]", other) for other in TOLD)
}
FILLED = {"DEBATE": "mill", "NAME": "Ada", "DEBATE/SOURCE": "mill/s1"}
NETWORK = """{"nodes": {"a": 0.5, "b": 0.8},
  "edges": [{"id": "e1", "source": "b", "target": "a", "kind": "supports", "weight": 1.0}]}"""


def words(told: str, file: Path, network: Path) -> list[str]:
    """Return what is typed: without what other programs do with it, and with values."""
    if told.startswith("import"):
        file = file.with_name("other.yaml")
    values = {**FILLED, "FILE": str(file), "GRAPH.json": str(network)}
    typed = shlex.split(told.split("|")[0])
    if "--format" in typed:
        values["NAME"] = "cruxmap"
    return [values.get(word, word) for word in typed]


@pytest.mark.parametrize("told", TOLD)
def test_every_command_that_is_told_is_done(
    told: str, cruxmap: Cruxmap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = {"id": "s1", "kind": "work", "csl": {"type": "book", "title": "On mills"}}
    debate = {**yaml.safe_load(EXAMPLE), "sources": [source]}
    file, network = tmp_path / "mill.yaml", tmp_path / "network.json"
    file.write_text(yaml.safe_dump(debate, sort_keys=False))
    file.with_name("other.yaml").write_text(EXAMPLE.replace("slug: mill", "slug: another"))
    network.write_text(NETWORK)
    assert cruxmap("import", str(file)).code == 0
    if not told.startswith("account add"):
        assert cruxmap("account", "add", "Ada").code == 0
        assert cruxmap("token", "add", "Ada").code == 0
    plain = [word for word in told.split() if not word.startswith("-")]
    typed = [*plain, "--help"] if told in NOT_DONE else words(told, file, network)

    done = cruxmap(*typed)

    assert done.code == 0, done.err
    written = tmp_path / typed[typed.index("-o") + 1] if "-o" in typed else None
    assert written.stat().st_size if written else done.out
    assert told not in NOT_DONE or all(word in done.out for word in told.split())


def test_what_is_not_done_is_told() -> None:
    assert set(NOT_DONE) < set(some(TOLD, at_least=20))


def test_the_example_of_the_native_format_comes_out_as_it_went_in(
    cruxmap: Cruxmap, tmp_path: Path
) -> None:
    file = tmp_path / "mill.yaml"
    file.write_text(EXAMPLE)
    assert cruxmap("import", str(file)).code == 0
    once = cruxmap("export", "mill", "--format", "cruxmap-yaml").out

    told, found = yaml.safe_load(EXAMPLE), yaml.safe_load(once)
    for name in ("people", "claims", "relations"):
        assert len(found[name]) == len(told[name])
        for given, row in zip(some(told[name]), found[name], strict=True):
            assert given.items() <= row.items()
