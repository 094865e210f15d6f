"""A debate from an Argdown file, of ours or of anybody."""

import re
from typing import Any

from app.core.formats.argdown.model import CONTRADICTORY, Model
from app.core.formats.argdown.nodes import Nodes
from app.core.formats.argdown.own_rows import Apart, id_in, is_ours, rows_apart
from app.core.formats.argdown.parsing import Places, parsed
from app.core.formats.argdown.relating import Relating
from app.core.formats.argdown.rows import DEBATE, TURN
from app.core.formats.argdown.slips import slips
from app.core.formats.building import Building
from app.core.formats.decoding import text_of
from app.core.formats.format import Given, Read
from app.core.texts import clean_line

_ARGDOWN_2 = re.compile(r"\s*+(?://[^\n]*+\n\s*+)*+\[#[\w-]++\]:?[ \t]")
_FRONT = ("title", "author", "subTitle", "abstract", "model")


def read(data: bytes, given: Given = Given()) -> Read:
    """Read a debate from Argdown; ImportFaults with the place of each fault."""
    return _made(data, given).finished()


def _made(data: bytes, given: Given) -> Building:
    """Return what a file says as rows; the text and its parts are let go of with this."""
    text = text_of(data, given)
    places = Places(text)
    early = Building(given)
    if found := _ARGDOWN_2.match(text):
        early.fault("This is Argdown 2, another language that has the same ending of names.",
                    places(found.end() - 1))  # fmt: skip
        early.faults.check()
    model = parsed(text, early.fault)
    apart = rows_apart(text, early, places) if is_ours(text) else []
    early.faults.check()
    made = Building(given, title=_title(model), taken=_ids(model, apart))
    _add_apart(made, apart, places, given)
    if not model.statements and not model.arguments and not is_ours(text):
        made.fault("Nothing is said here: there is no statement and no argument.", (1, 1))
    nodes = Nodes(model, made, places, is_ours=is_ours(text))
    nodes.add()
    Relating(model, nodes, made).add()
    made.rows["credences"].sort(key=_turn)
    for row in made.rows["credences"]:
        row.pop(TURN, None)
    if not is_ours(text):
        _tell(model, nodes, made, places)
        for told, at in slips(text):
            made.caution(told, places(at))
    return made


def _title(model: Model) -> str:
    told = model.front.get("title")
    if isinstance(told, str | int | float):
        return clean_line(str(told))[:400]
    first = next((text for level, text, _ in model.headings if level == 1), "")
    return clean_line(first)[:400]


def _ids(model: Model, apart: list[Apart]) -> set[str]:
    """Return all ids that the file gives, whatever of."""
    found = {id_in(row) for _, row, _ in apart}
    for node in (*model.statements.values(), *model.arguments.values()):
        found.add(id_in(node.data))
        for value in node.data.values():
            if isinstance(value, list):
                found.update(id_in(each) for each in value if isinstance(each, dict))
    return found - {""}


def _add_apart(made: Building, apart: list[Apart], places: Places, given: Given) -> None:
    for name, row, at in apart:
        if name == DEBATE:
            kept = {"slug": given.slug} if given.slug else {}
            made.settings.update({**row, **kept})
            made.stands(DEBATE, places(at))
        else:
            made.add(name, places(at), **row)


def _turn(row: dict[str, Any]) -> int:
    turn = row.get(TURN)
    return turn if isinstance(turn, int) else 0


def _tell(model: Model, nodes: Nodes, made: Building, places: Places) -> None:
    """Add what is said of a file of anybody as a whole, and tell what is not taken of it."""
    _add_front(model, made)
    made.settings["theses"] = _roots(model, nodes)
    if model.comments:
        number, first = len(model.comments), min(model.comments)
        made.caution(f"Comments are not taken; there are {number:,}.", places(first))
    rest = [each for each in model.headings if clean_line(each[1]) != made.settings["title"]]
    if rest:
        message = f"Headings are not taken; there are {len(rest):,}."
        made.caution(message, places(rest[0][2]))
    if model.is_strict:
        made.caution(
            "In strict mode what supports entails, and what attacks excludes: here they are "
            "reasons for and against, in the direction in which they are written.",
            (1, 1),
        )


def _add_front(model: Model, made: Building) -> None:
    authors = model.front.get("author")
    for each in authors if isinstance(authors, list) else [authors]:
        if isinstance(each, str) and clean_line(each):
            made.add("people", (1, 1), name=clean_line(each), kind="named", note="Author.")
    told = [model.front.get(key) for key in ("subTitle", "abstract")]
    summary = "\n\n".join(each.strip() for each in told if isinstance(each, str) and each.strip())
    if summary:
        made.settings["summary"] = summary
    for key in model.front:
        if key not in _FRONT:
            made.caution(f"“{key[:60]}” of the front matter is not taken.", (1, 1))


def _roots(model: Model, nodes: Nodes) -> list[str]:
    """Return the claims that are argued about and bear on nothing themselves.

    Of two that contradict each other the upper one is the claim, the lower one a reason against.
    """
    sources: set[object] = set()
    aims: set[object] = set()
    against: set[tuple[object, object]] = set()
    for kind, source, target in ((e.kind, e.source, e.target) for e in model.edges.values()):
        if kind != CONTRADICTORY:
            sources.add(source)
            aims.add(target)
        elif (target, source) not in against:
            against.add((source, target))
            sources.add(target)
            aims.add(source)
    for argument in model.arguments.values():
        for step in argument.steps:
            sources.update(step.premises)
            aims.add(step.conclusion)
    roots = (node for node in model.statements.values() if node in aims and node not in sources)
    return [nodes.ids[node] for node in roots]
