"""The layers, checked on the syntax tree: who may import, ask, commit and mark up what.

Every rule is a function from one file to the faults in it, and every rule has a planted
violation that it must catch.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class File:
    """A file of the project: its path from the root, and its text."""

    path: str
    text: str

    @property
    def layer(self) -> str:
        """The folder under app/, or the module itself for files directly in it."""
        return self.path.split("/")[1].removesuffix(".py")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


Rule = Callable[[File], Iterator[str]]

# Layer -> what it may import of the program and of the libraries with a say in layering.
# "app.errors" and "app.main" tie things together and are nobody's to import but the entrances'.
BASE = {"app", "app.config", "app.paths"}
MAY_IMPORT = {
    "core": {"app.core"},
    "models": {"app.models", "sqlalchemy"},
    "services": {
        *BASE,
        *("app.core", "app.models", "app.services", "app.db", "app.debates"),
        *("sqlalchemy", "alembic"),
    },
    "web": {
        *BASE,
        *("app.core", "app.services", "app.web", "app.db", "app.errors", "app.trips", "app.asides"),
        *("fastapi", "starlette", "uvicorn", "jinja2", "markupsafe", "sqlalchemy"),
    },
    "api": {
        *BASE,
        *("app.core", "app.services", "app.api", "app.db", "app.errors", "app.trips", "app.asides"),
        *("fastapi", "starlette", "sqlalchemy"),
    },
    # It asks an installation over HTTP, which may be elsewhere: it sees none from within.
    "mcp": {"app", "app.core", "app.mcp", "mcp", "mcp_types"},
    "cli": {
        *BASE,
        *("app.core", "app.services", "app.cli", "app.mcp", "app.db", "app.main"),
        *("uvicorn", "typer", "sqlalchemy.exc", "sqlalchemy.make_url"),
    },
}
WATCHED = {"app", "fastapi", "starlette", "jinja2", "markupsafe", "sqlalchemy", "alembic"}
WATCHED |= {"uvicorn", "typer", "click", "mcp", "mcp_types"}
PURE = {"numpy", "rapidfuzz", "yaml", "jsonschema_rs", "bibtexparser", "app"}
LAZY = {("app/core/measures/coherence.py", "scipy")}
IMPURE = {"os", "sys", "io", "pathlib", "socket", "random", "secrets", "time", "subprocess"}
# Files that exist only in memory reach nowhere.
IN_MEMORY = {"io", "io.StringIO", "io.BytesIO"}
IMPURE |= {
    "threading",
    "asyncio",
    "sqlite3",
    "logging",
    "tempfile",
    "shutil",
    "urllib.request",
    "http",
}


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that a tree imports; of `from a.b import c`, both a.b and a.b.c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def within(module: str, allowed: set[str]) -> bool:
    """Tell whether a module is one of the allowed ones or lies in one; "app" has no inside."""
    if "app" in allowed and re.fullmatch(r"app\.__\w+__", module):
        return True
    return any(module == name or module.startswith(f"{name}.") for name in allowed - {"app"})


def import_directions(file: File) -> Iterator[str]:
    allowed = MAY_IMPORT.get(file.layer)
    if allowed is None:
        return
    for module in imports(file.tree):
        if module.startswith("."):
            yield f"imports relatively: {module}"
        elif module.split(".")[0] in WATCHED and not within(module, allowed):
            yield f"{file.layer} imports {module}"


def purity_of_core(file: File) -> Iterator[str]:
    if file.layer != "core":
        return
    for module in imports(file.tree):
        top = module.split(".")[0]
        if within(module, IMPURE) and module not in IN_MEMORY:
            yield f"core reaches outside by {module}"
        elif top not in STANDARD | PURE and (file.path, top) not in LAZY:
            yield f"core imports {module}, neither standard library nor one of the pure libraries"
    for node in file.tree.body:
        lazy = [top for path, top in LAZY if path == file.path]
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {module.split(".")[0] for module in imports(node)}
            yield from (f"imports {name} before it is needed" for name in names & set(lazy))
    yield from (f"core calls {name}" for name in calls(file.tree) if name in CLOCKS)


STANDARD = set(sys.stdlib_module_names)
CLOCKS = {"open", "datetime.now", "date.today", "datetime.utcnow", "print", "input"}
QUERIES = {"select", "text", "insert", "update", "delete"}


def calls(tree: ast.AST) -> Iterator[str]:
    """Yield the names of what is called: `f`, `a.f`, or `….f` for longer expressions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield called(node.func)


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute):
        base = function.value
        inner = base.id if isinstance(base, ast.Name) else getattr(base, "attr", "…")
        return f"{inner}.{function.attr}"
    return "…"


