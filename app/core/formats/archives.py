"""Zip archives: written so that equal files give equal bytes, read without trusting a word of them.

What an archive says of the sizes of its files is not believed: bytes are counted as they come out.
"""

import stat
import struct
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.core.formats.native.faults import Fault, ImportFaults, quoted

MOST_FILES = 1_000
MOST_LISTED = 20_000
# An upload has at most 20 MB; text packs well, so what comes out of one may be twice as much.
MOST_BYTES = 2 * 20_000_000
MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENTRY = b"PK\x01\x02"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 16
_ENCRYPTED = 1
_UTF_8 = 0x800
_UNREADABLE = (
    *(BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, OverflowError, OSError, LookupError),
)
# What some programs put beside the files of a folder, for themselves alone.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip of files in the order given; no time and no machine leaves a mark in it."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in files:
            add(archive, name, data)
    return out.getvalue()


def add(archive: ZipFile, name: str, data: bytes) -> None:
    """Add a file to a zip that is being written; only its name and its bytes decide what it is."""
    info = ZipInfo(name, _EARLIEST)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    archive.writestr(info, data)


def unpacked(data: bytes, *, most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """Return the files of a zip by name, in its order; folders and litter are left out.

    Raises ImportFaults for what is no zip, for more than 1,000 files or more than `most_bytes`
    unpacked, and for names that lead elsewhere, links, twins, and encrypted files.
    """
    _check_count(data)
    found: dict[str, bytes] = {}
    try:
        with ZipFile(BytesIO(data)) as archive:
            for info in _sound(archive.infolist()):
                name = _name(info)
                if not info.is_dir() and not _is_litter(name):
                    left = most_bytes - sum(map(len, found.values()))
                    found[name] = _content(archive, info, left, most_bytes)
    except _UNREADABLE as error:
        raise _unreadable(error) from None
    return found


def only(data: bytes, name: str, *, most_bytes: int = MOST_BYTES) -> bytes:
    """Return one file of a zip, however many there are beside it up to `MOST_LISTED`.

    Raises ImportFaults as `unpacked` does, for what is wrong with this file.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            found = [info for info in archive.infolist() if _name(info) == name]
            for info in _sound(found[:1]):
                return _content(archive, info, most_bytes, most_bytes)
    except _UNREADABLE as error:
        raise _unreadable(error) from None
    raise _refused(f"There is no file {quoted(name)} in the archive.")


def names_in(data: bytes, most: int = MOST_FILES) -> tuple[str, ...]:
    """Return the names of the files of a zip, or none where it is no sound one; never raises."""
    if not data.startswith(MAGIC) or data.count(_ENTRY) > most:
        return ()
    try:
        with ZipFile(BytesIO(data)) as archive:
            return tuple(_name(info) for info in archive.infolist() if not info.is_dir())
    except _UNREADABLE:
        return ()


def _check_count(data: bytes) -> None:
    # Counted before anything is read: the directory of millions of files takes all memory.
    count = data.count(_ENTRY)
    if count > MOST_FILES:
        raise _refused(f"The archive holds {count:,} files; at most {MOST_FILES:,} are read.")


def _sound(entries: list[ZipInfo]) -> Iterator[ZipInfo]:
    """Yield the entries when all of them may be unpacked."""
    seen: set[str] = set()
    for info in entries:
        name = _name(info)
        if reason := _objection(info, name, seen):
            raise _refused(f"{quoted(name)} in the archive {reason}")
        seen.add(name.casefold())
    yield from entries


def _objection(info: ZipInfo, name: str, seen: set[str]) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if "\0" in info.orig_filename or not name.strip():
        return "has no name that a file can have."
    if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/"):
        return "has a name that leads out of the archive."
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device and no file."
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted. Pack the files without a password."
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is packed in a way that is not read; use the common one, “deflate”."
    if name.casefold() in seen:
        return "stands there twice."
    return ""


def _name(info: ZipInfo) -> str:
    return _told(info).replace("\\", "/")


def _told(info: ZipInfo) -> str:
    """Return a name as it was meant: many programs write UTF-8 and do not say so."""
    if info.flag_bits & _UTF_8 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER[0]) or name.rsplit("/", 1)[-1] in _LITTER[1:]


def _content(archive: ZipFile, info: ZipInfo, left: int, most: int) -> bytes:
    pieces = []
    with archive.open(info) as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise _refused(
                    f"The archive holds more than {most:,} bytes unpacked; no more are read."
                )
            pieces.append(piece)
    return b"".join(pieces)


def _unreadable(error: Exception) -> ImportFaults:
    return _refused(f"This is no zip archive that can be read: {str(error)[:200]}.")


def _refused(message: str) -> ImportFaults:
    return ImportFaults([Fault("", message)])
