"""No pattern takes quadratic time: each one of `app` is run on long and unfriendly strings.

The patterns are found on the syntax tree, in the published schema and in the modules themselves.
Each runs in a process of its own whose computing time is limited, so that a bad one fails the
test and does not hang it.
"""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import app
from tests.found import some

ROOT = Path(__file__).parent.parent
METHODS = {"search", "match", "fullmatch", "split", "sub", "subn", "findall", "finditer"}
# Takes its pattern from the published schema, whose patterns are run below.
COMPUTED = {
    "app/core/formats/native/reading.py",
    # Put together of a set of white space, or of one sign or name: their readers are fuzzed.
    "app/core/formats/bibtex_fields.py",
    "app/core/formats/html_text.py",
    "app/core/formats/sheets/sheet.py",
}
# Patterns that are matched from where one begins by one lexer, in linear time, which is fuzzed.
APART = "app/core/formats/argdown/patterns.py"
KNOWN = 28
SIGNS = 100_000
# Of computing time. Linear work on so many signs takes hundredths, quadratic work five and more.
SECONDS = 2


@dataclass(frozen=True)
class Pattern:
    """A pattern, its flags, and by which methods the program uses it."""

    where: str
    text: str | bytes
    flags: int
    methods: tuple[str, ...]


def sources() -> dict[str, str]:
    return {str(p.relative_to(ROOT)): p.read_text() for p in sorted((ROOT / "app").rglob("*.py"))}


def module_of(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def called_on_re(node: ast.AST) -> str | None:
    """Name the function when a node calls one of the module `re`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        module = node.func.value
        if isinstance(module, ast.Name) and module.id == "re":
            return node.func.attr
    return None


def uses(files: dict[str, str]) -> dict[str, set[str]]:
    """Map names to the methods of patterns that are called on them, in whatever file."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in files.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                name = getattr(node.value, "id", None) or getattr(node.value, "attr", None)
                if name and name != "re":
                    found[name].add(node.attr)
    return found


def text_of(node: ast.expr) -> str | bytes:
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, str | bytes)
    return node.value


def flags_of(arguments: list[ast.expr], keywords: list[ast.keyword]) -> int:
    given = [*arguments, *(each.value for each in keywords if each.arg == "flags")]
    names = [
        node.attr
        for each in given
        for node in ast.walk(each)
        if isinstance(node, ast.Attribute) and hasattr(re, node.attr)
    ]
    return sum(int(getattr(re, name)) for name in names)


def written(files: dict[str, str]) -> Iterator[Pattern]:
    """Yield every pattern that is written in calls of `re`, or as `pattern=` of something else."""
    used = uses(files)
    for path, text in files.items():
        if path == APART:
            continue
        tree = ast.parse(text)
        names = {
            id(node.value): target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            where = f"{path}:{getattr(node, 'lineno', 0)}"
            if name := called_on_re(node):
                assert isinstance(node, ast.Call)
                if name not in METHODS | {"compile"}:
                    continue
                if not isinstance(node.args[0], ast.Constant):
                    assert path in COMPUTED, f"{where} makes a pattern that no test can see"
                    continue
                methods = used[names[id(node)]] if name == "compile" else {name}
                assert methods, f"{where}: no use of this pattern was found"
                flags = flags_of(node.args[1:], node.keywords)
                yield Pattern(where, text_of(node.args[0]), flags, tuple(sorted(methods)))
            elif isinstance(node, ast.keyword) and node.arg in ("pattern", "regex"):
                assert isinstance(node.value, ast.Constant), f"{where} computes its pattern"
                yield Pattern(where, text_of(node.value), 0, ("search",))


def published() -> Iterator[Pattern]:
    """Yield the patterns of published schemas, used as the reader of documents uses them."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict) and isinstance(value.get("pattern"), str):
            yield value["pattern"]
        for each in value.values() if isinstance(value, dict) else value:
            if isinstance(each, dict | list):
                yield from walk(each)

    for path in sorted((ROOT / "app").rglob("*.schema.json")):
        for text in walk(json.loads(path.read_text())):
            yield Pattern(path.name, text, int(re.ASCII), ("fullmatch", "search"))


PATTERNS = [*dict.fromkeys([*written(sources()), *published()])]

# Reads a pattern and runs it on every string; names the string before each run. A run that
# exceeds its time ends the process, even inside one call of the matcher.
WORKER = """
import json, math, re, resource, sys, time
text, flags, methods, strings, seconds = json.load(sys.stdin)
pattern = re.compile(text, flags)
for string in strings:
    for method in methods:
        print(method, ascii(string[:20]), ascii(string[-20:]), flush=True)
        before = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(before + seconds) + 1, -1))
        run = getattr(pattern, method)
        found = run("", string) if method in ("sub", "subn") else run(string)
        if method == "finditer":
            sum(1 for _ in found)
        if time.process_time() - before > seconds:
            sys.exit("too slow")
