"""What is looked back at is what stood then: graphs, their numbers, documents, whoever looks."""

from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest

from app.core.debate.whole import Debate
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.services import snapshots
from app.services.as_of import past_of
from app.services.debates import open_debate
from app.services.graphs import read_debate
from app.services.snapshots import Snapshot, load_snapshot
from app.services.viewing import seen_as
from tests.found import some
from tests.services.acts import Acting
from tests.services.conftest import SLUG
from tests.services.reading_back import same, told
from tests.services.weighed import numbers


@dataclass
class Then:
    """What stood at a revision."""

    snapshot: Snapshot
    debate: Debate


def seen(database: Database, actor: Actor = ANONYMOUS, at: str = "", slug: str = SLUG) -> Then:
    with database.reading() as session:
        debate = seen_as(session, open_debate(session, actor, slug), {"at": at})
        whole = past_of(session, debate).debate if at else read_debate(session, debate.id)
        return Then(load_snapshot(session, debate), whole)


@pytest.mark.parametrize("seed", range(3))
def test_every_revision_is_seen_again_as_it_was(
    database: Database, accounts: list[Actor], seed: int
) -> None:
    random, done = Random(seed), Counter[str]()
    kept = [seen(database)]
    for _ in range(50):
        acting = Acting(database, SLUG, random, random.choice(accounts), kept[-1].snapshot.graph)
        done[acting.do()] += 1
        kept.append(seen(database))
    snapshots.forget()
    random.shuffle(kept)
    for then in some(kept, at_least=40):
        revision = then.snapshot.graph.revision
        again = seen(database, at=str(revision))
        assert told(again.snapshot.graph) == told(then.snapshot.graph), revision
        assert same(again.debate) == same(then.debate)
        assert again.debate.revision == revision
        was, now = numbers(then.snapshot.weighing), numbers(again.snapshot.weighing)
        assert now == pytest.approx(was, abs=1e-12)
    assert len([name for name in done if "refused" not in name]) > 10
