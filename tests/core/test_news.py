"""What is new to somebody: what others did, as far as it still makes a difference."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.applying import apply
from app.core.debate.change import Change, Edit, added, changed, invert, removed
from app.core.debate.conflicts import entry_of
from app.core.debate.counting import present
from app.core.debate.following import Followed, Record, follow
from app.core.debate.graph import Credence, Graph
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.news import Became, News, Stood, news_of
from app.core.debate.rows import CredenceEntry
from app.core.debate.whole import Debate
from app.core.formats.native.reading import check_document, read_document
from app.core.formats.native.values import debate_of
from app.core.measures.pooling import pool

from .drawn_changes import drawn_change

SPECIMEN = Path(__file__).parent.parent / "formats" / "every_field.yaml"
THEN = datetime(2026, 3, 1, tzinfo=UTC)
ME, ADA, BEN = "me", "a1", "a2"
seeds = st.integers(0, 2**32 - 1)
Done = tuple[str | None, tuple[Edit, ...] | None]


@pytest.fixture(scope="module")
def debate() -> Debate:
    return debate_of(check_document(read_document(SPECIMEN.read_bytes(), "x.yaml")))


def graph_of(debate: Debate) -> Graph:
    keys = {row.id: number for number, row in enumerate(debate.accounts, 1)}
    given = [
        Credence(row.node, keys[row.account], row.account, *row[2:5], row.note, row.at)
        for row in present(debate.credences)
    ]
    return replace(debate.graph, credences=tuple(given), account_keys=keys)


def stood_in(debate: Debate, *more: CredenceEntry) -> dict[tuple[str, str], Stood]:
    """What stood in a debate, of each pair in it and of those that are given anew."""
    keys = {row.id: number for number, row in enumerate(debate.accounts, 1)}
    latest = {(row.node, row.account): row for row in debate.credences}
    pairs = {*latest, *((row.node, row.account) for row in more)}
    return {(n, a): Stood(keys[a], a, latest.get((n, a))) for n, a in sorted(pairs)}


def entries_in(edits: Iterable[Edit]) -> list[CredenceEntry]:
    return [each.after.row for each in edits if each.list == "credences" and each.after]


def told(
    before: Debate,
    *done: Done,
    reader: str = ME,
    hides: Callable[[str], bool] = lambda node: False,
) -> News:
    """Do all this to a debate in turn, and tell what of it is news."""
    after, entries = before, []
    for _, edits in done:
        after = apply(after, Change(edits or (), accounts=before.accounts))
        entries += entries_in(edits or ())
    records = [Record(actor, edits) for actor, edits in done]
    followed = follow(Followed(0, 0), records, len(records))
    stood = stood_in(before, *entries)
    return news_of(followed, reader, graph_of(after), hides, stood, before.settings.pooling)


def reworded(debate: Debate, claim: str, text: str) -> tuple[Edit, ...]:
    row = next(row for row in debate.claims if row.id == claim)
    before = entry_of(debate, SHAPES["claims"], row)
    return (changed("claims", before, text=text, wording=row.wording + 1),)


def rated(debate: Debate, account: str, claim: str, value: float | None, **more: Any) -> Edit:
    wording = next(row.wording for row in debate.claims if row.id == claim)
    fields = {"ill_posed": False, "withdrawn": value is None, "note": None, "at": THEN, **more}
    return added("credences", CredenceEntry(account, claim, wording, value, **fields))


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_what_was_done_and_taken_back_is_no_news(debate: Debate, seed: int) -> None:
    random, now, done = Random(seed), debate, []
    for number in range(4):
        change = drawn_change(random, now, number)
        now = apply(now, change)
        done.append(change)
    back = [invert(change) for change in reversed(done)]
    steps = [
        Record(actor, change.edits)
        for actor, change in zip([ADA, BEN, ME, None] * 2, [*done, *back], strict=True)
    ]
    followed = follow(Followed(0, 0), steps, len(steps))
    stood = stood_in(debate, *(row for step in steps for row in entries_in(step.edits or ())))
    news = news_of(followed, ME, graph_of(debate), lambda node: False, stood, "geometric")
    assert not news
    assert (dict(news.nodes), news.moves) == ({}, ())


@settings(max_examples=40, deadline=None)
@given(seed=seeds, cut=st.integers(0, 5))
def test_going_on_later_comes_to_the_same(debate: Debate, seed: int, cut: int) -> None:
    random, now, records = Random(seed), debate, []
    for number in range(5):
        change = drawn_change(random, now, number)
        now = apply(now, change)
        records.append(Record(random.choice([ADA, BEN, ME, None]), change.edits))
    at_once = follow(Followed(3, 3), records, 8)
    in_two = follow(follow(Followed(3, 3), records[:cut], 3 + cut), records[cut:], 8)
    graph = graph_of(now)
    both = [
        news_of(each, ME, graph, lambda node: False, {}, "geometric") for each in (at_once, in_two)
    ]
    assert both[0] == both[1]
    assert at_once.hands == in_two.hands


def test_new_reworded_and_answered_nodes_are_told_apart(debate: Debate) -> None:
    claim, relation = debate.claims[0], debate.relations[0]
    anew = claim._replace(id="n1", text="It is new.", wording=1)
    reply = relation._replace(id="n2", premises=("n1",), target="c2", wording=1)
    news = told(
        debate,
        (ADA, (added("claims", anew), added("relations", reply))),
        (BEN, reworded(debate, "c10", "Said better.")),
    )
    assert news.counts == {
        ("claims", Became.NEW): 1,
        ("claims", Became.REWORDED): 1,
        ("relations", Became.NEW): 1,
    }
    became = {node: each.became for node, each in news.nodes.items()}
    assert became == {"n1": Became.NEW, "n2": Became.NEW, "c10": Became.REWORDED, "c2": None}
    assert news.nodes["c2"].about == {"relations": 1}


def test_ones_own_changes_are_no_news_but_what_others_made_of_them_is(debate: Debate) -> None:
    mine = debate.claims[0]._replace(id="n1", text="It is mine.", wording=1)
    add: Done = (ME, (added("claims", mine),))
    assert not told(debate, add)
    after = apply(debate, Change((added("claims", mine),)))
    news = told(debate, add, (ADA, reworded(after, "n1", "It is ours.")))
    assert news.counts == {("claims", Became.CHANGED): 1}
    theirs = told(debate, add, reader=ADA)
    assert theirs.counts == {("claims", Became.NEW): 1}


def test_what_i_took_back_of_others_is_no_news_and_what_they_took_back_of_mine_neither(
    debate: Debate,
) -> None:
    theirs = reworded(debate, "c10", "Otherwise.")
    back = invert(Change(theirs)).edits
    assert told(debate, (ADA, theirs)).counts == {("claims", Became.REWORDED): 1}
    for first, second in ((ADA, ME), (ME, ADA), (ADA, BEN)):
        assert not told(debate, (first, theirs), (second, back))


def test_a_row_taken_out_and_put_back_is_as_it_was(debate: Debate) -> None:
    stance = debate.stances[0]
    out = removed("stances", entry_of(debate, SHAPES["stances"], stance), place=0)
    news = told(debate, (ADA, (out,)))
    assert (news.counts, dict(news.nodes)) == ({("stances", Became.REMOVED): 1}, {})
    assert not told(debate, (ADA, (out,)), (BEN, invert(Change((out,))).edits))


def test_rows_about_a_node_are_told_at_it(debate: Debate) -> None:
    cited = debate.citations[0]
    held = debate.stances[0]
    before = entry_of(debate, SHAPES["stances"], held)
    news = told(
        debate,
        (ADA, (added("citations", cited._replace(id="n1")),)),
        (ADA, (changed("stances", before, value="doubts"),)),
    )
    assert news.nodes[cited.node].about["citations"] == 1
    assert news.nodes[held.node].became is Became.CHANGED


def test_credences_of_others_are_told_with_what_they_were_and_what_moved(debate: Debate) -> None:
    node, ada, ben = "c2", *(row.id for row in debate.accounts[:2])
    then = apply(debate, Change((rated(debate, ada, node, 0.2), rated(debate, ben, node, 0.4))))
    later: Done = (ada, (rated(then, ada, node, 0.9),))
    news = told(then, later)
    (given_,) = news.given
    assert given_.before is not None
    assert (given_.node, given_.before.value, given_.after.value) == (node, 0.2, 0.9)
    (move,) = news.moves
    counting = graph_of(then).counted_of[node]
    others = [row.value for row in counting if row.name not in (ada, ben) if row.value is not None]
    pooled = [pool(sorted([*others, own, 0.4])).value for own in (0.2, 0.9)]
    assert (move.before, move.after) == pytest.approx(tuple(pooled))
    assert news.nodes[node].about == {"credences": 1}
    assert not told(then, later, reader=ada)
    assert not told(then, later, hides=lambda hidden: hidden == node)
    assert not told(then, later, (ada, (rated(then, ada, node, 0.2),)))


def test_a_credence_given_and_taken_back_is_no_news_one_of_before_taken_back_is(
    debate: Debate,
) -> None:
    ada = debate.accounts[0].id
    taken = {row.node for row in debate.credences}
    free = next(row.id for row in debate.claims if row.id not in taken)
    give, back = rated(debate, ada, free, 0.7), rated(debate, ada, free, None)
    assert not told(debate, (ada, (give,)), (ada, (back,)))
    then = apply(debate, Change((give,)))
    news = told(then, (ada, (back,)))
    assert news.nodes[free].about == {"withdrawn": 1}
    assert news.moves == ()


def test_where_a_node_was_reworded_what_was_pooled_before_is_of_the_old_words(
    debate: Debate,
) -> None:
    node, (ada, ben) = "c2", (row.id for row in debate.accounts[:2])
    bare = replace(debate, credences=()).with_named_accounts()
    bare = replace(bare, accounts=debate.accounts)
    then = apply(bare, Change((rated(bare, ada, node, 0.2), rated(bare, ben, node, 0.2))))
    words = reworded(then, node, "Said otherwise.")
    after = apply(then, Change(words))
    news = told(then, (ME, words), (ada, (rated(after, ada, node, 0.8),)))
    (move,) = news.moves
    assert (move.before, move.after) == pytest.approx((0.2, 0.8))


def test_what_says_nothing_by_itself_is_not_counted(debate: Debate) -> None:
    before = entry_of(debate, SETTINGS, debate.settings)
    heads = changed("debate", before, theses=debate.settings.theses[:1])
    span = added("spans", debate.spans[0]._replace(id="n1"))
    assert not told(debate, (ADA, (heads, span)))
    title = changed("debate", before, title="Another")
    assert told(debate, (ADA, (title,))).counts == {("debate", Became.CHANGED): 1}


def test_what_no_record_holds_is_counted_and_nothing_is_said_to_have_moved(debate: Debate) -> None:
    ada = debate.accounts[0].id
    untold = told(debate, (None, None), (ME, None))
    assert (untold.untold, bool(untold)) == (1, True)
    then = apply(debate, Change((rated(debate, ada, "c2", 0.2),)))
    give = rated(then, ada, "c2", 0.99)
    assert told(then, (ada, (give,))).moves
    assert told(then, (None, None), (ada, (give,))).moves == ()
