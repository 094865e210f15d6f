"""A digest as Markdown: the sentences of its page, with whole addresses for links."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from app.core.formats.outline.inline import escaped
from app.web.showing.digest_values import (
    ApartTable,
    Block,
    Digest,
    Group,
    Head,
    Item,
    Move,
    NodeDigest,
    Part,
    Readers,
)
from app.web.showing.lines import Line, Run

Full = Callable[[str], str]


def debate_markdown(digest: Digest, full: Full) -> str:
    """Write the digest of a debate."""
    return _joined(
        [
            *_head(digest.head, full),
            *_pairs(digest.pairs, digest.pairs_more, full),
            *_apart(digest.apart, full),
            *_cruxes(digest.cruxes, digest.cruxes_note, full),
            *(text for part in digest.parts for text in _part(part, full)),
            *_foot(digest.head, full),
        ]
    )


def node_markdown(digest: NodeDigest, full: Full) -> str:
    """Write the digest of a node."""
    return _joined(
        [
            *_head(digest.head, full),
            *(text for part in digest.before for text in _part(part, full)),
            *(_readers(digest.readers) if digest.readers else ()),
            *(text for part in digest.after for text in _part(part, full)),
            *_moves(digest.moves, digest.moves_empty, full),
            *_foot(digest.head, full),
        ]
    )


def said(runs: Line, full: Full) -> str:
    r"""Write a sentence; links lead to whole addresses.

    >>> said((Run("On *"), Run("tea ", "/d/tea", "b")), lambda path: f"https://e.org{path}")
    'On \\*[**tea**](https://e.org/d/tea) '
    """
    return "".join(_run(run, full) for run in runs)


def _run(run: Run, full: Full) -> str:
    text = run.text.strip()
    before, _, after = run.text.partition(text) if text else (run.text, "", "")
    # A sign that would begin a list or a number does so at the start of a line only.
    shown = escaped(f"x{text}")[1:] if text else ""
    if run.look == "b" and shown:
        shown = f"**{shown}**"
    if run.href and shown:
        shown = f"[{shown}]({full(run.href)})"
    return f"{' ' * bool(before)}{shown}{' ' * bool(after)}"


def _joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(head: Head, full: Full) -> Iterator[str]:
    yield f"# {escaped(head.title)}"
    yield f"*{said(head.kick, full)}*"
    yield said(head.lead, full)


def _foot(head: Head, full: Full) -> Iterator[str]:
    yield "---"
    yield from (said(each, full) for each in head.foot)


def _pairs(blocks: Sequence[Block], more: Line, full: Full) -> Iterator[str]:
    yield "## Where they part"
    for block in blocks:
        yield f"### {said(block.names, full)}"
        yield "\n".join(
            f"- {f'**{kind}:** ' if kind else ''}{said(each, full)}" for kind, each in block.says
        )
    yield said(more, full)


def _apart(table: ApartTable, full: Full) -> Iterator[str]:
    yield f"## {escaped(table.title)}"
    yield escaped(table.empty) if table.empty else ""
    if table.rows:
        yield "\n".join(_table(table, full))
        yield f"The strongest counter is told {escaped(table.note)}."
    yield said(table.more, full)


def _table(table: ApartTable, full: Full) -> Iterator[str]:
    # Escaping a bar within a cell is what keeps its text in it.
    others = [""] * any(row.others for row in table.rows)
    columns = ["Point", *map(escaped, table.people), *others, "Strongest counter"]
    yield f"| {' | '.join(columns)} |"
    yield "|" + " --- |" * len(columns)
    for row in table.rows:
        held = [cell.says if cell.value else "" for cell in row.cells]
        more = [escaped(row.others)] * len(others)
        yield f"| {' | '.join([said(row.node, full), *held, *more, said(row.counter, full)])} |"


def _cruxes(groups: Sequence[Group], note: str, full: Full) -> Iterator[str]:
    yield "## Cruxes"
    for group in groups:
        yield f"### {escaped(group.title)} ({group.n})"
        yield "\n".join(f"- {said(each, full)}" for each in group.says)
    yield escaped(note)


def _part(part: Part, full: Full) -> Iterator[str]:
    beside = f" ({part.beside})" if part.beside else ""
    yield f"## {escaped(part.title)}{beside}"
    yield "\n".join(f"- {_item(each, full)}" for each in part.items)
    yield escaped(part.empty) if part.empty else ""


def _item(item: Item, full: Full) -> str:
    return said(item.says, full)


def _readers(readers: Readers) -> Iterator[str]:
    yield f"## {escaped(readers.title)}"
    yield "\n".join(f"- {name}: {escaped(value)}" for name, value in readers.numbers)
    yield escaped(readers.says)


def _moves(moves: Sequence[Move], empty: str, full: Full) -> Iterator[str]:
    if moves or empty:
        yield "## What would change the number"
        yield "\n".join(f"- {said(each.says, full)}: {escaped(each.number)}" for each in moves)
        yield escaped(empty)
