"""A server that is killed loses nothing that it has confirmed, and starts again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.core.permissions import ANONYMOUS
from app.db import Database
from app.models import Change, Credence, Debate
from app.services import migrations
from app.services.debates import open_debate
from app.services.snapshots import load_snapshot
from tests import factories as make
from tests.copies import copy_of

pytestmark = pytest.mark.long

KILLS = 5
ACKNOWLEDGED = 25
ACCOUNTS = 4
ROOT = Path(__file__).parents[2]

# Four threads rate one claim each, one change after the other. A line is written only after the
# transaction is closed: it is what a browser would have been told.
LOAD = """
import os
import sys
from threading import Thread

from app.core.permissions import Actor
from app.db import Database
from app.services import credences
from app.services.credences import NewCredence

address, begin, *pairs = sys.argv[1:]
database = Database(address)


def rate(account, claim):
    for number in range(int(begin), int(begin) + 100_000):
        with database.writing() as session:
            credences.give(
                session, Actor(int(account)), "tea", claim,
                NewCredence(value=number / 1_000_000, wording=1)
            )
        # One write for the whole line: those of other threads cannot come in between.
        os.write(1, f"{account} {number}\\n".encode())


for pair in pairs:
    Thread(target=rate, args=pair.split(":")).start()
"""


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    return copy_of(sqlite_template, tmp_path / "killed.db")


def killed_under_load(file: Path, begin: int, pairs: list[str]) -> list[tuple[int, int]]:
    """Run the load, kill it in the middle, and return (account, number) of all it confirmed."""
    process = subprocess.Popen(
        [sys.executable, "-c", LOAD, f"sqlite:///{file}", str(begin), *pairs],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    with process.stdout as told:
        lines = [told.readline() for _ in range(ACKNOWLEDGED)]
        os.kill(process.pid, signal.SIGKILL)
        lines += told.readlines()
    assert process.wait() == -signal.SIGKILL
    # The last line may have been cut off by the kill.
    whole = [line.split() for line in lines if line.endswith(b"\n")]
    return [(int(account), int(number)) for account, number in whole]


def test_what_was_confirmed_before_a_kill_is_there_after_it(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with database.writing() as session:
        debate = make.a_debate(session)
        actors = [make.an_account(session) for _ in range(ACCOUNTS)]
        claims = [make.a_claim(session, debate, f"Claim {n}.") for n in range(ACCOUNTS)]
    pairs = [f"{actor.account_id}:{claim.ref}" for actor, claim in zip(actors, claims, strict=True)]
    database.close()
    confirmed: set[tuple[int, int]] = set()
    for kill in range(KILLS):
        found = killed_under_load(file, 1 + kill * 100_000, pairs)
        assert len(found) >= ACKNOWLEDGED
        confirmed |= set(found)
        assert_sound(file, confirmed)
    # Positive control: a credence that nobody confirmed is not found by the comparison.
    with pytest.raises(AssertionError):
        assert_sound(file, confirmed | {(actors[0].account_id or 0, 999_999)})


def assert_sound(file: Path, confirmed: set[tuple[int, int]]) -> None:
    database = Database(f"sqlite:///{file}")
    try:
        migrations.migrate(database)
        assert migrations.is_current(database)
        with database.reading() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
            rows = session.execute(select(Credence.account_id, Credence.value)).all()
            stored = {(row.account_id, round(row.value * 1_000_000)) for row in rows}
            assert confirmed <= stored
            # Nothing half-written: each credence came with its revision and its change record.
            changed = session.scalar(select(func.count()).select_from(Change))
            revision = session.scalar(select(Debate.revision).where(Debate.slug == "tea"))
            assert changed == len(stored) == (revision or 0) - 1
            graph = load_snapshot(session, open_debate(session, ANONYMOUS, "tea")).graph
            rated = sum(map(len, graph.credences_of.values()))
            assert rated == len({account for account, _ in stored})
        with database.writing() as session:  # and the next writer finds no lock
            make.an_account(session)
    finally:
        database.close()
