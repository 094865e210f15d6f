"""Editorial checks of a debate in the database, or of a file before it is imported."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate.checks import check
from app.core.debate.findings import Finding
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import read_document
from app.core.formats.native.values import document_of
from app.core.permissions import Action, Actor
from app.core.quotes.anchors import normalise
from app.models import Snapshot, Source
from app.services.debates import open_debate
from app.services.graphs import read_debate


def check_debate(
    session: Session, actor: Actor, slug: str, sources: Sequence[str] = ()
) -> list[Finding]:
    """Return what breaks the editorial rules in a debate.

    Its wording is compared with the texts attached to its sources, and with `sources`. Raises
    NotFound, SignInNeeded or Forbidden.
    """
    debate = open_debate(session, actor, slug, Action.READ)
    attached = select(Snapshot.text).join(Source, Source.id == Snapshot.source_id)
    texts = session.scalars(attached.where(Source.debate_id == debate.id)).all()
    return check(canonical(document_of(read_debate(session, debate.id))), [*texts, *sources])


def check_file(data: bytes, name: str, sources: Sequence[bytes] = ()) -> list[Finding]:
    """Return what breaks the editorial rules in a file of the native format.

    Raises ImportFaults when it is not sound, Invalid when a source is no text.
    """
    return check(canonical(read_document(data, name)), [normalise(each) for each in sources])
