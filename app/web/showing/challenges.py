"""Lines about challenges and questions, as lists and the overview show them."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypedDict

from app.core.debate.attacks import Challenge
from app.core.debate.graph import Graph
from app.core.debate.grouping import MOST_NAMED
from app.core.debate.replies import Reply
from app.web.showing import words
from app.web.showing.claim_parts import step_sentence


class PremiseLine(TypedDict):
    """A premise by its words."""

    id: str
    text: str


class ChallengeRow(TypedDict):
    """A challenge: all it says, what it aims at, whose it is, and what meets it.

    `together` is how many challenges of its list aim at `target` first; `also` names what else it
    aims at; `replies` are ids with names.
    """

    id: str
    premises: list[PremiseLine]
    kind: str
    verb: str
    target: str
    aim: str
    together: int
    also: list[tuple[str, str]]
    person: str | None
    replies: list[tuple[str, str | None]]
    more: int


class Question(TypedDict):
    """A question, and who asks whom."""

    id: str
    text: str
    who: str


def challenge_rows(graph: Graph, rows: Sequence[Challenge]) -> Callable[[Challenge], ChallengeRow]:
    """Return what makes a line of each challenge of a list."""
    together = Counter(row.attack.target for row in rows)
    return lambda row: challenge(graph, row, together[row.attack.target])


def challenge(graph: Graph, row: Challenge, together: int = 1) -> ChallengeRow:
    """Return a line about a challenge."""
    attack = row.attack
    shown = row.replies[:MOST_NAMED]
    name = graph.account_name(attack.account)
    return {
        "id": attack.id,
        "premises": [
            {"id": each, "text": graph.text(each)} for each in attack.premises[:MOST_NAMED]
        ],
        "kind": attack.kind,
        "verb": words.RELATION[attack.kind],
        "target": attack.target,
        "aim": aim(graph, attack.target),
        "together": together,
        "also": [(each.id, aim(graph, each.target)) for each in row.also[:MOST_NAMED]],
        "person": graph.people[attack.person].name if attack.person else name,
        "replies": [(each.id, _replier(graph, each)) for each in shown],
        "more": len(row.replies) - len(shown),
    }


def aim(graph: Graph, target: str) -> str:
    """Say what is aimed at: a claim in its words, a step by what it leads to."""
    if target in graph.relations:
        return step_sentence(graph, target)
    return f"“{graph.text(target).rstrip('.')}”"


def _replier(graph: Graph, reply: Reply) -> str | None:
    name = graph.account_name(reply.account)
    return graph.people[reply.person].short if reply.person else name


def question(graph: Graph, asked: str) -> Question:
    """Return a line about a question."""
    claim = graph.claims[asked]
    asker = graph.people[claim.asker].name if claim.asker else "Somebody"
    to = [graph.people[person].name for person in graph.asked.get(asked, ())]
    who = f"{asker} asks {', '.join(to)}" if to else f"{asker} asks"
    return {"id": asked, "text": claim.text, "who": who}


def in_turn(rows: Sequence[Challenge]) -> list[Challenge]:
    """Order challenges so that everybody's first comes before anybody's second."""
    seen: Counter[str | None] = Counter()
    ranked = []
    for position, row in enumerate(rows):
        by = row.attack.person or row.attack.account
        seen[by] += 1
        ranked.append((seen[by], position, row))
    return [row for *_, row in sorted(ranked, key=lambda entry: entry[:2])]
