import re

import pytest
from starlette.testclient import TestClient

from app.db import Database
from app.models import Citation

from .conftest import HTMX, Loaded


def cite(browser: TestClient, loaded: Loaded, *, node: str = "c1", htmx: bool = False, **more: str):
    data = {"source": loaded.source, "role": "supports", "locator": "ch. 1", **more}
    return browser.post(f"/d/tea/n/{node}/cite", data=data, headers=HTMX if htmx else None)


def count(database: Database) -> int:
    with database.reading() as session:
        return session.query(Citation).count()


def test_the_form_offers_the_sources_of_the_debate(signed_in: TestClient, loaded: Loaded) -> None:
    text = signed_in.get(f"/d/tea/n/{loaded.thesis}/cite").text

    assert "Tea is better than coffee." in text
    assert f'<option value="{loaded.source}">The Book of Tea</option>' in text
    assert "consistent with" in text


def test_a_citation_by_locator_shows_on_the_node(signed_in: TestClient, loaded: Loaded) -> None:
    answer = cite(signed_in, loaded, note="Read the opening.")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/d/tea/n/{loaded.thesis}#citations"
    text = signed_in.get(f"/d/tea/n/{loaded.thesis}").text
    assert "The Book of Tea" in text
    assert "ch. 1" in text
    assert "Read the opening." in text


def test_a_quote_is_found_in_the_attached_text(signed_in: TestClient, loaded: Loaded) -> None:
    cite(signed_in, loaded, locator="", quote="began as a medicine")

    assert "in source" in signed_in.get(f"/d/tea/n/{loaded.thesis}").text


def test_steps_are_cited_too(signed_in: TestClient, loaded: Loaded, database: Database) -> None:
    assert cite(signed_in, loaded, node=loaded.step).status_code == 303
    assert count(database) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"source": ""}, "source"),
        ({"source": "nothing"}, "source"),
        ({"role": "proves"}, "role"),
        ({"locator": "", "quote": ""}, "locator"),
        ({"quote": "Coffee began as a joke among goats."}, "quote"),
        ({"note": "x" * 5000}, "note"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_fault_is_said_beside_its_field_and_the_rest_is_kept(
    signed_in: TestClient,
    loaded: Loaded,
    database: Database,
    fields: dict[str, str],
    field: str,
    htmx: bool,
) -> None:
    sent = {"locator": "ch. 1", "note": "Keep this note.", **fields}

    answer = cite(signed_in, loaded, htmx=htmx, **sent)

    assert answer.status_code == 422
    assert f'id="w-{field}"' in answer.text
    assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true"', answer.text)
    assert sent["note"] in answer.text
    assert sent["locator"] in answer.text
    assert ("<html" in answer.text) is not htmx
    assert count(database) == 0


def test_htmx_hears_that_it_is_saved(signed_in: TestClient, loaded: Loaded) -> None:
    answer = cite(signed_in, loaded, htmx=True)

    assert answer.status_code == 200
    assert "Saved." in answer.text
    assert f'href="/d/tea/n/{loaded.thesis}#citations"' in answer.text


def test_the_same_citation_twice_is_one(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    cite(signed_in, loaded)
    cite(signed_in, loaded)

    assert count(database) == 1


def test_a_node_that_is_not_there_cannot_be_cited_for(
    signed_in: TestClient, loaded: Loaded
) -> None:
    assert signed_in.get("/d/tea/n/nothing/cite").status_code == 404
    assert cite(signed_in, loaded, node="nothing").status_code == 404
