"""What a reader of a blind debate may not know changes not one byte of anything they are sent.

Two worlds are drawn that differ only in credences which the reader may not know: whose they are,
on which node, their numbers, notes, wordings, and whether they were withdrawn. Every page, answer
and file is asked for in both, and compared with its headers. Alone the debate's revision shows
that something was done, in bodies and in ETags, and the time of the last change in the list of
debates; both are the same in both worlds here, so nothing kept of one may be there in the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from starlette.testclient import TestClient

from app.core.formats.registry import WRITTEN
from app.core.permissions import ANONYMOUS, Role
from app.db import Database
from app.main import create_app
from app.models import Change, Credence, Debate, Membership, Node
from app.services import accounts, claims, downloads, sign_ins, snapshots, tokens
from app.services.accounts import AccountRow
from app.services.claims import NewClaim
from app.services.debates import open_debate
from app.web.archive.writing import write_archive
from app.web.site.deps import session_cookie
from tests.factories import THEN
from tests.found import some
from tests.web.library import a_claim, a_document, a_relation, bring, settings_for
from tests.web.test_matrix import page_routes

NODES = ("c1", "c2", "c3", "c4", "r1", "r2", "r3")
OTHERS = ("Ann", "Bob", "Cyd", "Dee")
FORMS = ("rate", "cite", "reply", "edit", "crux/new")
ANSWERS = (
    "",
    "/history",
    "/history?until=1100&limit=5",
    "/graph",
    "/rollup",
    "/rollup?as=network",
    "/contested",
    "/cruxes",
    "/outline",
    "/search?q=statement",
    *(f"/nodes/{node}{part}" for node in ("c1", "r1") for part in ("", "/neighbours", "/why")),
)
VIEWS = ("", "?if=c3:0.9", "?semantics=df_quad", "?pooling=linear", "?readings=true")
_revisions = count(7_000_001)

Entry = dict[str, Any]
Sent = tuple[int, list[tuple[str, str]], bytes]
World = Mapping[tuple[str, str], tuple[Entry, ...]]


def answers() -> st.SearchStrategy[Entry]:
    """Draw one entry of the record: a number, ill-posed or withdrawn, at one of two wordings."""
    plain = {"value": None, "ill_posed": False, "withdrawn": False, "note": None}
    number = st.sampled_from((0.01, 0.2, 0.5, 0.93)).map(lambda p: {**plain, "value": p})
    kinds = st.one_of(
        number,
        number,
        st.just({**plain, "ill_posed": True}),
        st.just({**plain, "withdrawn": True}),
    )
    more = st.tuples(st.sampled_from((1, 2, 2)), st.sampled_from((None, "Because of steam.")))
    return st.tuples(kinds, more).map(lambda each: {**each[0], "wording": each[1][0]})


def records(*names: str) -> st.SearchStrategy[dict[tuple[str, str], tuple[Entry, ...]]]:
    """Draw what some accounts said of the nodes, at most two entries each."""
    slots = [(name, node) for name in names for node in NODES]
    entries = st.lists(answers(), max_size=2).map(tuple)
    return st.fixed_dictionaries(dict.fromkeys(slots, entries))


def stands(entries: tuple[Entry, ...]) -> bool:
    """Tell whether the last entry is at the present wording, which is the second, and stands."""
    return bool(entries) and entries[-1]["wording"] == 2 and not entries[-1]["withdrawn"]


@dataclass
class Site:
    """A blind debate with accounts, whose credences can be laid down anew."""

    app: Any
    accounts: Mapping[str, AccountRow]
    keys: Mapping[str, int]
    debate: int

    def lay_down(self, world: World, revision: int | None = None) -> None:
        """Make these the debate's credences, at a revision that nothing was kept of."""
        revision = revision or next(_revisions)
        with self.app.state.database.writing() as session:
            session.execute(delete(Credence))
            session.execute(delete(Change).where(Change.noun == "credence"))
            for slot, (name, node) in enumerate(sorted(world)):
                for place, entry in enumerate(world[name, node]):
                    self._lay(session, name, node, entry, 10 * slot + place)
            session.execute(update(Debate).values(revision=revision))

    def forget(self) -> None:
        """Forget all that was kept: the next world may have the same revision."""
        snapshots.forget()
        downloads.forget_files()
        self.app.state.pages.clear()

    def _lay(self, session: Any, name: str, node: str, entry: Entry, number: int) -> None:
        own = {"debate_id": self.debate, "account_id": self.accounts[name].id}
        at = THEN + timedelta(minutes=number)
        session.execute(insert(Credence).values(**own, node_id=self.keys[node], at=at, **entry))
        session.execute(
            insert(Change).values(
                **own,
                revision=1000 + number,
                at=at,
                action="withdraw" if entry["withdrawn"] else "give",
                noun="credence",
                ref=node,
                after={"wording": entry["wording"]},
            )
        )

    def browser(self, name: str | None) -> TestClient:
        """A browser that is also the program of the same account."""
        state = self.app.state
        client = TestClient(self.app, follow_redirects=False)
        if name is not None:
            with state.database.writing() as session:
                account = self.accounts[name]
                cookie = sign_ins.start(session, account, state.settings, None).token
                token = tokens.add_token(session, account, state.settings)
            client.headers["Authorization"] = f"Bearer {token}"
            where = {"domain": "testserver.local", "path": "/"}
            client.cookies.set(session_cookie(state.settings), cookie, **where)
        return client

    def addresses(self, node: str) -> Iterator[str]:
        """Yield everything that can be asked for; the forms of one node only."""
        at, ref = "/d/kettle", {name: row.public_id for name, row in self.accounts.items()}
        yield from ("/", "/account", "/help", f"{at}/claims/new", f"{at}/settings", f"{at}/mine")
        yield from (f"{at}{view}" for view in VIEWS)
        for show in ("all", "contested", "cruxes", "steps"):
            yield f"{at}/thread?show={show}"
        for page in ("conversation", "people", "people/eve", "cruxes", "open", "sources", "s/s1"):
            yield f"{at}/{page}"
        yield from (f"{at}/digest{view}" for view in VIEWS)
        yield from (f"{at}/n/{each}/digest" for each in (*NODES, "x1"))
        yield from (f"{at}/{page}.md" for page in ("digest", f"n/{node}/digest"))
        yield f"{at}/suggestions"
        yield from (f"{at}/map", f"{at}/map?show={node}&readings=true", f"{at}/map/svg")
        yield from (f"{at}/history", f"{at}/history?until=1100", f"{at}/export", f"{at}/compare")
        yield from (f"{at}/n/{each}" for each in (*NODES, "x1"))
        yield from (f"{at}/n/{node}{view}" for view in VIEWS)
        yield from (f"{at}/n/{node}/{form}" for form in FORMS)
        for a, b in (("Ann", "Bob"), ("Rita", "Ann"), ("Cyd", "Dee")):
            yield f"{at}/compare?a=a:{ref[a]}&b=a:{ref[b]}"
        yield f"{at}/compare?a=a:{ref['Ann']}&b=p:eve&at={node}"
        yield f"{at}/compare?a=camp:1&b=camp:2"
        yield from (f"{at}/export/{name}" for name in WRITTEN)
        api = "/api/v1/debates"
        yield from (api, *(f"{api}/kettle{part}" for part in ANSWERS))
        yield from (f"{api}/kettle/export?format={name}" for name in WRITTEN)
        yield f"{api}/kettle/rollup?if=c3:0.9&pooling=trimmed"

    def seen(self, client: TestClient, world: World, node: str, revision: int) -> dict[str, Sent]:
        """Ask for everything in a world, and for all that bears a tag once more under its tag."""
        self.lay_down(world, revision)
        found = {}
        for address in self.addresses(node):
            answer = client.get(address)
            assert answer.status_code < 500, f"{address}: {answer.status_code}"
            found[address] = (answer.status_code, answer.headers.multi_items(), answer.content)
            if tag := answer.headers.get("etag"):
                again = client.get(address, headers={"If-None-Match": tag})
                found[f"{address} again"] = (again.status_code, again.headers.multi_items(), b"")
        return found

    def both(
        self, client: TestClient, one: World, other: World, node: str
    ) -> tuple[dict[str, Sent], dict[str, Sent]]:
        """Ask for everything in two worlds of one revision."""
        revision = next(_revisions)
        first = self.seen(client, one, node, revision)
        self.forget()
        return first, self.seen(client, other, node, revision)


