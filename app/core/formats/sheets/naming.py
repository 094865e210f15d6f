"""Which claim or relation each row of a table names: by id, by address, by its exact text."""

from collections.abc import Mapping, Sequence
from itertools import chain

from app.core.formats.building import ID, Building, Place
from app.core.formats.native.faults import quoted
from app.core.formats.sheets.names import Known, id_in, is_changed, of_the_form
from app.core.vocabulary import Aim, RelationKind

Said = Mapping[str, str]
NEW = "New ids are given where those of the file are not of the form of ours, or stand twice."


class Naming:
    """The ids of the claims and relations of a table."""

    def __init__(self, rows: Sequence[Said]) -> None:
        self._rows = rows
        self._claims, self._relations = Known(), Known()
        self._by_text: dict[str, dict[str, int]] = {}  # by text and id, the line
        self._named: set[str] = set()
        self._is_told = False
        self.claim_of: list[str] = []
        given = chain.from_iterable((said.get("id"), said.get("relation_id")) for said in rows)
        addressed = (id_in(said.get("url", "")) for said in rows)
        self.taken = of_the_form(filter(None, chain(given, addressed)))

    def name(self, made: Building, places: Sequence[Place]) -> None:
        """Give the claim of every row its id, and note those of relations."""
        for said, at in zip(self._rows, places, strict=True):
            self.claim_of.append(self._claim(said, made, at))
        for said, id_, (line, _) in zip(self._rows, self.claim_of, places, strict=True):
            if "text" in said and id_:
                self._note_text(said, id_, line, made)
        for said, at in zip(self._rows, places, strict=True):
            if "relation_id" in said and "parent" in said:
                self.relation_of(said["relation_id"], made, at)

    def _note_text(self, said: Said, id_: str, line: int, made: Building) -> None:
        ids = self._by_text.setdefault(said["text"], {})
        if ids and "id" not in said:
            first = next(iter(ids.values()))
            message = (
                f"Line {first} has the same text. Give both rows an id: one id if it is one claim,"
                " two if there are two."
            )
            made.fault(message, (line, None))
        ids.setdefault(id_, line)

    def relation_of(self, cell: str | None, made: Building, at: Place) -> str:
        """Return the id of the relation that the file calls so; a new one where it has none."""
        if cell is None:
            return made.new_id("relations")
        known = self._relations.exactly(cell)
        if known is None:
            is_own = ID.fullmatch(cell) and cell not in self._named
            known = cell if is_own else self._new("relations", made, at)
            self._relations.add(cell, known)
        return known

    def node(
        self, cell: str, kind: RelationKind | None, made: Building, at: Place
    ) -> tuple[str, str] | None:
        """Return what a parent is, a claim or a relation, and its id; None after a fault."""
        spaces = [("claim", self._claims), ("relation", self._relations)]
        if kind is not None and kind.aim is Aim.RELATION:
            spaces.reverse()
        for noun, known in spaces:
            if (id_ := known.exactly(cell)) is not None:
                return noun, id_
        texts = self._by_text.get(cell, {})
        if len(texts) == 1:
            return "claim", next(iter(texts))
        if texts:
            made.fault("Several claims have this text: name one of them by its id.", at)
            return None
        for noun, known in spaces:
            if (id_ := known.nearly(cell)) is not None:
                made.caution(f"{quoted(cell)} is read as “{id_}”: a spreadsheet changed it.", at)
                return noun, id_
        message = f"No claim has the id or the exact text {quoted(cell)}, and no relation the id."
        made.fault(message, at)
        return None

    def _claim(self, said: Said, made: Building, at: Place) -> str:
        cell = said.get("id")
        if cell is None:
            return self._unnamed(said, made, at)
        addressed = id_in(said.get("url", ""))
        id_ = self._claims.exactly(cell)
        if addressed and is_changed(cell, addressed):
            if id_ is None:
                message = f"The id {quoted(cell)} is read as “{addressed}”, as its address says."
                made.caution(message, at)
            id_ = addressed
        if id_ is None:
            id_ = cell if ID.fullmatch(cell) else self._new("claims", made, at)
        self._note(cell, id_)
        return id_

    def _note(self, cell: str, id_: str) -> None:
        self._claims.add(cell, id_)
        self._claims.add(id_, id_)
        self._named.add(id_)

    def _unnamed(self, said: Said, made: Building, at: Place) -> str:
        """Name the claim of a row without an id, by its address if it has one."""
        if addressed := id_in(said.get("url", "")):
            self._note(addressed, addressed)
            return addressed
        if "text" in said:
            return made.new_id("claims")
        made.fault("This row has neither an id nor a text.", at)
        return ""

    def _new(self, name: str, made: Building, at: Place) -> str:
        if not self._is_told:
            self._is_told = True
            made.caution(NEW, at)
        return made.new_id(name)
