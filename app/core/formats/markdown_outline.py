"""The argument as an outline in Markdown that people read and write, and programs read back.

`- [c1] text` is a thesis; `- Supports: [c2 r1] text` below it is a reason, with the ids of claim
and relation; an undercut stands below the reason whose step it hits. Signs are words, since
formatters rewrite bullets. Premises that bear together are named at the first one and follow it.
Ids and words may be left out by those who write by hand.
"""

import re
from dataclasses import replace

from app.core.debate.whole import Debate
from app.core.formats.decoding import text_of
from app.core.formats.format import Format, Given, Options, Read, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import in_words, lost
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.outline.inline import escaped
from app.core.formats.outline.markdown_lines import BULLET, outline_of
from app.core.formats.outline.planting import ESSAY, planted
from app.core.formats.outline.writing import basis_of, normal_summary, outline_text
from app.core.texts import clean_line

__all__ = ["FORMAT", "escaped"]

CARRIED = {
    "debate": ("question", "summary", "theses", "licence", "authors"),
    "claims": ("id", "kind", "text", "status", "superseded_by"),
    "relations": (
        "id", "kind", "basis", "premises", "target", "strength", "extent", "taken", "status",
        "superseded_by", "warrant",
    ),
}  # fmt: skip
_BEGINNING = re.compile(r"#{1,6} |---\n")


def write(debate: Debate, options: Options) -> Written:
    """Write a debate's claims and relations below its theses, and what hangs elsewhere."""
    found = keeps(debate)
    losses = lost(debate, found)
    return Written(outline_text(found, in_words(losses)).encode(), losses)


def read(data: bytes, given: Given = Given()) -> Read:
    """Read an outline as it is written here or by hand; ImportFaults says where each fault is."""
    text = text_of(data, given)
    if text.startswith(ESSAY):
        message = "This is an essay, for reading only. Export the Markdown outline, which is read."
        raise ImportFaults([Fault("", message, None, 1, 1)])
    return planted(outline_of(text), given, is_markdown=True)


def keeps(debate: Debate) -> Debate:
    """Return claims and relations in their words, each on one line."""
    return kept(_on_lines(debate), CARRIED)


def _on_lines(debate: Debate) -> Debate:
    told = debate.settings
    settings = told._replace(
        title=clean_line(told.title),
        question=told.question and clean_line(told.question),
        summary=told.summary and normal_summary(told.summary),
        licence=told.licence and clean_line(told.licence),
        authors=tuple(map(clean_line, told.authors)),
    )
    claims = (row._replace(text=clean_line(row.text)) for row in debate.claims)
    relations = (
        row._replace(basis=basis_of(row), warrant=clean_line(row.warrant))
        for row in debate.relations
    )
    return replace(debate, settings=settings, claims=tuple(claims), relations=tuple(relations))


def looks(data: bytes) -> bool:
    """Tell whether a file begins with a heading or a bullet."""
    begun = data[:4000].decode("utf-8", "ignore").removeprefix("\ufeff").replace("\r\n", "\n")
    if "cruxmap/1" in begun:
        return False
    return bool(_BEGINNING.match(begun) or BULLET.match(begun.lstrip()))


FORMAT = Format(
    name="markdown",
    title="Markdown outline",
    media_type="text/markdown",
    ending=".md",
    use="reading and discussing the argument as an outline, and writing one by hand in any editor",
    carries="claims of every kind, all relations on claims and on steps, joint premises, "
    "strengths, what was withdrawn, all ids",
    loses="credences, people and stances, cruxes, citations, bodies and notes, earlier wordings",
    write=write,
    read=read,
    keeps=keeps,
    also=(".markdown",),
    looks=looks,
)
