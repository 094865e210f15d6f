"""Small debates at random, and what may happen to one from one revision to the next."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from app.core.debate.graph import WEIGHING, Claim, Credence, Graph, Relation
from app.core.debate.rows import Via
from tests.core.graphs import claim, graph, relation, stance, verdict
from tests.factories import THEN

KINDS = ("supports", "supports", "rebuts", "undercuts", "backs", "qualifies")
VALUES = (0.0, 0.1, 0.5, 0.9, 1.0)
PEOPLE = ("ada", "ben", "cy")
TALK = (*KINDS, "rebuts", "undercuts", "concedes", "asks", "restates")
STANCES = (
    "accepts",
    "accepts",
    "accepts",
    "rejects",
    "doubts",
    "voices",
    "undecided",
    "accepts_if",
)


def drawn_graph(random: Random) -> Graph:
    """A debate of a few claims, some rated, with arrows between some of them and on arrows."""
    made = graph([claim(f"c{n}") for n in range(random.randint(1, 6))], [], {}, theses=("c0",))
    for _ in range(random.randint(0, 12)):
        made = later(random, made)
    return made


def spoken_graph(random: Random) -> Graph:
    """A debate of three people: who draws, voices, holds and judges what, some of it by reading."""
    claims = [claim(f"c{n}", provenance=_provenance(random)) for n in range(random.randint(3, 9))]
    names = [each.id for each in claims]
    rows: list[Relation] = []
    for n in range(random.randint(2, 14)):
        rows.append(_said(random, f"r{n}", names, rows))
    nodes = [*names, *(row.id for row in rows)]
    held = [
        stance(person, node, random.choice(STANCES))._replace(
            via=(Via("cy", None),) if random.random() < 0.1 else (),
            ended_how="withdrawn" if random.random() < 0.1 else None,
        )
        for node in names
        for person in PEOPLE
        if random.random() < 0.6
    ]
    judged = [
        verdict(row.id, random.choice(PEOPLE), random.choice(("accepted", "none")))
        for row in rows
        if row.kind == "restates" or random.random() < 0.05
    ]
    voices = {each: (random.choice(PEOPLE),) for each in names if random.random() < 0.8}
    theses = tuple(random.sample(nodes[: len(names)], 1))
    spoken = {"people": PEOPLE, "stances": tuple(held), "verdicts": tuple(judged)}
    return graph(claims, rows, {}, theses=theses, voices=voices, **spoken)


def _said(random: Random, name: str, claims: list[str], rows: list[Relation]) -> Relation:
    kind = random.choice(TALK)
    on = [row.id for row in rows if row.kind in WEIGHING]
    if kind in ("undercuts", "backs") and not on:
        kind = "rebuts"
    target = random.choice(on if kind in ("undercuts", "backs") else claims)
    free = [each for each in claims if each != target]
    premises = " ".join(random.sample(free, random.choice((1, 1, 2))))
    person = random.choice((*PEOPLE, *PEOPLE, None))
    status = "withdrawn" if random.random() < 0.1 else None
    more = {"person": person, "provenance": _provenance(random), "status": status}
    return relation(name, premises, kind, target, **more)


def _provenance(random: Random) -> str:
    return random.choice(("in_text", "in_text", "in_text", "inferred"))


def later(random: Random, made: Graph, *, replies: float = 0.4) -> Graph:
    """The debate after one more change; with the chance `replies` that is a reply."""
    if random.random() < replies:
        return replied(random, made)
    act = random.choice(
        (drawn, drawn, rated, rated, rated, withdrawn, ended, primed, removed, reworded, weighed)
    )
    return act(random, made)


def replied(random: Random, made: Graph) -> Graph:
    """Somebody brings a new claim, or two together, for or against what stands there."""
    number = _next(made)
    new = [claim(f"c{number + n}") for n in range(random.choice((1, 1, 2)))]
    claims = {**made.claims, **{each.id: each for each in new}}
    premises = " ".join(each.id for each in new)
    return _with(made, claims, _arrow(random, made, f"r{number}", premises))


def drawn(random: Random, made: Graph) -> Graph:
    """Somebody draws an arrow between claims that stand there."""
    some = random.sample(list(made.claims), min(len(made.claims), random.choice((1, 1, 2))))
    arrow = _arrow(random, made, f"r{_next(made)}", " ".join(some))
    return _with(made, dict(made.claims), arrow)


def rated(random: Random, made: Graph) -> Graph:
    """An account says what it thinks of a claim or of an arrow, or takes that back."""
    nodes: list[Claim | Relation] = [*made.claims.values(), *made.relations.values()]
    node, account = random.choice(nodes), random.choice((1, 2, 3))
    rest = [row for row in made.credences if (row.node, row.account) != (node.id, account)]
    if random.random() < 0.8:
        value = random.choice(VALUES)
        given = (node.wording, value, False, None, THEN)
        rest.append(Credence(node.id, account, f"A{account}", *given))
    return replace(made, credences=tuple(rest))


def withdrawn(random: Random, made: Graph) -> Graph:
    """An arrow is withdrawn, or stands again."""
    return _changed(random, made, lambda row: {"status": None if row.status else "withdrawn"})


def ended(random: Random, made: Graph) -> Graph:
    """A claim is withdrawn or superseded, or stands again."""
    old = random.choice(list(made.claims.values()))
    status = None if old.status else random.choice(("withdrawn", "superseded"))
    return replace(made, claims={**made.claims, old.id: old._replace(status=status)})


def primed(random: Random, made: Graph) -> Graph:
    """A claim gets a prior, or loses it."""
    old = random.choice(list(made.claims.values()))
    prior = None if old.prior is not None else random.choice(VALUES)
    return replace(made, claims={**made.claims, old.id: old._replace(prior=prior)})


def weighed(random: Random, made: Graph) -> Graph:
    """An arrow becomes stronger or weaker, or any of its premises will do."""
    field, value = random.choice(
        (("strength", "strong"), ("strength", "weak"), ("basis", "any"), ("basis", "all"))
    )
    return _changed(random, made, lambda row: {field: value})


def reworded(random: Random, made: Graph) -> Graph:
    """A claim is said otherwise: what was thought of it counts no longer."""
    old = random.choice(list(made.claims.values()))
    new = old._replace(text=f"{old.text} Indeed.", wording=old.wording + 1)
    return replace(made, claims={**made.claims, old.id: new})


def removed(random: Random, made: Graph) -> Graph:
    """An arrow that nothing bears on is gone."""
    free = [row for row in made.relations if not made.incoming.get(row)]
    if not free:
        return made
    gone = random.choice(free)
    rest = {key: row for key, row in made.relations.items() if key != gone}
    kept = tuple(row for row in made.credences if row.node != gone)
    return replace(made, relations=rest, credences=kept)


def _arrow(random: Random, made: Graph, name: str, premises: str) -> Relation:
    kind = random.choice(KINDS)
    on = [key for key, row in made.relations.items() if row.kind in WEIGHING]
    if kind in ("undercuts", "backs") and on:
        return relation(name, premises, kind, random.choice(on))
    kind = "rebuts" if kind in ("undercuts", "backs") else kind
    return relation(name, premises, kind, random.choice(list(made.claims)))


def _with(made: Graph, claims: dict[str, Claim], arrow: Relation) -> Graph:
    return replace(made, claims=claims, relations={**made.relations, arrow.id: arrow})


def _changed(random: Random, made: Graph, fields: Callable[[Relation], dict[str, Any]]) -> Graph:
    if not made.relations:
        return made
    old = random.choice(list(made.relations.values()))
    new = old._replace(**fields(old))
    return replace(made, relations={**made.relations, old.id: new})


def _next(made: Graph) -> int:
    return 1 + max(int(name[1:]) for name in (*made.claims, *made.relations))
