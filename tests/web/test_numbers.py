"""Numbers that agree: one rounding everywhere, and a name for each number."""

from typing import Any

import pytest

from tests.web.library import (
    Page,
    a_claim,
    a_document,
    a_relation,
    bring,
    bring_claims,
    browser,
    read,
    signed_in,
    text_of,
)
from tests.web.rating import rate, reword

pytest_plugins = ("tests.web.library_fixtures",)
AT = "/d/kettle"
REASONS = [a_relation("r1", ["c2"], "c1"), a_relation("r2", ["c3"], "c1", "rebuts")]


@pytest.fixture
def kettle(own_library: Any) -> Any:
    """A thesis, a reason for it and one against it; nobody has rated anything."""
    bring_claims(own_library, "kettle", 3, *REASONS)
    return own_library


def page(app: Any, path: str = "/n/c1") -> Page:
    return read(browser(app), f"{AT}{path}")


def card(app: Any, node: str) -> str:
    return text_of(page(app, f"/n/{node}").by_id(f"cred-{node}"))


def label(app: Any, node: str) -> str:
    (strip,) = (
        element
        for element in page(app, f"/n/{node}").by_id(f"cred-{node}").iter("svg")
        if element.get("class") == "strip"
    )
    return strip.attrib["aria-label"]


@pytest.mark.parametrize(
    ("value", "shown"), [(0.003, "<1"), (0.997, ">99"), (0.0, "<1"), (1.0, ">99"), (0.62, "62")]
)
def test_no_certainty_is_shown_that_nobody_gave(kettle: Any, value: float, shown: str) -> None:
    """Two accounts at 0 or 1 are pooled at 0.001 or 0.999."""
    rate(kettle, Ada={"c2": value}, Ben={"c2": value})
    assert f"pooled {shown} by 2 accounts" in card(kettle, "c2")
    assert f"2 credences, pooled {shown} percent" in label(kettle, "c2")


def test_certainty_that_somebody_supposes_is_shown(kettle: Any) -> None:
    rate(kettle, Ada={"c2": 0.5})
    assert "supposed 100" in text_of(page(kettle, "/n/c2?if=c2:1").by_id("cred-c2"))
    assert "were at 99.5 %" in text_of(page(kettle, "/n/c2?if=c2:0.995").by_class("what-if")[0])


def test_the_pool_of_one_account_reads_like_what_it_gave(kettle: Any) -> None:
    ada = signed_in(kettle, "Ada")
    rate(kettle, Ada={"c2": 0.625})
    shown = text_of(read(ada, f"{AT}/n/c2").by_id("cred-c2"))
    assert "pooled 62.5 by 1 account" in shown
    assert "you 62.5" in shown
    rate(kettle, Ben={"c2": 0.625})
    assert "pooled 63 by 2 accounts" in card(kettle, "c2")


def test_a_step_says_of_how_many_accounts_it_is_pooled(kettle: Any) -> None:
    rate(kettle, Ada={"r1": 0.4}, Ben={"r1": 0.4}, Cyd={"r1": 0.4})
    assert "pooled 40 by 3 accounts" in card(kettle, "r1")


def test_one_hop_and_the_whole_map_have_names_of_their_own(kettle: Any) -> None:
    """c4 at 0.9 makes c2 0.5 + 0.25 · 0.9 = 0.725, and that c1 0.681; c2 at 0.2 makes it 0.55.

    c1 starts from 50 %; a moderate support that is certain makes it 75 %.
    """
    app = kettle
    bring(
        app,
        a_document(
            "pot",
            claims=[a_claim(n) for n in (1, 2, 4)],
            relations=[a_relation("r1", ["c2"], "c1"), a_relation("r2", ["c4"], "c2")],
        ),
    )
    rate(app, "pot", Ada={"c4": 0.9, "c2": 0.2, "c1": 0.6}, Ben={"c4": 0.9, "c2": 0.2, "c1": 0.6})
    why = text_of(read(browser(app), "/d/pot/n/c1").by_id("why"))
    assert "Why 68 % implied by the map?" in why
    assert "Implied by its direct reasons alone, at what accounts say of those: 55 %" in why
    assert "2 accounts say 60 %, so it is believed 5 points more" in why
    strip = read(browser(app), "/d/pot/n/c1").by_id("cred-c1")
    assert "implied by the map 68 percent" in next(strip.iter("svg")).attrib["aria-label"]


def test_the_points_of_a_reason_are_the_difference_of_what_one_reads(kettle: Any) -> None:
    """c1 is 0.5 + 0.25 (0.9 · 0.4 − 0.6 · 0.1) = 0.575; without c2 0.35, without c3 0.725."""
    rate(kettle, Ada={"c2": 0.9, "c3": 0.6}, Ben={"c2": 0.9, "c3": 0.6})
    why = text_of(page(kettle).by_id("why"))
    assert "Why 58 % implied" in why
    assert "+23 pts Without this reason 35 %" in why
    assert "−15 pts Without this reason 73 %" in why


def test_why_lists_what_is_not_counted_and_why(kettle: Any) -> None:
    assert page(kettle).root.find(".//*[@id='uncounted']") is None
    rate(kettle, Ada={"c2": 0.9})
    left_out = text_of(page(kettle).by_id("uncounted"))
    assert "1 reason without effect" in left_out
    assert "Rebuts not counted: nobody rated #c3 Statement c3 holds." in left_out
    rate(kettle, Ada={"c3": 0.9})
    assert page(kettle).root.find(".//*[@id='uncounted']") is None


