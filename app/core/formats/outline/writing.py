"""A debate told as an outline in Markdown."""

import re
from collections.abc import Iterable, Iterator

from app.core.debate.graph import Graph
from app.core.debate.rows import Claim, Relation, Settings
from app.core.debate.whole import Debate
from app.core.formats.outline import words as w
from app.core.formats.outline.front_matter import front_lines
from app.core.formats.outline.heads import said_of_claim
from app.core.formats.outline.inline import escaped
from app.core.formats.outline.markdown_lines import BULLET, PROPERTY
from app.core.formats.outline.planting import QUESTION
from app.core.formats.outline.walking import Entry, parts_of
from app.core.vocabulary import Aim, Basis, ClaimKind, RelationKind

INDENT = "    "
_ASIDE = re.compile(r"\(([^()]*)\)")
_BOXES = ("x", "X")  # ids that would be read as a ticked box


def outline_text(debate: Debate, remark: str = "") -> str:
    """Return the text of an outline; `remark` is said in a comment at its end."""
    graph, settings = debate.graph, debate.settings
    theses, elsewhere, continued = parts_of(debate)
    lines = [*front_lines(settings), f"# {escaped(settings.title)}", "", *_opening(settings)]
    lines += _lines(graph, theses)
    for title, entries in zip(w.LOOSE, (elsewhere, continued), strict=True):
        if entries:
            lines += ["", f"## {title.capitalize()}", "", *_lines(graph, entries)]
    if remark:
        lines += ["", f"<!-- {remark} -->"]
    return "\n".join(lines) + "\n"


def _opening(settings: Settings) -> Iterator[str]:
    if settings.question:
        yield from (f"{QUESTION} {escaped(settings.question)}", "")
    for paragraph in paragraphs(settings.summary or ""):
        yield from (paragraph, "")


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text as Markdown shows them."""
    for paragraph in normal_summary(text).split("\n\n"):
        if paragraph:
            yield "\\\n".join(map(_plain, paragraph.split("\n")))


def _plain(line: str) -> str:
    """Return a line of a paragraph that is nothing else."""
    text = escaped(line)
    if BULLET.match(text):  # a bullet that Markdown does not know
        return f"&#{ord(text[0])};{text[1:]}"
    if PROPERTY.match(text) or text.startswith(QUESTION):
        return text.replace(":", "\\:", 1)
    return text


def _lines(graph: Graph, entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        indent = INDENT * entry.depth
        if entry.is_joined:
            yield f"{indent}- With: {_claim(graph, graph.claims[entry.claim])}"
            continue
        yield f"{indent}- {_line(graph, entry)}"
        if entry.relation and entry.relation.warrant:
            yield f"{indent}{INDENT}- Warrant: {escaped(entry.relation.warrant)}"


def _line(graph: Graph, entry: Entry) -> str:
    relation = entry.relation
    if relation is None:
        told = _told(graph, entry, entry.claim, entry.claim)
        return f"Claim: {told}" if entry.claim in _BOXES and told.startswith("[") else told
    said = "; ".join(_said(relation, entry))
    head = f"{relation.kind.capitalize()}{f' ({said})' if said else ''}:"
    if not relation.premises:
        return f"{head} [{relation.id}]"
    first = relation.premises[0]
    usual = ClaimKind.QUESTION if relation.kind == RelationKind.ASKS else ClaimKind.CLAIM
    return f"{head} {_told(graph, entry, first, f'{first} {relation.id}', usual)}"


def _told(
    graph: Graph, entry: Entry, claim: str, ids: str, usual: ClaimKind = ClaimKind.CLAIM
) -> str:
    if claim not in entry.fresh:
        return f"see [{ids}]"
    return _claim(graph, graph.claims[claim], ids, usual)


def _said(relation: Relation, entry: Entry) -> Iterator[str]:
    """Yield what stands in brackets behind the word of a relation."""
    if relation.target != _usual_target(relation, entry):
        yield f"on {relation.target}"
    if len(relation.premises) > 1:
        yield f"{w.WITH[relation.basis]} {', '.join(relation.premises[1:])}"
    for field in ("strength", "extent", "taken", "status"):
        if value := getattr(relation, field):
            yield w.WORDS_OF[w.Said(field, value)]
    if relation.superseded_by:
        yield f"{w.REPLACED} {relation.superseded_by}"
    if not relation.premises:
        yield w.NO_CLAIM


def _usual_target(relation: Relation, entry: Entry) -> str:
    step, claim = entry.above
    return step if RelationKind(relation.kind).aim is Aim.RELATION else claim


def _claim(graph: Graph, claim: Claim, ids: str = "", usual: ClaimKind = ClaimKind.CLAIM) -> str:
    """Return a claim with its ids, and with what is to be said of it before its text."""
    said = [claim.kind] if claim.kind != usual else []
    said += [claim.status] if claim.status else []
    said += [f"{w.REPLACED} {claim.superseded_by}"] if claim.superseded_by else []
    text = escaped(claim.text)
    if (found := _ASIDE.match(text)) and said_of_claim(found[1]):
        text = f"\\{text}"
    aside = f"({'; '.join(said)}) " if said else ""
    return f"[{ids or claim.id}] {aside}{text}"


def normal_summary(text: str) -> str:
    """Return a text of several paragraphs as an outline keeps it."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return kept.strip("\n")


def basis_of(relation: Relation) -> str:
    """Return how the premises bear, which one alone does not say."""
    return relation.basis if len(relation.premises) > 1 else Basis.ALL.value
