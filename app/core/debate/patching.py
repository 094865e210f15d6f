"""A graph at a later revision, made of an earlier one and the edits between; the rest is shared.

What edits do not touch is the same object in both. Where edits reach what a graph does not hold,
such as the stretches in which a node stands, it has to be read anew.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from app.core.debate.change import Edit, Entry
from app.core.debate.counting import counted
from app.core.debate.graph import Credence, Graph, Relation, arguments_in
from app.core.debate.references import renamed
from app.core.debate.shape import Id

BY_ID = ("people", "claims", "relations", "cruxes")
IN_ORDER = {
    "stances": "stances",
    "verdicts": "verdicts",
    "citations": "citations",
    "credence_orders": "orders",
    "pair_sentences": "pair_sentences",
}
NOT_HELD = ("quotes", "terms", "links")
BESIDE = {"voiced_by": "voices", "asked": "asked"}
# What is made on demand of each list; a credence counts by the wording and status of its node.
MADE_OF = {
    "stances": ("stances_of", "stances_by"),
    "verdicts": ("verdicts_of",),
    "citations": ("citations_of",),
    "cruxes": ("cruxes_of",),
}
MADE = tuple(name for names in MADE_OF.values() for name in names)
RELATIONS_OF = ("incoming", "arguments", "outgoing")


class Named(NamedTuple):
    """An account: the key of its row, the id that documents of the debate have, and its name."""

    key: int
    id: Id
    name: str


class Unpatchable(Exception):
    """The edits reach what the graph does not hold, or do not fit it."""


def patched(
    graph: Graph, edits: Iterable[Edit], revision: int, accounts: Mapping[Id, Named]
) -> Graph:
    """Return the graph at a later revision; `accounts` are those the edits name, by public id.

    Raises Unpatchable when the graph has to be read anew.
    """
    work = _Patch(graph, accounts)
    for edit in edits:
        work.edit(edit)
    return work.result(revision)


class _Patch:
    """A graph under way: the parts that were touched, each copied once."""

    def __init__(self, graph: Graph, accounts: Mapping[Id, Named]) -> None:
        self.graph = graph
        self.named = accounts
        self.names = {public: each.id for public, each in accounts.items()}
        self.parts: dict[str, Any] = {}
        self.rated: set[Id] = set()
        self.given: dict[tuple[Id, int], Credence | None] = {}
        self.at: set[Id] = set()
        # Nodes that say something else, or that ended or stand again.
        self.otherwise: set[Id] = set()

    def edit(self, edit: Edit) -> None:
        """Take one edit over."""
        if edit.list in NOT_HELD:
            return
        if edit.list not in TAKERS:
            raise Unpatchable(edit.list)
        TAKERS[edit.list](self, edit)

    def result(self, revision: int) -> Graph:
        """Return the new graph; what was made of parts that stayed is kept."""
        if any(each.id not in self.graph.accounts for each in self.named.values()):
            self._part("accounts").update({each.id: each.name for each in self.named.values()})
            self._part("account_keys").update({each.id: each.key for each in self.named.values()})
        parts: dict[str, Any] = {
            name: tuple(part) if isinstance(part, list) else part
            for name, part in self.parts.items()
        }
        new = replace(self.graph, revision=revision, **parts)
        made, old = vars(new), vars(self.graph)
        stale = {name for part in parts for name in MADE_OF.get(part, ())}
        made.update({name: old[name] for name in MADE if name in old and name not in stale})
        self._regroup(new)
        self._regroup_relations(new)
        changed = set(parts)
        if new.claims.keys() != self.graph.claims.keys():
            changed.add("ids")
        new.keep_from(self.graph, changed)
        return new

    def _part(self, name: str) -> Any:
        if name not in self.parts:
            held = getattr(self.graph, name)
            self.parts[name] = dict(held) if isinstance(held, Mapping) else list(held)
        return self.parts[name]

    def _by_id(self, edit: Edit) -> None:
        if "spans" in edit.changed:
            raise Unpatchable("spans")
        rows, after = self._part(edit.list), self._entry(edit)
        if (edit.id in rows) != (edit.before is not None):
            raise Unpatchable(edit.id)
        if edit.list == "relations":
            self.at.update(*(_ends(side.row) for side in (edit.before, edit.after) if side))
        for name, part in BESIDE.items():
            self._beside(part, edit, after.beside.get(name, ()) if after else ())
        if after is None:
            del rows[edit.id]
        elif edit.before is None and edit.place is not None and edit.place < len(rows):
            pairs = list(rows.items())
            pairs.insert(edit.place, (edit.id, after.row))
            self.parts[edit.list] = dict(pairs)
        else:
            rows[edit.id] = after.row
        if edit.list != "people" and not edit.changed.keys().isdisjoint(("wording", "status")):
            self.otherwise.add(edit.id)

    def _beside(self, part: str, edit: Edit, rows: tuple[Id, ...]) -> None:
        if getattr(self.graph, part).get(edit.id, ()) == rows and part not in self.parts:
            return
        held = self._part(part)
        held.pop(edit.id, None)
        if rows:
            held[edit.id] = rows

    def _in_order(self, edit: Edit) -> None:
        rows, after = self._part(IN_ORDER[edit.list]), self._entry(edit)
        at = next((at for at, row in enumerate(rows) if row.id == edit.id), None)
        if (at is not None) != (edit.before is not None):
            raise Unpatchable(edit.id)
        if at is None:
            assert after is not None
            rows.insert(len(rows) if edit.place is None else edit.place, after.row)
        else:
            rows[at : at + 1] = [after.row] if after else []

    def _settings(self, edit: Edit) -> None:
        assert edit.after is not None
        self.parts["slug"] = edit.after.row.slug
        if edit.after.row.theses != self.graph.theses:
            self.parts["theses"] = edit.after.row.theses

    def _source(self, edit: Edit) -> None:
        if edit.before is None or edit.after is None:
            raise Unpatchable("sources")
        after = edit.after
        if self.graph.sources.get(after.row.id) != after.row.csl["title"]:
            self._part("sources")[after.row.id] = after.row.csl["title"]

    def _span(self, edit: Edit) -> None:
        if not _is_apart(edit):
            raise Unpatchable("spans")
        places = self._part("source_of")
        places.pop(edit.id, None)
        if edit.after is not None:
            places[edit.id] = edit.after.row.source

    def _credence(self, edit: Edit) -> None:
        """An account's latest entry stands, last of all, unless it withdraws the one before."""
        if edit.after is None:
            raise Unpatchable("credences")
        row = edit.after.row
        account = self.named.get(row.account)
        if account is None:
            raise Unpatchable(row.account)
        rows, named = self._part("credences"), (row.node, account.key)
        if earlier := self.given.get(named) or self._held(*named):
            rows.remove(earlier)
        self.given[named] = None
        if not row.withdrawn:
            given = (row.wording, row.value, row.ill_posed, row.note, row.at)
            self.given[named] = Credence(row.node, account.key, account.name, *given)
            rows.append(self.given[named])
        self.rated.add(row.node)

    def _held(self, node: Id, account: int) -> Credence | None:
        """Return the credence that an account had in the graph before, unless it is gone."""
        if (node, account) in self.given:
            return None
        held = self.graph.credences_of.get(node, ())
        return next((each for each in held if each.account == account), None)

    def _entry(self, edit: Edit) -> Entry | None:
        return edit.after and renamed(edit.shape, edit.after, "accounts", self.names)

    def _regroup_relations(self, new: Graph) -> None:
        """Group anew the relations at the nodes at which some changed, and at no others."""
        made, old = vars(new), vars(self.graph)
        names = [name for name in RELATIONS_OF if name in old]
        if not self.at:
            made.update({name: old[name] for name in names})
            return
        groups = {name: dict(old[name]) for name in names}
        fresh = _relations_at(self.at, new.relations.values())
        for name in names:
            gone = self.at - fresh[name].keys()
            groups[name] = {k: v for k, v in groups[name].items() if k not in gone}
            groups[name].update(fresh[name])
        made.update(groups)

    def _regroup(self, new: Graph) -> None:
        """Group anew the credences of nodes that were rated or may count otherwise, no others."""
        made, old = vars(new), vars(self.graph)
        if not self.rated:
            made.update({name: old[name] for name in ("credences_of", "raters") if name in old})
        if "counted_of" not in old:
            return
        if not self.rated and not self.otherwise:
            made["counted_of"] = old["counted_of"]
            return
        of, counts = dict(self.graph.credences_of), dict(self.graph.counted_of)
        for node in self.rated | self.otherwise:
            rows = tuple(row for row in new.credences if row.node == node)
            _put(of, node, rows)
            _put(counts, node, counted(rows, new.counted_wording))
        made.update(credences_of=of, counted_of=counts)


