"""Addresses within a debate are made in one module, and each leads to a page or an action."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Match

from app.paths import TEMPLATES
from app.web.showing.words import TABS
from app.web.site import addresses as to
from tests.found import some

pytest_plugins = ["tests.web.library_fixtures"]

WEB = Path(to.__file__).parent.parent
# Patterns of routes, which are matched and never filled in.
PATTERNS = {WEB / "routes.py"}
TEXTS = {"debates/_new.html": "hint='After /d/ in the address: "}


def docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def decorators(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for each in node.decorator_list:
                yield from ast.walk(each)


def joins(code: str) -> list[str]:
    """Find the texts in code with which an address could be joined by hand."""
    tree = ast.parse(code)
    aside = {*docstrings(tree), *decorators(tree)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in aside
        if re.search(r"/(?:d|n|s|people)/", node.value)
    ]


def test_no_handler_joins_an_address_by_hand() -> None:
    files = [path for path in WEB.rglob("*.py") if path not in {Path(to.__file__), *PATTERNS}]
    assert len(files) > 30
    assert {path.name: joins(path.read_text("utf-8")) for path in files} == {
        path.name: [] for path in files
    }


@pytest.mark.parametrize(
    "code", ['f"/d/{slug}"', '"/d/" + slug', '"/d/{}/n/{}".format(a, b)', 'f"{debate}/n/{id}"']
)
def test_an_address_joined_by_hand_is_seen(code: str) -> None:
    assert len(joins(code)) == 1
    assert joins('"""At /d/x."""\n@get("/d/{slug}")\ndef f() -> None: ...') == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_joins_an_address_by_hand(path: Path) -> None:
    name = path.relative_to(TEMPLATES).as_posix()
    text = path.read_text("utf-8").replace(TEXTS.get(name, "\0"), "")
    assert re.findall(r"/(?:d|n|s|people)/|\baddress\b *}}/", text) == []


def calls() -> Iterator[tuple[str, str]]:
    """Yield the function and the page of every call that names one, in code and in templates."""
    call = re.compile(r"\bto\.(debate|node|source)\([^()]*, ['\"]([^'\"]*)['\"]\)")
    for path in (*WEB.rglob("*.py"), *TEMPLATES.rglob("*.html")):
        yield from call.findall(path.read_text("utf-8"))


def test_every_address_that_is_made_leads_somewhere(empty_site: Any) -> None:
    made = {to.debate("a"), to.node("a", "b"), to.source("a", "b"), to.person("a", "b")}
    made |= {to.export("a", "dot"), to.comment("a", "b", is_long=True).split("?")[0]}
    made |= {to.debate("a", page) for _, _, page in TABS}
    for name, page in some(set(calls())):
        made.add(to.debate("a", page) if name == "debate" else getattr(to, name)("a", "b", page))
    assert len(made) > 25
    assert sorted(address for address in made if not leads_somewhere(empty_site, address)) == []
    assert not leads_somewhere(empty_site, to.debate("a", "nowhere"))


def leads_somewhere(app: Any, address: str) -> bool:
    scopes = [{"type": "http", "path": address, "method": method} for method in ("GET", "POST")]
    return any(route.matches(scope)[0] is Match.FULL for route in app.routes for scope in scopes)