def test_a_number_that_an_earlier_wording_carried_says_why_it_is_gone(kettle: Any) -> None:
    rate(kettle, Ada={"c2": 0.9})
    reword(kettle, "c2", "Statement c2 holds in winter.")
    assert "Nothing implied yet" in text_of(page(kettle).by_id("why"))
    left_out = text_of(page(kettle).by_id("uncounted"))
    assert "Supports not counted: only an earlier wording of #c2 was rated" in left_out
    assert "Rebuts not counted: nobody rated #c3" in left_out


def test_a_blind_debate_does_not_tell_whether_anybody_rated_a_premise(kettle: Any) -> None:
    bring(
        kettle,
        a_document(
            "blind",
            debate={"blind": True},
            claims=[a_claim(n) for n in range(1, 4)],
            relations=REASONS,
        ),
    )
    ben = signed_in(kettle, "Ben")
    rate(kettle, "blind", Ada={"c2": 0.9}, Ben={"c3": 0.2})
    left_out = text_of(read(ben, "/d/blind/n/c1").by_id("uncounted"))
    assert "not counted: what others think of #c2 shows once you have rated it" in left_out


def test_what_nobody_rated_does_not_lead_the_reasons(kettle: Any) -> None:
    """c4 is 0.5 + 0.25 · 0.9 = 0.725, and c3 0.681 by nobody's word: more than c2 at 0.1."""
    bring_claims(
        kettle,
        "long",
        5,
        a_relation("r1", ["c2"], "c1"),
        a_relation("r2", ["c3"], "c1"),
        a_relation("r3", ["c4"], "c3"),
        a_relation("r4", ["c5"], "c4"),
    )
    rate(kettle, "long", Ada={"c2": 0.1, "c5": 0.9}, Ben={"c2": 0.1, "c5": 0.9})
    why = read(browser(kettle), "/d/long/n/c1").by_id("why")
    rows = [text_of(row) for row in why.iter("li")]
    assert "Statement c2 holds." in rows[0]
    assert "Statement c3 holds." in rows[1]
    assert (
        "Assumed 50 %, nobody rated this; what bears on it, unrated too, makes that 68 %."
        in (rows[1])
    )
    assert "ssumed 50 %" not in rows[0]


def test_rows_of_which_not_all_reasons_are_rated_come_last(kettle: Any) -> None:
    """c1 at 0.05 with one of two reasons rated, c2 at 0.6 with its only one: 0.5 + 0.25 · 0.8."""
    bring_claims(kettle, "last", 4, *REASONS, a_relation("r3", ["c4"], "c2"))
    ada = signed_in(kettle, "Ada")
    rate(kettle, "last", Ada={"c1": 0.05, "c2": 0.6, "c4": 0.8})
    rows = [text_of(row) for row in read(ada, "/d/last/mine").by_id("gaps").findall("ul/li")]
    assert "You say 60 %; its direct reasons, by your own credences, imply 70 %" in rows[0]
    assert "1 of 1 reason rated" in rows[0]
    assert "1 of 2 reasons rated, so this compares little: you say 5 %" in rows[1]
    assert "contradict" not in " ".join(rows)


def test_a_stale_credence_looks_stale_and_asks_whether_it_is_still_one_s_view(kettle: Any) -> None:
    ada = signed_in(kettle, "Ada")
    rate(kettle, Ada={"c2": 0.8})
    assert "you 80" in text_of(read(ada, f"{AT}/n/c2").by_id("cred-c2"))
    reword(kettle, "c2", "Statement c2 holds in winter.")
    for path in ("/n/c2", "/thread"):
        shown = text_of(read(ada, f"{AT}{path}").by_id("cred-c2"))
        assert "you 80 earlier wording: still your view?" in shown
        assert "pooled" not in shown
    form = text_of(read(ada, f"{AT}/n/c2/rate").main)
    assert "You gave 80 % to an earlier wording, which no longer counts. Still your view?" in form
    assert "80 % Statement c2 holds in winter. still your view?" in text_of(
        read(ada, f"{AT}/mine").by_id("older")
    )
    rate(kettle, wording=2, Ada={"c2": 0.8})
    fresh = text_of(read(ada, f"{AT}/n/c2").by_id("cred-c2"))
    assert "pooled 80 by 1 account" in fresh
    assert "still your view" not in fresh


def test_a_step_shows_one_s_own_credence_and_asks_again_once_it_is_worded_anew(kettle: Any) -> None:
    ada, owner = signed_in(kettle, "Ada"), signed_in(kettle, "O", site_owner=True)

    def shown() -> str:
        return text_of(read(ada, f"{AT}/n/r1").by_id("cred-r1"))

    assert "you rate this step" in shown()
    rate(kettle, Ada={"r1": 0.8})
    assert "you 80 change it" in shown()
    for warrant in ("Heat travels.", "Heat moves."):  # the first words of a step end no credence
        sent = owner.post(f"{AT}/n/r1/edit", data={"warrant": warrant, "wording": "1"})
        assert sent.status_code == 303
    assert "you 80 earlier wording: still your view?" in shown()
    assert "pooled" not in shown()
    rate(kettle, wording=2, Ada={"r1": 0.8})
    assert "still your view" not in shown()
