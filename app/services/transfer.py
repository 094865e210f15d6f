"""Documents in and out: a debate is imported whole or not at all, and exported whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import Conflict, SignInNeeded, TooMany
from app.core.formats.native import canonical
from app.core.formats.native_schema import Json, lists
from app.core.formats.native_values import debate_of, document_of
from app.core.permissions import Action, Actor, Role
from app.db import Database
from app.models import Debate, Membership
from app.services import changes, clock
from app.services.debates import open_debate
from app.services.documents import SoundDocument, check_document, read_document
from app.services.downloads import export_debate
from app.services.rows.planning import planned
from app.services.rows.writing import Step, write_steps

__all__ = ["ImportResult", "bring_in", "export_document", "import_document", "prepare"]

_importing = Lock()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document found sound, and the rows that it becomes."""

    debate: Json
    counts: Mapping[str, int]
    steps: Sequence[Step]

    @property
    def slug(self) -> str:
        """Return the slug of the debate."""
        slug: str = self.debate["slug"]
        return slug


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The debate that an import made, and how many rows of each list it holds."""

    slug: str
    counts: Mapping[str, int]


def bring_in(
    database: Database, actor: Actor, data: bytes, name: str, *, max_bytes: int
) -> ImportResult:
    """Make a debate of a file, all or nothing; the database is locked only for the writing.

    Raises ImportFaults, SignInNeeded, Conflict when the slug is taken, and TooMany while
    another import is running in this process: each takes much memory.
    """
    _may_import(actor)
    if not _importing.acquire(blocking=False):
        raise TooMany("Another import is running just now. Nothing was imported; try again soon.")
    try:
        prepared = prepare(read_document(data, name, max_bytes=max_bytes))
        with database.writing() as session:
            return import_document(session, actor, prepared)
    finally:
        _importing.release()


def prepare(document: Json) -> Prepared:
    """Check a document unless it was found sound, and make everything that will be written.

    To be called before a transaction is opened: it may take seconds. Raises ImportFaults.
    """
    sound = document if isinstance(document, SoundDocument) else check_document(document)
    ordered = canonical(sound)
    counts = {key: len(ordered[key]) for key in lists() if key in ordered}
    return Prepared(ordered["debate"], counts, planned(debate_of(ordered)))


def import_document(
    session: Session,
    actor: Actor,
    document: Prepared,
    *,
    bundled_hash: str | None = None,
    after_revision: int = 0,
) -> ImportResult:
    """Make a debate of a document, all or nothing, within the caller's transaction.

    The importing account becomes the owner. A debate that takes the place of another starts
    after the other's revision, so that nothing kept of the old one passes for the new. Accounts
    of the document become accounts that cannot sign in. Raises SignInNeeded, or Conflict when
    the slug is taken.
    """
    _may_import(actor)
    at = clock.now()
    debate_id = _new_debate(session, document.debate, at, after_revision, bundled_hash)
    if actor.account_id is not None:
        session.add(
            Membership(debate_id=debate_id, account_id=actor.account_id, role=Role.OWNER.value)
        )
    write_steps(session, debate_id, document.steps, at)
    counts = dict(document.counts)
    changes.record(
        session, debate_id, actor, action="import", noun="debate", ref=None, after=counts
    )
    return ImportResult(document.slug, counts)


def export_document(session: Session, actor: Actor, slug: str) -> Json:
    """Return what an actor may know of a debate as a document in canonical form.

    Raises NotFound, SignInNeeded or Forbidden.
    """
    debate = open_debate(session, actor, slug, Action.EXPORT)
    return canonical(document_of(export_debate(session, debate)))


def _may_import(actor: Actor) -> None:
    if actor.account_id is None and not actor.site_owner:
        raise SignInNeeded("Sign in to import a debate.")


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
