"""Documents in and out: a debate is imported whole or not at all, and exported whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import Conflict, SignInNeeded
from app.core.formats.native import canonical
from app.core.formats.native_schema import Json, lists
from app.core.formats.native_values import debate_of, document_of
from app.core.permissions import Action, Actor, Role
from app.models import Debate, Membership
from app.services import changes, clock
from app.services.debates import open_debate
from app.services.documents import SoundDocument, check_document, read_document
from app.services.downloads import export_debate
from app.services.rows.writing import write_debate

__all__ = ["ImportResult", "export_document", "import_document", "read_document"]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The debate that an import made, and how many rows of each list it holds."""

    slug: str
    counts: Mapping[str, int]


def import_document(
    session: Session,
    actor: Actor,
    document: Json,
    *,
    bundled_hash: str | None = None,
    after_revision: int = 0,
) -> ImportResult:
    """Make a debate of a document, all or nothing, within the caller's transaction.

    The importing account becomes the owner. A debate that takes the place of another starts
    after the other's revision, so that nothing kept of the old one passes for the new. Accounts
    of the document become accounts that cannot sign in. Raises ImportFaults,
    SignInNeeded, or Conflict when the slug is taken.
    """
    if actor.account_id is None and not actor.site_owner:
        raise SignInNeeded("Sign in to import a debate.")
    sound = document if isinstance(document, SoundDocument) else check_document(document)
    ordered = canonical(sound)
    at = clock.now()
    debate_id = _new_debate(session, ordered["debate"], at, after_revision, bundled_hash)
    if actor.account_id is not None:
        session.add(
            Membership(debate_id=debate_id, account_id=actor.account_id, role=Role.OWNER.value)
        )
    write_debate(session, debate_id, debate_of(ordered), at)
    slug: str = ordered["debate"]["slug"]
    counts = {key: len(ordered[key]) for key in lists() if key in ordered}
    changes.record(
        session, debate_id, actor, action="import", noun="debate", ref=None, after=counts
    )
    return ImportResult(slug, counts)


def export_document(session: Session, actor: Actor, slug: str) -> Json:
    """Return what an actor may know of a debate as a document in canonical form.

    Raises NotFound, SignInNeeded or Forbidden.
    """
    debate = open_debate(session, actor, slug, Action.EXPORT)
    return canonical(document_of(export_debate(session, debate)))


def _new_debate(
    session: Session, debate: Json, at: datetime, after: int, bundled_hash: str | None
) -> int:
    values = {
        **{key: debate.get(key) for key in ("slug", "title", "question", "summary", "language")},
        "semantics": debate.get("semantics", "sbn"),
        "pooling": debate.get("pooling", "geometric"),
        "visibility": debate.get("visibility", "public"),
        "open_role": debate.get("open_role", "annotator"),
        "blind": debate.get("blind", False),
        # The change record of the import counts it one up.
        "revision": after,
        "bundled_revision": None if bundled_hash is None else after + 1,
        "bundled_hash": bundled_hash,
        "created_at": at,
    }
    try:
        with session.begin_nested():
            made = insert(Debate).values(values).returning(Debate.id)
            return session.execute(made).scalar_one()
    except IntegrityError:
        slug = debate["slug"]
        message = f"There is already a debate called “{slug}”; give this one another slug."
        raise Conflict(message, fields={"debate.slug": message}) from None