def queries_only_in_services(file: File) -> Iterator[str]:
    if file.layer in ("services", "db"):
        return
    for module in imports(file.tree):
        if module.startswith("sqlalchemy.") and module.split(".")[-1] in QUERIES:
            yield f"imports {module}"
    for name in calls(file.tree):
        if name == "select" or re.fullmatch(
            r".*session\.(execute|scalars?|query|get|add|delete)", name
        ):
            yield f"asks the database: {name}"


# The migrations' connection is not a session: its transaction spans the whole upgrade.
MAY_COMMIT = {"app/db.py", "app/services/migrations.py"}


def commits_only_in_db(file: File) -> Iterator[str]:
    if file.path not in MAY_COMMIT:
        yield from (f"calls {name}" for name in calls(file.tree) if name.endswith(".commit"))


def no_wrapping_middleware(file: File) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.alias | ast.Name | ast.Attribute):
            name = (
                getattr(node, "name", None)
                or getattr(node, "id", None)
                or getattr(node, "attr", "")
            )
            if str(name).endswith("BaseHTTPMiddleware"):
                yield "BaseHTTPMiddleware costs most of the throughput"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and called(decorator.func).endswith(
                    ".middleware"
                ):
                    yield "@app.middleware is BaseHTTPMiddleware in disguise"


SESSIONS = {"reading", "writing"}
GIVING = (ast.Yield, ast.YieldFrom)


def sessions_stay_within_a_trip(file: File) -> Iterator[str]:
    """A session is opened by a plain function that ends it: no generator, no coroutine.

    What a dependency opens waits for a thread to be used, while threads wait for what it holds.
    """
    if file.layer not in ("web", "api", "trips"):
        return
    plain = set()
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef):
            plain.add(node.name)
            if opens(node) and any(isinstance(each, GIVING) for each in ast.walk(node)):
                yield f"{node.name} hands on a session that it opened"
        elif isinstance(node, ast.AsyncFunctionDef) and opens(node):
            yield f"{node.name} opens a session outside of a worker thread"
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and called(node.func) in ("Depends", "Security"):
            names = {each.id for each in node.args if isinstance(each, ast.Name)}
            yield from (f"depends on {name}, which takes a thread" for name in names & plain)


def opens(function: ast.AST) -> bool:
    return any(name.split(".")[-1] in SESSIONS and "." in name for name in calls(function))


# Where text may be declared markup: renderings of cards that autoescape has been through, and
# Markdown whose reader lets no markup of its author's through.
MARKUP_ALLOWED = {"app/web/site/pages.py", "app/web/showing/markdown.py"}
# The map is written by the same module of core for a page and for a file, and escaped there.
MARKUP_ALLOWED |= {"app/web/showing/drawings.py"}


def nothing_is_declared_safe(file: File) -> Iterator[str]:
    if file.path not in MARKUP_ALLOWED:
        names = (name.split(".")[-1] for name in calls(file.tree))
        yield from (f"calls {name}" for name in names if name in ("Markup", "mark_safe"))


# Where a refusal may be caught: what a form can mend is shown again by one module.
REFUSALS = {"Invalid", "Conflict", "TooMany", "SignInNeeded", "REFUSED", "CruxmapError"}
CATCHES = "app/web/site/actions.py"


def refusals_are_caught_in_one_place(file: File) -> Iterator[str]:
    if file.layer != "web" or file.path == CATCHES:
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            caught = {
                getattr(each, "attr", getattr(each, "id", "")) for each in ast.walk(node.type)
            }
            yield from (f"catches {name}" for name in sorted(caught & REFUSALS))


# Between a relation and the number of one of its edges; YAML's word for nothing is another thing,
# and so is LaTeX's blank.
PARTS_EDGES = {
    "app/core/debate/edge_ids.py",
    "app/core/formats/native/yaml_reading.py",
    "app/core/formats/latex.py",
}


def edges_are_named_in_one_place(file: File) -> Iterator[str]:
    if file.path in PARTS_EDGES or file.path.startswith("app/core/formats/"):
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Constant) and node.value == "~":
            yield "takes the name of an edge apart"
        elif isinstance(node, ast.JoinedStr):
            texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            yield from ("puts the name of an edge together" for text in texts if text == "~")


MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
# Too long, and known: whoever shortens one takes it off the list.
LONG_FILES: set[str] = set()
LONG_FUNCTIONS: set[str] = set()


def files_are_short(file: File) -> Iterator[str]:
    lines = file.text.count("\n")
    if lines > MOST_LINES and file.path not in LONG_FILES:
        yield f"has {lines} lines"


def functions_are_short(file: File) -> Iterator[str]:
    for fault in too_long(file):
        if f"{file.path}:{fault.split()[0]}" not in LONG_FUNCTIONS:
            yield fault


def too_long(file: File) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{node.name} has {lines} lines"


def files_named_test_have_tests(file: File) -> Iterator[str]:
    names = [n.name for n in ast.walk(file.tree) if isinstance(n, ast.FunctionDef)]
    if not any(name.startswith("test_") for name in names):
        yield "has no test"


