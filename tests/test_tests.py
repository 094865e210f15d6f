"""The tests themselves: what is asserted of each found thing is asserted of none if none is found.

A loop over nothing asserts nothing, and `all(…)` of nothing is true: a page that came out empty
would pass. So things that a test has found, rather than written down, go through `some` of
tests/found.py, or an assertion outside the loop is about them. A property that is tried on many
drawn cases may find nothing in one of them, if it asserts something in all.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.found import some

ROOT = Path(__file__).parent

# What gives something wherever it was given something.
KEEPING = {"enumerate", "zip", "sorted", "reversed", "list", "tuple", "set", "dict", "iter"}
KEEPING |= {"items", "values", "keys", "pairwise", "product", "fromkeys"}
GIVING = {"range", "count", "some"}
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def is_sure(things: ast.expr, known: set[str]) -> bool:
    """Tell whether the text of a test says that there is at least one of these things.

    `known` holds the expressions, as text, that are known to give something.
    """
    if ast.unparse(things) in known:
        return True
    match things:
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            return any(not isinstance(e, ast.Starred) or is_sure(e, known) for e in elements)
        case ast.Dict(keys=said) | ast.Constant(value=said):
            return bool(said)
        case ast.Subscript(value=inner) | ast.Starred(value=inner):
            return is_sure(inner, known)
        case ast.BinOp(left=left, op=ast.Add() | ast.BitOr(), right=right):
            return is_sure(left, known) or is_sure(right, known)
        case ast.IfExp(body=one, orelse=other):
            return is_sure(one, known) and is_sure(other, known)
    return is_made_of_some(things, known)


def is_made_of_some(things: ast.expr, known: set[str]) -> bool:
    if isinstance(things, COMPREHENSIONS):
        return all(is_sure(each.iter, known) and not each.ifs for each in things.generators)
    if called(things) in KEEPING:
        given = getattr(things, "args", None) or [
            getattr(getattr(things, "func", None), "value", things)
        ]
        return all(each is not things and is_sure(each, known) for each in given)
    return called(things) in GIVING or f"{called(things)}()" in known


def called(node: ast.AST) -> str:
    """Return the last name of what is called: `c` of `a.b.c(…)`; nothing for what is no call."""
    function = getattr(node, "func", None)
    return str(getattr(function, "id", None) or getattr(function, "attr", ""))


def unsure_claim(test: ast.expr, known: set[str]) -> ast.expr | None:
    """Return the things of an assertion that is true where there are none: `all(…)` and its like.

    None where the assertion is not of that kind, or where there are some for sure.
    """
    match test:
        case ast.Call(func=ast.Name(id="all"), args=[things]):
            pass
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="any"), args=[things])):
            pass
        case ast.UnaryOp(op=ast.Not(), operand=things) if any(
            each.ifs for each in getattr(things, "generators", ())
        ):
            pass
        case ast.Compare(left=things, ops=[ast.Eq()], comparators=[ast.List(elts=[])]) if any(
            each.ifs for each in getattr(things, "generators", ())
        ):
            pass
        case _:
            return None
    sources = [g.iter for g in getattr(things, "generators", ())] or [things]
    return next((each for each in sources if not is_sure(each, known)), None)


def own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what lies in a scope, and not in a function within it."""
    for inner in ast.iter_child_nodes(scope):
        yield inner
        if not isinstance(inner, FUNCTIONS):
            yield from own(inner)


def assertions(scope: ast.AST, known: set[str]) -> Iterator[ast.Assert]:
    """Yield the assertions that are made for sure, and not of nothing."""
    for inner in ast.iter_child_nodes(scope):
        of_found = isinstance(inner, ast.For) and not is_sure(inner.iter, known)
        if of_found or isinstance(inner, FUNCTIONS):
            continue
        if isinstance(inner, ast.Assert) and unsure_claim(inner.test, known) is None:
            yield inner
        yield from assertions(inner, known)


def known_in(scope: ast.AST, known: set[str]) -> set[str]:
    """Add what a scope writes down, and what it makes an assertion about."""
    now = set(known)
    for _ in range(3):  # a name may be made of one that is asserted further down
        for node in own(scope):
            if isinstance(node, ast.Assign) and is_sure(node.value, now):
                now |= {ast.unparse(target) for target in node.targets}
            if isinstance(node, ast.AnnAssign) and node.value and is_sure(node.value, now):
                now.add(ast.unparse(node.target))
        for each in assertions(scope, now):
            now |= {ast.unparse(e) for e in ast.walk(each.test) if isinstance(e, ast.expr)}
    return now


def handed_to(test: ast.FunctionDef) -> set[str]:
    """Return the parameters that a decorator gives: by a table, or drawn by hypothesis."""
    decorated = " ".join(ast.unparse(each) for each in test.decorator_list)
    given = "parametrize" in decorated or "given" in decorated
    return {each.arg for each in test.args.args} if given else set()


def is_property(test: ast.FunctionDef) -> bool:
    """Tell whether a test is tried on many drawn cases, of which some may well have nothing."""
    return any(called(each) == "given" for each in test.decorator_list)


