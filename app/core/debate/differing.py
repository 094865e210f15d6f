"""The edits that make one debate of another: how a file goes into a debate that is there.

Rows go by their ids. Credences are their accounts' own and accounts the installation's, so
neither is compared; of what is said of a debate as a whole, only which claims head it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.debate.change import Edit, Entry, changed, removed
from app.core.debate.conflicts import entry_of
from app.core.debate.judging import WORDS
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.references import references, renamed
from app.core.debate.rows import Wording
from app.core.debate.shape import NODES, Id, Shape
from app.core.debate.whole import Debate
from app.core.errors import Invalid

CONTENT = tuple(name for name in SHAPES if name not in ("accounts", "credences"))
# What is known of a text that is attached here is not for a file to say.
KNOWN_HERE = ("text_hash", "text_length")
# By these, rows may name each other: they are filled in when all rows are there.
LATER = {"spans": "comment", "claims": "superseded_by", "relations": "superseded_by"}
Key = tuple[str, Id]
Rows = Mapping[Key, Entry]


@dataclass(frozen=True, slots=True)
class Teller:
    """By whom and when the words that are new are said."""

    account: Id | None
    at: datetime


def difference(
    present: Debate, wanted: Debate, by: Teller, *, stays: Collection[Key] = ()
) -> tuple[Edit, ...]:
    """Return the edits that give a debate the rows of another; what is new is `by` somebody.

    What the other lacks goes, but not what somebody rated, what `stays` by list and id, and what
    either names. Raises Invalid where an id stands for different things, or rows name each other
    in a ring.
    """
    old, new = _rows(present), _rows(wanted)
    _check_kinds(old, new)
    kept = _kept(present, old, new, stays)
    gone = {key: entry for key, entry in old.items() if key not in new and key not in kept}
    fresh = {key: _fresh(key, entry, by) for key, entry in new.items() if key not in old}
    return (
        *_additions(fresh),
        *_altered(old, new, by),
        *_theses(present, wanted, kept),
        *_removals(present, gone),
    )


def _rows(debate: Debate) -> dict[Key, Entry]:
    return {
        (name, row.id): entry_of(debate, SHAPES[name], row)
        for name in CONTENT
        for row in getattr(debate, name)
    }


def _space(name: str) -> str:
    return SHAPES[name].space if name in SHAPES else name


def _check_kinds(old: Rows, new: Rows) -> None:
    """Refuse an id that is a claim's here and an arrow's there: neither could be told by it."""
    kinds = {(_space(name), id_): name for name, id_ in old}
    for name, id_ in new:
        here = kinds.get((_space(name), id_), name)
        if here != name:
            one, other = SHAPES[here].singular, SHAPES[name].singular
            raise Invalid(f"{id_!r} is a {one} in this debate and a {other} in what is suggested.")


def _kept(present: Debate, old: Rows, new: Rows, stays: Collection[Key]) -> set[Key]:
    """Return what is not taken away though the other lacks it, with all that it names."""
    rated = {row.node for row in present.credences}
    waiting = [
        key
        for key in old
        if key not in new and (key in stays or (_space(key[0]) == NODES and key[1] in rated))
    ]
    by_space = {(_space(name), id_): (name, id_) for name, id_ in old}
    kept: set[Key] = set()
    while waiting:
        key = waiting.pop()
        if key not in kept and key not in new:
            kept.add(key)
            named = references(SHAPES[key[0]], old[key])
            found = (by_space.get((_space(each.to), each.id)) for each in named)
            waiting.extend(each for each in found if each)
    return kept


def _fresh(key: Key, entry: Entry, by: Teller) -> Entry:
    """Return a new row as `by` somebody, at a wording of its own."""
    shape = SHAPES[key[0]]
    named = {each.id for each in references(shape, entry) if each.to == "accounts"}
    own = renamed(shape, entry, "accounts", dict.fromkeys(named, by.account))  # type: ignore[arg-type]
    if key[0] not in WORDS:
        return own
    text, has = getattr(own.row, WORDS[key[0]]), own.beside.get("wordings", ())
    if not text:
        return own.with_fields({"wording": 1, "wordings": ()})
    if not has or has[-1].text != text:
        has = (Wording(1, text, by.at, by.account),)
    return own.with_fields({"wording": len(has), "wordings": has})


def _altered(old: Rows, new: Rows, by: Teller) -> Iterator[Edit]:
    for key, entry in new.items():
        if key in old:
            fields = entry.fields() | _same(SHAPES[key[0]], old[key], entry, by)
            lists = dict.fromkeys(SHAPES[key[0]].beside, ())
            anew = changed(key[0], old[key], **{**lists, **fields})
            if anew.changed:
                yield anew


def _same(shape: Shape, before: Entry, after: Entry, by: Teller) -> dict[str, Any]:
    """Return the fields of a row that are as they are here, whatever the other says."""
    here = before.fields()
    known = [name for name in KNOWN_HERE if here.get(name) is not None]
    kept = {name: here[name] for name in ("account", *known) if name in here}
    if (
        shape.name == "sources"
        and after.row.renderings[: len(here["renderings"])] != (here["renderings"])
    ):
        # Stretches point at them, so none goes and none moves.
        kept["renderings"] = here["renderings"]
    return kept | _worded(shape.name, before, after, by)


def _worded(name: str, before: Entry, after: Entry, by: Teller) -> dict[str, Any]:
    """Return the wordings of a node that the other has, too: its earlier ones never change."""
    if name not in WORDS:
        return {}
    field = WORDS[name]
    had, has = before.beside.get("wordings", ()), after.beside.get("wordings", ())
    old, new = getattr(before.row, field), getattr(after.row, field)
    if old == new or not new:
        return {field: old, "wording": before.row.wording, "wordings": had}
    more = [each.text for each in has[len(had) :]]
    goes_on = [each.text for each in has[: len(had)]] == [each.text for each in had]
    texts = more if goes_on and more and more[-1] == new else [new]
    first = before.row.wording + (1 if had else 0)
    said = (Wording(first + n, text, by.at, by.account) for n, text in enumerate(texts))
    words = (*had, *said)
    return {field: new, "wording": words[-1].number, "wordings": words}


def _theses(present: Debate, wanted: Debate, kept: Collection[Key]) -> Iterator[Edit]:
    head = present.settings.theses
    also = [each for each in head if ("claims", each) in kept]
    theses = tuple(dict.fromkeys((*wanted.settings.theses, *also)))
    if theses != head:
        yield changed(SETTINGS.name, Entry(present.settings), theses=theses)


def _additions(fresh: Rows) -> Iterator[Edit]:
    """Yield rows so that each comes after those that it names."""
    cut = _apart(fresh)
    for key in _in_turn(cut):
        yield Edit(*key, None, cut[key])
    for key, entry in fresh.items():
        if entry != cut[key]:
            yield Edit(*key, cut[key], entry)


def _removals(present: Debate, gone: Rows) -> Iterator[Edit]:
    """Yield rows so that each goes before those that it names, from where it then stands."""
    cut = _apart(gone)
    for key, entry in gone.items():
        if entry != cut[key]:
            yield Edit(*key, entry, cut[key])
    places = {
        (name, row.id): at for name in CONTENT for at, row in enumerate(getattr(present, name))
    }
    before: dict[str, list[int]] = {}
    for key in reversed(_in_turn(cut)):
        at, passed = places[key], before.setdefault(key[0], [])
        yield removed(key[0], cut[key], place=at - sum(other < at for other in passed))
        passed.append(at)


def _apart(rows: Rows) -> dict[Key, Entry]:
    """Return rows without what may make a ring of those that come or go together."""
    found = dict(rows)
    for key, entry in rows.items():
        field = LATER.get(key[0])
        named = getattr(entry.row, field) if field else None
        if field and named and any((name, named) in rows for name in CONTENT):
            found[key] = entry.with_fields({field: None})
    return found


def _in_turn(rows: Rows) -> list[Key]:
    """Return rows so that each comes after those that it names; Invalid where they form a ring."""
    by_space = {(_space(name), id_): (name, id_) for name, id_ in rows}
    names = {
        key: [
            other
            for each in references(SHAPES[key[0]], entry)
            if (other := by_space.get((_space(each.to), each.id))) is not None
        ]
        for key, entry in rows.items()
    }
    done: dict[Key, None] = {}
    waiting, under_way = list(rows)[::-1], set[Key]()
    while waiting:
        key = waiting[-1]
        missing = [other for other in names[key] if other not in done]
        if key in done or not missing:
            done.setdefault(waiting.pop())
        elif key in under_way:
            raise Invalid(f"{key[1]!r} and other new rows name each other in a ring.")
        else:
            under_way.add(key)
            waiting.extend(missing[::-1])
    return list(done)


def adding(edits: Iterable[Edit], account: Id | None) -> tuple[Edit, ...]:
    """Return edits in which new rows that have no author are by an account."""
    return tuple(_authored(edit, account) for edit in edits)


def _authored(edit: Edit, account: Id | None) -> Edit:
    after = edit.after
    if edit.before or after is None or getattr(after.row, "account", account) is not None:
        return edit
    return Edit(edit.list, edit.id, None, after.with_fields({"account": account}), edit.place)
