import re

import pytest
from starlette.testclient import TestClient

from app.core.errors import Invalid
from app.db import Database
from app.models import Credence, Debate
from app.web.credences import chosen_value
from app.web.site.forms import Sent
from tests import factories as make
from tests.factories import Made

from .conftest import HTMX, Loaded, SignIn

WHOLE = {"HX-Request": "true", "HX-Request-Type": "full"}


def rate(browser: TestClient, node: str, *, headers: dict[str, str] | None = None, **fields: str):
    data = {"value": "70", "was": "", "value_slide": "50", "wording": "1", **fields}
    return browser.post(f"/d/tea/n/{node}/credence", data=data, headers=headers)


def entries(database: Database) -> list[tuple[float | None, bool, bool]]:
    with database.reading() as session:
        rows = session.query(Credence).order_by(Credence.id)
        return [(row.value, row.ill_posed, row.withdrawn) for row in rows]


def make_blind(database: Database) -> None:
    with database.writing() as session:
        session.query(Debate).update({"blind": True})


def value_of(text: str, name: str) -> str:
    """Return what a field of a form shows."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', text)
    assert found
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else ""


def test_the_page_asks_about_the_claim_by_slider_and_number(
    signed_in: TestClient, loaded: Loaded
) -> None:
    text = signed_in.get(f"/d/tea/n/{loaded.thesis}/rate").text

    assert "How likely is it that this is true?" in text
    assert "Tea is better than coffee." in text
    assert re.search(r'<label for="f-value">Your credence</label>', text)
    assert re.search(r'type="range"[^>]*aria-label="Your credence, slider"', text)


def test_of_a_step_the_page_asks_how_far_it_applies_and_shows_both_ends(
    signed_in: TestClient, loaded: Loaded
) -> None:
    text = signed_in.get(f"/d/tea/n/{loaded.step}/rate").text

    assert "If the premises hold, how far does this reason apply?" in text
    assert "Tea calms." in text
    assert "Tea is better than coffee." in text


def test_of_an_undercut_the_page_names_the_step_it_is_aimed_at(
    signed_in: TestClient, loaded: Loaded
) -> None:
    text = signed_in.get(f"/d/tea/n/{loaded.undercut}/rate").text

    assert "the step from “Tea calms.” to “Tea is better than coffee.”" in text


def test_questions_and_cruxes_take_no_credence(signed_in: TestClient, loaded: Loaded) -> None:
    for node in (loaded.question, loaded.crux):
        assert signed_in.get(f"/d/tea/n/{node}/rate").status_code == 422
        assert rate(signed_in, node).status_code == 422


def test_an_unknown_node_is_not_found(signed_in: TestClient, loaded: Loaded) -> None:
    assert signed_in.get("/d/tea/n/nothing/rate").status_code == 404
    assert rate(signed_in, "nothing").status_code == 404


def test_a_plain_form_records_the_credence_and_leads_back(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    answer = rate(signed_in, loaded.thesis, value="62.5", back="thread")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/d/tea/thread#{loaded.thesis}"
    assert entries(database) == [(0.625, False, False)]


@pytest.mark.parametrize(
    ("back", "address"),
    [
        ("node", "/d/tea/n/c1#c1"),
        ("overview", "/d/tea#c1"),
        ("rate", "/d/tea/n/c1/rate#record"),
        ("//evil.example", "/d/tea/n/c1#c1"),
    ],
)
def test_the_way_back_is_one_of_a_few_places(
    signed_in: TestClient, loaded: Loaded, back: str, address: str
) -> None:
    assert rate(signed_in, loaded.thesis, back=back).headers["location"] == address


def test_the_page_remembers_from_where_it_was_opened(signed_in: TestClient, loaded: Loaded) -> None:
    page = f"/d/tea/n/{loaded.thesis}/rate"

    def came_from(path: str) -> str:
        headers = {"Referer": f"http://testserver{path}"}
        return value_of(signed_in.get(page, headers=headers).text, "back")

    assert came_from("/d/tea/thread?root=c1") == "thread"
    assert came_from("/d/tea") == "overview"
    assert came_from("/d/tea/n/c1") == "node"
    assert came_from("/d/other") == "node"


def test_htmx_gets_the_new_strip_and_those_of_the_claims_above(
    signed_in: TestClient, loaded: Loaded
) -> None:
    answer = rate(signed_in, loaded.doubt, value="90", headers=HTMX)

    assert answer.status_code == 200
    targets = re.findall(r'<hx-partial hx-target="#cred-(\w+)" hx-swap="outerHTML">', answer.text)
    assert targets == [loaded.doubt, loaded.thesis]
    assert re.search(r">90</a>", answer.text)
    assert "<html" not in answer.text


def test_the_answer_to_htmx_already_counts_what_was_given(
    signed_in: TestClient, loaded: Loaded
) -> None:
    rate(signed_in, loaded.reason, value="50", headers=HTMX)

    text = rate(signed_in, loaded.reason, value="95", was="50", headers=HTMX).text

    own, above = text.split("<hx-partial")[1:3]
    assert "<dt>pooled</dt><dd>95</dd>" in own
    assert "<dt>implied</dt>" in above


def test_rating_a_step_updates_the_step_and_its_target(
    signed_in: TestClient, loaded: Loaded
) -> None:
    text = rate(signed_in, loaded.step, value="40", headers=HTMX).text

    assert f'id="cred-{loaded.step}"' in text
    assert f'id="cred-{loaded.thesis}"' in text


def test_on_the_overview_htmx_gets_the_summary_too(signed_in: TestClient, loaded: Loaded) -> None:
    text = rate(signed_in, loaded.thesis, back="overview", headers=HTMX).text

    assert '<hx-partial hx-target="#summary"' in text
    assert (
        '<hx-partial hx-target="#summary"' not in rate(signed_in, loaded.reason, headers=HTMX).text
    )


def test_the_form_put_into_a_card_posts_in_place_and_the_page_does_not(
    signed_in: TestClient, loaded: Loaded
) -> None:
    page = f"/d/tea/n/{loaded.thesis}/rate"

    assert "hx-post" in signed_in.get(f"{page}?here=1", headers=WHOLE).text
    assert "hx-post" not in signed_in.get(page).text


def test_the_links_to_rate_open_in_place_and_work_without_scripts(
    client: TestClient, loaded: Loaded
) -> None:
    text = client.get("/d/tea/thread").text

    page = f"/d/tea/n/{loaded.thesis}/rate"
    assert f'href="{page}" hx-get="{page}?here=1" hx-select="#rate-form"' in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("101", "A credence is at most 100 %."),
        ("62.55", "at most one decimal"),
        ("-1", "Type a number from 0 to 100"),
        ("nan", "Type a number from 0 to 100"),
        ("1e1", "Type a number from 0 to 100"),
        ("", "Move the slider or type a number."),
    ],
)
def test_a_wrong_number_is_said_beside_the_field_and_nothing_is_lost(
    signed_in: TestClient, loaded: Loaded, database: Database, typed: str, said: str
) -> None:
    answer = rate(signed_in, loaded.thesis, value=typed, note="Because of the steam.")

    assert answer.status_code == 422
    assert re.search(rf'id="w-value">[^<]*{said}', answer.text)
    assert "Because of the steam." in answer.text
    assert value_of(answer.text, "value") == typed
    assert entries(database) == []


def test_a_wrong_number_brings_htmx_the_form_with_what_was_typed(
    signed_in: TestClient, loaded: Loaded
) -> None:
    answer = rate(signed_in, loaded.thesis, value="101", here="1", headers=HTMX)

    assert answer.status_code == 422
    assert answer.text.strip().startswith("<form") or "<form" in answer.text
    assert "<html" not in answer.text
    assert value_of(answer.text, "value") == "101"
    assert "hx-post" in answer.text


def test_too_long_a_reason_is_said_beside_it_and_kept(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    reason = "so " * 150

    answer = rate(signed_in, loaded.thesis, note=reason)

    assert answer.status_code == 422
    assert 'id="w-note"' in answer.text
    assert reason in answer.text
    assert entries(database) == []


def test_one_may_say_that_it_is_ill_posed(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    rate(signed_in, loaded.thesis, value="", ill_posed="yes")

    assert entries(database) == [(None, True, False)]
    text = signed_in.get(f"/d/tea/n/{loaded.thesis}/rate").text
    assert re.search(r'name="ill_posed"[^>]* checked', text)


def test_a_number_and_ill_posed_at_once_is_refused(signed_in: TestClient, loaded: Loaded) -> None:
    answer = rate(signed_in, loaded.thesis, value="70", ill_posed="yes")

    assert answer.status_code == 422
    assert "not both" in answer.text


def test_the_record_keeps_every_credence_and_the_withdrawal(
    signed_in: TestClient, loaded: Loaded
) -> None:
    rate(signed_in, loaded.thesis, value="70", note="Because of the steam.")
    rate(signed_in, loaded.thesis, value="20", was="70")
    answer = signed_in.post(f"/d/tea/n/{loaded.thesis}/credence/withdraw", data={"back": "rate"})

    text = signed_in.get(answer.headers["location"]).text

    record = text[text.index('id="record"') :]
    assert re.findall(r"<td><b>([^<]*)</b>", record) == ["withdrawn", "20 %", "70 %"]
    assert "Because of the steam." in record
    assert "Withdraw my credence" not in record


def test_others_entries_are_not_in_ones_own_record(
    signed_in: TestClient, sign_in: SignIn, loaded: Loaded
) -> None:
    rate(sign_in("Ben"), loaded.thesis, value="11")

    assert 'id="record"' not in signed_in.get(f"/d/tea/n/{loaded.thesis}/rate").text


def test_before_rating_in_a_blind_debate_others_numbers_are_hidden(
    signed_in: TestClient, sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    make_blind(database)
    rate(sign_in("Ben"), loaded.thesis, value="11")
    page = f"/d/tea/n/{loaded.thesis}/rate"

    before = signed_in.get(page).text
    rate(signed_in, loaded.thesis, value="80")
    after = signed_in.get(page).text

    assert "This debate is blind" in before
    assert "<dt>pooled</dt>" not in before
    assert "<dt>pooled</dt>" in after


@pytest.mark.parametrize("page", ["/d/tea", "/d/tea/n/c1"])
def test_a_blind_debate_lists_nobody_elses_credence_on_its_pages(
    client: TestClient,
    signed_in: TestClient,
    sign_in: SignIn,
    loaded: Loaded,
    database: Database,
    page: str,
) -> None:
    rate(sign_in("Benedict"), loaded.thesis, value="11", note="Because of the steam.")
    rate(sign_in("Cleopatra"), loaded.thesis, value="93", note="Because of the cup.")
    told = (
        ("Benedict", "Because of the steam.") if "/n/" in page else ("disagreement <b>", "among <a")
    )

    open_to_all = " ".join(client.get(page).text.split())
    make_blind(database)
    blind = [" ".join(browser.get(page).text.split()) for browser in (client, signed_in)]

    assert [word for word in told if word not in open_to_all] == []
    assert [word for word in told for text in blind if word in text] == []
    assert all("This debate is blind" in text for text in blind)


def test_a_credence_for_an_earlier_wording_shows_both_and_keeps_the_number(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    with database.writing() as session:
        make.reword(session, _node(session, loaded.thesis), "Green tea is better than coffee.")

    answer = rate(signed_in, loaded.thesis, value="33", note="Because of the steam.")

    assert answer.status_code == 409
    assert "The wording now" in answer.text
    assert "Green tea is better than coffee." in answer.text
    assert "<p>Tea is better than coffee.</p>" in answer.text
    assert value_of(answer.text, "value") == "33"
    assert "Because of the steam." in answer.text
    assert value_of(answer.text, "wording") == "2"
    assert rate(signed_in, loaded.thesis, value="33", wording="2").status_code == 303


def test_what_a_signed_out_person_typed_is_shown_again(
    client: TestClient, loaded: Loaded, database: Database
) -> None:
    answer = rate(client, loaded.thesis, note="Because of the steam.")

    assert answer.status_code == 401
    assert "Because of the steam." in answer.text
    assert "sign in in another tab" in answer.text
    assert entries(database) == []


def test_the_new_strips_are_seen_as_the_page_they_go_into(
    signed_in: TestClient, loaded: Loaded
) -> None:
    page = "http://testserver/d/tea/thread?if=c2:0.99&show=all"
    form = signed_in.get("/d/tea/n/c2/rate?here=1", headers={**WHOLE, "Referer": page}).text
    view = value_of(form, "view")

    supposed = rate(signed_in, "c2", value="5", view=view, headers=HTMX).text
    plain = rate(signed_in, "c2", value="5", was="5", headers=HTMX).text
    tampered = rate(signed_in, "c2", value="6", view="if=nonsense", headers=HTMX)

    def implied(text: str) -> str:
        return str(re.findall(r"<dt>implied</dt><dd>(?:\d+ → )?(\d+)\b", text)[-1])

    assert view == "if=c2%3A0.99"
    assert int(implied(supposed)) > int(implied(plain))
    assert tampered.status_code == 200


@pytest.mark.parametrize(
    ("number", "slid", "was", "meant"),
    [
        ("30", "50", "", 0.3),  # only typed
        ("", "80", "", 0.8),  # only moved
        ("30", "80", "", 0.3),  # both: the exact one
        ("62.5", "62", "62.5", 0.625),  # neither: as it was
        ("62.5", "10", "62.5", 0.1),  # moved away from what was there
        ("40", "62", "62.5", 0.4),
        ("33,3", "50", "", 0.333),
        ("0", "50", "", 0.0),
        ("100 %", "50", "", 1.0),
    ],
)
def test_of_slider_and_number_the_one_that_was_changed_counts(
    number: str, slid: str, was: str, meant: float
) -> None:
    rows = {"value": (number,), "value_slide": (slid,), "was": (was,)}

    assert chosen_value(Sent(rows)) == meant


def test_an_untouched_form_means_nothing() -> None:
    with pytest.raises(Invalid):
        chosen_value(Sent({"value": ("",), "value_slide": ("50",), "was": ("",)}))


def test_ticking_ill_posed_beside_the_old_number_means_ill_posed() -> None:
    rows = {"value": ("70",), "value_slide": ("70",), "was": ("70",), "ill_posed": ("yes",)}

    assert chosen_value(Sent(rows)) is None


def test_at_most_25_claims_above_are_updated_the_nearest_first(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    with database.writing() as session:
        debate = Made(1, "tea")
        chain = [make.a_claim(session, debate, f"Link {n}.", ref=f"k{n}") for n in range(40)]
        for lower, upper in zip(chain[1:], chain, strict=False):
            make.a_relation(session, debate, lower, upper)

    text = rate(signed_in, "k39", headers=HTMX).text

    targets = re.findall(r'hx-target="#cred-(\w+)"', text)
    assert targets == [f"k{n}" for n in range(39, 13, -1)]


def test_a_cycle_of_reasons_ends_the_walk_upwards(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    with database.writing() as session:
        debate = Made(1, "tea")
        make.a_relation(session, debate, _node(session, "c1"), _node(session, "c2"))

    text = rate(signed_in, loaded.thesis, headers=HTMX).text

    assert re.findall(r'hx-target="#cred-(\w+)"', text) == ["c1", "c2"]


def _node(session, ref: str) -> Made:
    from app.models import Node

    return Made(session.query(Node.id).filter_by(public_id=ref).scalar(), ref)
