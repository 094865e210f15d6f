"""Two sides next to each other: people by their words, accounts and camps by their credences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from fastapi import APIRouter, Response

from app.core.debate import two_sides
from app.core.debate.comparison import compare_people
from app.core.debate.graph import Claim, Graph, Person
from app.core.debate.pairs import between
from app.core.engine.network import NetworkFault
from app.core.errors import Invalid, NotFound
from app.services.debates import OpenDebate
from app.services.raters import Rater, raters
from app.services.snapshots import Snapshot
from app.web.showing import compare_words as say
from app.web.showing.compare_values import (
    NotCompared,
    PeopleValues,
    RangeNotCompared,
    RangeValues,
    SidesValues,
)
from app.web.showing.windows import Lists, Window
from app.web.site.deps import PageRoute, named_place
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)
MOST_MEMBERS = 50
MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side: its address, its name, and either a person or the credences of some accounts."""

    key: str
    name: str
    person: Person | None = None
    members: tuple[Rater, ...] = ()

    @property
    def is_camp(self) -> bool:
        """Tell whether the side is several accounts."""
        return len(self.members) > 1


@dataclass(frozen=True, slots=True)
class Choice:
    """Everybody who can be put on a side, and what each account says."""

    graph: Graph
    raters: tuple[Rater, ...]
    owns: Mapping[int, two_sides.Own]
    camps: tuple[ShownSide, ...]

    @classmethod
    def of(cls, graph: Graph, known: Sequence[Rater]) -> "Choice":
        """Gather the sides of a debate; camps only where answers split clearly."""
        present = two_sides.credences_by_account(graph)
        shown = tuple(rater for rater in known if rater.account in present)
        owns = {rater.account: present[rater.account] for rater in shown}
        return cls(graph, shown, owns, _camps(shown, owns))

    def everybody(self) -> list[ShownSide]:
        """List the sides to choose from, people first."""
        people = [ShownSide(f"p:{p.id}", p.name, person=p) for p in self.graph.people.values()]
        alone = [ShownSide(f"a:{r.ref}", r.name, members=(r,)) for r in self.raters]
        return [*people, *alone, *self.camps]

    def side(self, keys: Sequence[str]) -> ShownSide | None:
        """Find the side that the address names, several accounts making one named list."""
        wanted = [key for key in dict.fromkeys(keys) if key]
        if not wanted:
            return None
        known = {side.key: side for side in self.everybody()}
        found = [known[key] for key in wanted if key in known]
        if len(found) < len(wanted):
            raise NotFound("There is no such side in this debate, or you may not see it.")
        if len(found) == 1:
            return found[0]
        if len(found) > MOST_MEMBERS or any(len(side.members) != 1 for side in found):
            raise Invalid("A list of several can hold accounts only, at most 50 of them.")
        members = tuple(side.members[0] for side in found)
        return ShownSide("&".join(wanted), ", ".join(side.name for side in found), members=members)

    def own(self, side: ShownSide, pooling: str) -> two_sides.Own:
        """Return what the accounts of a side say, pooled where they are several."""
        owns = [self.owns[rater.account] for rater in side.members]
        return owns[0] if len(owns) == 1 else two_sides.pooled(owns, pooling)


def _camps(known: Sequence[Rater], owns: Mapping[int, two_sides.Own]) -> tuple[ShownSide, ...]:
    if len(known) < 4:
        return ()
    members, _ = two_sides.camps_of(owns)
    if len(members) < 2:
        return ()
    by_account = {rater.account: rater for rater in known}
    return tuple(
        ShownSide(f"camp:{n}", f"Camp {n}", members=tuple(by_account[account] for account in camp))
        for n, camp in enumerate(members, start=1)
    )


class Chooser(TypedDict):
    """Who and what can be chosen: of very many a stretch, and what was chosen already."""

    people: Window[ShownSide]
    accounts: Window[ShownSide]
    camps: Sequence[ShownSide]
    a: ShownSide | None
    b: ShownSide | None
    at: str | None
    claims: Window[Claim]
    stretches: Sequence[Window[ShownSide] | Window[Claim]]
    left_out: Mapping[str, ShownSide]
    at_left_out: bool


