"""Several debates as one zip: written one after another, so that only one is held at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from zipfile import ZipFile

from sqlalchemy.orm import Session

from app.core.errors import CruxmapError, Invalid, NotFound
from app.core.formats.archives import MOST_FILES, add
from app.core.formats.format import Format
from app.core.formats.several import INDEX, Listed, counts_of, index
from app.core.permissions import Action, Actor
from app.services.as_of import looked_back
from app.services.debates import OpenDebate, list_debates, open_debate
from app.services.downloads import Part, export_debate, format_named, part_of, written
from app.services.given import given
from app.services.moments import revision_of

MOST = MOST_FILES - 1  # beside the index


@given
class Wanted:
    """Which debates are to be in a zip, and how.

    `slugs` are their addresses; `all` stands for every debate that whoever asks may read.
    `credences`: whether anybody's are in it. `at`: as they were at the end of a day, or at a time.
    """

    slugs: tuple[str, ...] = ()
    all: bool = False
    format: str = "cruxmap"
    credences: bool = True
    at: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Debates opened to be exported, by their addresses, and how each is to be written."""

    debates: Sequence[OpenDebate]
    format: Format
    part: Part


def open_several(session: Session, actor: Actor, wanted: Wanted) -> Opened:
    """Open debates to export them, each by what the actor may know of it.

    Raises NotFound for an unknown format, and where one of them is not there or hidden; Invalid,
    naming the field, where none is chosen, or too many, or one was not there at the time.
    """
    into = format_named(wanted.format)
    if wanted.at and revision_of(wanted.at) is not None:
        message = "A revision is of one debate; of several, write a day, such as 2026-03-31."
        raise Invalid(message, {"at": message})
    slugs = wanted.slugs
    if wanted.all:
        slugs = tuple(row.slug for row in list_debates(session, actor))
    if fault := _number_fault(len(slugs)):
        raise Invalid(fault, {"debate": fault})
    opened = [_open(session, actor, slug, wanted.at) for slug in sorted(set(slugs))]
    return Opened(opened, into, Part(credences=wanted.credences))


def zip_name(opened: Opened) -> str:
    """Return what the file with several debates is called."""
    return f"debates-{opened.format.name}.zip"


def write_several(
    session: Session, opened: Opened, out: IO[bytes], base_url: str = ""
) -> tuple[Listed, ...]:
    """Write debates as a zip, and return what its index says of them.

    `session` is the reading session that opened them. Equal debates give equal bytes. Raises
    Invalid, naming the debate, where one cannot be written: what is in `out` is then no zip.
    """
    listed: list[Listed] = []
    with ZipFile(out, "w") as archive:
        for debate in opened.debates:
            listed.append(_written(session, opened, debate, archive, base_url))
        add(archive, INDEX, index(opened.format.name, listed))
    return tuple(listed)


def _written(
    session: Session, opened: Opened, debate: OpenDebate, archive: ZipFile, base_url: str
) -> Listed:
    try:
        whole = part_of(export_debate(session, debate, base_url), opened.part)
        file = written(whole, opened.format, base_url, opened.part)
    except CruxmapError as error:
        raise _stopped(debate.slug, error) from error
    add(archive, file.name, file.body)
    title = whole.settings.title
    return Listed(
        file.name, debate.slug, title, debate.revision, counts_of(whole), tuple(file.losses)
    )


def _open(session: Session, actor: Actor, slug: str, at: str) -> OpenDebate:
    try:
        debate = open_debate(session, actor, slug, Action.EXPORT)
    except NotFound as error:
        raise NotFound(f"“{slug[:80]}”: {error.message}") from error
    if not at:
        return debate
    try:
        return looked_back(session, debate, at)
    except Invalid as error:
        told = {name: f"{slug}: {message}" for name, message in error.fields.items()}
        raise Invalid(f"{slug}: {error.message}", told) from error


def _stopped(slug: str, error: CruxmapError) -> Invalid:
    message = f"“{slug}” cannot be written, so there is no zip: {error.message}"
    return Invalid(message, {"debate": message})


def _number_fault(number: int) -> str:
    if number == 0:
        return "Choose at least one debate."
    return f"At most {MOST} debates fit into one zip." if number > MOST else ""
