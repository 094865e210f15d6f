"""A debate as an essay in Markdown, for reading: theses with what is said for and against them.

Each thesis is a section; reasons are paragraphs set in below what they bear on, and a doubt about
a step stands below the reason whose step it is. Cruxes, sources and what is left out come last.
"""

from collections.abc import Iterable, Iterator

from app.core.debate.csl import reference
from app.core.debate.rows import Crux, Settings
from app.core.debate.source_rows import Source
from app.core.debate.whole import Debate
from app.core.figures import listed
from app.core.formats.format import Format, Loss, Options, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import lost
from app.core.formats.outline.inline import escaped
from app.core.formats.outline.planting import ESSAY
from app.core.formats.outline.telling import HELD, Telling, ended
from app.core.formats.outline.walking import Entry, parts_of
from app.core.formats.outline.writing import paragraphs
from app.core.licences import licence_named
from app.core.texts import clean_line
from app.core.vocabulary import RelationKind

CARRIED = {
    "debate": ("question", "summary", "theses", "licence", "authors"),
    "people": ("id", "name", "kind"),
    "sources": ("id", "kind", "csl"),
    "claims": ("id", "kind", "text", "label", "status", "superseded_by"),
    "relations": (
        "id", "kind", "basis", "premises", "target", "person", "strength", "extent", "status",
        "warrant",
    ),
    "cruxes": (
        "id", "question", "conclusion", "claims", "positions", "would_move", "outcome",
        "outcome_note",
    ),
    "stances": ("id", "person", "node", "value", "words", "low", "high", "condition", "ended_how"),
    "citations": ("id", "node", "source", "locator", "role"),
}  # fmt: skip
INDENT = "    "
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SIDES = (
    ("What speaks for it:", (RelationKind.SUPPORTS,)),
    ("What speaks against it:", (RelationKind.REBUTS,)),
    ("What else is said of it:", tuple(kind for kind in RelationKind if not kind.weighs)),
)


def write(debate: Debate, options: Options) -> Written:
    """Write a debate for reading; with an address, ids lead to pages."""
    found = keeps(debate)
    losses = lost(debate, found)
    over = frozenset(row.id for row in debate.stances if not row.stands)
    telling = Telling(found.graph, options.address, over)
    blocks = [ESSAY, *_opening(found), *_sections(found, telling), *_cruxes(found, telling)]
    blocks += [*_sources(found, telling), *_left_out(losses)]
    return Written(("\n\n".join(blocks) + "\n").encode(), losses)


def keeps(debate: Debate) -> Debate:
    """Return what an essay tells of a debate."""
    cruxes = {row.id for row in debate.cruxes}
    return kept(
        debate,
        CARRIED,
        only=lambda name, row: name != "stances" or (row.value in HELD and row.node not in cruxes),
    )


def _opening(debate: Debate) -> Iterator[str]:
    settings = debate.settings
    yield f"# {escaped(settings.title)}"
    if settings.question:
        yield f"*{escaped(settings.question)}*"
    yield from paragraphs(settings.summary or "")
    claims, reasons = len(debate.claims), sum(row.weighs for row in debate.relations)
    people = {stance.person for stance in debate.stances}
    who = f", and what {_number(len(people), 'person', 'people')} hold of them" if people else ""
    yield (
        f"This text is made of a map of the debate: {_number(claims, 'claim')}, "
        f"{_number(reasons, 'reason')} for or against claims and steps{who}. Reasons "
        "are told as they are given; none is judged. Ids stand in brackets."
    )
    yield from _rights(settings)


def _rights(settings: Settings) -> Iterator[str]:
    licence = licence_named(settings.licence) if settings.licence else None
    told = [ended(f"Map made by {escaped(listed(settings.authors))}")] if settings.authors else []
    if licence:
        told.append(f"Licence: {licence.name} ({licence.id}), <{licence.address}>.")
    elif settings.licence:
        told.append(ended(f"Licence: {escaped(clean_line(settings.licence))}"))
    if told:
        yield " ".join(told)


