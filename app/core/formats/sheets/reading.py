"""Claims and relations from the rows of a table: one row for a claim and what it bears on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from app.core.formats.building import Building, Place
from app.core.formats.format import Given, Read
from app.core.formats.native.faults import SHOWN, Fault, ImportFaults, in_order, quoted
from app.core.formats.relation_words import kind_of
from app.core.formats.sheets.cells import bare, number, slip_in, word
from app.core.formats.sheets.columns import Columns, columns_of
from app.core.formats.sheets.naming import Naming
from app.core.formats.sheets.sheet import Sheet
from app.core.formats.sheets.words import (
    AGAINST,
    FOR,
    KINDS,
    MARKED,
    TEXTS,
    THESES,
    relation_of,
    sign_of,
)
from app.core.texts import LINE
from app.core.vocabulary import ClaimKind, RelationKind

OF_CLAIMS = ("kind", "text", "label", "body", "note", "thesis", "prior", "provenance", "status")
OF_RELATIONS = ("basis", "strength", "warrant", "relation_status")
POOLED = ("credence", "ratings")
# Where the field of a native row that is at fault stands in the table.
CELLS = {
    "claims": {name: name for name in ("id", *OF_CLAIMS)},
    "relations": {"id": "relation_id", "kind": "relation", "target": "parent", "premises": "id",
                  "status": "relation_status", "basis": "basis", "strength": "strength",
                  "warrant": "warrant"},
}  # fmt: skip
BY_SIGN = {
    (FOR, "claim"): RelationKind.SUPPORTS,
    (AGAINST, "claim"): RelationKind.REBUTS,
    (FOR, "relation"): RelationKind.BACKS,
    (AGAINST, "relation"): RelationKind.UNDERCUTS,
}


class Line(NamedTuple):
    """What a row says by column, and the line on which it begins."""

    line: int
    said: Mapping[str, str]


@dataclass
class Thing:
    """A claim or a relation with what its rows say of it, and the line of the first of them."""

    line: int
    said: dict[str, str] = field(default_factory=dict)
    premises: dict[str, float] = field(default_factory=dict)


def sorted_out(said: dict[str, str]) -> dict[str, str]:
    """Return what a row says with a word for a relation in its place, not as the kind of a claim.

    >>> sorted_out({"kind": "Pro"}), sorted_out({"relation": "asks"})
    ({'kind': 'claim', 'relation': 'Pro'}, {'relation': 'asks', 'kind': 'question'})
    """
    cell, relation = said.get("kind", ""), said.get("relation", "")
    kind = kind_of(cell)
    if kind and word(cell) not in KINDS and (not relation or kind_of(relation) is kind):
        of = ClaimKind.QUESTION if kind is RelationKind.ASKS else ClaimKind.CLAIM
        return {**said, "kind": of.value, "relation": relation or cell}
    if not cell and kind_of(relation) is RelationKind.ASKS:
        return {**said, "kind": ClaimKind.QUESTION.value}
    return said


class Reading:
    """The reading of one table of claims."""

    def __init__(self, sheet: Sheet, given: Given) -> None:
        self.sheet, self.given = sheet, given
        self.columns: Columns = columns_of(sheet)
        told = (Line(row.line, sorted_out(self.columns.said(row.cells))) for row in sheet.rows)
        self.lines = [line for line in told if line.said]
        self.naming = Naming([line.said for line in self.lines])
        self.made = Building(given, taken=self.naming.taken)
        self.made.cautions += self.columns.cautions
        self.claims: dict[str, Thing] = {}
        self.relations: dict[str, Thing] = {}

    def read(self) -> Read:
        """Return the debate; ImportFaults with the place of each fault."""
        try:
            read = self._read()
        except ImportFaults as error:
            faults = in_order(map(self._placed, error.faults[:SHOWN]))
            raise ImportFaults(faults, is_cut=error.is_cut) from None
        return replace_cautions(read, self.sheet)

    def _read(self) -> Read:
        self._check_header()
        self._name()
        for line, id_ in zip(self.lines, self.naming.claim_of, strict=True):
            if id_:
                self._add_relation(line, id_)
        self._tell()
        for id_, thing in self.claims.items():
            self._make_claim(id_, thing)
        for id_, thing in self.relations.items():
            self._make_relation(id_, thing)
        self.made.settings["theses"] = self._theses()
        return self.made.finished()

    def _check_header(self) -> None:
        if "text" not in self.columns.at:
            names = [f"“{name}”" for cell in self.sheet.head.cells if (name := bare(cell)[:60])]
            found = f"there are {', '.join(names[:SHOWN])}" if names else "none has a name"
            message = (
                f"No column is the text of the claims: {found}. Call it "
                f"{', '.join(f'“{name}”' for name in TEXTS[:-1])} or “{TEXTS[-1]}”."
            )
            self.made.fault(message, (self.sheet.head.line, 1))
            self.made.faults.check()

    def _name(self) -> None:
        self.naming.name(self.made, [self._place(line, "id") for line in self.lines])
        for line, id_ in zip(self.lines, self.naming.claim_of, strict=True):
            if id_:
                claim = self.claims.setdefault(id_, Thing(line.line))
                self._merge(claim, line, OF_CLAIMS, "claim")
        for id_, claim in self.claims.items():
            if "text" not in claim.said:
                self.made.fault(f"The claim {quoted(id_)} has no text.", (claim.line, None))

    def _merge(self, thing: Thing, line: Line, names: tuple[str, ...], noun: str) -> None:
        """Add what a further row says of a thing, which must not be something else."""
        for name in names:
            cell = line.said.get(name)
            if cell is not None and thing.said.setdefault(name, cell) != cell:
                message = (
                    f"This row and that of line {thing.line} are of one {noun}, and say different"
                    f" things: {quoted(cell)} and {quoted(thing.said[name])}."
                )
                self.made.fault(message, self._place(line, name))

    def _add_relation(self, line: Line, claim: str) -> None:
        said = line.said
        stated = word(said.get("relation", ""))
        if "parent" not in said:
            if stated not in THESES and any(name in said for name in ("relation", "relation_id")):
                message = "This row says what the claim is to its parent, and names no parent."
                self.made.fault(message, self._place(line, "relation"))
            return
        found = self._kind_and_target(line, claim)
        if found is None:
            return
        kind, target = found
        at = self._place(line, "relation_id")
        id_ = self.naming.relation_of(said.get("relation_id"), self.made, at)
        thing = self.relations.setdefault(id_, Thing(line.line, {"kind": kind, "target": target}))
        own = Line(line.line, {**said, "kind": kind, "target": target})
        self._merge(thing, own, ("kind", "target", *OF_RELATIONS), "relation")
        self._add_premise(thing, line, claim)

    def _add_premise(self, thing: Thing, line: Line, claim: str) -> None:
        if claim in thing.premises:
            message = "The same claim is a premise of this relation in an earlier row."
            self.made.fault(message, self._place(line, "id"))
        place = number(line.said.get("premise", "0"))
        if place is None:
            message = f"{quoted(line.said['premise'])} is no number of a premise."
            self.made.fault(message, self._place(line, "premise"))
        thing.premises[claim] = place or 0

    def _kind_and_target(self, line: Line, claim: str) -> tuple[str, str] | None:
        cell, parent = line.said.get("relation", ""), line.said["parent"]
        kind, sign = relation_of(cell), sign_of(cell)
        if cell and kind is None and sign is None:
            message = f"{quoted(cell)} does not say what this is to its parent."
            self.made.fault(message, self._place(line, "relation"))
        at = self._place(line, "parent")
        found = self.naming.node(parent, kind, self.made, at)
        if found is None:
            return None
        noun, target = found
        if target == claim and "relation_id" not in line.said:
            self.made.fault("This would be a reason for itself.", at)
            return None
        if not cell:
            kind = self._unsaid(line, claim, noun, target)
        return (kind or BY_SIGN[sign or FOR, noun]).value, target

    def _unsaid(self, line: Line, claim: str, noun: str, target: str) -> RelationKind:
        """Return what a claim is to its parent where no word says it, and tell so."""
        if self._kind_of(claim) == ClaimKind.QUESTION:
            kind = RelationKind.ASKS
        elif noun == "claim" and self._kind_of(target) == ClaimKind.QUESTION:
            kind = RelationKind.ANSWERS
        else:
            kind = BY_SIGN.get((self.given.unsigned.sign, noun), self.given.unsigned)
        message = f"No word says what this is to its parent: it {kind} it."
        self.made.caution(message, self._place(line, "parent"))
        return kind

    def _kind_of(self, claim: str) -> str:
        cell = self.claims[claim].said.get("kind", ClaimKind.CLAIM.value)
        return KINDS.get(word(cell), cell)

    def _tell(self) -> None:
        """Tell what a spreadsheet left in place of texts, and once that credences are nobody's."""
        at = self.columns.at["text"]
        for row in self.sheet.rows:
            cell = row.cells[at] if at < len(row.cells) else ""
            if slip := slip_in(cell):
                message = f"{quoted(cell.strip())} is {slip}: it is taken for the text."
                self.made.caution(message, (row.line, at + 1))
        name = next((name for name in POOLED if any(name in line.said for line in self.lines)), "")
        if name:
            header = quoted(bare(self.sheet.head.cells[self.columns.at[name]]))
            message = f"The column {header} is not read: a credence is somebody's, and no row " + (
                "says whose; Cruxmap writes what several people's come to."
                if "ratings" in self.columns.at
                else "says whose. A number that is nobody's stands in a column “prior”."
            )
            self.made.caution(message, (self.sheet.head.line, self.columns.at[name] + 1))

    def _make_claim(self, id_: str, thing: Thing) -> None:
        if "text" not in thing.said:
            return
        said: dict[str, Any] = {
            name: thing.said[name]
            for name in OF_CLAIMS
            if name in thing.said and name not in ("thesis", "text")
        }
        said["kind"] = self._kind_of(id_)
        if "prior" in said:
            value = number(said["prior"])
            said["prior"] = said["prior"] if value is None else value
        for name in ("provenance", "status"):
            if name in said:
                said[name] = word(said[name])
        text, place = thing.said["text"], (thing.line, None)
        if len(text) > LINE:
            self.made.claim(text, place, id=id_, **said)
        else:
            self.made.add("claims", place, **{"provenance": "outside", **said}, id=id_, text=text)

    def _make_relation(self, id_: str, thing: Thing) -> None:
        said = {name: word(thing.said[name]) for name in OF_RELATIONS if name in thing.said}
        if "warrant" in said:
            said["warrant"] = thing.said["warrant"]
        if "relation_status" in said:
            said["status"] = said.pop("relation_status")
        premises = sorted(thing.premises, key=thing.premises.__getitem__)
        kind, target = thing.said["kind"], thing.said["target"]
        self.made.relation(kind, premises, target, (thing.line, None), id=id_, **said)

    def _theses(self) -> list[str]:
        if "thesis" not in self.columns.at:
            return self._roots()
        found = []
        for at, (id_, thing) in enumerate(self.claims.items()):
            cell = thing.said.get("thesis")
            if cell is not None:
                place = number(cell)
                if place is None and word(cell) not in MARKED:
                    message = f"{quoted(cell)} is no number of a thesis, from 1."
                    self.made.fault(message, (thing.line, self.columns.at["thesis"] + 1))
                found.append((len(self.claims) if place is None else place, at, id_))
        return [id_ for _, _, id_ in sorted(found)]

    def _roots(self) -> list[str]:
        """Return the claims that bear on nothing while others bear on them."""
        bearing = {id_ for thing in self.relations.values() for id_ in thing.premises}
        aimed = {thing.said["target"] for thing in self.relations.values()}
        return [id_ for id_ in self.claims if id_ in aimed and id_ not in bearing]

    def _place(self, line: Line, name: str) -> Place:
        at = self.columns.at.get(name)
        return line.line, None if at is None else at + 1

    def _placed(self, fault: Fault) -> Fault:
        """Return a fault with its cell as people name it, and where that stands in the text."""
        fault = self._with_cell(fault)
        return self.sheet.placed(self.sheet.named(fault))

    def _with_cell(self, fault: Fault) -> Fault:
        """Give a fault of the native rules the cell of the field that it names."""
        if fault.line is None or fault.column is not None:
            return fault
        listed, _, rest = fault.path.partition("[")
        key = rest.partition("].")[2].partition("[")[0]
        at = self.columns.at.get(CELLS.get(listed, {}).get(key, ""))
        return fault if at is None else replace(fault, column=at + 1)


def replace_cautions(read: Read, sheet: Sheet) -> Read:
    """Return what was read with cautions that say where in the text each cell stands."""
    return read._replace(cautions=tuple(map(sheet.warned, read.cautions)))