def debate() -> dict[str, Any]:
    """A debate whose nodes were all worded twice, so that a credence can be at an earlier one."""
    words = [{"number": n, "text": f"Wording {n}.", "at": "2026-01-01T00:00:00Z"} for n in (1, 2)]
    arrows = (
        a_relation("r1", ["c2"], "c1", strength="strong", wordings=words),
        a_relation("r2", ["c3"], "c1", "rebuts", wordings=words),
        a_relation("r3", ["c4"], "r1", "undercuts", wordings=words),
    )
    ranged = {"value": "rejects", "range": [0.05, 0.3]}
    return a_document(
        "kettle",
        debate={"blind": True},
        people=[{"id": "eve", "name": "Eve Young", "kind": "named"}],
        sources=[{"id": "s1", "kind": "work", "csl": {"type": "book", "title": "On tea"}}],
        claims=[a_claim(n, "Wording 2.", wordings=words) for n in range(1, 5)],
        relations=[arrow | {"warrant": "Wording 2."} for arrow in arrows],
        stances=[{"id": "st1", "person": "eve", "node": "c2", **ranged}],
        cruxes=[{"id": "x1", "question": "Is it hot?", "claims": ["c2"], "provenance": "in_text"}],
    )


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Iterator[Site]:
    app = create_app(settings_for(sqlite_database, tmp_path), sqlite_database)
    bring(app, debate())
    with sqlite_database.writing() as session:
        made = {name: accounts.add_account(session, name) for name in (*OTHERS, "Rita", "Olga")}
        key = session.scalars(select(Debate.id)).one()
        for name, role in (("Rita", Role.EDITOR), ("Olga", Role.OWNER)):
            session.add(Membership(debate_id=key, account_id=made[name].id, role=role.value))
        keys = dict(session.execute(select(Node.public_id, Node.id)).all())
    # The last change is of another kind, so that all worlds have changed at the same time.
    with sqlite_database.writing() as session:
        claims.add(session, made["Rita"].actor, "kettle", NewClaim(text="Tea is hot."))
    found = Site(app, made, keys, key)
    found.forget()
    yield found
    found.forget()


