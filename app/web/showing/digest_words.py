"""The digest of a debate in sentences, each with links to what it rests on."""

from collections.abc import Iterator, Sequence

from app.core.debate.attacks import Challenge
from app.core.debate.cited import cited
from app.core.debate.exchanges import conversing, disputes
from app.core.debate.graph import Crux, Graph, Position
from app.core.debate.grouping import group_by
from app.core.debate.holding import author_of
from app.core.debate.put import claims_voiced, what_was_put
from app.core.debate.summary import Summary, ranked_cruxes, summarise
from app.core.figures import listed
from app.core.vocabulary import CitationState, Outcome, PersonKind, PositionValue
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.claim_parts import shortened
from app.web.showing.digest_apart import apart_table, asked_of
from app.web.showing.digest_numbers import number_items
from app.web.showing.digest_pairs import block, named_pair
from app.web.showing.digest_values import Digest, Group, Head, Item, Part
from app.web.showing.lines import Line, Run, few, line, node, quoted, several
from app.web.site import addresses as to

MOST_PAIRS = 3
MOST_NAMED = 6
MOST_SPEAKERS = 8
MOST_CRUXES = 24
MOST_POSITIONS = 6
MOST_TARGETS = 12
MOST_BEARING = 5
MOST_ASKED = 8
LONGEST = 64
NUMBERS = "What separates them, and what would close the gap"
NO_PAIR = (
    "No two people speak to each other here, as far as this map tells: nobody draws a reason, an "
    "attack, a concession or a question on what somebody else says who does so in turn."
)


def digest_of(snapshot: Snapshot, head: Head, last: Line) -> Digest:
    """Return the digest of a debate; `last` says what changed last."""
    graph, weighing = snapshot.graph, snapshot.weighing
    summary = summarise(graph, weighing)
    pairs = disputes(graph, MOST_PAIRS)
    groups = list(_cruxes(graph))
    return Digest(
        head,
        [block(graph, each) for each in pairs],
        _other_pairs(graph),
        apart_table(snapshot, summary),
        groups,
        _note(graph, groups),
        [
            _challenges(graph, summary),
            Part("numbers", NUMBERS, list(number_items(snapshot)), half=True),
            Part("ground", "What it rests on", list(_ground(graph, summary)), half=True),
            _asked(graph, summary),
            Part("last", "What changed last", [Item(last)], half=True),
        ],
    )


def speakers(graph: Graph) -> str:
    """Say who speaks in a debate and who is only spoken of, and in how many comments."""
    speaking = what_was_put(graph).speakers
    others = [row for row in graph.people if row not in speaking]
    if not graph.people:
        return "Nobody speaks in it: its claims are nobody’s words."
    said = "Nobody speaks in its sources"
    if speaking:
        verb = "speaks" if len(speaking) == 1 else "speak"
        said = f"{_people(graph, speaking)} {verb}"
        said += f", in {words.count(graph.comments, 'comment')}" if graph.comments else ""
    if heard := [row for row in others if _is_told(graph, row)]:
        said += f"; what {_people(graph, heard)} wrote is told too"
    if absent := [row for row in others if row not in heard]:
        verb = "is" if len(absent) == 1 else "are"
        said += f"; {_people(graph, absent)} {verb} spoken of"
    return f"{said}."


def _is_told(graph: Graph, person: str) -> bool:
    """Tell whether claims of a body of people, that does not speak itself, are on the map."""
    is_body = graph.people[person].kind == PersonKind.COLLECTIVE
    return is_body and claims_voiced(graph)[person] > 0


def _people(graph: Graph, people: Sequence[str]) -> str:
    said = claims_voiced(graph)
    names = [graph.people[each].name for each in sorted(people, key=lambda one: -said[one])]
    if len(names) > MOST_SPEAKERS:
        names = [*names[:MOST_SPEAKERS], f"{len(names) - MOST_SPEAKERS:,} more"]
    return listed(names)


def _other_pairs(graph: Graph) -> Line:
    """Name the pairs that are left out, or say why there is none."""
    found = conversing(graph)
    if not found:
        return line(NO_PAIR if graph.people else "Nobody speaks here yet.")
    others = [line(named_pair(graph, each)) for each in found[MOST_PAIRS:]]
    if not others:
        return ()
    href = to.debate(graph.slug, "people")
    return line("Others who speak to each other: ", few(others, href, "; ", MOST_NAMED), ".")


def _cruxes(graph: Graph) -> Iterator[Group]:
    ranked = ranked_cruxes(graph)
    by_outcome = group_by((row.outcome or Outcome.OPEN.value, row) for row in ranked)
    left = MOST_CRUXES
    for outcome in Outcome:
        rows = by_outcome.get(outcome.value, ())
        if rows[:left]:
            title = words.capitalize_first(words.OUTCOME[outcome])
            yield Group(title, len(rows), [_crux(graph, row) for row in rows[:left]])
            left -= len(rows[:left])


def _crux(graph: Graph, crux: Crux) -> Line:
    stated = [each for each in crux.positions if each.value != PositionValue.NOT_STATED]
    said = [line(_position(graph, each)) for each in stated]
    href = to.node(graph.slug, crux.id)
    name = line(node(graph, crux.id))
    if not said:
        return line(name, Run(" no position stated", look="mute"))
    shown = few(said, href, "; " if _is_long(stated) else ", ", MOST_POSITIONS)
    return line(name, " ", tuple(run._replace(look="mute") for run in shown))


