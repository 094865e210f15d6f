"""Several people do the same thing at the same moment, through the pages, on both engines.

A race is run a few times: one of them wins, everybody else is told, nothing is half-written.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.core.errors import Conflict, Invalid
from app.db import Database
from app.main import create_app
from app.models import Account, Change, Credence, Debate, Node, Premise, Relation, Wording
from app.services import accounts, relations, sign_ins
from app.services.relations import NewRelation
from tests.web.library import (
    SITE_OWNER,
    a_claim,
    a_document,
    bring,
    browser,
    settings_for,
    signed_in,
)

pytest_plugins = ("tests.web.library_fixtures",)

PASSWORD = "a kettle on the hob"
ROUNDS = 5


@pytest.fixture(params=["sqlite_database", "postgres_database"])
def database(request: pytest.FixtureRequest) -> Database:
    """Locks differ between the engines: here both are asked."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return found


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Any:
    """The application, with a debate of a few claims."""
    made = create_app(settings_for(database, tmp_path), database)
    bring(made, a_document("race", claims=[a_claim(n) for n in range(1, 13)]))
    return made


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Do all of this at the same moment, and return what came of each, in order."""
    start = Barrier(len(actions))
    found: list[Any] = [None] * len(actions)

    def run(place: int, action: Callable[[], Any]) -> None:
        start.wait()
        found[place] = action()

    threads = [Thread(target=run, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def statuses(answers: Sequence[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def counted(app: Any, table: Any, *which: Any) -> int:
    with app.state.database.reading() as session:
        found = session.scalar(select(func.count()).select_from(table).where(*which))
    assert isinstance(found, int)
    return found


def revision(app: Any) -> int:
    with app.state.database.reading() as session:
        found = session.scalar(select(Debate.revision).where(Debate.slug == "race"))
    assert isinstance(found, int)
    return found


def poster(client: TestClient, path: str, **data: str) -> Callable[[], Any]:
    return lambda: client.post(path, data=data)


def test_two_sign_ups_with_one_name_make_one_account(app: Any) -> None:
    before = counted(app, Account)
    for number in range(ROUNDS):
        names = (f"Ada {number}", f"ADA {number}")
        clients = [browser(app) for _ in names]
        answers = at_once(
            *(
                poster(client, "/sign-up", name=name, password=PASSWORD)
                for client, name in zip(clients, names, strict=True)
            )
        )
        assert statuses(answers) == [303, 409]
        told = next(answer for answer in answers if answer.status_code == 409)
        assert "Somebody has this name" in told.text
        # Only who was told the account is theirs is signed in.
        assert sorted(client.get("/account").status_code for client in clients) == [200, 303]
    assert counted(app, Account) == before + ROUNDS


def test_two_equal_arrows_are_one(app: Any) -> None:
    before = revision(app)

    def draw(target: str) -> str:
        try:
            with app.state.database.writing() as session:
                arrow = NewRelation(kind="rebuts", premises=("c1",), target=target)
                relations.add(session, SITE_OWNER, "race", arrow)
        except Conflict:
            return "conflict"
        return "drawn"

    for number in range(2, 2 + ROUNDS):
        found = at_once(*(lambda number=number: draw(f"c{number}") for _ in range(3)))
        assert sorted(found) == ["conflict", "conflict", "drawn"]
    assert counted(app, Relation) == ROUNDS
    assert revision(app) == before + ROUNDS


def test_of_two_rewordings_one_wins_and_the_other_sees_both_texts(app: Any) -> None:
    clients = [signed_in(app, "Owner", site_owner=True) for _ in range(2)]
    for number in range(1, 1 + ROUNDS):
        path = f"/d/race/n/c{number}/edit"
        texts = [f"Text {letter} of {number}." for letter in "AB"]
        answers = at_once(
            *(
                poster(client, path, text=text, wording="1")
                for client, text in zip(clients, texts, strict=True)
            )
        )
        assert statuses(answers) == [303, 409]
        told = next(answer for answer in answers if answer.status_code == 409)
        assert all(text in told.text for text in texts)
    assert counted(app, Wording, Wording.number == 2) == ROUNDS
    assert counted(app, Wording, Wording.number > 2) == 0


def test_restatements_drawn_at_once_never_close_a_ring(app: Any) -> None:
    def restate(premise: int, target: int) -> str:
        try:
            with app.state.database.writing() as session:
                arrow = NewRelation(kind="restates", premises=(f"c{premise}",), target=f"c{target}")
                relations.add(session, SITE_OWNER, "race", arrow)
        except (Invalid, Conflict):
            return "refused"
        return "drawn"

    for first in (1, 4, 7, 10):  # three thirds of a ring, and its three halves the other way round
        ring = [(first, first + 1), (first + 1, first + 2), (first + 2, first)]
        found = at_once(
            *(
                lambda pair=pair: restate(*pair)
                for pair in [*ring, *((target, premise) for premise, target in ring)]
            )
        )
        # Between three claims no more than three restatements go without a ring.
        assert 2 <= found.count("drawn") <= 3
    assert rings(app) == []


def rings(app: Any) -> list[list[int]]:
    """List the groups of claims that restate each other in a circle."""
    with app.state.database.reading() as session:
        pairs = session.execute(
            select(Premise.node_id, Relation.target_id)
            .join(Relation, Relation.node_id == Premise.relation_id)
            .where(Relation.kind == "restates")
        ).all()
    onward: dict[int, set[int]] = {}
    for premise, target in pairs:
        onward.setdefault(premise, set()).add(target)
    found = []
    for start in onward:
        seen, waiting = set[int](), [start]
        while waiting:
            for target in onward.get(waiting.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        if start in seen:
            found.append([start])
    return found


def test_thirty_credences_of_ten_accounts_are_all_there(app: Any) -> None:
    clients = [signed_in(app, f"Rater {number}") for number in range(10)]
    before, recorded = revision(app), counted(app, Change)

    def rate(client: TestClient, place: int) -> list[int]:
        return [
            client.post(
                f"/d/race/n/c{claim}/credence", data={"value": str(place * 9), "wording": "1"}
            ).status_code
            for claim in (1, 2, 3)
        ]

    answers = at_once(
        *(
            lambda client=client, place=place: rate(client, place)
            for place, client in enumerate(clients)
        )
    )
    assert answers == [[303, 303, 303]] * 10
    with app.state.database.reading() as session:
        rows = session.execute(
            select(Node.public_id, Credence.value).join(Node, Node.id == Credence.node_id)
        ).all()
    assert sorted((ref, round(value * 100)) for ref, value in rows) == sorted(
        (f"c{claim}", place * 9) for claim in (1, 2, 3) for place in range(10)
    )
    assert revision(app) == before + 30
    assert counted(app, Change) == recorded + 30
    assert len(clients[0].get("/d/race/export/cruxmap").json()["credences"]) == 30


def test_of_two_equal_imports_one_makes_the_debate(app: Any) -> None:
    """The other finds the address taken, or is told that an import is running."""
    for number in range(ROUNDS):
        slug = f"import-{number}"
        data = json.dumps(a_document(slug, claims=[a_claim(n) for n in range(1, 30)])).encode()
        clients = [signed_in(app, f"{who} {number}") for who in ("Ada", "Bob")]
        answers = at_once(
            *(
                lambda client=client, data=data: client.post(
                    "/import", files={"file": ("x.json", data, "application/json")}
                )
                for client in clients
            )
        )
        assert statuses(answers) in ([303, 409], [303, 429])
        assert counted(app, Debate, Debate.slug == slug) == 1
    assert counted(app, Node) == 12 + ROUNDS * 29


def test_two_debates_of_one_title_get_addresses_of_their_own(app: Any) -> None:
    """Or the slower one is told, and can send its form again."""
    clients = [signed_in(app, name) for name in ("Ada", "Bob")]
    answers = at_once(*(poster(client, "/new", title="On tea") for client in clients))
    made = [answer for answer in answers if answer.status_code == 303]
    assert {answer.status_code for answer in answers} <= {303, 409}
    addresses = {answer.headers["location"] for answer in made}
    assert len(addresses) == len(made) == counted(app, Debate, Debate.title == "On tea") >= 1


def test_a_change_taken_back_twice_at_once_is_taken_back_once(app: Any) -> None:
    clients = [signed_in(app, "Owner", site_owner=True) for _ in range(2)]
    for number in range(ROUNDS):
        data = {"kind": "supports", "text": f"Reason {number}."}
        assert clients[0].post("/d/race/n/c1/reply", data=data).status_code == 303
        made, before = revision(app), counted(app, Node)
        path = f"/d/race/history/{made}/undo"
        answers = at_once(*(poster(client, path) for client in clients))
        assert statuses(answers) == [303, 422]
        told = next(answer for answer in answers if answer.status_code == 422)
        assert f"taken back already, by change {made + 1}." in told.text
        assert (revision(app), counted(app, Node)) == (made + 1, before - 2)


def test_of_an_undo_and_a_reply_to_what_it_would_take_one_wins(app: Any) -> None:
    owner, ada = signed_in(app, "Owner", site_owner=True), signed_in(app, "Ada")
    for number in range(ROUNDS):
        data = {"kind": "supports", "text": f"Reason {number}."}
        claim = owner.post("/d/race/n/c1/reply", data=data).headers["location"]
        path = f"/d/race/history/{revision(app)}/undo"
        answer = {"kind": "rebuts", "text": f"Doubt {number}."}
        undone, replied = at_once(poster(owner, path), poster(ada, f"{claim}/reply", **answer))
        assert (undone.status_code, replied.status_code) in ((303, 404), (409, 303))
        assert owner.get(claim).status_code == (404 if undone.status_code == 303 else 200)


def texts(app: Any) -> list[str]:
    """What the claim c1 said at each revision there was, oldest first, read off its records."""
    owner = signed_in(app, "Owner", site_owner=True)
    found = []
    for number in range(1, revision(app) + 1):
        answer = owner.get(f"/d/race/export/cruxmap?at={number}")
        assert answer.status_code == 200, (number, answer.text)
        found += [row["text"] for row in answer.json()["claims"] if row["id"] == "c1"]
    return found


def test_of_an_undo_and_an_edit_of_the_same_words_one_comes_first_and_the_record_says_which(
    app: Any,
) -> None:
    owner = signed_in(app, "Owner", site_owner=True)
    wording, said = 1, ["Statement c1 holds."]
    for number in range(ROUNDS):
        words = {"text": f"Said {number}.", "wording": str(wording)}
        assert owner.post("/d/race/n/c1/edit", data=words).status_code == 303
        said, wording = [*said, f"Said {number}."], wording + 1
        path = f"/d/race/history/{revision(app)}/undo"
        again = {"text": f"Said otherwise {number}.", "wording": str(wording)}
        undone, edited = at_once(poster(owner, path), poster(owner, "/d/race/n/c1/edit", **again))
        # Whoever comes second is told: what they saw is not there, or not the last any more.
        assert (undone.status_code, edited.status_code) in ((303, 422), (409, 303))
        was_undone = undone.status_code == 303
        said.append(said[-2] if was_undone else again["text"])
        wording += -1 if was_undone else 1
        assert texts(app) == said
    assert counted(app, Change) == revision(app) == len(said)


def test_of_undos_and_credences_at_once_each_is_a_revision_of_its_own(app: Any) -> None:
    """They stand in nobody's way, so all of them are done, in some order."""
    ada, ben = signed_in(app, "Ada"), signed_in(app, "Ben")
    for number in range(ROUNDS):
        given = {"value": str(10 + number), "wording": "1"}
        assert ada.post("/d/race/n/c2/credence", data=given).status_code == 303
        before = revision(app)
        answers = at_once(
            poster(ada, f"/d/race/history/{before}/undo"),
            poster(ben, "/d/race/n/c2/credence", value=str(50 + number), wording="1"),
            poster(ben, "/d/race/n/c3/credence", value=str(50 + number), wording="1"),
        )
        assert statuses(answers) == [303] * 3
        assert revision(app) == before + 3
    rows = ada.get("/d/race/export/cruxmap").json()["credences"]
    last = {(row["node"], row["account"]): row.get("value") for row in rows}
    assert sorted(last.values(), key=str) == [0.5 + (ROUNDS - 1) / 100] * 2 + [None]


def test_a_link_pressed_twice_at_once_signs_in_once(app: Any) -> None:
    with app.state.database.writing() as session:
        owner = accounts.ensure_owner(session)
        link = sign_ins.make_sign_in_link(session, owner, app.state.settings)
    answers = at_once(*(poster(browser(app), f"/sign-in/link/{link}") for _ in range(4)))
    assert statuses(answers) == [303, 422, 422, 422]
