"""What the documents tell people to type is typed, and does what they say.

Which test tries which block is told here, and which blocks none can. Commands, addresses, the
examples of the API and of formats are tried in test_told.py of tests/cli, web, api and formats.
"""

import re
from importlib.util import find_spec

import pytest

from tests.documents import API_PAGE, ROOT, Block, blocks, coded
from tests.found import some

# Blocks that another test runs, by how they begin.
ELSEWHERE = {
    ("docs/native-format.md", "format: cruxmap/1"): "tests/cli/test_told.py",
    ("docs/formats/dot.md", 'digraph "museum"'): "tests/formats/test_told.py",
    ("docs/formats/forum.md", '{"data"'): "tests/formats/test_forum.py",
    ("docs/formats/forum.md", "Should the museum"): "tests/formats/test_forum.py",
    ("docs/formats/kialo.md", "Discussion Title:"): "tests/formats/test_kialo.py",
    ("docs/formats/markdown.md", "# Should the museum"): "tests/formats/test_told.py",
    ("docs/formats/markdown.md", "# Opening days"): "tests/formats/test_outline.py",
    ("docs/formats/essay.md", "<!-- An essay"): "tests/formats/test_essay.py",
    ("docs/formats/README.md", "{"): "tests/formats/test_several.py",
    ("docs/formats/svg.md", '<path class="line trunk"'): "tests/formats/test_svg.py",
    ("docs/formats/indented.md", "The museum"): "tests/formats/test_indented.py",
    ("docs/mcp.md", "{"): "tests/cli/test_mcp.py",
    ("docs/formats/argdown.md", "// cruxmap/1"): "tests/formats/test_argdown.py",
    ("docs/formats/bibtex.md", "@book{s1,"): "tests/formats/test_sources_out_and_in.py",
    ("docs/formats/compact-json.md", "{"): "tests/formats/test_compact.py",
    ("docs/formats/compact-text.md", "Quoted material"): "tests/formats/test_compact.py",
    ("docs/formats/csl-json.md", "[{"): "tests/formats/test_sources_out_and_in.py",
    ("docs/formats/csv.md", "id,kind,text"): "tests/formats/test_csv.py",
    ("docs/formats/csv.md", "Text;Parent"): "tests/formats/test_csv.py",
    ("docs/formats/graphml.md", "<node id"): "tests/formats/test_graphml.py",
    ("docs/formats/mermaid.md", "flowchart BT"): "tests/formats/test_mermaid.py",
    ("docs/formats/tables.md", "id,text"): "tests/formats/test_tables.py",
    ("docs/formats/tables.md", "id,kind,target"): "tests/formats/test_tables.py",
    ("docs/formats/tables.md", "relation,claim"): "tests/formats/test_tables.py",
}
# Blocks that are not run, and why.
NOT_RUN = {
    ("README.md", "make serve"): "sets up a checkout: its targets are looked up",
    ("CONTRIBUTING.md", "make quick"): "sets up a checkout: its targets are looked up",
    ("docs/running.md", "make serve"): "sets up a checkout: its targets are looked up",
    (
        "docs/running.md",
        "python3 -m venv /opt",
    ): "writes to /opt: tests/test_packaging.py serves from a wheel",
    ("docs/running.md", "docker build"): "needs Docker",
    ("docs/running.md", "printf 'POSTGRES_PASSWORD"): "needs Docker",
    ("docs/running.md", "CRUXMAP_DATABASE_URL="): "names a server that is not there",
    (API_PAGE, "Authorization: Bearer"): "a header, which the examples send",
    (API_PAGE, "API=http"): "the beginning of every example",
    ("docs/mcp.md", "pip install"): "asks a package index",
    ("docs/formats/tables.md", "duckdb -c"): "a command of DuckDB: the tests ask it in Python",
    ("docs/rollup.md", "s = E["): "a formula",
    ("ARCHITECTURE.md", "  web (HTML)"): "a drawing",
    ("ARCHITECTURE.md", "  formats "): "a drawing",
    ("ARCHITECTURE.md", " commit "): "a drawing",
    ("ARCHITECTURE.md", " GET /d/x/thread"): "a drawing",
    ("ARCHITECTURE.md", " POST /d/x/n/c4/rate"): "a drawing",
}


def is_tried(each: Block) -> bool:
    """Tell whether tests/api/test_told.py runs a block, or holds it against answers."""
    return each.where == API_PAGE and each.first.startswith(("curl ", "call ", "{"))


def test_every_block_is_run_or_has_a_reason_why_not() -> None:
    named = ELSEWHERE.keys() | NOT_RUN.keys()
    rest = some((each for each in blocks() if not is_tried(each)), at_least=15)
    found = {
        each: {n for n in named if n[0] == each.where and each.text.startswith(n[1])}
        for each in rest
    }
    assert [str(each) for each in rest if not found[each]] == []
    assert named == set().union(*found.values())


# What stands for a file, a target or a module.

FOLDERS = (
    "app",
    "benchmarks",
    "docs",
    "migrations",
    "requirements",
    "static",
    "templates",
    "tests",
)
PLACES = [*ROOT.glob("*"), *(path for name in FOLDERS for path in (ROOT / name).rglob("*"))]
NO_PATH = {"cruxmap/1", "cruxmap/2"}
MADE_LATER = ("var/", ".venv/")
PATH = re.compile(r"[\w.-]+(?:/[\w.<>-]*)+|[\w-]+\.(?:py|md|html|css|toml|yaml)")


@pytest.mark.parametrize(
    "name", [each for each in coded() if PATH.fullmatch(each) and each not in NO_PATH]
)
def test_every_file_that_is_named_is_there(name: str) -> None:
    pattern = re.sub(r"<\w+>", r"[\\w-]+", name.rstrip("/").replace(".", r"\."))
    is_there = any(re.search(f"/{pattern}$", path.as_posix()) for path in PLACES)
    assert is_there or name.startswith(MADE_LATER)


def told_lines() -> str:
    return "\n".join([*coded(), *(each.text for each in blocks())])


def test_every_target_of_make_is_there() -> None:
    rules = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = set(re.findall(r"^make ([a-z]+)", told_lines(), re.MULTILINE))
    assert len(told) >= 6
    assert told <= set(rules)


def test_every_module_that_is_run_is_there() -> None:
    told = set(re.findall(r"python3? -m ([\w.]+)", told_lines()))
    assert {"benchmarks.rollup", "tests.mutants", "pytest"} <= told
    # It makes the wheel, in an environment of its own.
    assert [name for name in some(told - {"build"}) if find_spec(name) is None] == []
