"""A walk over the pages of both debates: no link leads nowhere, and every page is well made."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from app.web.site.pages import environment
from tests.found import some
from tests.web.library import EXCHANGE, STEINER, signed_in, take_apart

pytest_plugins = ("tests.web.library_fixtures",)

# Of addresses that differ only by the node they name, so many are opened; nodes themselves all.
OF_A_KIND = 6
ALL_OF = re.compile(r"^/d/[^/]+/(n|people|s)/[^/]+$")
ACTIONS = re.compile(r"/(rate|cite|crux/new|edit|reply|claims/new)\b|^/(sign|new|import|account)")


@dataclass
class Seen:
    """What the walk found at one address."""

    status: int
    ids: frozenset[str] = frozenset()
    twice: tuple[str, ...] = ()
    title: str = ""
    headings: int = 0
    inline: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass
class Walk:
    """All addresses that were opened, and who linked to each."""

    seen: dict[str, Seen] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    waiting: list[str] = field(default_factory=list)
    all_of: re.Pattern[str] = ALL_OF

    def offer(self, link: str, by: str) -> None:
        address = link.split("#")[0]
        if address in self.by:
            return
        self.by[address] = by
        self.kinds[kind_of(address)] += 1
        if self.all_of.match(address) or self.kinds[kind_of(address)] <= OF_A_KIND:
            self.waiting.append(address)

    def run(self, client: TestClient, start: list[str]) -> "Walk":
        for address in start:
            self.offer(address, "the start")
        while self.waiting:
            address = self.waiting.pop()
            self.seen[address] = self.open(client, address)
        return self

    def open(self, client: TestClient, address: str) -> Seen:
        answer = client.get(address)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return Seen(answer.status_code)
        page = take_apart(address, answer.text)
        links = page.links()
        for link in links:
            self.offer(link, address)
        counted = Counter(page.ids)
        return Seen(
            answer.status_code,
            frozenset(counted),
            tuple(name for name, n in counted.items() if n > 1),
            page.title,
            len(page.headings),
            tuple(inline_in(answer.text)),
            tuple(link for link in links if "#" in link),
        )


def kind_of(address: str) -> str:
    parts = urlsplit(address)
    path = re.sub(r"^(/d/[^/]+/[a-z]+)/[^/]+", r"\1/*", parts.path)
    return f"{path}?{'&'.join(sorted(re.findall(r'(?:^|&)([a-z]+)=', parts.query)))}"


def inline_in(html: str) -> list[str]:
    found = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b[^>]*>", html)
    return found + re.findall(r"<[a-z][^>]*\s(style|on[a-z]+)=", html)


@pytest.fixture(scope="module")
def walk(visitor: TestClient) -> Walk:
    """What a visitor meets."""
    return Walk().run(visitor, ["/", EXCHANGE, STEINER])


@pytest.fixture(scope="module")
def owner_walk(library: Any) -> Walk:
    """What the owner meets, a sample of each kind of page: forms above all."""
    owner = signed_in(library, "Owner", site_owner=True)
    return Walk(all_of=re.compile("(?!)")).run(
        owner, ["/", "/new", "/import", "/account", f"{STEINER}/n/c7"]
    )


def test_the_walk_comes_to_every_node_of_both_debates(walk: Walk, visitor: TestClient) -> None:
    for debate in (EXCHANGE, STEINER):
        document = visitor.get(f"{debate}/export/cruxmap").json()
        nodes = [row["id"] for key in ("claims", "relations", "cruxes") for row in document[key]]
        missed = [node for node in nodes if f"{debate}/n/{node}" not in walk.seen]
        assert missed == []


@pytest.mark.parametrize("whose", ["walk", "owner_walk"])
def test_no_link_leads_nowhere(whose: str, request: pytest.FixtureRequest) -> None:
    found: Walk = request.getfixturevalue(whose)
    broken = [
        f"{address} ({seen.status}), linked at {found.by[address]}"
        for address, seen in found.seen.items()
        if seen.status not in (200, 303)
    ]
    assert broken == []


@pytest.mark.parametrize("whose", ["walk", "owner_walk"])
def test_a_visitor_is_asked_to_sign_in_only_for_actions(
    whose: str, request: pytest.FixtureRequest
) -> None:
    found: Walk = request.getfixturevalue(whose)
    asked = [address for address, seen in found.seen.items() if seen.status == 303]
    assert [address for address in asked if not ACTIONS.search(address)] == []
    assert bool(asked) == (whose == "walk")


@pytest.mark.parametrize("whose", ["walk", "owner_walk"])
def test_every_place_that_a_link_names_is_on_its_page(
    whose: str, request: pytest.FixtureRequest
) -> None:
    found: Walk = request.getfixturevalue(whose)
    lost = []
    for address, seen in found.seen.items():
        for target in seen.targets:
            page, place = target.split("#", 1)
            aim = found.seen.get(page)
            if aim and aim.status == 200 and place and place not in aim.ids:
                lost.append(f"{target} at {address}")
    assert lost[:20] == []


@pytest.mark.parametrize("whose", ["walk", "owner_walk"])
def test_every_page_has_a_title_and_one_heading_and_no_id_twice(
    whose: str, request: pytest.FixtureRequest
) -> None:
    found: Walk = request.getfixturevalue(whose)
    faults = [
        (address, seen.title, seen.headings, seen.twice)
        for address, seen in found.seen.items()
        if seen.headings and (seen.headings != 1 or not seen.title or seen.twice)
    ]
    pages = [seen for seen in found.seen.values() if seen.status == 200 and seen.ids]
    assert all(seen.headings for seen in some(pages, at_least=100))
    assert faults[:10] == []


@pytest.mark.parametrize("whose", ["walk", "owner_walk"])
def test_no_page_carries_inline_script_or_style(whose: str, request: pytest.FixtureRequest) -> None:
    found: Walk = request.getfixturevalue(whose)
    seen = some(found.seen.items(), at_least=100)
    assert [(address, page.inline) for address, page in seen if page.inline] == []


def test_titles_tell_pages_of_a_debate_apart(walk: Walk) -> None:
    titles: dict[str, str] = {}
    told = [
        (address, seen.title)
        for address, seen in walk.seen.items()
        if seen.status == 200 and seen.title and "?" not in address and "/n/" not in address
    ]
    for address, title in some(told, at_least=20):
        assert titles.setdefault(title, address) == address


def test_the_environment_fails_on_names_it_does_not_know() -> None:
    with pytest.raises(Exception, match="undefined"):
        environment().from_string("{{ nobody }}").render()


def test_inline_markup_is_found_where_it_is() -> None:
    assert inline_in('<p style="x">') == ["style"]
    assert inline_in("<a onclick='x'>") == ["onclick"]
    assert inline_in("<script>x</script><style>") == ["<script>", "<style>"]
    assert inline_in('<script src="/x.js" defer></script><p class="style">') == []
