"""The command that rolls up a bare graph; it needs no database."""

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from app.cli.opening import read
from app.core.engine.rollup import roll_up
from app.core.engine.rollup_json import DocumentFault, read_network, write_roll_up
from app.core.engine.semantics import DEFAULT, SEMANTICS
from app.core.errors import Invalid
from app.core.formats.native.json_reading import read_json

Graph = Annotated[str, typer.Argument(metavar="GRAPH.json", help="the graph; - for standard input")]
Name = Annotated[str | None, typer.Option("--semantics", help=f"one of {', '.join(SEMANTICS)}")]
Batch = Annotated[bool, typer.Option("--batch", help="one graph a line in, one result a line out")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rollup")(rollup)


def rollup(graph: Graph = "-", semantics: Name = None, batch: Batch = False) -> None:
    """Roll up a graph and print strengths, edges, status and intervals as JSON.

    The semantics of the option count before those of the graph; without either it is sbn.
    """
    if semantics is not None and semantics not in SEMANTICS:
        raise typer.BadParameter(
            f"must be one of {', '.join(SEMANTICS)}.", param_hint="--semantics"
        )
    text = _decoded(read(graph))
    if not batch:
        print(_line(_result(text, semantics)))
        return
    failed = False
    for result in _results(text, semantics):
        failed |= "error" in result
        print(_line(result))
    if failed:
        sys.exit(1)


def _results(text: str, semantics: str | None) -> Iterator[dict[str, Any]]:
    """Yield one result for every line with a graph; a faulty one does not stop the others."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _result(line, semantics)
        except Invalid as error:
            print(f"graph in line {number}: {error.message}", file=sys.stderr)
            yield {"line": number, "error": error.message}


def _result(text: str, semantics: str | None) -> dict[str, Any]:
    document = read_json(text)
    try:
        network = read_network(document)
    except DocumentFault as fault:
        raise Invalid(
            "\n".join(f"{path}: {sentence}" for path, sentence in fault.faults)
        ) from fault
    name = semantics or document.get("semantics", DEFAULT)
    if name not in SEMANTICS:
        raise Invalid(f"semantics: must be one of {', '.join(SEMANTICS)}.")
    known = {"id": document["id"]} if "id" in document else {}
    return {**known, **write_roll_up(roll_up(network, semantics=name))}


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"The graph is not UTF-8 text: byte {error.start} cannot be read.") from error


def _line(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, allow_nan=False)