def _is_long(rows: Sequence[Position]) -> bool:
    return any(row.short is None and row.text for row in rows)


def _position(graph: Graph, row: Position) -> str:
    said = row.short or (words.STANCE[row.sign] if row.sign else "stated")
    colon = ""
    if not row.short and row.text:
        colon, said = ":", shortened(row.text, LONGEST)
    star = "*" if row.value == PositionValue.SECOND_HAND else ""
    return f"{graph.people[row.person].short}{colon} {said}{star}"


def _note(graph: Graph, groups: Sequence[Group]) -> str:
    if not groups:
        return ""
    more = len(graph.cruxes) - sum(len(group.says) for group in groups)
    said = ["Who is not named has stated none."]
    if any("*" in run.text for group in groups for each in group.says for run in each):
        said.append("* at second hand.")
    if more > 0:
        said.append(f"{more:,} more are on the page of the cruxes.")
    return " ".join(said)


def _challenges(graph: Graph, summary: Summary) -> Part:
    attacks, href = summary.attacks, f"{to.debate(graph.slug, 'open')}#unanswered"
    title = "Challenges without a reply in these sources"
    if summary.is_one_sided:
        title = "Challenges to others, who do not speak in these sources"
    groups = group_by((row.attack.target, row) for row in attacks.unanswered)
    first = list(groups.items())[:MOST_TARGETS]
    shown = [Item(_against(graph, target, rows)) for target, rows in first]
    if more := len(groups) - len(shown):
        shown.append(Item(line("and ", Run(f"against {more:,} more", href))))
    empty = "Nobody challenges what another holds."
    if attacks.made:
        empty = f"Each of {words.count(attacks.made, 'challenge')} is met in these sources."
        if attacks.seen or attacks.touched:
            empty = "None; some are only touched on, or met in the analyst’s reading alone."
    beside = f"{len(attacks.unanswered)} of {attacks.made}" if attacks.unanswered else ""
    return Part("unanswered", title, shown, beside, "" if shown else empty)


def _against(graph: Graph, target: str, rows: Sequence[Challenge]) -> Line:
    href = f"{to.debate(graph.slug, 'open')}#unanswered"
    by_author = group_by((author_of(row.attack), row) for row in rows)
    said = [
        line(
            few([_attack(graph, row) for row in each], href, "; "),
            Run(f" ({_name(graph, author)})", look="mute") if author else "",
        )
        for author, each in by_author.items()
    ]
    aim = tuple(run._replace(look="b") for run in line("Against ", quoted(graph, target)))
    return line(aim, ": ", few(said, href, " · "), ".")


def _attack(graph: Graph, row: Challenge) -> Line:
    attack = row.attack
    shown = attack.premises[0] if attack.premises else attack.id
    more = f" and {len(attack.premises) - 1} more" if len(attack.premises) > 1 else ""
    return line(Run(node(graph, shown).text, to.node(graph.slug, attack.id)), more)


def _name(graph: Graph, author: str) -> str:
    person = graph.people.get(author)
    return person.short if person else graph.account_name(author) or ""


def _asked(graph: Graph, summary: Summary) -> Part:
    asked, total = len(summary.questions), len(summary.questions) + len(summary.answered)
    href = f"{to.debate(graph.slug, 'open')}#questions"
    rows = [asked_of(graph, each) for each in summary.questions[:MOST_ASKED]]
    if more := asked - len(rows):
        rows.append(line(Run(f"{more:,} more", href)))
    items = [Item(several(rows, " · ", " · "))] if rows else []
    empty = "Nobody asks anything on this map."
    if summary.answered:
        empty = f"Each of {words.count(total, 'question')} has an answer in these sources."
    beside = f"{asked} of {total}" if rows else ""
    return Part("asked", "Asked, and not answered", items, beside, "" if rows else empty, half=True)


def _ground(graph: Graph, summary: Summary) -> Iterator[Item]:
    bearing = [line(quoted(graph, row.node), f" ({len(row.above)})") for row in summary.bearing]
    href = f"{to.debate(graph.slug, 'open')}#bearing"
    if bearing:
        says = few(bearing, href, ", ", MOST_BEARING)
        lead = Run(
            "Much rests on these (how many claims), with no reason for them on this map: ", look="b"
        )
        yield Item(line(lead, says, "."))
    elif graph.claims:
        yield Item(line("No claim bears three others without a reason or a work that supports it."))
    yield Item(_cited(graph))


def _cited(graph: Graph) -> Line:
    found = cited(graph)
    total = sum(found.states.values())
    if not total:
        return line("No citation leads from this map to a source.")
    sources = Run(words.count(total, "citation"), to.debate(graph.slug, "sources"))
    if found.weakest is None:
        return line(sources, ", each found in its stored text.")
    weak, n = found.weakest, found.states[found.weakest.state]
    state = words.STATE[weak.state].removesuffix(", check")
    many = f"{n} {state}"
    if weak.state == CitationState.UNCHECKED and n == total:
        many = "none of them checked against a stored text" if n > 1 else state
    on = line(
        "“", Run(shortened(graph.sources[weak.source], 60), to.source(graph.slug, weak.source))
    )
    return line(
        *(sources, f", {many}. ", Run("The one to check first: ", look="b")),
        *(quoted(graph, weak.node), ", which cites ", on, "” ("),
        f"{words.ROLE[weak.role]}; {words.count(found.above, 'claim')} above it).",
    )