# Each example asks for everything twice, so few are drawn, and none is made smaller.
WORLDS = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@WORLDS
@given(
    reader=st.sampled_from((None, "Rita", "Rita", "Rita")),
    own=records("Rita"),
    one=records(*OTHERS),
    other=records(*OTHERS),
    node=st.sampled_from(NODES),
)
def test_hidden_credences_change_nothing_that_a_reader_is_sent(
    site: Site, reader: str | None, own: World, one: World, other: World, node: str
) -> None:
    opened = {node for (_, node), entries in own.items() if reader and stands(entries)}
    worlds = [
        {**own, **{slot: (one if slot[1] in opened else drawn)[slot] for slot in drawn}}
        for drawn in (one, other)
    ]
    if reader is None:  # to a visitor, hers are others' credences too
        worlds[1] |= dict.fromkeys(own, ())
    client = site.browser(reader)
    first, second = site.both(client, worlds[0], worlds[1], node)
    assert {first[each][0] for each in some(first) if each.endswith(" again")} == {304}
    assert [address for address in some(first) if first[address] != second[address]] == []


def test_what_is_hidden_from_others_an_owner_sees(site: Site) -> None:
    """The pages that are compared do show credences: to those who may know them."""
    entry = {"value": 0.93, "ill_posed": False, "withdrawn": False, "note": "Because of steam."}
    world = {("Ann", "c2"): ({**entry, "wording": 2},), ("Bob", "c2"): ({**entry, "wording": 2},)}
    nothing, everything = site.both(site.browser("Olga"), {}, world, "c2")
    changed = {address for address in nothing if nothing[address] != everything[address]}
    at, api = "/d/kettle", "/api/v1/debates"
    expected = {"/", at, f"{at}/thread?show=all", f"{at}/n/c2", f"{at}/n/c1", f"{at}/n/c2/rate"}
    expected |= {f"{at}/history", f"{at}/compare", f"{at}/export/cruxmap", api}
    expected |= {f"{api}/kettle/graph", f"{api}/kettle/rollup"}
    assert expected - changed == set()


