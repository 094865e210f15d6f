"""The debates that come with the program: loaded once, renewed while nobody has changed them."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.core.formats.native.reading import read_document
from app.core.permissions import Actor
from app.db import Database
from app.models import Debate
from app.paths import DEBATES
from app.services.transfer import Prepared, import_document, prepare

_PROGRAM = Actor(None, site_owner=True)


class Outcome(StrEnum):
    """What became of a bundled debate."""

    LOADED = "loaded"
    RENEWED = "renewed"
    UNCHANGED = "unchanged"
    KEPT = "kept, because it has been edited here"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A bundled file, the debate in it, and what became of it."""

    file: str
    slug: str
    outcome: Outcome


def load_bundled(database: Database, folder: Path = DEBATES) -> list[Loaded]:
    """Load the debates of a folder that are not there yet; running it again changes nothing.

    A debate that was loaded so and not changed since is replaced by a newer file; one that
    somebody has changed or rated stays as it is. Raises ImportFaults for a faulty file, and
    then leaves the debates of the other files as they are.
    """
    return [_load(database, path) for path in sorted(folder.glob("*.yaml"))]


def _load(database: Database, path: Path) -> Loaded:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    with database.reading() as session:
        known = session.scalar(select(Debate.slug).where(Debate.bundled_hash == digest))
    if known is not None:  # not even parsed: starting up stays quick
        return Loaded(path.name, known, Outcome.UNCHANGED)
    document = prepare(read_document(data, path.name))
    try:
        with database.writing() as session:
            return Loaded(path.name, document.slug, _bring(session, document, digest))
    except Conflict:  # another process that starts at the same moment was faster
        return Loaded(path.name, document.slug, Outcome.UNCHANGED)


def _bring(session: Session, document: Prepared, digest: str) -> Outcome:
    present = session.scalar(select(Debate).where(Debate.slug == document.slug))
    if present is None:
        import_document(session, _PROGRAM, document, bundled_hash=digest)
        return Outcome.LOADED
    if present.bundled_hash == digest:
        return Outcome.UNCHANGED
    if present.revision != present.bundled_revision:
        return Outcome.KEPT
    # Every change, a credence too, counts the revision up: nothing of anybody's is lost here.
    session.delete(present)
    session.flush()
    import_document(
        session, _PROGRAM, document, bundled_hash=digest, after_revision=present.revision
    )
    return Outcome.RENEWED
