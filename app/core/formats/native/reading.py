"""Documents of the native format as they come in: from bytes to a dict found sound."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from app.core.formats.decoding import text_of
from app.core.formats.native.cleaning import cleaned, copied
from app.core.formats.native.faults import SHOWN, Fault, Faults, ImportFaults, outwards
from app.core.formats.native.json_reading import Places, json_places, read_json, size_faults
from app.core.formats.native.references import reference_faults
from app.core.formats.native.schema import Json
from app.core.formats.native.schema_faults import schema_faults
from app.core.formats.native.yaml_reading import read_yaml, yaml_places

_LIKE_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[{\[]|\Z)")
_Read = Callable[[bytes], object]
_Find = Callable[[bytes, set[str]], Places]


class SoundDocument(Json):
    """A document in which no fault was found; importing it does not look again."""


def read_document(data: bytes, name: str, *, max_bytes: int | None = None) -> SoundDocument:
    """Read a JSON or YAML file of the native format and check all of it.

    The kind is told by the ending of `name`, else by the first character. Raises ImportFaults
    with the faults found, each with its path, line and column; looking ends when there are more
    than are shown. Whatever the file holds, reading it takes a bounded time and memory.
    """
    if max_bytes is not None and len(data) > max_bytes:
        message = f"The file holds {len(data):,} bytes; at most {max_bytes:,} are read."
        raise ImportFaults([Fault("", message)])
    read, places = _reader(data, name)
    document = read(data)
    try:
        return check_own(document)
    except ImportFaults as error:
        faults, is_cut = error.faults[:SHOWN], error.is_cut
    del document  # which makes room for looking at the text again
    raise ImportFaults(_placed(faults, partial(places, data)), is_cut=is_cut)


def check_document(document: object) -> SoundDocument:
    """Return a cleaned copy of a document, or raise ImportFaults with the faults in it."""
    return check_own(copied(document))


def form_faults(document: object) -> list[Fault]:
    """Return what is wrong with the fields of a document, whatever they refer to."""
    faults = Faults()
    with suppress(ImportFaults):  # there are more than are shown
        faults.add_news(schema_faults(cleaned(copied(document), faults)))
    return faults.found


def check_own(document: object) -> SoundDocument:
    """Clean a document where it stands and return it, or raise ImportFaults with the faults in it.

    For whoever made it and needs it no more.
    """
    faults = Faults()
    clean = cleaned(document, faults)
    faults.add_news(schema_faults(clean))
    if isinstance(clean, dict):
        faults.add_news(reference_faults(clean))
    faults.check()
    return SoundDocument(clean)


def _reader(data: bytes, name: str) -> tuple[_Read, _Find]:
    ending = name.rsplit(".", 1)[-1].lower()
    is_json = ending == "json" or (ending not in ("yaml", "yml") and _LIKE_JSON.match(data))
    return (_json, _json_places) if is_json else (_yaml, _yaml_places)


def _json(data: bytes) -> object:
    for fault in size_faults(data):
        raise ImportFaults([fault])
    return read_json(text_of(data))


def _json_places(data: bytes, wanted: set[str]) -> Places:
    return json_places(text_of(data), wanted)


def _yaml(data: bytes) -> object:
    return read_yaml(text_of(data))


def _yaml_places(data: bytes, wanted: set[str]) -> Places:
    return yaml_places(text_of(data), wanted)


def _placed(faults: Iterable[Fault], places: Callable[[set[str]], Places]) -> list[Fault]:
    """Give each fault the place of what it names, or of the nearest thing around it."""
    faults = list(faults)
    found = places({path for fault in faults for path in outwards(fault.path)})
    placed = []
    for fault in faults:
        nearest = next((path for path in outwards(fault.path) if path in found), None)
        line, column = found[nearest] if nearest is not None else (None, None)
        placed.append(replace(fault, line=line, column=column))
    return sorted(placed, key=lambda fault: (fault.line or 0, fault.column or 0))
