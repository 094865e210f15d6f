"""The lines of the ledger of restatements: who put whose position how, and what was said of it."""

from typing import TypedDict

from app.core.debate.graph import Graph, Verdict
from app.core.debate.restatements import Restatement
from app.core.vocabulary import ClaimKind, RelationKind, VerdictValue
from app.web.showing import words
from app.web.showing.node_rows import MOST_VERDICTS, VerdictRow, verdict_row


class LedgerVerdict(VerdictRow):
    """A verdict, said so that one sees whose it is."""

    said: str


class LedgerRow(TypedDict):
    """A line of the ledger: who restated whom, as what, and the verdict.

    `kind` is what it is recorded as where that is something else; `marks` say how far it is a
    reading, and where it is put as a question.
    """

    id: str
    who: str
    owner: str | None
    kind: str | None
    marks: list[str]
    as_: str
    as_id: str
    of: str | None
    of_id: str | None
    verdicts: list[LedgerVerdict]
    more_verdicts: int


def ledger_row(graph: Graph, row: Restatement) -> LedgerRow:
    """Return a line of the ledger: who restated whom, as what, and the verdict."""
    own = graph.relations.get(row.node)
    as_ = graph.text(row.as_) if row.as_ else own.warrant if own else ""
    return {
        "id": row.node,
        "who": graph.people[row.by].name if row.by else "Somebody",
        "owner": graph.people[row.owner].name if row.owner else None,
        "kind": words.RELATION[own.kind] if own and own.kind != RelationKind.RESTATES else None,
        "marks": _marks(graph, row),
        "as_": as_,
        "as_id": row.as_ or row.node,
        "of": graph.text(row.of) if row.of else None,
        "of_id": row.of,
        "verdicts": [
            {**verdict_row(graph, v), "said": _verdict_words(graph, row, v)}
            for v in row.verdicts[:MOST_VERDICTS]
        ],
        "more_verdicts": max(0, len(row.verdicts) - MOST_VERDICTS),
    }


def _marks(graph: Graph, row: Restatement) -> list[str]:
    node = graph.relations.get(row.node) or graph.claims.get(row.node)
    put = graph.claims.get(row.as_ or "")
    return [
        *(["put as a question"] if put and put.kind == ClaimKind.QUESTION else []),
        *([words.PROVENANCE["inferred"]] if node and node.provenance == "inferred" else []),
        *([words.READING[node.sureness]] if node and node.sureness in words.READING else []),
    ]


def _verdict_words(graph: Graph, row: Restatement, verdict: Verdict) -> str:
    """Say a verdict so that nobody takes the restater's own word for the owner's."""
    if verdict.by is None:
        return words.VERDICT[verdict.value]
    who = graph.people[verdict.by].name
    if verdict.by == row.by:
        return (
            f"{who} stands by it"
            if verdict.value == VerdictValue.ACCEPTED
            else f"{who} takes it back"
        )
    if verdict.disputes:
        return f"{who} disputes that verdict"
    others = ", whose position it is not" if row.owner and verdict.by != row.owner else ""
    return f"{words.VERDICT[verdict.value]} by {who}{others}"
