"""Small faults, put into the rules on which most rests: does a test fail for each? `make mutants`.

Every mutant is one change of one expression. It is written into a copy of the program, and the
tests that should notice run on it until the first of them fails. Those that fail none survive.

    python -m tests.mutants [WORD …]    only files whose path has one of the words
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
MOST_SECONDS = int(os.environ.get("MUTANTS_SECONDS", "3600"))
A_RUN = 300  # seconds: a mutant that runs for ever is noticed, too

# Which tests should notice a fault in which file, quickest first; of some files, which parts.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "app/core/permissions.py": ("tests/core/test_permissions.py",),
    "app/core/measures/pooling.py": ("tests/core/test_pooling.py",),
    "app/core/vocabulary.py": ("tests/test_vocabulary.py", "tests/services/test_relations.py"),
    "app/services/arrows.py": (
        "tests/services/test_arrows.py",
        "tests/services/test_relations.py",
    ),
    "app/core/debate/knowing.py": ("tests/core/test_knowing.py",),
    "app/core/debate/counting.py": ("tests/core/test_knowing.py",),
}
PARTS = {"app/core/vocabulary.py": {"RelationKind", "answering"}}

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """A file with one fault: where it is, what was there, and what is there now."""

    path: str
    line: int
    was: str
    now: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.was}  ->  {self.now}"


def others(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of an expression or a statement, but should not."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield ast.Compare(node.left, [COMPARED[type(op)]()], node.comparators)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            yield from values
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in COUNTED:
            yield ast.BinOp(left, COUNTED[type(op)](), right)
        case _:
            yield from other_ways(node)
            yield from other_values(node)


def other_ways(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.IfExp(body=one, orelse=other):
            yield from (one, other)
        case ast.Return(value=ast.expr() as value) if not is_nothing(value):
            yield ast.Return(ast.Constant(None))
        case ast.If(body=body, orelse=rest):
            yield ast.If(ast.Constant(False), body, rest)


def other_values(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Attribute(value=ast.Name(id="Role" | "Aim" as kind), attr=name):
            yield ast.Attribute(ast.Name(kind), NEXT[name])
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=float() as value):
            yield ast.Constant(2 * value + 1)


NEXT = {"READER": "ANNOTATOR", "ANNOTATOR": "EDITOR", "EDITOR": "OWNER", "OWNER": "EDITOR"}
NEXT |= {"CLAIM": "RELATION", "RELATION": "CLAIM", "ANY": "CLAIM"}


def is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def places(tree: ast.AST, within: set[str] | None) -> list[ast.AST]:
    """List what may be changed: not the texts people read, nor what runs only for type checkers."""
    scopes = [
        node
        for node in ast.iter_child_nodes(tree)
        if within is None or getattr(node, "name", None) in within
    ]
    return [node for scope in scopes for node in walk(scope)]


def walk(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for name, inner in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "exc"):
            continue
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, ast.AST):
                yield from walk(each)


def mutants(path: str, text: str, within: set[str] | None = None) -> Iterator[Mutant]:
    """Yield every mutant of a file, in the order of its lines."""
    tree = ast.parse(text)
    for number, node in enumerate(places(tree, within)):
        for choice, _ in enumerate(others(node)):
            copy = deepcopy(tree)
            here = places(copy, within)[number]
            new = list(others(here))[choice]
            was, now = short(here), short(new)
            Put(here, new).visit(copy)
            made = ast.unparse(ast.fix_missing_locations(copy))
            yield Mutant(path, getattr(node, "lineno", 0), was, now, made)


class Put(ast.NodeTransformer):
    """Put one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def short(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node)).splitlines()[0][:70]


def copied(folder: Path) -> None:
    """Copy the checkout, as far as the tests need it."""
    for name in ("app", "tests", "templates", "static", "migrations", "benchmarks", "docs"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored, symlinks=True)
    shutil.copy(ROOT / "pyproject.toml", folder)


def is_noticed(folder: Path, tests: tuple[str, ...]) -> bool:
    """Tell whether the tests fail in a folder, or never end."""
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    around = os.environ | {"CRUXMAP_TEST_POSTGRES": "never", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(words, cwd=folder, env=around, capture_output=True, timeout=A_RUN)
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0


def tried(folder: Path, path: str, until: float) -> Iterator[tuple[Mutant, bool]]:
    """Yield each mutant of a file, and whether it was noticed; stop when the time is up."""
    text = (ROOT / path).read_text(encoding="utf-8")
    for mutant in mutants(path, text, PARTS.get(path)):
        if time.monotonic() > until:
            print(f"{path}: the time is up at line {mutant.line}")
            break
        (folder / path).write_text(mutant.text, encoding="utf-8")
        yield mutant, is_noticed(folder, SUBJECTS[path])
    (folder / path).write_text(text, encoding="utf-8")


def main(words: list[str]) -> int:
    chosen = [path for path in SUBJECTS if not words or any(word in path for word in words)]
    until = time.monotonic() + MOST_SECONDS
    survived = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        copied(folder)
        for path in chosen:
            if is_noticed(folder, SUBJECTS[path]):
                raise SystemExit(f"{path}: its tests fail without any mutant")
            found = list(report(tried(folder, path, until)))
            survived += found.count(False)
            print(f"{path}: {len(found)} made, {found.count(True)} noticed", flush=True)
    return min(survived, 1)


def report(found: Iterator[tuple[Mutant, bool]]) -> Iterator[bool]:
    """Print each survivor as it is found, and yield whether each was noticed."""
    for mutant, noticed in found:
        if not noticed:
            print(f"survived: {mutant}", flush=True)
        yield noticed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
