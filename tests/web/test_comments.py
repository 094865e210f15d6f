"""The conversation: every comment once, in reply order, with the claims it makes."""

import json
from typing import Any

from starlette.testclient import TestClient

from app.core.permissions import Actor
from app.services.arriving import Reading
from app.services.transfer import bring_in
from tests.formats.test_forum import FIRST, POST, REPLY, with_
from tests.found import some
from tests.web.library import EXCHANGE, STEINER, browser, leads_somewhere, read, text_of

pytest_plugins = ("tests.web.library_fixtures",)


def test_the_exchange_has_eighteen_comments_in_reply_order(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/conversation")
    comments = page.by_class("comment")
    assert len(comments) == 18
    above: dict[int, str] = {}
    for comment in comments:
        depth = int(comment.attrib["aria-level"]) - 1
        replies_to = [
            a.attrib["href"]
            for span in comment.iter("span")
            if text_of(span).startswith("in reply to")
            for a in span.iter("a")
        ]
        assert replies_to == ([f"#{above[depth - 1]}"] if depth else [])
        above[depth] = comment.attrib["id"]


def test_each_comment_has_an_author_a_place_and_its_claims(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/conversation")
    for comment in some(page.by_class("comment"), at_least=15):
        links = page.links(comment)
        assert any("/people/" in link for link in links) or "Unknown author" in text_of(comment)
        assert any("/s/exchange#" in link for link in links)
    making = [c for c in page.by_class("comment") if page.by_class("makes", c)]
    assert len(making) >= 15


def test_a_place_leads_to_its_stretch_of_the_source(visitor: TestClient) -> None:
    for debate in (EXCHANGE, STEINER):
        links = read(visitor, f"{debate}/conversation").links()
        places = [link for link in links if "/s/" in link and "#" in link]
        assert [link for link in some(places) if not leads_somewhere(visitor, link)] == []


def test_talk_about_the_talk_is_there_when_asked_for(visitor: TestClient) -> None:
    plain = read(visitor, f"{EXCHANGE}/conversation")
    whole = read(visitor, f"{EXCHANGE}/conversation?meta=true")
    nodes = [{x for x in page.links() if "/n/" in x} for page in (plain, whole)]
    assert nodes[0] < nodes[1]
    assert "about the talk" in text_of(whole.by_class("makes")[0])


def test_comments_that_nobody_summed_up_show_their_text_as_text(empty_site: Any) -> None:
    markup = with_(FIRST, _id="cC1", retracted=True, contents={"html": "&lt;b&gt;bold&lt;/b&gt;"})
    comments = [FIRST, REPLY, markup]
    data = json.dumps({"post": POST, "comments": comments}).encode()
    owner = Actor(None, site_owner=True)
    database, asked = empty_site.state.database, Reading(visibility="public")
    made = bring_in(database, owner, data, "x.json", max_bytes=10**6, reading=asked)
    page = read(browser(empty_site), f"/d/{made.slug}/conversation")
    said = {row.attrib["id"]: text_of(row) for row in page.by_class("comment")}
    assert list(said) == ["museum123", "cA1", "cB1", "cC1"]
    assert "The museum should open on Mondays. We expect more visitors." in said["cA1"]
    assert "> we expect more visitors Staff need a day." in " ".join(said["cB1"].split())
    assert "Quotes Ann Example, word for word" in said["cB1"]
    assert "<b>bold</b>" in said["cC1"]
    assert "Retracted by its author." in said["cC1"]
    places = [link for link in page.links() if "/s/" in link and "#" in link]
    client = browser(empty_site)
    assert [link for link in some(places, at_least=4) if not leads_somewhere(client, link)] == []
