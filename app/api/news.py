"""What is new in a debate since the token's account last looked, and having seen it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Response

from app.api.answers import Answers, TheAnswers
from app.api.deps import HAS, ONLY_IF, ApiRoute, TheWriting
from app.api.news_schemas import GivenOut, MoveOut, NewsOut, NodeNewsOut
from app.api.schemas import CHANGING, READING, Done, gives
from app.core.debate.news import Became, Given, News, NodeNews
from app.core.debate.rows import CredenceEntry
from app.services.news import Seen, load_news, own_look, see_all
from app.services.snapshots import load_snapshot

router = APIRouter(route_class=ApiRoute, prefix="/api/v1/debates/{slug}", tags=["news"])
ALL = Seen()


@router.get("/news", responses=READING | gives(NewsOut), dependencies=HAS)
def show_news(answers: TheAnswers) -> Response:
    """Return what others have done since the token's account last looked, as pages tell it.

    Asking for it is no look. Needs a token.
    """
    look = own_look(answers.debate)
    return answers.value(NewsOut, lambda: _news(answers), beside=f"{look}")


@router.post("/seen", responses=CHANGING, dependencies=ONLY_IF)
def see_everything(at: TheWriting, slug: str, body: Annotated[Seen, Body()] = ALL) -> Done:
    """Say that the token's account has seen all up to a revision; without one, all there is.

    Nothing of the debate is changed, so there is no new revision.
    """
    made = at.do(lambda session: see_all(session, at.actor, slug, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


def _news(answers: Answers) -> NewsOut:
    debate, look = answers.debate, own_look(answers.debate)
    if look is None:
        return NewsOut(revision=debate.revision)
    found = load_news(answers.session, debate, load_snapshot(answers.session, debate))
    told = NewsOut(revision=debate.revision, since=look.since, since_at=look.since_at)
    return told.model_copy(update=_told(found.news)) if found else told


def _told(news: News) -> dict[str, object]:
    counts: dict[str, dict[Became, int]] = {}
    for (name, did), n in news.counts.items():
        counts.setdefault(name, {})[did] = n
    return {
        "counts": counts,
        "nodes": [_node(id_, each) for id_, each in news.nodes.items()],
        "credences": [_given(each) for each in news.given],
        "moved": [MoveOut(**move._asdict()) for move in news.moves],
        "untold": news.untold,
    }


def _given(row: Given) -> GivenOut:
    before, after = _value(row.before), _value(row.after)
    return GivenOut(node=row.node, name=row.name, before=before, after=after)


def _node(id_: str, news: NodeNews) -> NodeNewsOut:
    return NodeNewsOut(id=id_, became=news.became, about=dict(news.about))


def _value(entry: CredenceEntry | None) -> float | Literal["ill-posed"] | None:
    if entry is None or entry.withdrawn:
        return None
    return "ill-posed" if entry.ill_posed else entry.value
