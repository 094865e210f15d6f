"""As much of curl as the documents use, for machines without it; a refusal is a failure, too."""

import argparse
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


def given(words: list[str]) -> argparse.Namespace:
    """Read the arguments as curl does."""
    known = argparse.ArgumentParser(prog="curl")
    known.add_argument("-s", action="store_true")
    known.add_argument("-X", dest="method")
    known.add_argument("-H", dest="headers", action="append", default=[])
    known.add_argument("-d", "--data-binary", dest="data")
    known.add_argument("-o", dest="file")
    known.add_argument("address")
    return known.parse_args(words)


def body(data: str | None) -> bytes | None:
    """Return what is sent: the words themselves, or the file they name."""
    if data is None:
        return None
    return Path(data[1:]).read_bytes() if data.startswith("@") else data.encode()


def answered(asked: argparse.Namespace) -> HTTPResponse:
    """Send the request with its headers as they stand, those of one name all of them."""
    where, sent = urlsplit(asked.address), body(asked.data)
    line = HTTPConnection(where.netloc, timeout=60)
    target = urlunsplit(("", "", where.path, where.query, ""))
    line.putrequest(asked.method or ("GET" if sent is None else "POST"), target)
    for header in asked.headers:
        line.putheader(*header.split(": ", 1))
    if sent is not None:
        line.putheader("Content-Length", str(len(sent)))
    line.endheaders(sent)
    return line.getresponse()


def main(words: list[str]) -> int:
    """Send one request, and print what is answered or write it into a file."""
    asked = given(words)
    answer = answered(asked)
    told = answer.read()
    if asked.file:
        Path(asked.file).write_bytes(told)
    else:
        sys.stdout.buffer.write(told)
    return 0 if answer.status < HTTPStatus.BAD_REQUEST else 22


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
