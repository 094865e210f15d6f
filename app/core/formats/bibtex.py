"""The sources as BibTeX, in the fields that LaTeX and biblatex know; the key is the source's id.

Texts are escaped for LaTeX, addresses and numbers of others never are. `annotation` is what the
source is to the debate, `ids` is the id that its item has elsewhere.
"""

import re
from collections.abc import Mapping
from typing import Any

from bibtexparser import splitter
from bibtexparser.entrypoint import parse_string
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    Field,
    ImplicitComment,
    ParsingFailedBlock,
)

from app.core.debate.source_rows import Source
from app.core.debate.whole import Debate
from app.core.formats.bibtex_fields import csl_of, fields_of
from app.core.formats.building import Building
from app.core.formats.csl_json import titled_by_slug
from app.core.formats.decoding import head_of, text_of
from app.core.formats.foreign_ids import ForeignIds
from app.core.formats.format import Format, Given, Options, Read, Written
from app.core.formats.keeping import kept
from app.core.formats.latex import decoded, encoded
from app.core.formats.losing import in_words, lost
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import Fault, ImportFaults, quoted
from app.core.formats.native.values import debate_of, document_of

# What the parser says of a file is told by faults, and not to a log.
splitter.logger.disabled = True
NOTES = ("annotation", "annote")
MARKS, MOST_MARKS = '@{}"=,\n', 1_000_000  # at each of them the parser stops to look
_BARE_ID = re.compile(r"[\w.:/+-]{1,100}")
_BEGUN = re.compile(
    r"^[ \t]*@(?:\w+[ \t]*\{[^\s,{}]+[ \t]*,|(?:string|preamble|comment)\b)", re.M | re.I
)
_FIELD = re.compile(r"([A-Za-z][\w-]*)\s*=")
_JOINED = re.compile(r"\s*#\s*(?=\S)")
_BARE = re.compile(r"[^\s#{}\"]+")
_MARK = re.compile(r'\\.|[{}"]')
_PIECE = re.compile(r'"([^"]*)"|\{([^{}]*)\}|([^\s#"{}]+)')


def write(debate: Debate, options: Options) -> Written:
    """Write the sources of a debate as entries."""
    losses = lost(debate, keeps(debate))
    head = ["% The sources of a debate.", *([f"% {in_words(losses)}"] if losses else []), ""]
    sources = debate_of(canonical(document_of(debate))).sources
    return Written(("\n".join([*head, *map(_entry, sources)])).encode(), losses)


def keeps(debate: Debate) -> Debate:
    """Return the sources with the fields that BibTeX has; the debate is called by its slug."""
    fewer = kept(debate, {"sources": ("id", "csl", "note")})
    sources = tuple(each._replace(**_come_back(each)) for each in fewer.sources)
    return titled_by_slug(Debate(fewer.settings, sources=sources))


def _entry(source: Source) -> str:
    kind, fields = _told(source)
    lines = [f"  {name} = {_valued(name, text)}," for name, text in fields.items()]
    return "\n".join([f"@{kind}{{{source.id},", *lines, "}", ""])


def _told(source: Source) -> tuple[str, dict[str, str]]:
    kind, fields = fields_of(source.csl)
    if _BARE_ID.fullmatch(str(source.csl.get("id", ""))):
        fields["ids"] = source.csl["id"]
    if source.note:
        fields[NOTES[0]] = encoded(source.note)
    return kind, fields


def _valued(name: str, text: str) -> str:
    return text if name == "month" else f"{{{text}}}"


def _come_back(source: Source) -> Mapping[str, Any]:
    csl, note, _ = _said(*_told(source))
    return {"csl": csl, "note": note}


def _said(kind: str, fields: Mapping[str, str]) -> tuple[dict[str, Any], str | None, set[str]]:
    """Return the item of an entry, what it is to the debate, and which fields say that."""
    csl, read = csl_of(kind, fields)
    if fields.get("ids"):
        csl["id"] = fields["ids"]
    note = next((decoded(fields[name]).strip() for name in NOTES if fields.get(name)), "")
    return csl, note or None, {*read, *NOTES, "ids"}