@WORLDS
@given(own=records("Rita"), others=records(*OTHERS))
def test_the_list_of_debates_counts_the_raters_that_a_snapshot_knows(
    site: Site, own: World, others: World
) -> None:
    site.lay_down({**own, **others})
    for name in (None, "Rita", "Ann", "Olga"):
        client = site.browser(name)
        (row,) = client.get("/api/v1/debates").json()
        text = " ".join(client.get("/d/kettle").text.split())
        said = f"{row['raters']} account{'s' if row['raters'] != 1 else ''}</a> gave"
        assert (said in text) == bool(row["raters"])


def test_an_archive_holds_what_a_visitor_is_shown_whoever_asks_for_it(site: Site) -> None:
    entry = {"value": 0.93, "ill_posed": False, "withdrawn": False, "note": "Because of steam."}
    revision, made = next(_revisions), set()
    for name in (None, "Rita", "Olga"):
        actor = site.accounts[name].actor if name else ANONYMOUS
        for world in ({}, {("Ann", "c2"): ({**entry, "wording": 2},)}):
            site.lay_down(world, revision)
            site.forget()
            file = BytesIO()
            with site.app.state.database.reading() as session:
                write_archive(session, open_debate(session, actor, "kettle"), file)
            made.add(file.getvalue())
    assert len(made) == 1


def test_every_page_of_a_debate_is_among_those_compared(site: Site) -> None:
    """A route that shows a debate and is not asked for here would go unwatched."""
    asked = [address.split("?")[0] for address in site.addresses("c1")]
    known = {
        "/d/{slug}/n/{node_id}/what-if",  # these lead elsewhere, and show nothing
        "/d/{slug}/roles",
        "/d/{slug}/s/{source_id}/attach",
        "/d/{slug}/n/{node_id}/credence",
        "/d/{slug}/n/{node_id}/credence/withdraw",
        "/d/{slug}/history/undo",
        "/d/{slug}/history/{revision}/undo",
        "/d/{slug}/seen",
        "/d/{slug}/suggestions/{suggestion}/{doing}",
        # Of credences it counts those that would lapse: `test_suggestions.py` of the services.
        "/d/{slug}/suggestions/{suggestion}",
        "/d/{slug}/counted/{what}",  # lists rows of the map, with no credence and no number
        "/d/{slug}/live",  # tells of revisions only, which every page names
        "/d/{slug}/export/archive",  # compared by itself
        "/d/{slug}/map/png",  # painted of the SVG, which is compared
        "/d/{slug}/difference",  # its changes must be recorded whole: `test_differences.py`
    }
    ids = {"{slug}": "kettle", "{node_id}": "c1", "{person_id}": "eve", "{source_id}": "s1"}
    missing = []
    for method, route in page_routes(site.app):
        path = route
        for name, value in {**ids, "{name}": "cruxmap"}.items():
            path = path.replace(name, value)
        if method == "GET" and route.startswith("/d/") and route not in known | set(asked):
            missing += [route] if path not in asked else []
    assert missing == []
