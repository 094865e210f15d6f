"""The debates that come with the program: loaded once, renewed while nobody has changed them."""

import hashlib
from collections.abc import Mapping
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
from app.services.sources import store_known
from app.services.transfer import Prepared, import_document, prepare

# The debate with invented people and figures, which a setting leaves out.
EXAMPLE = "fare-free-buses"
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


@dataclass(frozen=True, slots=True)
class _Bundle:
    """A debate as it is written, and the texts that go with it by the ids of their sources."""

    debate: Prepared
    texts: Mapping[str, bytes]
    digest: str


def load_bundled(
    database: Database, folder: Path = DEBATES, *, example: bool = True
) -> list[Loaded]:
    """Load the debates of a folder that are not there yet; running it again changes nothing.

    A debate that was loaded so and not changed since is replaced by a newer file; one that
    somebody has changed or rated stays as it is. A text beside a debate, DEBATE.SOURCE.txt, is
    attached to its source. Without `example`, the example is left out; where it is there already,
    it stays. Raises ImportFaults for a faulty file, Invalid for a text that is not the one its
    source names, and then leaves the debates of the other files as they are.
    """
    paths = sorted(folder.glob("*.yaml"))
    return [_load(database, path) for path in paths if example or path.stem != EXAMPLE]


def _load(database: Database, path: Path) -> Loaded:
    data, texts = path.read_bytes(), _texts(path)
    digest = hashlib.sha256(b"".join([data, *texts.values()])).hexdigest()
    with database.reading() as session:
        known = session.scalar(select(Debate.slug).where(Debate.bundled_hash == digest))
    if known is not None:  # not even parsed: starting up stays quick
        return Loaded(path.name, known, Outcome.UNCHANGED)
    bundle = _Bundle(prepare(read_document(data, path.name)), texts, digest)
    slug = bundle.debate.slug
    try:
        with database.writing() as session:
            return Loaded(path.name, slug, _bring(session, bundle))
    except Conflict:  # another process that starts at the same moment was faster
        return Loaded(path.name, slug, Outcome.UNCHANGED)


def _texts(path: Path) -> dict[str, bytes]:
    found = sorted(path.parent.glob(f"{path.stem}.*.txt"))
    return {each.stem.removeprefix(f"{path.stem}."): each.read_bytes() for each in found}


def _bring(session: Session, bundle: _Bundle) -> Outcome:
    present = session.scalar(select(Debate).where(Debate.slug == bundle.debate.slug))
    if present is None:
        _import(session, bundle)
        return Outcome.LOADED
    if present.bundled_hash == bundle.digest:
        return Outcome.UNCHANGED
    if present.revision != present.bundled_revision:
        return Outcome.KEPT
    # Every change, a credence too, counts the revision up: nothing of anybody's is lost here.
    session.delete(present)
    session.flush()
    _import(session, bundle, after_revision=present.revision)
    return Outcome.RENEWED


def _import(session: Session, bundle: _Bundle, after_revision: int = 0) -> None:
    debate = bundle.debate
    import_document(
        session, _PROGRAM, debate, bundled_hash=bundle.digest, after_revision=after_revision
    )
    for source, text in bundle.texts.items():
        store_known(session, _PROGRAM, debate.slug, source, text)
