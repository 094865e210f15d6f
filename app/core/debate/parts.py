"""Parts of a debate that are debates themselves: below a node, of one person, of chosen nodes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from app.core.debate.conflicts import entry_of
from app.core.debate.lists import SHAPES
from app.core.debate.position_rows import Position
from app.core.debate.references import references
from app.core.debate.rows import Stance
from app.core.debate.shape import NODES, Id
from app.core.debate.trimmed import trimmed
from app.core.debate.whole import Debate
from app.core.vocabulary import PositionValue, StanceValue

# What stands in a debate for the sake of other rows, and goes where none of them is left.
SERVING = ("people", "sources", "spans", "comments", "quotes", "accounts")
Key = tuple[str, Id]
_Held = TypeVar("_Held", Stance, Position)


def below(debate: Debate, node: Id) -> Debate:
    """Return what bears on a node, directly or through others, with all that is said of it.

    The node heads the part if it is a claim; a crux brings the claims that it turns on.
    """
    crux = debate.graph.cruxes.get(node)
    tops = [node, *(crux.claims if crux else ())]
    claims = debate.graph.claims
    heads = [each for each in tops if each in claims]
    return chosen(debate, _reached(debate, tops), heads)


def case_of(debate: Debate, person: Id) -> Debate:
    """Return what a person says and holds: claims, arrows between them, and what these aim at.

    Of stances and of positions on cruxes those of others are left out.
    """
    said = {stance.node for stance in debate.stances if _holds(stance, person)}
    said |= {claim for claim, voices in debate.voices.items() if person in voices}
    said |= {row.id for row in debate.relations if row.person == person}
    said |= {row.id for row in debate.cruxes if any(_takes(each, person) for each in row.positions)}
    part = chosen(debate, {person, *_with_ends(debate, said)}, debate.settings.theses)
    cruxes = tuple(row._replace(positions=tuple(_of(row.positions, person))) for row in part.cruxes)
    stances = tuple(_of(part.stances, person))
    return _named_only(replace(part, stances=stances, cruxes=cruxes))


def chosen(debate: Debate, nodes: Collection[Id], heads: Iterable[Id] = ()) -> Debate:
    """Return chosen nodes with what is said of them, and the arrows whose ends are all chosen.

    `heads` are its theses, as far as they are chosen; unknown ids are passed over.
    """
    wanted = _with_arrows(debate, set(_with_ends(debate, nodes)))
    part = trimmed(debate, lambda name, row: SHAPES[name].space != NODES or row.id in wanted)
    theses = tuple(each for each in heads if each in part.graph.claims)
    return _named_only(replace(part, settings=part.settings._replace(theses=theses)))


def without_credences(debate: Debate) -> Debate:
    """Return a debate without anybody's credences, and without accounts that nothing else names."""
    return replace(debate, credences=()).with_named_accounts()


def _holds(stance: Stance, person: Id) -> bool:
    return stance.person == person and stance.value != StanceValue.NOT_STATED


def _takes(position: Position, person: Id) -> bool:
    return position.person == person and position.value == PositionValue.STATED


def _of(rows: Iterable[_Held], person: Id) -> Iterator[_Held]:
    return (row for row in rows if row.person == person)


def _reached(debate: Debate, tops: Iterable[Id]) -> set[Id]:
    """Return nodes with all arrows that aim at them, and where those start, and so on."""
    waiting, found = list(tops), set[Id]()
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            for relation in debate.graph.incoming.get(node, ()):
                waiting += (relation.id, *relation.premises)
    return found


def _with_ends(debate: Debate, nodes: Iterable[Id]) -> Iterator[Id]:
    """Yield nodes, and of each arrow among them what it starts from and aims at, down to claims."""
    waiting, found = list(nodes), set[Id]()
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        yield node
        if relation := debate.graph.relations.get(node):
            waiting += (relation.target, *relation.premises)


def _with_arrows(debate: Debate, found: set[Id]) -> set[Id]:
    """Add the arrows all of whose ends are among nodes, and those on such arrows."""
    waiting = list(found)
    while waiting:
        for relation in debate.graph.incoming.get(waiting.pop(), ()):
            if relation.id not in found and found.issuperset(relation.premises):
                found.add(relation.id)
                waiting.append(relation.id)
    return found


def _named_only(debate: Debate) -> Debate:
    """Return a part without what is said of none of its nodes, and what only that names.

    A term, say, whose senses are those of other claims; and people or sources that nothing names.
    """
    needs: dict[Key, list[Key]] = defaultdict(list)
    waiting: list[Key] = []
    elsewhere: set[Key] = set()
    for name, shape in SHAPES.items():
        for row in getattr(debate, name):
            named = [(each.to, each.id) for each in references(shape, entry_of(debate, shape, row))]
            if name in SERVING:
                needs[name, row.id] += named
            elif shape.space == NODES or any(to == NODES for to, _ in named):
                waiting += named
            else:
                elsewhere.add((name, row.id))
    found: set[Key] = set()
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += needs.get(key, ())

    def stays(name: str, row: Any) -> bool:
        key = (name, getattr(row, "id", ""))
        return key in found if name in SERVING else key not in elsewhere

    return trimmed(debate, stays)
