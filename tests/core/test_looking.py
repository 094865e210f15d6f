"""How far an account has seen a debate: what is new stays so for a visit, and no longer."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.debate.looking import (
    LATER,
    SOON,
    VISIT,
    Look,
    all_seen,
    as_of_now,
    is_due,
    looked,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_the_first_look_finds_nothing_new() -> None:
    assert is_due(None, 7, NOON)
    assert looked(None, 7, NOON) == Look(7, NOON, 7, NOON)


def test_what_is_new_stays_so_while_one_looks_and_is_old_at_the_next_visit() -> None:
    first = looked(None, 7, NOON)
    evening = NOON + timedelta(hours=6)
    back = looked(first, 12, evening)
    assert (back.since, back.since_at, back.seen) == (7, NOON, 12)
    later = looked(back, 15, evening + VISIT - MINUTE)
    assert (later.since, later.seen) == (7, 15)
    left = evening + VISIT - MINUTE
    again = as_of_now(later, left + VISIT)
    assert (again.since, again.since_at) == (15, left)


def test_saying_that_all_is_seen_leaves_what_came_after_the_page() -> None:
    look = looked(looked(None, 7, NOON), 20, NOON + timedelta(days=1))
    done = all_seen(look, 12, NOON + timedelta(days=1, minutes=2))
    assert (look.since, done.since, done.seen) == (7, 12, 20)
    assert all_seen(done, 9, NOON + timedelta(days=1, minutes=3)).since == 12
    assert all_seen(None, 9, NOON) == Look(9, NOON, 9, NOON)


def test_a_look_is_noted_sooner_where_there_is_something_newer() -> None:
    look = looked(None, 7, NOON)
    assert not is_due(look, 8, NOON + SOON - timedelta(seconds=1))
    assert is_due(look, 8, NOON + SOON)
    assert not is_due(look, 7, NOON + SOON)
    assert is_due(look, 7, NOON + LATER)


def test_a_clock_that_was_put_back_ends_no_visit_and_stops_no_note() -> None:
    ahead = looked(looked(None, 3, NOON), 7, NOON + timedelta(days=400))
    assert as_of_now(ahead, NOON) == ahead
    assert is_due(ahead, 7, NOON)
    assert looked(ahead, 7, NOON).seen_at == NOON


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(-90, 90), st.booleans()), min_size=1, max_size=12
    )
)
def test_nothing_that_was_seen_is_new_again(steps: list[tuple[int, int, bool]]) -> None:
    look, now = None, NOON
    for revision, minutes, all_of_it in steps:
        now += timedelta(minutes=minutes)
        before, look = look, (all_seen if all_of_it else looked)(look, revision, now)
        assert look.since <= look.seen
        assert look.seen >= revision
        assert before is None or (look.since >= before.since and look.seen >= before.seen)
