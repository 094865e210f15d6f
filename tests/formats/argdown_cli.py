"""What Argdown's own command reads of a file, in the terms in which a test compares it."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.formats.argdown.model import Edge, Model, Node, Step
from app.core.formats.argdown.parsing import parsed
from tests.formats.conftest import Oracles

CLI = "@argdown/cli/dist/cli.js"
Arrow = tuple[str, str, str, str, str]


@dataclass
class Told:
    """Texts by title of statements and of arguments, steps by argument, and arrows."""

    statements: dict[str, list[str]]
    arguments: dict[str, list[str]]
    steps: dict[str, list[tuple[str, bool, list[str]]]]
    arrows: Counter[Arrow]


def by_command(oracles: Oracles, folder: Path, texts: dict[str, str]) -> dict[str, Told | None]:
    """Return what the command reads of files, by name; None where it refuses one."""
    found: dict[str, Told | None] = {}
    for name, text in texts.items():
        path = folder / f"{name}.argdown"
        path.write_text(text, "utf-8")
        done = oracles.run(oracles.script(CLI), "json", path, folder / "out", cwd=folder)
        read = folder / "out" / f"{name}.json"
        found[name] = _told(json.loads(read.read_text("utf-8"))) if not done.returncode else None
    return found


def by_us(text: str) -> Told:
    """Return what our parser reads of a text that has no fault."""
    faults: list[str] = []
    model = parsed(text, lambda message, place: faults.append(f"{place}: {message}"))
    assert faults == []
    return Told(
        {title: _texts(node) for title, node in model.statements.items()},
        {title: _texts(node) for title, node in model.arguments.items()},
        {title: _steps(node) for title, node in model.arguments.items()},
        Counter(_arrow(edge, model) for edge in model.edges.values()),
    )


def _told(given: dict[str, Any]) -> Told:
    statements, arguments = given["statements"], given["arguments"]
    return Told(
        {title: _said(each) for title, each in statements.items()},
        {title: _said(each) for title, each in arguments.items()},
        {title: _drawn(each.get("pcs", [])) for title, each in arguments.items()},
        Counter(
            (each["relationType"], each["from"], each["fromType"], each["to"], each["toType"])
            for each in given["relations"]
        ),
    )


def _said(given: dict[str, Any]) -> list[str]:
    told = (each for each in given["members"] if not each.get("isReference"))
    return sorted(filter(None, (_line(each.get("text") or "") for each in told)))


def _texts(node: Node) -> list[str]:
    return sorted(filter(None, (_line(each.text) for each in node.members)))


def _drawn(given: list[dict[str, Any]]) -> list[tuple[str, bool, list[str]]]:
    return [
        (
            each["title"],
            each["role"] != "premise",
            each.get("inference", {}).get("inferenceRules", []),
        )
        for each in given
    ]


def _steps(node: Node) -> list[tuple[str, bool, list[str]]]:
    found: list[tuple[str, bool, list[str]]] = []
    for number, step in enumerate(node.steps):
        listed = step.listed[1:] if number else step.listed  # the first was concluded before
        found += [(each.title, False, []) for each in listed]
        assert step.conclusion is not None
        found.append((step.conclusion.title, True, step.rules))
    return found


def _arrow(edge: Edge, model: Model) -> Arrow:
    kinds = {True: "argument", False: "equivalence-class"}
    kind = edge.kind
    to, of = (
        (edge.target.argument.title, "inference")
        if isinstance(edge.target, Step)
        else (edge.target.title, kinds[edge.target.is_argument])
    )
    of_statements = not edge.source.is_argument and of == "equivalence-class"
    if model.is_strict and of_statements:
        kind = {"support": "entails", "attack": "contrary"}.get(kind, kind)
    return kind, edge.source.title, kinds[edge.source.is_argument], to, of


def _line(text: str) -> str:
    return " ".join(text.split())
