"""What of a debate stands in which data block of an Argdown file.

What hangs on one node is in that node's data, under the name of its list and without the id of
the node; all other rows are comments, a row a line.
"""

from collections.abc import Mapping

from app.core.debate.lists import SHAPES
from app.core.formats.native.schema import Json

MARK = "// cruxmap/1"
# Of these lists each row hangs on one node: list, and the field that names the node.
ON_NODES: Mapping[str, str] = {
    "stances": "node",
    "credence_orders": "node",
    "verdicts": "relation",
    "citations": "node",
    "links": "node",
    "credences": "node",
}
NODES = ("claims", "relations", "cruxes")
APART = tuple(name for name in SHAPES if name not in ON_NODES and name not in NODES)
DEBATE = "debate"
# The text of a node stands in the open; in data it is only where a line of it would not do.
TEXTS: Mapping[str, str] = {"claims": "text", "relations": "warrant", "cruxes": "question"}
CRUX = "crux"
REASONS = "reasons"
TURN = "turn"
# A relation of these kinds with one premise and nothing of its own needs no argument.
PLAIN = {"supports": "<+", "rebuts": "<-", "undercuts": "<_"}
PLAIN_FIELDS = frozenset({"id", "kind", "premises", "target", "provenance"})
SIGNS = {**PLAIN, "backs": "<+"}


def line_of(text: str) -> str:
    """Return a text with each run of white space as one blank."""
    return " ".join(text.split())


def hanging(document: Json) -> dict[str, Json]:
    """Return what hangs on each node, by node and list."""
    found: dict[str, Json] = {}
    for name, field in ON_NODES.items():
        for row in document.get(name, ()):
            rest = {key: value for key, value in row.items() if key != field}
            found.setdefault(row[field], {}).setdefault(name, []).append(rest)
    return found