# Rules for templates, on their text: comments of Jinja are taken out first.


def plain(file: File) -> str:
    return re.sub(r"\{#.*?#\}", "", file.text, flags=re.DOTALL)


def tags(file: File) -> Iterator[str]:
    """Yield opening tags whole; a quoted > does not end one, nor does one within {{ }} or {% %}."""
    pattern = r"<[a-zA-Z](?:\{\{.*?\}\}|\{%.*?%\}|\"[^\"]*\"|'[^']*'|[^>\"'])*>"
    yield from (match[0] for match in re.finditer(pattern, plain(file), flags=re.DOTALL))


def no_inline_style(file: File) -> Iterator[str]:
    yield from (
        f"style attribute: {tag[:60]}" for tag in tags(file) if re.search(r"\sstyle\s*=", tag)
    )
    if re.search(r"<style\b", plain(file)):
        yield "style element"


def no_inline_script(file: File) -> Iterator[str]:
    for tag in tags(file):
        if re.match(r"<script\b(?![^>]*\bsrc\s*=)", tag):
            yield f"inline script: {tag[:60]}"
        if re.search(r"\son[a-z]+\s*=", tag):
            yield f"event attribute: {tag[:60]}"
        if re.search(r"\shx-on\b|javascript:", tag):
            yield f"script in an attribute: {tag[:60]}"


def nothing_is_safe(file: File) -> Iterator[str]:
    for match in re.finditer(r"\|\s*safe\b|\{%-?\s*autoescape\s+false", plain(file)):
        yield f"escapes nothing: {match[0]}"


PYTHON_RULES: list[Rule] = [
    import_directions,
    purity_of_core,
    queries_only_in_services,
    commits_only_in_db,
    no_wrapping_middleware,
    sessions_stay_within_a_trip,
    nothing_is_declared_safe,
    refusals_are_caught_in_one_place,
    edges_are_named_in_one_place,
    files_are_short,
    functions_are_short,
]
TEMPLATE_RULES: list[Rule] = [no_inline_style, no_inline_script, nothing_is_safe]

PLANTED: list[tuple[Rule, str, str]] = [
    (import_directions, "app/core/x.py", "from app.services import graphs"),
    (import_directions, "app/core/x.py", "import sqlalchemy"),
    (import_directions, "app/core/x.py", "from .graph import Graph"),
    (import_directions, "app/models/x.py", "from app.services.ids import new_id"),
    (import_directions, "app/services/x.py", "from fastapi import Request"),
    (import_directions, "app/services/x.py", "import starlette.requests"),
    (import_directions, "app/services/x.py", "from app.web import pages"),
    (import_directions, "app/services/x.py", "def f():\n    from jinja2 import Template"),
    (import_directions, "app/web/x.py", "from app.api import debates"),
    (import_directions, "app/web/x.py", "from app.models import Debate"),
    (import_directions, "app/web/x.py", "from app import models"),
    (import_directions, "app/api/x.py", "from app.web import pages"),
    (import_directions, "app/api/x.py", "import app.models.nodes"),
    (import_directions, "app/cli/x.py", "from app.models import Debate"),
    (import_directions, "app/cli/x.py", "import mcp"),
    (import_directions, "app/mcp/x.py", "from app.services import graphs"),
    (import_directions, "app/mcp/x.py", "from app.api.part_schemas import NodeOut"),
    (purity_of_core, "app/core/x.py", "import random"),
    (purity_of_core, "app/core/x.py", "from pathlib import Path"),
    (purity_of_core, "app/core/x.py", "import requests"),
    (purity_of_core, "app/core/x.py", "def f():\n    import scipy"),
    (purity_of_core, "app/core/measures/coherence.py", "import scipy.optimize"),
    (purity_of_core, "app/core/x.py", "from datetime import datetime\nx = datetime.now()"),
    (purity_of_core, "app/core/x.py", "open('x')"),
    (queries_only_in_services, "app/web/x.py", "from sqlalchemy import select"),
    (queries_only_in_services, "app/cli/x.py", "x = session.execute(q)"),
    (queries_only_in_services, "app/api/x.py", "x = request.session.scalars(q)"),
    (commits_only_in_db, "app/services/x.py", "def f(session):\n    session.commit()"),
    (
        no_wrapping_middleware,
        "app/x.py",
        "from starlette.middleware.base import BaseHTTPMiddleware",
    ),
    (no_wrapping_middleware, "app/x.py", "@app.middleware('http')\nasync def f(): ..."),
    (
        sessions_stay_within_a_trip,
        "app/web/x.py",
        "def f(request):\n    with request.app.state.database.reading() as s:\n        yield s",
    ),
    (
        sessions_stay_within_a_trip,
        "app/api/x.py",
        "async def f(database):\n    with database.writing() as s:\n        return s",
    ),
    (sessions_stay_within_a_trip, "app/web/x.py", "def f(): ...\nX = Annotated[int, Depends(f)]"),
    (nothing_is_declared_safe, "app/web/x.py", "x = Markup('<b>')"),
    (nothing_is_declared_safe, "app/web/x.py", "x = markupsafe.Markup(y)"),
    (refusals_are_caught_in_one_place, "app/web/x.py", "try: f()\nexcept REFUSED: g()"),
    (
        refusals_are_caught_in_one_place,
        "app/web/site/x.py",
        "try: f()\nexcept (e.Invalid, KeyError): g()",
    ),
    (edges_are_named_in_one_place, "app/web/x.py", "x = edge.partition('~')[0]"),
    (edges_are_named_in_one_place, "app/core/x.py", "x = f'{relation}~{n}'"),
    (files_are_short, "app/web/x.py", "x = 1\n" * 301),
    (functions_are_short, "app/web/x.py", "def f():\n" + "    x = 1\n" * 41),
    (files_named_test_have_tests, "tests/test_x.py", "def helper(): ..."),
    (no_inline_style, "templates/x.html", '<p class="a" style="left:1px">'),
    (no_inline_style, "templates/x.html", '<p title="{{ a > b }}"\n  style = "{{ x }}">'),
    (no_inline_style, "templates/x.html", "<style>p{}</style>"),
    (no_inline_script, "templates/x.html", "<script>alert(1)</script>"),
    (no_inline_script, "templates/x.html", '<button type="button" onclick="f()">'),
    (no_inline_script, "templates/x.html", '<button hx-on:click="f()">'),
    (no_inline_script, "templates/x.html", '<a href="javascript:f()">'),
    (nothing_is_safe, "templates/x.html", "{{ claim.text |safe }}"),
    (nothing_is_safe, "templates/x.html", "{% autoescape false %}"),
]

