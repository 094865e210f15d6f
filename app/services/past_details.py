"""What a node's own page shows beyond the graph, of a debate as it was."""

from collections.abc import Iterator

from app.core.debate.shape import Id
from app.core.debate.source_rows import Span
from app.core.debate.whole import Debate
from app.services.node_details import LinkRow, NodeDetails, NodePlace, SenseRow, WordingRow


def past_details(debate: Debate, node: Id) -> NodeDetails:
    """Return the details of a node; the titles of other debates are not told of what is past."""
    spans = {row.id: row for row in debate.spans}
    stands = (spans[span] for span in debate.spans_of.get(node, ()))
    names = {row.id: row.name for row in debate.accounts}
    wordings = (
        WordingRow(row.number, row.text, row.at, names[row.account] if row.account else None)
        for row in debate.wordings_of.get(node, ())
    )
    links = (
        LinkRow(row.debate, None, row.to, row.kind, row.note, row.provenance, row.sureness)
        for row in debate.links
        if row.node == node
    )
    places = tuple(_place(debate, span) for span in stands)
    return NodeDetails(places, tuple(wordings), tuple(_senses(debate, node)), tuple(links))


def _place(debate: Debate, span: Span) -> NodePlace:
    source = next(row for row in debate.sources if row.id == span.source)
    labels = {row.id: row.label for row in source.renderings}
    comment = next((row for row in debate.comments if row.id == span.comment), None)
    people = {row.id: row.name for row in debate.people}
    return NodePlace(
        span.id,
        span.source,
        source.csl["title"],
        labels.get(span.rendering or ""),
        span.comment,
        people.get(comment.author or "") if comment else None,
        span.locator,
        span.first_line,
        span.last_line,
        span.only_here,
    )


def _senses(debate: Debate, node: Id) -> Iterator[SenseRow]:
    people = {row.id: row.name for row in debate.people}
    for term in sorted(debate.terms, key=lambda row: row.term):
        for sense in term.senses:
            if node in sense.nodes:
                yield SenseRow(term.term, sense.text, people.get(sense.person or ""), sense.span)
