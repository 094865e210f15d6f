"""No pattern takes quadratic time: each one of `app` is run on long and unfriendly strings.

The patterns are found on the syntax tree and in the published schema; those that are put together
of pieces are constants of a module, and are taken from there.
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
COMPUTED = {"app/core/formats/native/reading.py"}
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
    """Map names to the methods of patterns called on them, private ones with their file."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, text in files.items():
        tree = ast.parse(text)
        within = gone_through(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                on = node.value.value if isinstance(node.value, ast.Subscript) else node.value
                name = getattr(on, "id", None) or getattr(on, "attr", None)
                for each in {name, *within.get(name or "", ())} - {None, "re"}:
                    found[known_as(path, str(each))].add(node.attr)
    return found


def known_as(path: str, name: str) -> str:
    """Return a name that means one thing in the whole program."""
    return f"{path}:{name}" if name.startswith("_") else name


def gone_through(tree: ast.AST) -> dict[str, set[str]]:
    """Map names to the constants that they may hold, or a part of: by a loop or an assignment."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        match node:
            case ast.For(target=target, iter=held) | ast.comprehension(target=target, iter=held):
                targets = [target]
            case ast.Assign(targets=targets, value=held):
                pass
            case _:
                continue
        for each in (name for target in targets for name in ast.walk(target)):
            if isinstance(each, ast.Name):
                found[each.id] |= {name for name in handed(held) if name.isupper()}
    return found


def handed(value: ast.AST) -> set[str]:
    """Return the names of which a value may be a part, so not those whose pattern is run for it."""
    run = {
        id(n.value) for n in ast.walk(value) if isinstance(n, ast.Attribute) and n.attr in METHODS
    }
    names = (each for each in ast.walk(value) if isinstance(each, ast.Name))
    return {each.id for each in names if id(each) not in run}


def constants(tree: ast.Module) -> dict[int, str]:
    """Map every part of what a constant of a module is set to, to the constant's name."""
    return {
        id(part): target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
        for part in ast.walk(node.value)
    }


def compiled(value: object) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    """Yield the patterns that a value is or holds."""
    for each in value.values() if isinstance(value, dict) else [value]:
        if isinstance(each, re.Pattern):
            yield each


def flags_when_compiled(pattern: re.Pattern[str] | re.Pattern[bytes]) -> int:
    """Return the flags that a pattern was given; of texts it has one more."""
    return pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, str) else pattern.flags


def put_together(path: str, name: str, used: set[str]) -> Iterator[Pattern]:
    """Yield the patterns of a constant that are no literals, as its module has compiled them."""
    assert name, f"{path} makes a pattern that no test can see; make it a constant of the module"
    assert used, f"{path}: no use of {name} was found"
    for each in some(compiled(getattr(importlib.import_module(module_of(path)), name))):
        methods = tuple(sorted(used))
        yield Pattern(f"{path}:{name}", each.pattern, flags_when_compiled(each), methods)


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
    """Yield every pattern that is made by calls of `re`, or is `pattern=` of something else."""
    used = uses(files)
    for path, text in files.items():
        tree = ast.parse(text)
        names = constants(tree)
        for node in ast.walk(tree):
            name = called_on_re(node)
            if isinstance(node, ast.Call) and name in METHODS | {"compile"}:
                kept = names.get(id(node), "") if name == "compile" else ""
                yield from called(path, node, kept, used[known_as(path, kept)] if kept else {name})
            elif isinstance(node, ast.keyword) and node.arg in ("pattern", "regex"):
                where = f"{path}:{node.lineno}"
                assert isinstance(node.value, ast.Constant), f"{where} computes its pattern"
                yield Pattern(where, text_of(node.value), 0, ("search",))


def called(path: str, node: ast.Call, kept: str, used: set[str]) -> Iterator[Pattern]:
    """Yield the patterns of a call of `re` whose result is kept under a name, or used at once."""
    if isinstance(node.args[0], ast.Constant):
        where = f"{path}:{node.lineno}"
        assert used - {"compile"}, f"{where}: no use of this pattern was found"
        flags = flags_of(node.args[1:], node.keywords)
        yield Pattern(where, text_of(node.args[0]), flags, tuple(sorted(used)))
    elif path not in COMPUTED:
        yield from put_together(path, kept, used)


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
    found = [
        (name, pattern)
        for name in modules
        if not name.endswith("__main__")
        for value in vars(importlib.import_module(name)).values()
        for pattern in compiled(value)
    ]
    for name, pattern in some(found, at_least=10):
        held = pattern.pattern, flags_when_compiled(pattern)
        assert held in known, f"{name}: {pattern.pattern!r}"


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


@pytest.mark.parametrize(
    "text",
    [
        "import re\ndef f(a):\n    return re.compile(f'{a}+b').search('')",
        "import re\ndef f(a):\n    return re.search(a + 'b', '')",
        "import re\n_X = re.search('a' + 'b', '')",
    ],
)
def test_a_pattern_that_is_put_together_is_a_constant_of_its_module(text: str) -> None:
    with pytest.raises(AssertionError, match="no test can see"):
        list(written({"app/x.py": text}))


def test_put_together_patterns_are_found_with_their_uses() -> None:
    found = {p.where.rpartition(":")[2]: p for p in PATTERNS if "argdown/patterns" in p.where}
    assert found["RANGE"].methods == ("match",)
    assert "\u2028" in str(found["DATA_STOP"].text)


BROWSER = re.compile(
    r"RegExp|\.(?:match|matchAll|search|test|split|replace(?:All)?)\(\s*/|\bpattern="
)


def test_scripts_and_templates_have_no_patterns() -> None:
    """What others made lies in static/vendor; a browser's patterns would stop only its owner."""
    files = [*(ROOT / "static" / "js").glob("*.js"), *(ROOT / "templates").rglob("*.html")]
    assert len(files) > 10
    assert [path.name for path in files if BROWSER.search(path.read_text())] == []
    assert BROWSER.search("text.replace(/a+$/, '')")
