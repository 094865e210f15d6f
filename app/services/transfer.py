"""Documents in and out: a debate is imported whole or not at all, and exported whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.rows import Settings
from app.core.debate.whole import Debate as Whole
from app.core.errors import Conflict, SignInNeeded, TooMany
from app.core.formats.format import Given
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.native.reading import SoundDocument, check_document
from app.core.formats.native.schema import Json
from app.core.formats.native.values import debate_of, document_of
from app.core.formats.registry import FORMATS, guessed
from app.core.permissions import Action, Actor, Role
from app.db import Database
from app.models import Debate, Membership
from app.services import changes, clock
from app.services.debates import open_debate
from app.services.downloads import export_debate
from app.services.rows.columns import bound
from app.services.rows.planning import planned
from app.services.rows.writing import Step, write_steps

_importing = Lock()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A debate found sound, and the rows that it becomes."""

    settings: Settings
    counts: Mapping[str, int]
    steps: Sequence[Step]

    @property
    def slug(self) -> str:
        """Return the slug of the debate."""
        return self.settings.slug


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The debate that an import made, and how many rows of each list it holds."""

    slug: str
    counts: Mapping[str, int]


def bring_in(
    database: Database, actor: Actor, data: bytes, name: str, *, max_bytes: int
) -> ImportResult:
    """Make a debate of a file, all or nothing; the database is locked only for the writing.

    The format is guessed from the file's name and beginning. Raises ImportFaults, SignInNeeded,
    Conflict when the slug is taken, and TooMany while another import is running in this
    process: each takes much memory.
    """
    _may_import(actor)
    if not _importing.acquire(blocking=False):
        raise TooMany("Another import is running just now. Nothing was imported; try again soon.")
    try:
        prepared = prepare_file(data, name, max_bytes=max_bytes)
        with database.writing() as session:
            return import_document(session, actor, prepared)
    finally:
        _importing.release()


def prepare_file(data: bytes, name: str, *, max_bytes: int, of: str = "") -> Prepared:
    """Read a file and make everything that will be written; `of` names its format.

    To be called before a transaction is opened: it may take seconds. Raises ImportFaults.
    """
    return prepare_debate(read_file(data, name, max_bytes=max_bytes, of=of))


def read_file(data: bytes, name: str, *, max_bytes: int, of: str = "") -> Whole:
    """Read a file as a sound debate; `of` names its format. Raises ImportFaults."""
    if len(data) > max_bytes:
        message = f"The file holds {len(data):,} bytes; at most {max_bytes:,} are read."
        raise ImportFaults([Fault("", message)])
    found = FORMATS[of] if of else guessed(name, data)
    assert found.read is not None
    return found.read(data, Given(name=name)).debate


def prepare(document: Json) -> Prepared:
    """Check a document unless it was found sound, and make everything that will be written."""
    sound = document if isinstance(document, SoundDocument) else check_document(document)
    return prepare_debate(debate_of(canonical(sound)))


def prepare_debate(debate: Whole) -> Prepared:
    """Make everything that will be written of a sound debate."""
    lengths = {name: len(getattr(debate, name)) for name in SHAPES}
    counts = {name: length for name, length in lengths.items() if length}
    return Prepared(debate.settings, counts, planned(debate))


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
    debate_id = _new_debate(session, document.settings, at, after_revision, bundled_hash)
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
    session: Session, settings: Settings, at: datetime, after: int, bundled_hash: str | None
) -> int:
    values = {each.column.name: getattr(settings, each.field.name) for each in bound(SETTINGS)}
    values |= {
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
        slug = settings.slug
        message = f"There is already a debate called “{slug}”; give this one another slug."
        raise Conflict(message, fields={"debate.slug": message}) from None