print("done")
"""


def unfriendly(pattern: str) -> list[str]:
    """Make long strings of common signs and of the pattern's own pieces, alone and mixed."""
    pieces = re.findall(r"[A-Za-z0-9]{2,}|[^\w\s]", re.sub(r"\\[bdwsWDSABZ]", "", pattern))
    pieces = [*dict.fromkeys(pieces)][:8]
    common = ["\n", " ", "a", "0", ".", "я", " \n", "_", "李", "a ", "a.", "0,", "'a", "a-"]
    common += ['"', '\\"', "[", "{[", "[]", "\\", "/", ": "]
    runs = [*dict.fromkeys([*common, *pieces])]
    strings = [repeated(each) for run in runs for each in (run, run + "!")]
    strings += [repeated(run)[:-1] + end for run in runs for end in "!\n"]
    strings += [
        f"{piece}{repeated(run)[len(piece) : -1]}\0"
        for piece in pieces
        for run in (*common[:6], *pieces)
    ]
    return [*dict.fromkeys([*strings, repeated("".join(pieces) or "x")])]


def repeated(piece: str) -> str:
    return (piece * (SIGNS // len(piece) + 1))[:SIGNS]


def slow_on(pattern: Pattern) -> str | None:
    """Tell on which string a pattern takes too long, if on any."""
    # A pattern of bytes is tried as one of text, which takes the same steps.
    text = pattern.text if isinstance(pattern.text, str) else pattern.text.decode("latin-1")
    given = [text, pattern.flags, pattern.methods, unfriendly(text), SECONDS]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", WORKER],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = ran.stdout.splitlines()
    return None if lines and lines[-1] == "done" else f"{lines[-1:]} {ran.stderr}"


def test_every_pattern_of_the_program_is_found() -> None:
    assert len(PATTERNS) >= KNOWN
    known = {(each.text, each.flags) for each in PATTERNS}
    modules = [each.name for each in pkgutil.walk_packages(app.__path__, "app.")]
    compiled = [
        (name, value)
        for name in modules
        if not name.endswith("__main__")
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, re.Pattern)
    ]
    alone = {id(value) for value in vars(importlib.import_module(module_of(APART))).values()}
    for name, value in some(compiled, at_least=10):
        if id(value) in alone:
            continue
        flags = value.flags & ~re.UNICODE if isinstance(value.pattern, str) else value.flags
        assert (value.pattern, flags) in known, f"{name}: {value.pattern}"


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: f"{pattern.where}")
def test_no_pattern_takes_quadratic_time(pattern: Pattern) -> None:
    assert slow_on(pattern) is None, pattern.text


@pytest.mark.parametrize(
    ("text", "method"),
    [
        (r"(?:^|[^\w\s]|\n)\s*(?=\w)", "finditer"),
        (r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', "finditer"),
        (r"(a+)+b", "fullmatch"),
        (r"arXiv:.*\s*\d", "search"),
    ],
)
def test_a_quadratic_pattern_is_noticed(text: str, method: str) -> None:
    assert slow_on(Pattern("here", text, 0, (method,))) is not None


def test_a_pattern_that_is_written_in_a_planted_file_is_found() -> None:
    planted = (
        "import re\n_X = re.compile(r'a+b', re.I | re.ASCII)\n_X.search('')\nre.sub('c', '', '')"
    )
    found = [(p.text, p.flags, p.methods) for p in written({"app/x.py": planted})]
    assert found == [("a+b", int(re.I | re.ASCII), ("search",)), ("c", 0, ("sub",))]


BROWSER = re.compile(
    r"RegExp|\.(?:match|matchAll|search|test|split|replace(?:All)?)\(\s*/|\bpattern="
)


def test_scripts_and_templates_have_no_patterns() -> None:
    """What others made lies in static/vendor; a browser's patterns would stop only its owner."""
    files = [*(ROOT / "static" / "js").glob("*.js"), *(ROOT / "templates").rglob("*.html")]
    assert len(files) > 10
    assert [path.name for path in files if BROWSER.search(path.read_text())] == []
    assert BROWSER.search("text.replace(/a+$/, '')")