TAKERS: dict[str, Callable[[_Patch, Edit], None]] = {
    "credences": _Patch._credence,
    "debate": _Patch._settings,
    "sources": _Patch._source,
    "spans": _Patch._span,
    **dict.fromkeys(BY_ID, _Patch._by_id),
    **dict.fromkeys(IN_ORDER, _Patch._in_order),
}


def _ends(relation: Relation) -> tuple[Id, ...]:
    return (relation.target, *relation.premises)


def _relations_at(nodes: set[Id], relations: Iterable[Relation]) -> Mapping[str, Mapping[Id, Any]]:
    """Group the relations that have an end among some nodes, as a graph groups all of its own."""
    incoming: dict[Id, list[Relation]] = {}
    outgoing: dict[Id, list[Relation]] = {}
    for relation in relations:
        if relation.target in nodes:
            incoming.setdefault(relation.target, []).append(relation)
        for premise in dict.fromkeys(relation.premises):
            if premise in nodes:
                outgoing.setdefault(premise, []).append(relation)
    arguments = {node: arguments_in(rows) for node, rows in incoming.items()}
    return {
        "incoming": {node: tuple(rows) for node, rows in incoming.items()},
        "arguments": {node: rows for node, rows in arguments.items() if rows},
        "outgoing": {node: tuple(rows) for node, rows in outgoing.items()},
    }


def _put(groups: dict[Id, Any], node: Id, rows: tuple[Credence, ...]) -> None:
    groups.pop(node, None)
    if rows:
        groups[node] = rows


def _is_apart(edit: Edit) -> bool:
    """Tell whether a stretch belongs to no comment: the graph knows only those that do."""
    return all(side is None or side.row.comment is None for side in (edit.before, edit.after))