ALLOWED: list[tuple[Rule, str, str]] = [
    (
        import_directions,
        "app/core/x.py",
        "import numpy as np\nfrom app.core.debate.graph import Graph",
    ),
    (
        import_directions,
        "app/services/x.py",
        "from sqlalchemy import select\nfrom app import __version__",
    ),
    (
        purity_of_core,
        "app/core/measures/coherence.py",
        "def f():\n    from scipy.optimize import linprog",
    ),
    (
        sessions_stay_within_a_trip,
        "app/web/x.py",
        "async def g(): ...\nX = Annotated[int, Depends(g)]\n"
        "def f(database):\n    with database.writing() as s:\n        return s.do()",
    ),
    (no_inline_script, "templates/x.html", '<script src="/static/x.js" defer></script>'),
    (no_inline_script, "templates/x.html", "<p>one = two, on = off</p>{# <script> #}"),
    (no_inline_style, "templates/x.html", '<link rel="stylesheet" href="a.css">'),
]


def files(folder: str, pattern: str) -> list[File]:
    paths = sorted((ROOT / folder).rglob(pattern))
    return [File(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths]


def found(rule: Rule, checked: list[File]) -> list[str]:
    return [f"{file.path}: {fault}" for file in checked for fault in rule(file)]


def named(rule: Rule) -> str:
    return rule.__name__


@pytest.mark.parametrize("rule", PYTHON_RULES, ids=named)
def test_the_program_keeps_the_rule(rule: Rule) -> None:
    checked = files("app", "*.py")
    assert len(checked) > 20
    assert found(rule, checked) == []


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=named)
def test_the_templates_keep_the_rule(rule: Rule) -> None:
    checked = files("templates", "*.html") + files("templates", "*.svg")
    assert checked
    assert found(rule, checked) == []


def test_every_test_file_has_tests() -> None:
    checked = files("tests", "test_*.py")
    assert len(checked) > 5
    assert found(files_named_test_have_tests, checked) == []


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_violation_is_caught(rule: Rule, path: str, text: str) -> None:
    assert list(rule(File(path, text)))


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED)
def test_what_is_allowed_passes(rule: Rule, path: str, text: str) -> None:
    assert list(rule(File(path, text))) == []


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule for rule, _, _ in PLANTED} == {
        *PYTHON_RULES,
        *TEMPLATE_RULES,
        files_named_test_have_tests,
    }


def test_every_exception_is_still_needed() -> None:
    paths = {file.path: file.text for file in files("app", "*.py")}
    assert {path for path, text in paths.items() if text.count("\n") > MOST_LINES} >= LONG_FILES
    names = {
        f"{file.path}:{fault.split()[0]}"
        for file in files("app", "*.py")
        for fault in too_long(file)
    }
    assert names >= LONG_FUNCTIONS
    assert paths.keys() >= MARKUP_ALLOWED | MAY_COMMIT
