"""Making a debate of a file of another program: ids, places, and the checks that all go through.

An importer adds rows as `cruxmap/1` has them, each with its place in the file. The whole is then
checked as a native document is, so what an importer lets pass has line and column as well.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.core.debate.lists import SHAPES
from app.core.formats.format import Caution, Given, Read
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import Fault, Faults, ImportFaults, in_order, outwards
from app.core.formats.native.reading import check_own, form_faults
from app.core.formats.native.schema import Json
from app.core.formats.native.values import FORMAT, debate_of
from app.core.texts import LINE, TEXT, clean_line, clean_text, slug_of

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)
PREFIXES = {"claims": "c", "relations": "r", "cruxes": "x", "people": "p", "sources": "s",
            "comments": "m", "spans": "sp", "citations": "ct", "quotes": "q", "stances": "st",
            "accounts": "a", "terms": "t", "verdicts": "v", "links": "l"}  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+")
Place = tuple[int, int | None]
SHOWN = 200


class Building:
    """A debate in the making."""

    def __init__(self, given: Given, *, title: str = "", taken: Iterable[str] = ()) -> None:
        """Begin; ids in `taken` are those that the file itself gives."""
        stem = re.sub(r"\.[A-Za-z.]{1,14}$", "", given.name.replace("\\", "/").rsplit("/", 1)[-1])
        told = clean_line(title) or clean_line(given.title) or clean_line(stem) or "Imported debate"
        self.settings: Json = {"title": told, "slug": given.slug or slug_of(told)}
        self.rows: dict[str, list[Json]] = {name: [] for name in SHAPES}
        self.cautions: list[Caution] = []
        self.faults = Faults()
        self._taken = set(taken)
        self._last: dict[str, int] = {}
        self._places: dict[str, Place] = {}
        self._made: set[tuple[str, str]] = set()

    def add(self, name: str, at: Place | None = None, /, **fields: Any) -> str:
        """Add a row of a list, with an id unless it has one; return the id.

        What is None, empty or an empty list is left out.
        """
        row = {key: value for key, value in fields.items() if value not in (None, "", [], ())}
        if "id" not in row and SHAPES[name].fields.has_id:
            row = {"id": self.new_id(name), **row}
        if at is not None:
            self._places[f"{name}[{len(self.rows[name])}]"] = at
        self.rows[name].append(row)
        return str(row.get("id", ""))

    def claim(self, text: str, at: Place | None = None, /, **fields: Any) -> str:
        """Add a claim; of a text that is too long the first sentences are it, all is its body."""
        words = clean_line(text)
        if len(words) > LINE:
            if len(words) > TEXT or fields.get("body"):
                self.fault(f"A claim has at most {TEXT:,} characters; this one {len(words):,}.", at)
            fields["body"] = fields.get("body") or clean_text(text)
            words = shortened(words)
            self.caution("Too long for a sentence: the beginning is, all of it is the body.", at)
        values = {"kind": "claim", "text": words, "provenance": "outside", **fields}
        return self.add("claims", at, **values)

    def relation(
        self, kind: str, premises: Iterable[str], target: str, at: Place | None = None, /,
        **fields: Any,
    ) -> str:  # fmt: skip
        """Add a relation from premises to a node."""
        values = {"kind": kind, "premises": list(premises), "target": target}
        return self.add("relations", at, **values, **{"provenance": "outside", **fields})

    def new_id(self, name: str) -> str:
        """Return an id for a row of a list that nothing has yet, and note that we gave it."""
        prefix = PREFIXES.get(name, name[:1])
        number = self._last.get(prefix, 0) + 1
        while f"{prefix}{number}" in self._taken:
            number += 1
        self._last[prefix] = number
        self._made.add((name, f"{prefix}{number}"))
        return f"{prefix}{number}"

    def stands(self, path: str, at: Place) -> None:
        """Say where in the file a part of the document stands that is no row, such as `debate`."""
        self._places[path] = at

    def caution(self, message: str, at: Place | None = None) -> None:
        """Tell whoever imports something; of thousands only the first are kept."""
        if len(self.cautions) < SHOWN:
            self.cautions.append(Caution(message, *(at or (None, None))))

    def fault(self, message: str, at: Place | None = None) -> None:
        """Note what is wrong; ImportFaults when there is more of it than is shown."""
        self.faults.add(Fault("", message, None, *(at or (None, None))))

    def check(self) -> None:
        """Raise ImportFaults if anything was noted, in the order of the file."""
        if noted := self.faults.found:
            raise ImportFaults(in_order(noted))

    def finished(self) -> Read:
        """Return the debate, checked; ImportFaults with the place of each fault."""
        self._check_noted()
        rows = {name: found for name, found in self.rows.items() if found}
        try:
            sound = check_own({"format": FORMAT, "debate": self.settings, **rows})
        except ImportFaults as error:
            raise ImportFaults(map(self._placed, error.faults), is_cut=error.is_cut) from None
        made = frozenset(self._made)
        return Read(debate_of(canonical(sound)), tuple(self.cautions), made=made)

    def _check_noted(self) -> None:
        """Raise ImportFaults if anything was noted, with what else is wrong in single fields."""
        if noted := self.faults.found:
            rows = {name: found for name, found in self.rows.items() if found}
            more = form_faults({"format": FORMAT, "debate": self.settings, **rows})
            told = {(fault.line, fault.column) for fault in noted} | {(None, None)}
            news = (
                each for each in map(self._placed, more) if (each.line, each.column) not in told
            )
            raise ImportFaults(in_order([*noted, *news]))

    def _placed(self, fault: Fault) -> Fault:
        found = (self._places[path] for path in outwards(fault.path) if path in self._places)
        line, column = next(found, (None, None))
        return replace(fault, line=line, column=column)


def shortened(text: str, limit: int = LINE) -> str:
    """Return the first sentences of a line that fit, else its first words with an ellipsis.

    >>> shortened("One is. Two are. Three were.", 18), shortened("abc def ghi", 9)
    ('One is. Two are.', 'abc def…')
    """
    ends = [found.start() for found in _SENTENCE.finditer(text) if found.start() <= limit]
    if ends:
        return text[: ends[-1]]
    cut = text[: limit - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"
