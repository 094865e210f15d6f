"""Text from bytes: which encoding it is, and what is no text at all."""

import codecs
import re

from app.core.formats.format import Given
from app.core.formats.native.faults import Fault, ImportFaults

UNICODE = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Encodings of old that may be asked for; the first is that of most spreadsheets.
OLD = ("cp1252", "latin-1", "cp1250", "cp1251", "mac-roman", "shift-jis", "gb18030", "big5")
# What Python knows beside these can be made to run without end, or is no encoding of texts.
KNOWN = re.compile(
    r"(?:utf-?(?:8|16|32)(?:-?[lb]e)?|(?:us-)?ascii|iso-?8859-\d{1,2}|latin-?[19]|mac-?roman"
    r"|(?:windows-|cp)125\d|shift-?jis|gb18030|gbk|gb2312|big5|euc-(?:jp|kr)|koi8-[ru])",
    re.IGNORECASE | re.ASCII,
)


def text_of(data: bytes, given: Given = Given()) -> str:
    """Return a file's text with LF line ends, by its byte-order mark, else as UTF-8.

    Another encoding is never guessed, only used where it was asked for. Raises ImportFaults with
    line and column of the first byte that cannot be read, or for what is no text.
    """
    mark, encoding = next(
        ((mark, name) for mark, name in UNICODE if data.startswith(mark)), (b"", "utf-8")
    )
    if not mark and given.encoding:
        encoding = given.encoding
    if not is_known(encoding):
        message = f"There is no encoding “{encoding[:40]}”. There are: {', '.join(OLD)}."
        raise ImportFaults([Fault("", message)])
    try:
        text = (data[len(mark) :] if mark else data).decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(data, error, encoding) from None
    if "\0" in text:
        before = text[: text.index("\0")]
        message = (
            "This is not text: it holds a zero byte. A text in UTF-16 needs its mark in front."
        )
        raise ImportFaults([Fault("", message, None, *place_after(before))])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_known(encoding: str) -> bool:
    """Tell whether a text may be in an encoding of this name.

    >>> is_known("Windows-1252"), is_known("mac_roman"), is_known("punycode")
    (True, True, False)
    """
    if not KNOWN.fullmatch(encoding.replace("_", "-")):
        return False
    try:
        return bool(codecs.lookup(encoding))
    except LookupError:  # of a row of them not every number is one
        return False


def head_of(data: bytes, most: int = 2000) -> str:
    r"""Return how a file begins, for telling what it is; nothing is too strange for it.

    >>> head_of(b"\xef\xbb\xbf\n {"), head_of(b"\xff\xfea\x00\xff")
    ('{', 'a')
    """
    mark, encoding = next(
        ((mark, name) for mark, name in UNICODE if data.startswith(mark)), (b"", "utf-8")
    )
    return data[len(mark) : len(mark) + most].decode(encoding, "ignore").lstrip()


def place_after(text: str) -> tuple[int, int]:
    r"""Return the line and column that follow a text, both from 1.

    >>> place_after("ab\nc")
    (2, 2)
    """
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _unreadable(data: bytes, error: UnicodeDecodeError, encoding: str) -> ImportFaults:
    before = bytes(error.object[: error.start]).decode(encoding, "replace")
    message = f"This byte is not {encoding.upper()}."
    if encoding == "utf-8":
        message = (
            "The file is not UTF-8 text: this byte cannot be read. Save it as UTF-8, or say which "
            "encoding it is in; most spreadsheets write cp1252."
        )
    return ImportFaults([Fault("", message, None, *place_after(before))])