def _sections(debate: Debate, telling: Telling) -> Iterator[str]:
    parts = parts_of(debate)
    for number, entries in enumerate(_by_root(parts.theses), 1):
        root = entries[0]
        yield f"## {number}. {telling.named(root.claim).strip('“”')}"
        yield telling.thesis(root.claim, root.fresh)
        yield from _argued(telling, entries[1:])
    for title, rest in (("Beside the theses", parts.elsewhere), ("Further down", parts.continued)):
        if rest:
            yield f"## {title}"
            yield "\n".join(_points(telling, [each for each in rest if _is_told(telling, each)]))


def _is_told(telling: Telling, entry: Entry) -> bool:
    return bool(entry.relation) or entry.claim in telling.graph.claims


def _by_root(entries: Iterable[Entry]) -> list[list[Entry]]:
    found: list[list[Entry]] = []
    for entry in entries:
        if entry.depth == 0:
            found.append([])
        found[-1].append(entry)
    return found


def _argued(telling: Telling, entries: list[Entry]) -> Iterator[str]:
    """Yield what is said of a thesis, by its side, with all that hangs below."""
    side = -1
    shown: list[tuple[str, list[Entry]]] = []
    for entry in entries:
        if entry.depth == 1 and entry.relation and not entry.is_joined:
            now = next(at for at, (_, kinds) in enumerate(SIDES) if entry.relation.kind in kinds)
            if now != side:
                shown.append((SIDES[now][0], []))
                side = now
        shown[-1][1].append(entry)
    for heading, each in shown:
        yield heading
        yield "\n".join(_points(telling, each, less=1))


def _points(telling: Telling, entries: Iterable[Entry], less: int = 0) -> Iterator[str]:
    for entry in entries:
        if not entry.is_joined:  # which is told with the premise that it goes with
            yield f"{INDENT * (entry.depth - less)}- {telling.point(entry)}"


def _cruxes(debate: Debate, telling: Telling) -> Iterator[str]:
    if debate.cruxes:
        yield "## Where they part"
    for crux in debate.cruxes:
        yield " ".join(_crux(crux, telling))


def _crux(crux: Crux, telling: Telling) -> Iterator[str]:
    yield f"**{escaped(crux.question)}** ({telling.link(crux.id)})"
    if crux.conclusion:
        yield f"On this turns {telling.named(crux.conclusion)} ({telling.link(crux.conclusion)})."
    for each in crux.positions:
        said = each.text or each.short
        if said:
            yield f"{escaped(telling.graph.name(each.person))}: {ended(escaped(said))}"
    if crux.claims:
        yield f"It hangs together with {', '.join(map(telling.link, crux.claims))}."
    if crux.would_move:
        yield f"What would move it: {ended(escaped(crux.would_move))}"
    if crux.outcome:
        yield f"How it came out: {crux.outcome.replace('_', ' ')}."
    if crux.outcome_note:
        yield ended(escaped(crux.outcome_note))


def _sources(debate: Debate, telling: Telling) -> Iterator[str]:
    if debate.sources:
        yield "## Sources"
        lines = sorted((_source(row, debate, telling) for row in debate.sources), key=str.casefold)
        yield "\n".join(f"- {line}" for line in lines)


def _source(row: Source, debate: Debate, telling: Telling) -> str:
    found = reference(row.csl, names=1_000)
    links = [f"<{link.href}>" for link in found.links if not set(link.href) & set("<> \n")]
    cited = [
        f"{telling.link(each.node)} ({each.role.replace('_', ' ')}"
        f"{f', {escaped(each.locator)}' if each.locator else ''})"
        for each in debate.citations
        if each.source == row.id
    ]
    parts = [ended(escaped(str(found))), *links, f"Cited at {', '.join(cited)}." if cited else ""]
    return " ".join(filter(None, parts))


def _left_out(losses: Iterable[Loss]) -> Iterator[str]:
    told = ", ".join(map(str, losses))
    if told:
        yield "## Not in this text"
        yield f"The map holds more than is told here: {told}."


def _number(number: int, one: str, many: str = "") -> str:
    word = NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"
    return f"{word} {one if number == 1 else many or f'{one}s'}"


FORMAT = Format(
    name="essay",
    title="Essay",
    media_type="text/markdown",
    ending=".essay.md",
    use="reading the whole debate from top to bottom, printing it, and giving it to somebody",
    carries="claims, reasons and doubts about steps in sentences, who holds what, cruxes, sources",
    loses="credences, comments, places in sources, notes, terms, earlier wordings; goes out only",
    write=write,
    keeps=keeps,
)
