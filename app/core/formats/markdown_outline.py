"""The argument as an outline in Markdown that people read and programs read back.

`- [c1] text` is a thesis; `- Supports: [c2 r1] text` below it is a reason, with the ids of claim
and relation; an undercut stands below the reason whose step it hits. Signs are words, since
formatters rewrite bullets. Premises that bear together are named at the first one and follow it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from app.core.debate.graph import Graph
from app.core.debate.thread import Row, further_roots, thread
from app.core.debate.whole import Debate
from app.core.formats.format import Format, Options, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import lost
from app.core.vocabulary import WEIGHING, Basis

WITH: dict[str, str] = {Basis.ALL: "with", Basis.ANY: "or", Basis.SEQUENCE: "then"}
INDENT = "    "
DEEPEST = 10**9
_SIGNS = re.compile(r"[\\*_\[\]<>#`|]")
_OPENING = re.compile(r"^(?:[-+=~]|\d{1,9}[.)])")


def write(debate: Debate, options: Options) -> Written:
    """Write a debate's claims and weighing relations below its theses, and what hangs elsewhere."""
    graph = debate.graph
    further = further_roots(graph, graph.theses)
    threads = thread(graph, (*graph.theses, *further), max_depth=DEEPEST)
    tops = [at for at, row in enumerate(threads) if row.depth == 0]
    below = tops[len(graph.theses)] if further else len(threads)
    rows = [*threads, *_undrawn(graph, threads)]
    parts = [f"# {escaped(debate.settings.title)}", "", *_outline(graph, rows[:below])]
    if elsewhere := [*_outline(graph, rows[below:]), *_alone(graph, rows)]:
        parts += ["", "## Not under a thesis", "", *elsewhere]
    return Written(("\n".join(parts) + "\n").encode(), lost(debate, keeps(debate)))


def keeps(debate: Debate) -> Debate:
    """Return the claims in their words, and the relations that weigh with their premises."""
    carried = {
        "debate": ("theses",),
        "claims": ("id", "text"),
        "relations": ("id", "kind", "basis", "premises", "target"),
    }
    return kept(debate, carried, only=lambda name, row: name != "relations" or row.kind in WEIGHING)


def escaped(text: str) -> str:
    r"""Return a text that Markdown shows as it is, on one line.

    >>> print(escaped("1. a *b* [c]"))
    1\. a \*b\* \[c\]
    """
    line = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    found = _OPENING.match(line)
    return f"{line[: found.end() - 1]}\\{line[found.end() - 1 :]}" if found else line


def _outline(graph: Graph, rows: Iterable[Row]) -> Iterator[str]:
    # Whose premise a reply bears on is said where its parent has more than one.
    main: dict[str, str] = {}
    for row in rows:
        indent = INDENT * row.depth
        main[row.key] = _premises(row)[0]
        yield f"{indent}- {_head(graph, row, main)}"
        for claim in _premises(row)[1:]:
            if claim not in row.repeated:
                yield f"{indent}{INDENT}- With: [{claim}] {escaped(graph.text(claim))}"


def _premises(row: Row) -> tuple[str, ...]:
    """Return the premises of a row, one that is shown here for the first time in front."""
    fresh = [claim for claim in row.claims if claim not in row.repeated]
    first = fresh[0] if fresh else row.claims[0]
    return (first, *(claim for claim in row.claims if claim != first))


def _head(graph: Graph, row: Row, main: Mapping[str, str]) -> str:
    first, *others = _premises(row)
    ids = first if row.relation is None else f"{first} {row.relation.id}"
    said = f"see [{ids}]" if first in row.repeated else f"[{ids}] {escaped(graph.text(first))}"
    if row.relation is None:
        return said
    told = [f"{WITH[row.relation.basis]} {', '.join(others)}"] if others else []
    if row.relation.target not in (row.parent, main.get(row.parent or "")):
        told.insert(0, f"on {row.relation.target}")
    named = f" ({'; '.join(told)})" if told else ""
    return f"{row.relation.kind.capitalize()}{named}: {said}"


def _undrawn(graph: Graph, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows for the reasons that no thread reaches: steps on arrows that do not weigh."""
    drawn = {row.relation.id for row in rows if row.relation}
    shown = {claim for row in rows for claim in row.claims}
    for relation in graph.relations.values():
        if relation.kind in WEIGHING and relation.id not in drawn and relation.premises:
            repeated = frozenset(shown.intersection(relation.premises))
            shown.update(relation.premises)
            yield Row(relation.id, 0, relation, relation.premises, repeated)


def _alone(graph: Graph, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the claims that take part in no argument."""
    shown = {claim for row in rows for claim in row.claims}
    for claim in graph.claims.values():
        if claim.id not in shown:
            yield f"- [{claim.id}] {escaped(claim.text)}"


FORMAT = Format(
    name="markdown",
    title="Markdown outline",
    media_type="text/markdown",
    ending=".md",
    use="reading and discussing the argument as an outline, and writing one by hand in any editor",
    carries="claims and the reasons for and against them, undercuts at their step, all ids",
    loses="credences, people and stances, cruxes, citations, strengths, earlier wordings",
    write=write,
    keeps=keeps,
)
