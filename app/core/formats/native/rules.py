"""Faults between the fields of a row, or between a row and those it refers to."""

from collections.abc import Iterator
from math import inf

from app.core.formats.native.faults import Fault, quoted
from app.core.formats.native.rows import SINGULAR, Document, LooseRow
from app.core.formats.native.times import is_moment
from app.core.vocabulary import ClaimKind, PositionValue, RelationKind, StanceValue

# Fields that belong to one kind of row: list, field, field that tells the kind, kind.
ONLY = (
    *(("claims", field, "kind", kind) for kind in ClaimKind for field in kind.own),
    *(("relations", field, "kind", kind) for kind in RelationKind for field in kind.own),
    *(("stances", field, "value", value) for value in StanceValue for field in value.own),
)
ANSWERS = ("value", "ill_posed", "withdrawn")
FIRST_AND_LAST = (("first_line", "last_line"), ("start", "end"))


def rule_faults(rows: Document) -> Iterator[Fault]:
    """Find the faults that neither a schema nor a look-up of ids can see."""
    yield from _misplaced(rows)
    yield from _spans(rows)
    yield from _sources(rows)
    yield from _comments(rows)
    yield from _relations(rows)
    yield from _stances(rows)
    yield from _positions(rows)
    yield from _pairs(rows)
    yield from _wordings(rows)
    yield from _credences(rows)
    yield from _links(rows)
    yield from _origin(rows)


def _misplaced(rows: Document) -> Iterator[Fault]:
    for key, field, of_kind, kind in ONLY:
        for row in rows.rows[key]:
            if field in row.fields and row.text(of_kind) not in (kind, None):
                message = f"“{field}” belongs only to a {SINGULAR[key]} with {of_kind} “{kind}”."
                yield row.fault(field, message)


def _spans(rows: Document) -> Iterator[Fault]:
    for row in rows.rows["spans"]:
        for first, last in FIRST_AND_LAST:
            yield from _order(row, first, last)
        source = rows.get("sources", row.text("source"))
        if source is not None:
            yield from _within_source(rows, row, source)
        yield from _within_comment(rows, row)


def _order(row: LooseRow, first: str, last: str) -> Iterator[Fault]:
    low, high = row.number(first), row.number(last)
    if low is not None and high is not None and low > high:
        yield row.fault(last, f"“{last}” ({high}) comes before “{first}” ({low}).")
    if (first in row.fields) != (last in row.fields):
        given, lacking = (first, last) if first in row.fields else (last, first)
        yield row.fault(given, f"“{given}” needs “{lacking}” beside it.")


def _within_source(rows: Document, row: LooseRow, source: LooseRow) -> Iterator[Fault]:
    end, length = row.number("end"), source.number("text_length")
    if end is not None and length is not None and end > length:
        yield row.fault("end", f"The text of {quoted(source.id)} ends at {length}.")
    name = row.text("rendering")
    if name is None:
        return
    rendering = rows.inner(source, "renderings").get(name)
    if rendering is None:
        yield row.fault("rendering", f"{quoted(source.id)} has no rendering {quoted(name)}.")
        return
    if not (_lines(rendering)[0] <= _lines(row)[0] and _lines(row)[1] <= _lines(rendering)[1]):
        message = f"These lines are not all in rendering {quoted(name)}."
        yield row.fault("first_line", message)


def _lines(row: LooseRow) -> tuple[float, float]:
    """Return the first and last line; where one is missing, one that offends nobody."""
    outer = row.noun == "sources"
    first, last = row.number("first_line"), row.number("last_line")
    return (
        (-inf if outer else inf) if first is None else first,
        (inf if outer else -inf) if last is None else last,
    )


def _within_comment(rows: Document, row: LooseRow) -> Iterator[Fault]:
    comment = rows.get("comments", row.text("comment"))
    if comment is not None and comment.text("source") != row.text("source"):
        yield row.fault("comment", f"Comment {quoted(comment.id)} is of another source.")
    note = row.text("footnote")
    if note is None:
        return
    if "comment" not in row.fields:
        yield row.fault("footnote", "A footnote is one of a comment: name the comment too.")
    elif comment is not None and note not in rows.inner(comment, "footnotes"):
        message = f"Comment {quoted(comment.id)} has no footnote {quoted(note)}."
        yield row.fault("footnote", message)


