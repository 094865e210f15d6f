"""What is new in a debate since an account last looked, and saying that one has seen it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core.debate.looking import Look
from app.core.debate.news import News, news_of
from app.core.permissions import Action, Actor
from app.services import changes, looks
from app.services.changes import Recorded
from app.services.debates import OpenDebate, open_debate
from app.services.followed import followed_since, made
from app.services.given import given
from app.services.sign_ins import own_id
from app.services.snapshots import Snapshot
from app.services.tags import check_expected

NEWS = 250  # bytes of a row of news, with what is kept beside it; measured


@given
class Seen:
    """Up to which revision one has seen everything; without it, all there is."""

    revision: int | None = None


class SinceThen(NamedTuple):
    """What is new to somebody, and when they had last looked."""

    news: News
    at: datetime


def load_news(session: Session, debate: OpenDebate, snapshot: Snapshot) -> SinceThen | None:
    """Return what is new to whoever opened a debate.

    None for visitors, who never looked, of what is past, and where nothing was done since. What a
    blind debate hides from the reader is no news. The snapshot is that of the debate.
    """
    look = debate.look
    if look is None or debate.at or look.since >= debate.revision:
        return None
    news = _news(session, debate, snapshot, look)
    return SinceThen(news, look.since_at) if news else None


def own_look(debate: OpenDebate) -> Look | None:
    """Return how far whoever opened a debate has seen it, None for never; SignInNeeded: nobody."""
    own_id(debate.actor)
    return debate.look


def see_all(session: Session, actor: Actor, slug: str, seen: Seen) -> Recorded:
    """Note that an account has seen everything up to a revision; unchanged: it had already.

    Nothing of the debate is changed. Raises NotFound, SignInNeeded for visitors, and
    ConditionFailed where the session expects another state.
    """
    debate = open_debate(session, actor, slug, Action.READ)
    check_expected(session, debate)
    asked = debate.revision if seen.revision is None else seen.revision
    revision = max(0, min(asked, debate.revision))
    looks.note_all_seen(session, debate.id, own_id(actor), revision)
    is_new = debate.look is None or debate.look.since < revision
    return Recorded(debate.slug, debate.revision, changed=is_new)


def _news(session: Session, debate: OpenDebate, snapshot: Snapshot, look: Look) -> News:
    reader, graph = debate.actor.account_id, snapshot.graph
    state = (debate.database_id, debate.id, debate.revision)
    key = (*state, look.since, reader, snapshot.audience, debate.pooling)
    found = made.get(key)
    if found is None:
        since = followed_since(session, debate, look.since)
        own = changes.author(session, debate.actor)
        hides, pooling = snapshot.hides, debate.pooling
        found = news_of(since.followed, own, graph, hides, since.stood, pooling)
        rows = len(found.nodes) + len(found.given) + len(found.moves)
        made.put(key, found, NEWS * (2 + rows))
    return found