def read(data: bytes, given: Given) -> Read:
    """Read entries as sources of a debate without claims; ImportFaults with the lines of others."""
    text = text_of(data, given)
    if (held := sum(map(text.count, MARKS))) > MOST_MARKS:
        message = f"The file holds {held:,} brackets, commas and line ends"
        message += f"; at most {MOST_MARKS:,} are read."
        raise ImportFaults([Fault("", message)])
    made = Building(given)
    library = parse_string(text)
    for block in library.failed_blocks:
        made.fault(_fault(block), (_line(block), None))
    ids = ForeignIds(entry.key for entry in library.entries)
    for entry in library.entries:
        _add(made, entry, ids)
    for beside in library.comments:
        if isinstance(beside, ImplicitComment) and not _is_comment(beside.comment):
            made.caution("What stands beside the entries is not read.", (_line(beside), None))
            break
    if not library.entries and not text.lstrip().startswith("%"):
        made.caution("There is no entry in this file.", (1, 1))
    return made.finished()


def _add(made: Building, entry: Entry, ids: ForeignIds) -> None:
    at = (_line(entry), None)
    if not entry.key:
        made.fault("This entry has no key: a word and a comma must follow its brace.", at)
    for field in entry.fields:
        if told := left_over(field):
            made.fault(told, (int(field.start_line or 0) + 1, None))
    fields = {field.key.lower(): _text(field) for field in entry.fields}
    if len(fields) < len(entry.fields):
        made.fault("A field stands twice in this entry.", at)
    kind = entry.entry_type.lower()
    csl, note, read_ = _said(kind, fields)
    id_ = ids.own(entry.key, "s")
    if id_ != entry.key:
        csl["id"] = entry.key
    if not csl.get("title"):
        csl["title"] = str(csl.get("container-title") or csl.get("URL") or entry.key or id_)
        made.caution(f"This entry has no title; “{csl['title'][:60]}” stands for it.", at)
    if unread := sorted(name for name in fields if name not in read_ and fields[name]):
        made.caution(f"Not read of {entry.key[:60]}: {', '.join(unread)[:300]}.", at)
    made.add("sources", at, id=id_, kind="work", csl=csl, note=note)


def _text(field: Field) -> str:
    """Return the value of a field; of pieces that are put together, all of them."""
    value = str(field.value)
    if field.enclosing == "no-enclosing" and "#" in value:
        return "".join(part for found in _PIECE.findall(value) for part in found)
    return value


def left_over(field: Field) -> str:
    """Return what is wrong where more follows a value than another one joined by “#”."""
    value = str(field.value)
    if field.enclosing != "no-enclosing":
        return ""
    rest = value[_end_of_value(value) :].lstrip()
    if found := _FIELD.match(rest):
        return f"A comma is missing between “{field.key[:60]}” and “{found[1][:60]}”."
    is_closed = value.startswith(("{", '"'))
    return f"A comma is missing before {quoted(rest)}." if rest and is_closed else ""


def _end_of_value(value: str) -> int:
    """Return where the pieces at the beginning of a value end that are joined by “#”."""
    at = _end_of_piece(value, 0)
    while joined := _JOINED.match(value, at):
        at = _end_of_piece(value, joined.end())
    return at


def _end_of_piece(value: str, at: int) -> int:
    end = {"{": "}", '"': '"'}.get(value[at : at + 1])
    if end is None:
        bare = _BARE.match(value, at)
        return bare.end() if bare else at
    depth = 0
    for found in _MARK.finditer(value, at + 1):
        if depth == 0 and found[0] == end:
            return found.end()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    return len(value)


def _is_comment(text: str) -> bool:
    return all(line.lstrip().startswith("%") for line in text.splitlines() if line.strip())


def _line(block: Block) -> int:
    return int(block.start_line or 0) + 1


def _fault(block: Block) -> str:
    if isinstance(block, DuplicateBlockKeyBlock):
        return f"The key “{str(block.key)[:60]}” stands here twice."
    if isinstance(block, DuplicateFieldKeyBlock):
        return (
            f"A field stands twice in this entry: {', '.join(sorted(block.duplicate_keys))[:200]}."
        )
    if isinstance(block, ParsingFailedBlock):
        reason = getattr(block.error, "abort_reason", "") or str(block.error)
        return f"This entry cannot be read. {' '.join(str(reason).split())[:200]}".strip()
    return "This entry cannot be read."


FORMAT = Format(
    name="bibtex",
    title="Sources as BibTeX",
    media_type="application/x-bibtex",
    ending=".bib",
    use="citing the sources in LaTeX, and taking a bibliography in",
    carries="the sources with the bibliographic fields that BibTeX has",
    loses="claims, relations and everything else: only sources are in it; CSL fields that BibTeX "
    "has no place for",
    write=write,
    read=read,
    keeps=keeps,
    looks=lambda data: _BEGUN.search(head_of(data, 4000)) is not None,
)
