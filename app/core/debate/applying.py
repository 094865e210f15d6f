"""Applying a change to a debate, whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.core.debate.change import Change, Edit, Entry
from app.core.debate.conflicts import (
    Conflict,
    Conflicting,
    ConflictKind,
    dangling,
    doubles,
    sharing,
)
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.rows import Account, Settings
from app.core.debate.shape import Id
from app.core.debate.whole import Debate


def apply(debate: Debate, change: Change) -> Debate:
    """Return the debate with a change applied; the revision is the caller's to count.

    Raises Conflicting with all that stands against it.
    """
    after, found = applied(debate, change)
    if found:
        raise Conflicting(found)
    return after


def conflicts(debate: Debate, change: Change) -> tuple[Conflict, ...]:
    """Return all that stands against applying a change to a debate; nothing when it can be."""
    return applied(debate, change)[1]


def applied(debate: Debate, change: Change) -> tuple[Debate, tuple[Conflict, ...]]:
    """Return a debate with a change applied as far as it goes, and all that stands against it."""
    work = _Work(debate)
    for edit in change.edits:
        work.edit(edit)
    after = work.result(change.accounts)
    touched = {(edit.list, edit.id): edit for edit in change.edits}
    return after, (*work.found, *dangling(after, touched), *doubles(after, touched))


class _Work:
    """A debate under way: its lists as dicts by id, copied when first edited."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate
        self.settings = debate.settings
        self.lists: dict[str, dict[Any, Any]] = {}
        self.beside: dict[str, dict[Id, tuple[Any, ...]]] = {}
        self.found: list[Conflict] = []

    def edit(self, edit: Edit) -> None:
        """Apply an edit as far as it goes, and note what stands against it."""
        if edit.list == SETTINGS.name:
            self._settings(edit)
        elif not edit.shape.fields.has_id:
            self._entry(edit)
        elif edit.before is None:
            self._add(edit)
        else:
            self._alter(edit, edit.before)

    def result(self, accounts: tuple[Account, ...]) -> Debate:
        """Return the edited debate, with the accounts that its rows name."""
        lists: dict[str, Any] = {name: tuple(rows.values()) for name, rows in self.lists.items()}
        known = {row.id: row for row in (*self.debate.accounts, *accounts)}
        return replace(
            self.debate,
            settings=self.settings,
            **lists,
            accounts=tuple(known.values()),
            beside={**self.debate.beside, **self.beside},
        ).with_named_accounts()

    def rows(self, name: str) -> dict[Any, Any]:
        """Return a list by id, to be edited."""
        if name not in self.lists:
            rows = getattr(self.debate, name)
            has_id = SHAPES[name].fields.has_id
            self.lists[name] = {row.id if has_id else at: row for at, row in enumerate(rows)}
        return self.lists[name]

    def _note(self, kind: ConflictKind, edit: Edit, fields: Iterable[str] = ()) -> None:
        self.found.append(Conflict(kind, edit.list, edit.id, tuple(fields)))

    def _settings(self, edit: Edit) -> None:
        assert edit.after is not None
        now = Entry(self.settings)
        self._differing(edit, now)
        after = now.with_fields({name: new for name, (_, new) in edit.changed.items()}).row
        assert isinstance(after, Settings)
        self.settings = after

    def _entry(self, edit: Edit) -> None:
        """Add an entry to a record, or take the latest that says the same out of it."""
        rows = self.rows(edit.list)
        if edit.after is not None:
            at = max(rows, default=-1) + 1
            self._put(edit.list, at, edit.after, edit.place)
            return
        assert edit.before is not None
        same = (at for at in reversed(rows) if rows[at] == edit.before.row)
        if (at := next(same, None)) is None:
            self._note(ConflictKind.NOT_FOUND, edit)
        else:
            del rows[at]

    def _add(self, edit: Edit) -> None:
        assert edit.after is not None
        if any(edit.id in self.rows(name) for name in sharing(edit.shape.space)):
            self._note(ConflictKind.CONFLICT, edit)
            return
        self._put(edit.list, edit.id, edit.after, edit.place)
        self._put_beside(edit, edit.after)

    def _alter(self, edit: Edit, before: Entry) -> None:
        now = self._now(edit)
        if now is None:
            self._note(ConflictKind.NOT_FOUND, edit)
            return
        self._differing(edit, now)
        if edit.after is None:
            del self.rows(edit.list)[edit.id]
            self._put_beside(edit, Entry(before.row))
            return
        after = now.with_fields({name: new for name, (_, new) in edit.changed.items()})
        self.rows(edit.list)[edit.id] = after.row
        self._put_beside(edit, after)

    def _now(self, edit: Edit) -> Entry | None:
        row = self.rows(edit.list).get(edit.id)
        if row is None:
            return None
        found = {name: self._besides(name).get(edit.id, ()) for name in edit.shape.beside}
        return Entry(row, {name: rows for name, rows in found.items() if rows})

    def _differing(self, edit: Edit, now: Entry) -> None:
        """Note the fields that are to be changed and are not as they were."""
        fields = now.fields()
        differing = [
            name
            for name, (old, _) in edit.changed.items()
            if (fields.get(name) or None) != (old or None)
        ]
        if differing:
            self._note(ConflictKind.DATA, edit, differing)

    def _put(self, name: str, key: Any, entry: Entry, place: int | None) -> None:
        rows = self.rows(name)
        if place is None or place >= len(rows):
            rows[key] = entry.row
            return
        pairs = list(rows.items())
        pairs.insert(place, (key, entry.row))
        self.lists[name] = dict(pairs)

    def _besides(self, name: str) -> Mapping[Id, tuple[Any, ...]]:
        return self.beside.get(name, self.debate.beside.get(name, {}))

    def _put_beside(self, edit: Edit, entry: Entry) -> None:
        for name in edit.shape.beside:
            rows, had = entry.beside.get(name, ()), self._besides(name)
            if had.get(edit.id, ()) != rows:
                kept = self.beside.setdefault(name, dict(had))
                kept.pop(edit.id, None)
                if rows:
                    kept[edit.id] = rows
