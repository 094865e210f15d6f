"""One debate, one set of numbers: on the page, from the API, and from the command line."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.cli.main import run
from app.services import accounts, credences
from app.services.credences import NewCredence
from tests.web.library import EXCHANGE, browser, read, text_of

pytest_plugins = ("tests.web.library_fixtures",)
VIEWS = ["", "semantics=df_quad", "pooling=linear", "if=c26:0.9"]


@pytest.fixture
def rated(own_library: Any) -> Any:
    """The exchange with the credences of three accounts on claims and steps."""
    with own_library.state.database.writing() as session:
        for person in range(3):
            account = accounts.add_account(session, f"Rater {person}")
            for number in range(4, 60, person + 1):
                value = round(0.05 + (number * (7 + person)) % 90 / 100, 2)
                credences.give(
                    session,
                    account.actor,
                    "scheming-exchange",
                    f"c{number}",
                    NewCredence(value=value, wording=1),
                )
    return own_library


@pytest.fixture
def roll_up(monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Any) -> Callable[[str], Any]:
    """Run `cruxmap rollup` on a document."""

    def by_command(document: str) -> Any:
        path = tmp_path / "network.json"
        path.write_text(document, encoding="utf-8")
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(["rollup", str(path)])
        assert ended.value.code == 0
        return json.loads(capsys.readouterr().out)

    return by_command


@pytest.mark.parametrize("view", VIEWS)
def test_page_api_and_command_give_the_same_numbers(
    rated: Any, roll_up: Callable[[str], Any], view: str
) -> None:
    client = browser(rated)
    at = f"/api/v1{EXCHANGE.replace('/d/', '/debates/')}/rollup"
    numbers = client.get(f"{at}?{view}").json()
    network = client.get(f"{at}?as=network&{view}").text
    printed = roll_up(network)
    assert printed["strengths"] == numbers["strengths"]
    assert printed["intervals"] == numbers["intervals"]
    assert printed["status"] == numbers["status"]
    assert len(numbers["implied"]) > 10
    page = read(client, f"{EXCHANGE}/n/c1?{view}")
    shown = re.search(r"Why (\d+) % implied", text_of(page.by_id("why")))
    assert shown
    assert int(shown[1]) == round(100 * numbers["implied"]["c1"])


def test_the_command_says_the_same_with_the_semantics_named_in_the_document(
    rated: Any, roll_up: Callable[[str], Any]
) -> None:
    at = "/api/v1/debates/scheming-exchange/rollup?as=network&semantics=log_odds"
    assert roll_up(browser(rated).get(at).text)["semantics"] == "log_odds"
