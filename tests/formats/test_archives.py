"""Zip archives come in without being trusted, and go out with no mark of time or machine."""

import struct
import tracemalloc
import warnings
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.formats.archives import MOST_BYTES, MOST_FILES, names_in, packed, unpacked
from app.core.formats.native.faults import ImportFaults
from tests.formats.mutated import mutations
from tests.found import some

FILES = {"a.csv": b"id\r\n1\r\n", "folder/b.csv": b"x" * 1000}


def zipped(*entries: tuple[ZipInfo | str, bytes], kind: int = 8) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings(), ZipFile(out, "w", kind) as archive:
        warnings.simplefilter("ignore")  # two files of one name
        for info, data in entries:
            archive.writestr(info, data)
    return out.getvalue()


def told(data: bytes) -> str:
    with pytest.raises(ImportFaults) as caught:
        unpacked(data)
    return caught.value.faults[0].message


def test_files_come_back_in_their_order_and_equal_files_give_equal_bytes() -> None:
    data = packed(FILES.items())
    assert unpacked(data) == FILES
    assert list(unpacked(data)) == list(names_in(data)) == list(FILES)
    assert packed(FILES.items()) == data
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "a/../../b.csv",
        "/etc/a.csv",
        "C:/a.csv",
        "c:a.csv",
        "..\\a.csv",
        "\\a.csv",
        "..",
    ],
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert "leads out" in told(zipped((name, b"x")))


def test_links_and_devices_are_refused() -> None:
    for kind in (0o120777, 0o020666, 0o010666):
        link = ZipInfo("a.csv")
        link.create_system, link.external_attr = 3, kind << 16
        assert "link" in told(zipped((link, b"/etc/passwd")))


def test_twins_are_refused_whatever_their_letters() -> None:
    assert "twice" in told(zipped(("a.csv", b"1"), ("a.csv", b"2")))
    assert "twice" in told(zipped(("a.csv", b"1"), ("A.csv", b"2")))
    assert "twice" in told(zipped(("f/a.csv", b"1"), ("f\\a.csv", b"2")))


@pytest.mark.parametrize("kind", [ZIP_BZIP2, ZIP_LZMA])
def test_ways_of_packing_that_take_much_memory_are_refused(kind: int) -> None:
    assert "deflate" in told(zipped(("a.csv", b"x" * 100), kind=kind))


def test_what_is_encrypted_is_refused() -> None:
    data = bytearray(zipped(("a.csv", b"x")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert "encrypted" in told(bytes(data))


def test_too_many_files_are_refused_before_they_are_looked_at() -> None:
    data = zipped(*((f"{at}.csv", b"") for at in range(MOST_FILES + 1)))
    assert "at most 1,000" in told(data)
    assert names_in(data) == ()


def test_a_bomb_is_refused_in_little_memory_whatever_it_says_of_its_size() -> None:
    bomb = zipped(("a.csv", b"\0" * (MOST_BYTES + 1)))
    said = struct.pack("<I", MOST_BYTES + 1)
    assert bomb.count(said) == 2
    many = zipped(*((f"{at}.csv", b"\0" * 1_000_000) for at in range(41)))
    for data, word in (
        (bomb, "unpacked"),
        (many, "unpacked"),
        (bomb.replace(said, b"\x05\0\0\0"), "CRC"),
    ):
        tracemalloc.start()
        assert word in told(data)
        assert tracemalloc.get_traced_memory()[1] < 3 * MOST_BYTES
        tracemalloc.stop()


def test_folders_and_litter_are_passed_over() -> None:
    data = zipped(
        ("f/", b""), ("__MACOSX/f/._a.csv", b"?"), ("f/.DS_Store", b"?"), ("f/a.csv", b"1")
    )
    assert unpacked(data) == {"f/a.csv": b"1"}


def test_what_is_no_zip_is_told() -> None:
    sound = packed(FILES.items())
    for data in some([b"", b"PK", sound[:-30], sound[:60], b"PK\x03\x04" + b"\0" * 99], at_least=5):
        assert "no zip archive" in told(data)
        assert names_in(data) == ()
    broken = bytearray(sound)
    broken[sound.index(zlib.compress(b"")[:0] + b"a.csv") + 6] ^= 0xFF
    assert "no zip archive" in told(bytes(broken))


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.binary(max_size=100), mutations((packed(FILES.items()), zipped(("x", b"y" * 99)))))
)
def test_whatever_comes_is_unpacked_or_refused(data: bytes) -> None:
    names_in(data)
    try:
        found = unpacked(data)
    except ImportFaults as error:
        found = {"": str(error).encode()}
    assert sum(map(len, found.values())) < 100_000
