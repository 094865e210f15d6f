"""Every public function and class of the program is used by the program, not by tests alone.

Names are followed through imports, so a namesake elsewhere is no use. Functions under a decorator
are used by what decorates them, tables by the mapping.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Trees = Mapping[str, ast.Module]
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

# What is made for something to come, and what that is.
COMING = {
    "app.core.measures.contest.value_of_information": "the list of what to rate next",
    "app.core.measures.contest.consensus": "comparing camps: group-informed consensus",
    "app.core.measures.scoring.brier_score": "the pages of resolved claims: scoring",
    "app.core.measures.scoring.log_score": "the pages of resolved claims: scoring",
    "app.core.measures.scoring.score_split": "the pages of resolved claims: scoring",
    "app.core.measures.scoring.calibration": "the pages of resolved claims: scoring",
}
# What tests need of the program to look into it from outside.
FOR_TESTS = {
    "app.services.migrations.downgrade": "every migration has a way down",
    "app.services.migrations.drift": "tables and migrations agree",
    "app.services.downloads.forget_files": "a process that has kept nothing yet",
    "app.services.transfer.export_document": "what came in is compared with what comes out",
    "app.services.snapshots.forget": "a process that has kept nothing yet",
    "app.services.snapshots.kept_bytes": "what is kept stays within its bound",
}


def trees_of(root: Path) -> Trees:
    """Parse the modules of the program, by name."""
    found = {}
    for path in sorted((root / "app").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def unused(trees: Trees) -> set[str]:
    """Return the public functions and classes to which nothing in the program refers."""
    used = {name for module, tree in trees.items() for name in uses(module, tree)}
    while (
        more := {name for pair in handed_on(trees) if pair[0] in used for name in pair[1:]} - used
    ):
        used |= more
    return set(definitions(trees)) - used


def definitions(trees: Trees) -> Iterator[str]:
    for module, tree in trees.items():
        for node in tree.body:
            if not isinstance(node, DEFINITIONS) or node.name.startswith("_"):
                continue
            decorated = node.decorator_list and not isinstance(node, ast.ClassDef)
            if not decorated and not module.startswith("app.models."):
                yield f"{module}.{node.name}"


def uses(module: str, tree: ast.Module) -> Iterator[str]:
    """Yield what each statement of a module refers to, apart from what it defines itself."""
    imported = dict(imports(tree))
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__":
            continue
        own = getattr(statement, "name", None)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id != own:
                yield imported.get(node.id, f"{module}.{node.id}")
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                yield f"{imported.get(node.value.id, node.value.id)}.{node.attr}"
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                # A quoted annotation, or an address such as "app.main:create_app".
                yield node.value.replace(":", ".", 1)
                yield f"{module}.{node.value}"


def imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names that a module imports, each with what it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (
                (each.asname or each.name, f"{node.module}.{each.name}") for each in node.names
            )
        elif isinstance(node, ast.Import):
            yield from ((each.asname or each.name, each.name) for each in node.names)


def handed_on(trees: Trees) -> Iterator[tuple[str, str]]:
    """Yield pairs: a name under which a module hands on what it imports, and what that is."""
    for module, tree in trees.items():
        yield from ((f"{module}.{name}", meant) for name, meant in imports(tree))


def is_registered(name: str) -> bool:
    """Tell whether it adds a part's commands: `app/cli/main.py` calls it of every part."""
    return name.startswith("app.cli.") and name.endswith(".register")


def in_templates() -> set[str]:
    """Return the addresses that templates ask for, under the names of their functions."""
    texts = [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")]
    asked = {name for text in texts for name in re.findall(r"\bto\.(\w+)\(", text)}
    return {f"app.web.site.addresses.{name}" for name in asked}


def test_nothing_public_is_there_for_tests_alone() -> None:
    trees = trees_of(ROOT)
    assert len(list(definitions(trees))) > 500
    found = {name for name in unused(trees) - in_templates() if not is_registered(name)}
    assert found == COMING.keys() | FOR_TESTS.keys()


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"app.a": "def f(): ..."}, {"app.a.f"}),
        ({"app.a": "def f(): f()"}, {"app.a.f"}),
        ({"app.a": "__all__ = ['f']\ndef f(): ..."}, {"app.a.f"}),
        ({"app.a": "class C: ...\ndef _g() -> 'C': ..."}, set()),
        ({"app.a": "def f(): ...", "app.b": "from app.a import f"}, {"app.a.f"}),
        ({"app.a": "def f(): ...", "app.b": "from app.a import f as g\ng()"}, set()),
        ({"app.a": "def f(): ...", "app.b": "from app import a\na.f()"}, set()),
        ({"app.a": "def f(): ...", "app.b": "x = 'app.a:f'"}, set()),
        ({"app.a": "def f(): ...", "app.b": "def f(): ...\nf()"}, {"app.a.f"}),
        (
            {
                "app.a": "def f(): ...",
                "app.b": "from app.a import f",
                "app.c": "from app.b import f\nf()",
            },
            set(),
        ),
        ({"app.a": "@route\ndef f(): ..."}, set()),
        ({"app.models.a": "class Table(Base): ..."}, set()),
    ],
)
def test_a_use_is_told_from_a_namesake_and_a_mere_import(texts, found):
    assert unused({name: ast.parse(text) for name, text in texts.items()}) == found