def _sources(rows: Document) -> Iterator[Fault]:
    for source in rows.rows["sources"]:
        for rendering in source.inner("renderings"):
            for fault in _order(rendering, "first_line", "last_line"):
                yield Fault(fault.path, fault.message, source.id)


def _comments(rows: Document) -> Iterator[Fault]:
    for row in rows.rows["comments"]:
        parent = rows.get("comments", row.text("parent"))
        if parent is not None and parent.text("source") != row.text("source"):
            yield row.fault("parent", f"Comment {quoted(parent.id)} is of another source.")
        posted = row.text("posted")
        if posted is not None and not is_moment(posted):
            yield row.fault("posted", f"There is no such time: {quoted(posted)}.")


def _relations(rows: Document) -> Iterator[Fault]:
    for row in rows.rows["relations"]:
        if row.fields.get("premises", []) == [] and row.text("kind") != RelationKind.CONCEDES:
            yield row.fault("", "“premises” is empty; only “concedes” may stand without any.")


def _stances(rows: Document) -> Iterator[Fault]:
    for row in rows.rows["stances"]:
        match row.fields.get("range"):
            case [int() | float() as low, int() | float() as high] if low > high:
                yield row.fault("range", f"The range runs backwards, from {low} to {high}.")


def _positions(rows: Document) -> Iterator[Fault]:
    """Silence is never consent: it has no sign, and no words of somebody's position."""
    for crux in rows.rows["cruxes"]:
        for position in crux.inner("positions"):
            silent = position.text("value") == PositionValue.NOT_STATED
            for key in ("short", "sign"):
                if silent and key in position.fields:
                    message = f"A position that is not stated has no “{key}”."
                    yield Fault(f"{position.path}.{key}", message, crux.id)


def _pairs(rows: Document) -> Iterator[Fault]:
    for row in rows.rows["pair_sentences"]:
        if row.text("a") is not None and row.text("a") == row.text("b"):
            yield row.fault("b", "“a” and “b” are one and the same person.")
        if row.fields.get("nodes", []) == []:
            yield row.fault("", "“nodes” is empty: what is said of two people rests on something.")


def _wordings(rows: Document) -> Iterator[Fault]:
    for row in rows.nodes:
        if "wordings" not in row.fields:
            continue
        wordings = row.inner("wordings")
        for number, wording in enumerate(wordings, start=1):
            if wording.number("number") not in (number, None):
                message = f"Wordings are numbered 1, 2, 3 in their order; this is number {number}."
                yield Fault(f"{wording.path}.number", message, row.id)
            yield from _time(wording, "at", row.id)
        present = row.text({"claims": "text", "relations": "warrant"}.get(row.noun, "question"))
        if wordings and wordings[-1].text("text") not in (present, None):
            message = "The last wording is the present one and must read as the row itself does."
            yield Fault(f"{wordings[-1].path}.text", message, row.id)


def _time(row: LooseRow, key: str, of_row: str | None = None) -> Iterator[Fault]:
    text = row.text(key)
    if text is not None and not is_moment(text):
        yield Fault(f"{row.path}.{key}", f"There is no such time: {quoted(text)}.", of_row)


def _credences(rows: Document) -> Iterator[Fault]:
    for row in rows.rows["credences"]:
        # A value of 0 is an answer, a flag that is off is none.
        answers = [key for key in ANSWERS if row.fields.get(key, False) is not False]
        if len(answers) != 1:
            message = "A credence has exactly one of “value”, “ill_posed” and “withdrawn”."
            yield row.fault("", message)
        node, wording = rows.get("nodes", row.text("node")), row.number("wording")
        if node is not None and wording is not None:
            present = rows.wordings(node)
            if wording > present:
                message = f"{quoted(node.id)} has {present} wording(s), no number {wording}."
                yield row.fault("wording", message)
        yield from _time(row, "at")


def _origin(rows: Document) -> Iterator[Fault]:
    origin = rows.debate.fields.get("origin")
    if isinstance(origin, dict):
        yield from _time(LooseRow("debate", "debate.origin", origin), "changed")


def _links(rows: Document) -> Iterator[Fault]:
    for row in rows.rows["links"]:
        if row.text("debate") is not None and row.text("debate") == rows.debate.text("slug"):
            yield row.fault(
                "debate", "A link leads into another debate; this is the debate itself."
            )
