"""Documents in and out: a debate is imported whole or not at all, and exported whole."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Annotated

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.debate.lists import SETTINGS
from app.core.debate.naming import Key
from app.core.debate.rows import Settings
from app.core.debate.whole import Debate as Whole
from app.core.errors import Conflict, Invalid, SignInNeeded, TooMany
from app.core.formats.format import Caution, Format, Given
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.native.reading import SoundDocument, check_document
from app.core.formats.native.schema import Json
from app.core.formats.native.values import debate_of, document_of
from app.core.formats.registry import FORMATS, READ, guessed
from app.core.formats.several import Holding, archived, counts_of, holding_of
from app.core.permissions import Action, Actor, Role
from app.core.vocabulary import RelationKind
from app.db import Database
from app.models import Debate, Membership
from app.services import changes, clock
from app.services.debate_settings import free_slug
from app.services.debates import is_slug, open_debate
from app.services.downloads import known_debate
from app.services.given import Word, given
from app.services.rows.columns import bound
from app.services.rows.planning import planned
from app.services.rows.writing import Step, write_steps
from app.services.sources import store_known

NO_SLUG = "An address has small letters a–z, digits and single hyphens."
SEVERAL = (
    "This is a zip of several files. They come in together, each as a debate of its own; to bring"
    " in one of them, take it out of the zip."
)
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


@given
class Reading:
    """How a file is to be read, where the file itself does not say.

    `format` names its format; `unsigned` what a line below another is to it where no word says
    so; `encoding` that of a text in no Unicode; `slug` the address of the debate it becomes,
    whatever the file says.
    `credences`: reactions told in per cent are taken for credences.
    """

    format: str = ""
    unsigned: Annotated[str, Word(RelationKind)] = RelationKind.SUPPORTS.value
    encoding: str = ""
    slug: str = ""
    credences: bool = False


AS_IT_IS = Reading()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What was read from a file, and its format; `made` are rows whose ids do not stand in it."""

    format: Format
    debate: Whole
    cautions: tuple[Caution, ...]
    texts: Mapping[str, str]
    made: frozenset[Key]


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
    return prepared_as(
        read_file(data, name, max_bytes=max_bytes, reading=reading), slug=reading.slug
    )


def prepared_as(read: ReadFile, *, slug: str = "") -> Prepared:
    """Make everything that will be written of what was read, at the address that was chosen."""
    debate = read.debate
    if slug:
        debate = replace(debate, settings=debate.settings._replace(slug=slug))
    finds = not read.format.is_native and not slug
    return replace(
        prepare_debate(debate), cautions=read.cautions, finds_slug=finds, texts=read.texts
    )


def read_file(data: bytes, name: str, *, max_bytes: int, reading: Reading = AS_IT_IS) -> ReadFile:
    """Read a file as a sound debate; of the archive of its pages, the debate's own file.

    Raises ImportFaults, also for a zip of several debates, and Invalid for an unknown format.
    """
    check_size(data, max_bytes)
    held = Holding.ONE if reading.format else holding_of(name, data)
    if held is Holding.SEVERAL:
        raise ImportFaults([Fault("", SEVERAL)])
    told: tuple[Caution, ...] = ()
    if held is Holding.ARCHIVE:
        name, data, caution = archived(data)
        told = (caution,)
    found = _format(reading.format) if reading.format else guessed(name, data)
    assert found.read is not None
    read = found.read(data, _given(name, reading))
    return ReadFile(found, read.debate, (*told, *read.cautions), read.texts, read.made)


def check_size(data: bytes, max_bytes: int) -> None:
    """Raise ImportFaults for a file that is larger than what is read."""
    if len(data) > max_bytes:
        message = f"The file holds {len(data):,} bytes; at most {max_bytes:,} are read."
        raise ImportFaults([Fault("", message)])


def _format(name: str) -> Format:
    if name not in READ:
        message = f"No format “{name[:40]}” is read. There are: {', '.join(READ)}."
        raise Invalid(message, {"format": message})
    return FORMATS[name]


def _given(name: str, reading: Reading) -> Given:
    if reading.slug and not is_slug(reading.slug):
        raise Invalid(NO_SLUG, {"slug": NO_SLUG})
    if reading.unsigned not in {kind.value for kind in RelationKind}:
        message = f"No relation is called “{reading.unsigned[:40]}”."
        raise Invalid(message, {"unsigned": message})
    return Given(
        name=name,
        slug=reading.slug,
        unsigned=RelationKind(reading.unsigned),
        encoding=reading.encoding,
        credences=reading.credences,
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
        slug = settings.slug
        message = f"There is already a debate called “{slug}”; give this one another slug."
        raise Conflict(message, fields={"debate.slug": message}) from None
