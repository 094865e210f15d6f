"""What is new since somebody last looked, in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from app.core.debate.graph import Graph
from app.core.debate.grouping import group_by
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.news import WITHDRAWN, Became, Given, Move, News, NodeNews
from app.core.debate.rows import CredenceEntry
from app.core.figures import exact_percent, listed, percent
from app.services.news import SinceThen
from app.web.showing.words import count

MOST_MOVES = 5
MOST_GIVEN = 40
MOST_GROUPS = 20
MOST_NAMED = 2
# A pooled credence that moved less than this, in probability, is not spoken of.
LEAST_MOVE = 0.01
DID = {
    Became.NEW: "added",
    Became.REWORDED: "reworded",
    Became.CHANGED: "changed",
    Became.REMOVED: "removed",
}
MANY = {
    "people": "people",
    "cruxes": "cruxes",
    "pair_sentences": "sentences on two people",
}
FIRST = ("claims", "relations", "cruxes", "stances", "citations")
# What is told at a node of rows about it, one and many.
ABOUT = {
    "relations": ("new reply", "new replies"),
    "credences": ("new credence", "new credences"),
    WITHDRAWN: ("credence taken back", "credences taken back"),
    "citations": ("new citation", "new citations"),
    "stances": ("new stance", "new stances"),
    "cruxes": ("new crux", "new cruxes"),
    "verdicts": ("new verdict", "new verdicts"),
    "credence_orders": ("new order", "new orders"),
}


class MoveLine(NamedTuple):
    """A pooled credence that moved: its node, and it before and after, in words."""

    node: str
    text: str
    before: str
    after: str


class GivenLine(NamedTuple):
    """A credence before and after, in words, on a node."""

    node: str
    text: str
    before: str
    after: str


class GivenGroup(NamedTuple):
    """What one account gave; `more` credences are not listed."""

    name: str
    said: str
    rows: tuple[GivenLine, ...]
    more: int


class NewsLine(NamedTuple):
    """What is new, summed up: since which revision and when, in a sentence, and what moved most."""

    since: int
    at: datetime
    says: str
    most: MoveLine | None


class NewsPart(NamedTuple):
    """The same with the credences by account, and what moved next after what moved most.

    `more` accounts gave credences and are not listed.
    """

    line: NewsLine
    groups: tuple[GivenGroup, ...]
    more: int
    moves: tuple[MoveLine, ...]


def news_line(graph: Graph, found: SinceThen | None) -> NewsLine | None:
    """Sum up what is new to a reader; nothing where nothing is."""
    if found is None:
        return None
    news = found.news
    moves = _moves(graph, news.moves[:1])
    return NewsLine(news.since, found.at, _sentence(news), moves[0] if moves else None)


def news_part(graph: Graph, found: SinceThen | None) -> NewsPart | None:
    """Sum up what is new to a reader, credences grouped by who gave them."""
    line = news_line(graph, found)
    if line is None or found is None:
        return None
    by_name = group_by((each.name, each) for each in found.news.given)
    shown = list(by_name.items())[:MOST_GROUPS]
    groups = tuple(_group(graph, name, given) for name, given in shown)
    more = len(by_name) - len(groups)
    return NewsPart(line, groups, more, _moves(graph, found.news.moves[1:MOST_MOVES]))


def marks_of(found: SinceThen | None) -> Mapping[str, str]:
    """Return what is told at each node of which something is new, in a few words."""
    if found is None:
        return {}
    return {node: said for node, news in found.news.nodes.items() if (said := _mark(news))}


def _mark(news: NodeNews) -> str:
    if news.became is Became.NEW:
        return Became.NEW.value
    rows = (count(n, *ABOUT[name]) for name in ABOUT if (n := news.about[name]))
    return ", ".join([*([news.became.value] if news.became else []), *rows])


def _sentence(news: News) -> str:
    parts = [_list_words(news, name) for name in _in_order(name for name, _ in news.counts)]
    if news.given:
        parts.append(_given_words(news.given))
    if news.untold:
        parts.append(f"{count(news.untold, 'change')} of which only the history tells")
    return "; ".join(parts)


def _in_order(names: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(names))
    return [*(name for name in FIRST if name in found), *sorted({*found} - {*FIRST})]


def _list_words(news: News, name: str) -> str:
    """Say what became of the rows of a list: “3 claims added, 1 reworded”."""
    if name == SETTINGS.name:
        return "the settings changed"
    counted = [(n, DID[did]) for did in DID if (n := news.counts.get((name, did), 0))]
    (first, did), *rest = counted
    noun = SHAPES[name].singular
    many = MANY.get(name, f"{noun}s")
    return ", ".join([f"{count(first, noun, many)} {did}", *(f"{n} {did}" for n, did in rest)])


def _given_words(given: Sequence[Given]) -> str:
    names = list(dict.fromkeys(each.name for each in given))
    who = listed(names) if len(names) <= MOST_NAMED else f"{len(names)} accounts"
    return f"{count(len(given), 'credence')} by {who}"


def _moves(graph: Graph, moves: Sequence[Move]) -> tuple[MoveLine, ...]:
    return tuple(
        MoveLine(move.node, graph.text(move.node), percent(move.before), percent(move.after))
        for move in moves
        if abs(move.after - move.before) >= LEAST_MOVE
    )


def _group(graph: Graph, name: str, given: Sequence[Given]) -> GivenGroup:
    rows = tuple(
        GivenLine(each.node, graph.text(each.node), _value(each.before), _value(each.after))
        for each in given[:MOST_GIVEN]
    )
    return GivenGroup(name, count(len(given), "credence"), rows, len(given) - len(rows))


def _value(entry: CredenceEntry | None) -> str:
    if entry is None or entry.withdrawn:
        return "none"
    return "ill-posed" if entry.value is None else exact_percent(entry.value)
