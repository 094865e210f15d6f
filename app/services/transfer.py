"""Documents in and out: a debate is imported whole or not at all, and exported whole."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.debate.lists import SETTINGS
from app.core.debate.rows import Settings
from app.core.debate.whole import Debate as Whole
from app.core.errors import Conflict, SignInNeeded, TooMany
from app.core.formats.format import Caution
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import SoundDocument, check_document
from app.core.formats.native.schema import Json
from app.core.formats.native.values import debate_of, document_of
from app.core.formats.several import counts_of
from app.core.permissions import Action, Actor, Role
from app.db import Database
from app.models import Debate, Membership
from app.services import changes, clock
from app.services.arriving import (
    AS_IT_IS,
    ReadFile,
    Reading,
    as_asked,
    finds_slug,
    read_file,
    taken,
)
from app.services.debate_settings import free_slug
from app.services.debates import open_debate
from app.services.downloads import known_debate
from app.services.rows.columns import bound
from app.services.rows.planning import planned
from app.services.rows.writing import Step, write_steps
from app.services.sources import store_known

_importing = Lock()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A debate found sound, and the rows that it becomes.

    `finds_slug`: where its slug is taken it takes one that is free, for the file names none.
    `texts` are those of its sources that came with it, by the ids of the sources.
    """

    settings: Settings
    counts: Mapping[str, int]
    steps: Sequence[Step]
    cautions: tuple[Caution, ...] = ()
    finds_slug: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """Return the slug of the debate."""
        return self.settings.slug


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The debate that an import made, how many rows of each list it holds, and what to know."""

    slug: str
    counts: Mapping[str, int]
    cautions: tuple[Caution, ...] = ()


def bring_in(
    database: Database,
    actor: Actor,
    data: bytes,
    name: str,
    *,
    max_bytes: int,
    reading: Reading = AS_IT_IS,
) -> ImportResult:
    """Make a debate of a file, all or nothing; the database is locked only for the writing.

    Unless it is named, the format is guessed from the file's name and beginning. Raises
    ImportFaults, SignInNeeded, Conflict when the slug is taken, and TooMany while another import
    is running in this process: each takes much memory.
    """
    may_import(actor)
    with one_at_a_time():
        prepared = prepare_file(data, name, max_bytes=max_bytes, reading=reading)
        with database.writing() as session:
            return import_document(session, actor, prepared)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep other files out of this process while one is read; TooMany where one is just now."""
    if not _importing.acquire(blocking=False):
        raise TooMany("Another import is running just now. Nothing was imported; try again soon.")
    try:
        yield
    finally:
        _importing.release()


def prepare_file(
    data: bytes, name: str, *, max_bytes: int, reading: Reading = AS_IT_IS
) -> Prepared:
    """Read a file and make everything that will be written.

    To be called before a transaction is opened: it may take seconds. Raises ImportFaults.
    """
    return prepared_as(read_file(data, name, max_bytes=max_bytes, reading=reading), reading)


def prepared_as(read: ReadFile, reading: Reading) -> Prepared:
    """Make everything that will be written of what was read, as it was asked for."""
    debate = replace(read.debate, settings=as_asked(read, reading))
    finds = finds_slug(read, reading)
    return replace(
        prepare_debate(debate), cautions=read.cautions, finds_slug=finds, texts=read.texts
    )


def prepare(document: Json) -> Prepared:
    """Check a document unless it was found sound, and make everything that will be written."""
    sound = document if isinstance(document, SoundDocument) else check_document(document)
    return prepare_debate(debate_of(canonical(sound)))


def prepare_debate(debate: Whole) -> Prepared:
    """Make everything that will be written of a sound debate."""
    return Prepared(debate.settings, counts_of(debate), planned(debate))


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
    after the other's revision, so that nothing kept of the old one passes for the new. Texts that
    came with it are attached. Accounts of the document become accounts that cannot sign in. Raises
    SignInNeeded, or Conflict when the slug is taken.
    """
    may_import(actor)
    at = clock.now()
    settings = document.settings
    if document.finds_slug:
        settings = settings._replace(slug=free_slug(session, settings.slug))
    debate_id = _new_debate(session, settings, at, after_revision, bundled_hash)
    if actor.account_id is not None:
        session.add(
            Membership(debate_id=debate_id, account_id=actor.account_id, role=Role.OWNER.value)
        )
    write_steps(session, debate_id, document.steps, at)
    for source, text in document.texts.items():
        store_known(session, actor, settings.slug, source, text.encode())
    counts = dict(document.counts)
    changes.record(
        session, debate_id, actor, action="import", noun="debate", ref=None, after=counts
    )
    return ImportResult(settings.slug, counts, document.cautions)


def export_document(session: Session, actor: Actor, slug: str) -> Json:
    """Return what an actor may know of a debate as a document in canonical form.

    Its origin is the one that it came in with, not this installation.

    Raises NotFound, SignInNeeded or Forbidden.
    """
    debate = open_debate(session, actor, slug, Action.EXPORT)
    return canonical(document_of(known_debate(session, debate)))


def may_import(actor: Actor) -> None:
    """Raise SignInNeeded for whoever must sign in to bring a file in."""
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
        message = taken(settings.slug)
        raise Conflict(message, fields={"debate.slug": message}) from None
