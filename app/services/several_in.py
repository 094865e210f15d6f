"""Several debates out of one zip: each file is looked at, and all of them come in, or none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Invalid
from app.core.formats.format import Caution, Format
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.several import Files, Holding, counts_of, files_in, holding_of, strange
from app.core.permissions import Actor
from app.db import Database
from app.models import Debate
from app.services.arriving import (
    AS_IT_IS,
    NO_SLUG,
    ReadFile,
    Reading,
    check_size,
    read_file,
    taken,
)
from app.services.debates import is_slug
from app.services.given import given
from app.services.transfer import (
    ImportResult,
    Prepared,
    import_document,
    may_import,
    one_at_a_time,
    prepared_as,
)


@given
class Addresses:
    """The addresses that are chosen for debates of a zip, empty where none is.

    `chosen` are as FILE=SLUG, `in_order` as the files stand in the zip.
    """

    chosen: tuple[str, ...] = ()
    in_order: tuple[str, ...] = ()

    def by_file(self, files: Files) -> Mapping[str, str]:
        """Return them by file; Invalid for a file that is not there."""
        in_turn = zip(files.debates, self.in_order, strict=False)
        found = {file: slug.strip() for file, slug in in_turn if slug.strip()}
        for each in filter(None, self.chosen):
            file, equals, slug = each.rpartition("=")
            if not equals or file not in files.debates:
                message = f"“{each[:120]}” names no file of the zip: write FILE=SLUG."
                raise Invalid(message, {"slug": message})
            found[file] = slug
        return found


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a zip as it would come in, or why it cannot.

    `slug` is the address it would have; `is_fixed`: that or none, others take one that is free.
    `wrong` says why it cannot have that.
    """

    name: str
    format: Format | None = None
    title: str = ""
    slug: str = ""
    is_fixed: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
    faults: tuple[Fault, ...] = ()
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """All files of a zip, and the names of those that are left out."""

    files: Sequence[FoundFile]
    left_out: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Tell whether all of them can come in as they are."""
        return not any(each.faults or each.wrong for each in self.files)


@dataclass(frozen=True, slots=True)
class Brought:
    """The debates that a zip became, by file, and the names of the files that were left out."""

    debates: Mapping[str, ImportResult]
    left_out: tuple[str, ...] = ()


def is_several(name: str, data: bytes, reading: Reading = AS_IT_IS) -> bool:
    """Tell whether a file is a zip of several debates, read so."""
    return reading.format != "tables" and holding_of(name, data) is Holding.SEVERAL


def look(
    database: Database,
    actor: Actor,
    data: bytes,
    *,
    max_bytes: int,
    reading: Reading = AS_IT_IS,
    addresses: Addresses = Addresses(),
) -> Found:
    """Read every file of a zip and say what would become of it; nothing is written.

    Raises ImportFaults for what is wrong with the zip itself, and SignInNeeded.
    """
    may_import(actor)
    with one_at_a_time():
        files = _files(data, max_bytes, reading)
        chosen = addresses.by_file(files)
        # A debate that was read is let go before the next one.
        found = [_found(each, chosen) for each in _each_read(files, reading, chosen, max_bytes)]
    with database.reading() as session:
        return Found(tuple(_with_taken(session, _with_twins(found))), files.left_out)


def bring_in(
    database: Database,
    actor: Actor,
    data: bytes,
    name: str,
    *,
    max_bytes: int,
    reading: Reading = AS_IT_IS,
    addresses: Addresses = Addresses(),
    dry_run: bool = False,
) -> Brought:
    """Make a debate of each file of a zip, or of the one file that it is: all of them or none.

    Raises ImportFaults with the faults of all files, SignInNeeded, Invalid, Conflict where an
    address is taken, and TooMany while another import is running in this process.
    """
    may_import(actor)
    with one_at_a_time():
        prepared, left_out = _prepared(data, name, max_bytes, reading, addresses)
        with database.writing() as session:
            made = _made(session, actor, prepared)
            if dry_run:
                session.rollback()
    return Brought({file: made[file] for file in prepared}, left_out)


def _prepared(
    data: bytes, name: str, max_bytes: int, reading: Reading, addresses: Addresses
) -> tuple[dict[str, Prepared], tuple[str, ...]]:
    if not is_several(name, data, reading):
        if addresses.chosen:
            raise Invalid("This is no zip of several files.", {"slug": "Write one address."})
        read = read_file(data, name, max_bytes=max_bytes, reading=reading)
        return {name: prepared_as(read, reading)}, ()
    files = _files(data, max_bytes, reading)
    chosen = addresses.by_file(files)
    prepared: dict[str, Prepared] = {}
    found = []
    for each in _each_read(files, reading, chosen, max_bytes):
        found.append(_found(each, chosen))
        if each.read and not found[-1].faults:
            way = replace(reading, slug=chosen.get(each.name, ""))
            prepared[each.name] = prepared_as(each.read, way)
    _check(_with_twins(found))
    return prepared, files.left_out


def _files(data: bytes, max_bytes: int, reading: Reading) -> Files:
    check_size(data, max_bytes)
    if reading.slug:
        message = "Each debate of a zip has an address of its own: write FILE=SLUG."
        raise Invalid(message, {"slug": message})
    if reading.title:
        message = "Each debate of a zip has a title of its own: bring in one file to give it one."
        raise Invalid(message, {"title": message})
    return files_in(data)


@dataclass(frozen=True, slots=True)
class _FileRead:
    name: str
    read: ReadFile | None
    faults: tuple[Fault, ...] = ()


def _each_read(
    files: Files, reading: Reading, chosen: Mapping[str, str], max_bytes: int
) -> Iterator[_FileRead]:
    """Read one file after another; what is wrong with one does not keep others from being read."""
    for name, data in files.debates.items():
        slug = chosen.get(name, "")
        way = replace(reading, slug=slug if is_slug(slug) else "")
        try:
            for fault in strange(name, data, is_told=bool(reading.format)):
                raise ImportFaults([fault])
            yield _FileRead(name, read_file(data, name, max_bytes=max_bytes, reading=way))
        except ImportFaults as error:
            yield _FileRead(name, None, tuple(replace(each, file=name) for each in error.faults))


def _found(file: _FileRead, chosen: Mapping[str, str]) -> FoundFile:
    if file.read is None:
        return FoundFile(file.name, slug=chosen.get(file.name, ""), faults=file.faults)
    read, slug = file.read, chosen.get(file.name, "")
    return FoundFile(
        name=file.name,
        format=read.format,
        title=read.debate.settings.title,
        slug=slug or read.debate.settings.slug,
        is_fixed=bool(slug) or read.format.is_native,
        counts=counts_of(read.debate),
        cautions=read.cautions,
        wrong=NO_SLUG if slug and not is_slug(slug) else "",
    )


def _with_twins(found: Iterable[FoundFile]) -> list[FoundFile]:
    """Say of debates that name the address of an earlier one that they do."""
    first: dict[str, str] = {}
    told = []
    for each in found:
        if each.is_fixed and not each.wrong:
            other = first.setdefault(each.slug, each.name)
            if other != each.name:
                message = f"“{each.slug}” is the address of {other} too; choose another for one."
                each = replace(each, wrong=message)
        told.append(each)
    return told


def _with_taken(session: Session, found: Iterable[FoundFile]) -> Iterator[FoundFile]:
    """Say of debates whose address another debate has that it does."""
    found = list(found)
    wanted = {each.slug for each in found if each.is_fixed}
    there = set(session.scalars(select(Debate.slug).where(Debate.slug.in_(wanted))))
    for each in found:
        if each.is_fixed and each.slug in there and not each.wrong:
            each = replace(each, wrong=taken(each.slug))
        yield each


def _check(found: Iterable[FoundFile]) -> None:
    """Raise ImportFaults with all that is wrong with the files."""
    faults: list[Fault] = []
    for each in found:
        faults += each.faults
        if each.wrong:
            faults.append(Fault("debate.slug", each.wrong, file=each.name))
    if faults:
        raise ImportFaults(faults)


def _made(
    session: Session, actor: Actor, prepared: Mapping[str, Prepared]
) -> dict[str, ImportResult]:
    """Write all debates, first those that take no other address than their own."""
    made = {}
    for file, each in sorted(prepared.items(), key=lambda item: item[1].finds_slug):
        try:
            made[file] = import_document(session, actor, each)
        except Conflict as error:
            message = f"{file}: {error.message}" if len(prepared) > 1 else error.message
            raise Conflict(message, fields=error.fields) from error
    return made
