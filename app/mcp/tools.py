"""The tools, in the order in which they are listed: each asks the API and cuts what it answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from app.core.debate.edge_ids import relation_of
from app.mcp import answers as a
from app.mcp import arguments as g
from app.mcp.cutting import Row, Rows, check_cursor, cut, rows_from, start_of
from app.mcp.installation import Answered, Installation
from app.mcp.rows import (
    arrows,
    made,
    node_head,
    node_lists,
    nodes,
    numbers,
    outline_rows,
    told_within,
    why_lists,
)

A = TypeVar("A", bound=a.OfDebate)
Query = dict[str, str | int | None]
PAGE = 200


class Tool(NamedTuple):
    """A tool: what it is called, what it does in words, what it takes and gives, and how."""

    name: str
    description: str
    takes: type[g.Arguments]
    gives: type[a.Answer]
    answer: Callable[[Installation, Any], a.Answer]

    def call(self, installation: Installation, given: Mapping[str, Any]) -> a.Answer:
        """Answer; Fault where the arguments cannot be used, or the installation has no answer."""
        try:
            arguments = self.takes.model_validate(given)
        except ValidationError as error:
            raise g.said_wrong(self.takes, error) from error
        return self.answer(installation, arguments)


def list_debates(at: Installation, given: g.ListDebates) -> a.Debates:
    """List the debates."""
    found = at.ask("debates")
    rows = rows_from(start_of(given.cursor), debates=made(a.DebateRow, found.value))
    return cut(a.Debates, {}, rows, revision=found.revision, most=given.max_bytes)


def outline(at: Installation, given: g.Outline) -> a.Outline:
    """Lay out the argument below the theses or a node."""
    found = _ask(at, given, "outline", node=given.node, depth=given.depth, **_page(given))
    return _cut(a.Outline, given, found, {}, _paged(given, found, rows=outline_rows(found.value)))


def search(at: Installation, given: g.Search) -> a.Hits:
    """Find nodes by words."""
    query: Query = {"q": given.query, "kinds": _listed(given.kinds), **_page(given, given.limit)}
    found = _ask(at, given, "search", **query)
    return _cut(a.Hits, given, found, {}, _paged(given, found, hits=nodes(found.value["hits"])))


def node(at: Installation, given: g.OfNode) -> a.NodeDetails:
    """Return a node with all that hangs on it."""
    found = _ask(at, given, "nodes", given.id)
    rows = rows_from(start_of(given.cursor), **node_lists(found.value))
    return _cut(a.NodeDetails, given, found, node_head(found.value), told_within(rows, found.value))


def neighbours(at: Installation, given: g.Neighbours) -> a.Neighbours:
    """Return the arrows around a node."""
    query: Query = {
        "depth": given.depth,
        "direction": given.direction,
        "kinds": _listed(given.kinds),
    }
    found = _ask(at, given, "nodes", given.id, "neighbours", **query, **_page(given))
    steps = arrows(found.value["steps"], found.value["nodes"], set())
    return _cut(a.Neighbours, given, found, {"node": given.id}, _paged(given, found, steps=steps))


def contested(at: Installation, given: g.Contested) -> a.Contested:
    """Return what people or accounts are apart on."""
    found = _ask(at, given, "contested")
    rows, start = made(a.ContestedRow, found.value[f"by_{given.by}"]), start_of(given.cursor)
    listed = Rows({"rows": rows[start : start + given.limit]}, len(rows), start)
    return _cut(a.Contested, given, found, {"by": given.by}, listed)


def cruxes(at: Installation, given: g.OfDebate) -> a.Cruxes:
    """Return the cruxes with everybody's position."""
    found = _ask(at, given, "cruxes")
    rows = rows_from(start_of(given.cursor), cruxes=made(a.CruxRow, found.value))
    return _cut(a.Cruxes, given, found, {}, rows)


def rollup(at: Installation, given: g.RollUp) -> a.RollUp:
    """Return the numbers of nodes."""
    view = {"if": given.suppose, "semantics": given.semantics, "pooling": given.pooling}
    found = _ask(at, given, "rollup", **view)
    value, wanted = found.value, list(dict.fromkeys(given.ids or ()))
    rows = [each for each in numbers(value) if not wanted or relation_of(each["id"]) in wanted]
    having = {relation_of(each["id"]) for each in rows}
    without = [each for each in wanted if each not in having]
    for each in without:
        # It may be that there is no such node at all.
        at.ask("debates", given.debate, "nodes", each)
    head = {name: value[name] for name in ("semantics", "pooling", "blind")}
    head |= {"suppose": value["suppose"] or None, "without": without or None}
    listed = rows_from(start_of(given.cursor), rows=made(a.Numbers, rows))
    return _cut(a.RollUp, given, found, head, listed)


def why(at: Installation, given: g.OfNode) -> a.Why:
    """Explain an implied number."""
    found = _ask(at, given, "nodes", given.id, "why")
    rows = rows_from(start_of(given.cursor), **why_lists(found.value))
    head = {name: each for name, each in found.value.items() if name not in rows.lists}
    return _cut(a.Why, given, found, head, rows)


def _ask(at: Installation, given: g.OfDebate, *part: str, **query: str | int | None) -> Answered:
    found = at.ask("debates", given.debate, *part, **query)
    check_cursor(given.cursor, found.revision)
    return found


def _page(given: g.OfDebate, limit: int = PAGE) -> dict[str, int]:
    return {"from": start_of(given.cursor), "limit": limit}


def _paged(given: g.OfDebate, found: Answered, **lists: Sequence[Row]) -> Rows:
    return Rows(lists, found.value["total"], start_of(given.cursor))


def _listed(kinds: Sequence[str] | None) -> str | None:
    return ",".join(kinds) if kinds else None


def _cut(
    kind: type[A], given: g.OfDebate, found: Answered, head: Mapping[str, Any], rows: Rows
) -> A:
    whole = {**head, "debate": given.debate, "revision": found.revision}
    return cut(kind, whole, rows, revision=found.revision, most=given.max_bytes)


TOOLS: tuple[Tool, ...] = (
    Tool(
        "list_debates",
        "List the debates that may be read, with their slugs and counts.",
        g.ListDebates,
        a.Debates,
        list_debates,
    ),
    Tool(
        "outline",
        "The argument of a debate as an outline: below its theses, or below one node.",
        g.Outline,
        a.Outline,
        outline,
    ),
    Tool(
        "search",
        "Find claims, relations and cruxes of a debate by words.",
        g.Search,
        a.Hits,
        search,
    ),
    Tool(
        "node",
        "A claim, relation or crux: its text, numbers, reasons, consequences, stances, citations.",
        g.OfNode,
        a.NodeDetails,
        node,
    ),
    Tool(
        "neighbours",
        "The arrows around a node, towards its reasons, its consequences, or both.",
        g.Neighbours,
        a.Neighbours,
        neighbours,
    ),
    Tool(
        "contested",
        "What people of the sources, or accounts, are most apart on.",
        g.Contested,
        a.Contested,
        contested,
    ),
    Tool(
        "cruxes",
        "The questions on which positions turn, with everybody's position.",
        g.OfDebate,
        a.Cruxes,
        cruxes,
    ),
    Tool(
        "rollup",
        "The numbers of nodes as the debate weighs them, or as what-ifs and other rules would.",
        g.RollUp,
        a.RollUp,
        rollup,
    ),
    Tool(
        "why",
        "Why a claim's implied number is what it is: each reason's part, and which do not count.",
        g.OfNode,
        a.Why,
        why,
    ),
)