def constants_of(tree: ast.Module) -> set[str]:
    """Return the constants of a file, what it imports as one, and its functions that give some."""
    names = [n.name for each in tree.body if isinstance(each, ast.ImportFrom) for n in each.names]
    known = known_in(tree, {name for name in names if name[0].isupper()})
    functions = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
    return known | {f"{each.name}()" for each in functions if gives_some(each, known)}


def gives_some(function: ast.FunctionDef, known: set[str]) -> bool:
    inside = known_in(function, known)
    given = [node.value for node in own(function) if isinstance(node, ast.Return) and node.value]
    return bool(given) and all(is_sure(value, inside) for value in given)


def claims_about_nothing(test: ast.FunctionDef, known: set[str]) -> Iterator[str]:
    """Yield the things of which a test asserts something, and which it may not have found."""
    for node in ast.walk(test):
        match node:
            case ast.For(iter=things) if not is_sure(things, known) and asserts(node):
                yield ast.unparse(things)
            case ast.Assert(test=claim) if (found := unsure_claim(claim, known)) is not None:
                yield ast.unparse(found)


def asserts(loop: ast.For) -> bool:
    named = (called(node) for node in ast.walk(loop))
    return any(isinstance(node, ast.Assert) for node in ast.walk(loop)) or any(
        name.startswith("assert") or name == "raises" for name in named
    )


def faults(text: str) -> list[str]:
    """List the tests of a file, each with found things that it never says it has found."""
    tree = ast.parse(text)
    constants = constants_of(tree)
    told = []
    for test in ast.walk(tree):
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            known = known_in(test, constants | handed_to(test))
            if not (is_property(test) and any(assertions(test, known))):
                told += [f"{test.name}: {each}" for each in claims_about_nothing(test, known)]
    return told


FILES = sorted(ROOT.rglob("test_*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_asserted_of_each_is_asserted_of_some(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


def test_all_files_of_tests_are_looked_at() -> None:
    assert len(FILES) > 50
    assert sum("assert" in path.read_text(encoding="utf-8") for path in FILES) > 50


@pytest.mark.parametrize(
    "body",
    [
        "for row in page.rows():\n    assert row",
        "for row in sorted(page.rows()):\n    assert_is_fine(row)",
        "for row in page.rows:\n    with pytest.raises(ValueError):\n        row()",
        "for place in ('/', '/a'):\n    for row in read(place):\n        assert row",
        "rows = read(page)\nfor row in rows:\n    assert row in rows",
        "rows = [row for row in (1, 2) if page.has(row)]\nfor row in rows:\n    assert row",
        "for row in []:\n    assert row",
        "for row in EMPTY:\n    assert row",
        "for row in COMPUTED:\n    assert row",
        "assert all(row.ok for row in page.rows)",
        "assert not any(row.bad for row in page.rows)",
        "assert [row for row in page.rows if row.bad] == []",
        "assert page\nassert not [row for row in page.rows if row.bad]",
        "rows = given()\nfor row in rows:\n    assert row",
        "def inner():\n    for row in page.rows:\n        assert row\ninner()",
    ],
)
def test_a_planted_claim_about_nothing_is_caught(body: str) -> None:
    assert len(faults(planted(body))) == 1


@pytest.mark.parametrize(
    "body",
    [
        "for row in some(page.rows()):\n    assert row",
        "for row in ('a', 'b'):\n    assert row in page",
        "for row in TABLE:\n    assert row",
        "for row in Kind:\n    assert row",
        "rows = read(page)\nassert len(rows) > 3\nfor row in rows:\n    assert row",
        "assert page.rows\nassert all(row.ok for row in page.rows)",
        "rows = some(page.rows)\nnames = [row.name for row in rows]\nassert all(names)",
        "for row in page.rows:\n    row.press()\nassert page.done",
        "assert any(row.ok for row in page.rows)",
        "for row in giving():\n    assert row",
        "assert [row.name for row in page.rows] == ['a']",
    ],
)
def test_what_is_said_of_some_passes(body: str) -> None:
    assert faults(planted(body)) == []


def planted(body: str) -> str:
    lines = "\n    ".join(body.splitlines())
    return f"{ABOVE}def test_x(page):\n    {lines}\n"


ABOVE = """from app.kinds import Kind
EMPTY = ()
TABLE: dict[str, int] = {'a': 1}
COMPUTED = sorted(rows())
def giving():
    rows = read()
    assert len(rows) > 3
    return rows
def given():
    assert read()
    return rows
"""


def test_a_property_asserts_something_of_every_case() -> None:
    each = "    for row in drawn.rows:\n        assert row\n"
    head = "@given(st.text())\ndef test_x(drawn):\n"
    assert len(faults(head + each)) == 1
    assert faults(f"{head}    assert drawn.size >= 0\n{each}") == []


def test_some_fails_where_too_few_are_found() -> None:
    assert some(iter("ab"), at_least=2) == ["a", "b"]
    with pytest.raises(AssertionError, match="2 found, at least 3"):
        some("ab", at_least=3)
    with pytest.raises(AssertionError, match="0 found"):
        some([])
