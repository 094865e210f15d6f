"""A sentence with its links, as a value: pages show it as markup, files as Markdown."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.core.debate.graph import Graph
from app.web.showing.claim_parts import MOST_STEPS, short_name
from app.web.site import addresses as to

MOST_LISTED = 8


class Run(NamedTuple):
    """A piece of a sentence: its text, where it leads (nowhere: ""), and how it stands out.

    `look`: "b" for what the sentence is about, "mute" for what stands beside it.
    """

    text: str
    href: str = ""
    look: str = ""


Line = tuple[Run, ...]


def line(*parts: "str | Run | Line") -> Line:
    """Put a sentence together of texts, pieces and other sentences.

    >>> [run.text for run in line("On ", Run("tea", "/d/tea"), (Run("."), Run("")))]
    ['On ', 'tea', '.']
    """
    found: list[Run] = []
    for part in parts:
        if isinstance(part, str):
            found.append(Run(part))
        elif isinstance(part, Run):
            found.append(part)
        else:
            found.extend(part)
    return tuple(run for run in found if run.text)


def node(graph: Graph, node_id: str, look: str = "") -> Run:
    """Name a node in few words, with the link to its page."""
    return Run(name_of(graph, node_id), to.node(graph.slug, node_id), look)


def name_of(graph: Graph, node_id: str) -> str:
    """Name a node in few words; a step by the few words of what it leads to."""
    if node_id not in graph.relations:
        return short_name(graph, node_id)
    end, steps = graph.relations[node_id].target, 0
    while end in graph.relations and steps < MOST_STEPS:
        end, steps = graph.relations[end].target, steps + 1
    if end in graph.relations:  # steps that go round, or very many
        return f"the step #{node_id}"
    lead = "the step to" if not steps else "what bears on the step to"
    return f"{lead} ‘{short_name(graph, end)}’"


def numbered(graph: Graph, node_id: str) -> Run:
    """Name a node by its id alone, with the link to its page: what a sentence rests on."""
    return Run(node_id, to.node(graph.slug, node_id), "mute")


def quoted(graph: Graph, node_id: str) -> Line:
    """Name a node in quotation marks, with the link to its page; a step by what it leads to."""
    if node_id in graph.relations:
        return (node(graph, node_id),)
    return line("‘", node(graph, node_id), "’")


def several(rows: Iterable[Line], between: str = ", ", last: str = " and ") -> Line:
    """Put sentences in a row.

    >>> "".join(run.text for run in several([line("a"), line("b"), line("c")]))
    'a, b and c'
    """
    parts = list(rows)
    found: list[Line] = []
    for at, part in enumerate(parts):
        joint = "" if not at else last if at == len(parts) - 1 else between
        found.append(line(joint, part))
    return line(*found)


def few(
    rows: Sequence[Line],
    href: str,
    between: str = ", ",
    most: int = MOST_LISTED,
    last: str | None = None,
) -> Line:
    """Put the first of many sentences in a row, and say how many more there are, and where.

    `last` stands before the last of them where all are there; unless said, as between others.
    """
    more = len(rows) - most
    shown = several(rows[:most], between, between if more > 0 or not last else last)
    return line(shown, between, Run(f"{more:,} more", href)) if more > 0 else shown
