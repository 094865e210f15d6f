"""What is new since an account last looked, for programs: as on pages, and asking is no look."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.permissions import Role
from tests.api.conftest import AT, Join, error, ok, rate

NEWS, SEEN = f"{AT}/news", f"{AT}/seen"


def add(client: TestClient, text: str, to: str = "c1") -> dict[str, Any]:
    body = {"text": text, "relation": {"kind": "supports", "target": to}}
    made: dict[str, Any] = ok(client.post(f"{AT}/nodes", json=body), 201)
    return made


def seen(client: TestClient, **body: int) -> Any:
    return ok(client.post(SEEN, json=body))


@pytest.fixture
def ada(join: Join) -> TestClient:
    """A program whose account has said that it has seen everything."""
    client = join("Ada", Role.EDITOR)
    seen(client)
    return client


def test_who_never_looked_is_told_of_nothing_and_nobody_is_asked_to_sign_in(
    program: TestClient, nobody: TestClient
) -> None:
    add(program, "Tea is warm.")
    told = ok(program.get(NEWS))
    assert (told["revision"], told["since"], told["nodes"]) == (2, None, [])
    assert error(nobody.get(NEWS), 401)["code"] == "sign_in_needed"
    assert error(nobody.post(SEEN, json={}), 401)["code"] == "sign_in_needed"


def test_what_others_did_is_told_by_node_by_list_and_by_who_gave_what(
    ada: TestClient, program: TestClient
) -> None:
    rate(program, "c2", 0.4)
    seen(ada)
    made = add(program, "Tea is warm.")
    rate(program, "c2", 0.9)
    told = ok(ada.get(NEWS))
    assert (told["since"], told["revision"], told["untold"]) == (2, 4, 0)
    assert told["counts"] == {"claims": {"new": 1}, "relations": {"new": 1}}
    nodes = {each["id"]: (each["became"], each["about"]) for each in told["nodes"]}
    assert nodes[made["id"]] == ("new", {})
    assert nodes["c1"] == (None, {"relations": 1})
    assert nodes["c2"] == (None, {"credences": 1})
    assert told["credences"] == [{"node": "c2", "name": "Ben", "before": 0.4, "after": 0.9}]
    (moved,) = told["moved"]
    assert moved["node"] == "c2"
    assert (moved["before"], moved["after"]) == pytest.approx((0.4, 0.9))
    assert ok(program.get(NEWS))["since"] is None


def test_asking_is_no_look_and_saying_so_is(ada: TestClient, program: TestClient) -> None:
    first = add(program, "Tea is warm.")
    add(program, "Tea is hot.")
    assert [ok(ada.get(NEWS))["counts"]["claims"]["new"] for _ in range(2)] == [2, 2]
    done = seen(ada, revision=first["revision"])
    assert done == {"id": "tea", "revision": 3, "changed": True}
    assert ok(ada.get(NEWS))["counts"]["claims"] == {"new": 1}
    assert seen(ada)["changed"]
    assert not seen(ada)["changed"]
    told = ok(ada.get(NEWS))
    assert (told["since"], told["counts"]) == (3, {})
    assert ok(ada.get(f"{AT}/history"))["revision"] == 3
    assert error(ada.post(SEEN, json={"till": 3}), 422)["fields"].keys() == {"till"}


def test_the_tag_goes_by_what_was_seen(ada: TestClient, program: TestClient) -> None:
    add(program, "Tea is warm.")
    answer = ada.get(NEWS)
    tag = {"If-None-Match": answer.headers["etag"]}
    assert ada.get(NEWS, headers=tag).status_code == 304
    stale = {"If-Match": answer.headers["etag"]}
    add(program, "Tea is hot.")
    assert error(ada.post(SEEN, json={}, headers=stale), 412)["code"] == "condition_failed"
    assert ok(ada.get(NEWS))["counts"]["claims"] == {"new": 2}
    before = ada.get(NEWS).headers["etag"]
    seen(ada)
    assert ada.get(NEWS, headers={"If-None-Match": before}).status_code == 200


def test_a_credence_taken_back_or_called_ill_posed_is_told_as_such(
    ada: TestClient, program: TestClient
) -> None:
    for node in ("c2", "c3"):
        rate(program, node, 0.4)
    seen(ada)
    ok(program.delete(f"{AT}/nodes/c2/credence"))
    body = {"ill_posed": True, "wording": 1}
    ok(program.post(f"{AT}/nodes/c3/credence", json=body), 201)
    told = ok(ada.get(NEWS))
    assert [(row["node"], row["before"], row["after"]) for row in told["credences"]] == [
        ("c2", 0.4, None),
        ("c3", 0.4, "ill-posed"),
    ]
    assert {each["id"]: each["about"] for each in told["nodes"]} == {
        "c2": {"withdrawn": 1},
        "c3": {"credences": 1},
    }