class Compared(TypedDict):
    """What came of it: one of three kinds, or nothing yet; `same`: both sides are one."""

    words_of: PeopleValues | None
    numbers: SidesValues | NotCompared | None
    ranges: RangeValues | RangeNotCompared | None
    same: bool


class ComparePage(Frame, Chooser, Compared):
    """The chooser, and the comparison of two sides."""


COMPARE = Template("compare/show.html", ComparePage)


@router.get("/d/{slug}/compare")
def compare(pages: TheDebatePages) -> Response:
    """Show the chooser, and the comparison of the two sides that the address names."""
    return pages.answer(lambda now: COMPARE.filled(_values(now)))


def _values(now: Opened) -> ComparePage:
    choice = Choice.of(now.graph, raters(now.session, now.graph, now.debate.id))
    query = now.request.query_params
    a, b = choice.side(query.getlist("a")), choice.side(query.getlist("b"))
    at = named_place(now.request, "claim")
    if at is not None and at not in now.graph.claims:
        raise NotFound(f"There is no claim #{at[:40]} in this debate.")
    return {
        **now.frame("people"),
        **_chooser(choice, now.lists, a, b, at),
        **_compared(now.snapshot, now.debate, choice, a, b, at),
    }


def _chooser(
    choice: Choice, lists: Lists, a: ShownSide | None, b: ShownSide | None, at: str | None
) -> Chooser:
    everybody = choice.everybody()
    people = lists.cut("people", [side for side in everybody if side.person], MOST_CHOICES)
    alone = [side for side in everybody if len(side.members) == 1]
    accounts = lists.cut("accounts", alone, MOST_CHOICES)
    claims = lists.cut("claims", _claims(choice), MOST_CHOICES)
    return {
        "people": people,
        "accounts": accounts,
        "camps": choice.camps,
        "a": a,
        "b": b,
        "at": at,
        "claims": claims,
        "stretches": [rows for rows in (people, accounts, claims) if rows.is_cut],
        "left_out": {
            name: side
            for name, side in (("a", a), ("b", b))
            if side and not side.is_camp and side not in people.rows and side not in accounts.rows
        },
        "at_left_out": at is not None and all(claim.id != at for claim in claims),
    }


def _claims(choice: Choice) -> list[Claim]:
    """List the claims a comparison can be made at: theses first, then what anybody rated."""
    graph = choice.graph
    rated = {node for own in choice.owns.values() for node in own if node in graph.claims}
    ids = [*graph.theses, *(node for node in graph.claims if node in rated)]
    return [graph.claims[node] for node in dict.fromkeys(ids)]


def _compared(
    snapshot: Snapshot,
    debate: OpenDebate,
    choice: Choice,
    a: ShownSide | None,
    b: ShownSide | None,
    at: str | None,
) -> Compared:
    nothing: Compared = {"words_of": None, "numbers": None, "ranges": None, "same": False}
    if a is None or b is None:
        return nothing
    if a.key == b.key:
        return {**nothing, "same": True}
    suppose = dict(debate.suppose)
    graph = two_sides.held(snapshot.graph, suppose)
    if a.person and b.person:
        people = compare_people(snapshot.graph, a.person.id, b.person.id)
        said = between(snapshot.graph, a.person.id, b.person.id)
        return {**nothing, "words_of": say.people_values(snapshot.graph, people, said)}
    if a.person or b.person:
        return {**nothing, "ranges": _ranges(graph, debate, choice, a, b, at)}
    own_a, own_b = ({**choice.own(side, debate.pooling), **suppose} for side in (a, b))
    try:
        compared = two_sides.compare_sides(graph, own_a, own_b, at, semantics=debate.semantics)
    except NetworkFault:
        compared = None
    return {**nothing, "numbers": say.sides_values(graph, compared, at)}


def _ranges(
    graph: Graph, debate: OpenDebate, choice: Choice, a: ShownSide, b: ShownSide, at: str | None
) -> RangeValues | RangeNotCompared:
    account, other = (a, b) if b.person else (b, a)
    person = other.person
    assert person is not None
    own = {**choice.own(account, debate.pooling), **dict(debate.suppose)}
    try:
        found = two_sides.compare_with_person(graph, own, person.id, at, semantics=debate.semantics)
    except NetworkFault:
        found = None
    return say.range_values(graph, found, account.name, person, at)
