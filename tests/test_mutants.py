"""The maker of mutants: each is one fault, and the rules on which most rests have many."""

import ast

import pytest

from tests.mutants import PARTS, ROOT, SUBJECTS, mutants


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", ["a <= b"]),
        ("a and b", ["a or b", "a", "b"]),
        ("not a", ["a"]),
        ("x = 1 if a else c", ["x = 1", "x = 2 if a else c", "x = c"]),
        ("a + b", ["a - b"]),
        ("Role.READER", ["Role.ANNOTATOR"]),
        ("x = True", ["x = False"]),
        ("if a:\n    b()", ["if False:\n    b()"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
        ("x: 'Literal[1]' = 'a text'", []),
    ],
)
def test_each_mutant_is_one_fault(text: str, expected: list[str]) -> None:
    assert sorted(each.text for each in mutants("app/x.py", text)) == sorted(expected)


@pytest.mark.parametrize("path", SUBJECTS)
def test_every_subject_has_mutants_of_it_and_tests(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    made = list(mutants(path, text, PARTS.get(path)))
    assert len({each.text for each in made}) > 3
    assert ast.unparse(ast.parse(text)) not in {each.text for each in made}
    assert all((ROOT / each).is_file() for each in SUBJECTS[path])
