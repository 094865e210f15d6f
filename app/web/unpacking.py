"""A zip of several debates as it would come in: every file of it, and the form to bring them in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from app.core.formats.format import Format
from app.core.formats.registry import FORMATS, READ
from app.core.permissions import Actor
from app.db import Database
from app.services import several_in
from app.services.several_in import Addresses, Found
from app.services.uploads import File
from app.web.showing.preview_rows import counted_lists
from app.web.site.forms import Form, Sent
from app.web.site.pages import Filled, Template
from app.web.transfer import reading_of

MOST_CAUTIONS = 5
MOST_FAULTS = 20
# A form has so many fields at most; addresses that cannot be come before all others.
MOST_FIELDS = 150
FIELD = re.compile(r"address-([1-9][0-9]{0,3})")


class FilesPage(TypedDict):
    """The files of a zip, each with what is in it or what is wrong with it, by its place.

    `counts` are those of each file in words; of the cautions and faults of a file only the first
    are shown. `asked` are the files, counted from 1, for whose address there is a field.
    """

    ref: str
    name: str
    form: Form
    found: Found
    counts: Mapping[str, str]
    asked: frozenset[int]
    formats: Sequence[Format]
    most_cautions: int
    most_faults: int


FILES = Template("transfer/files.html", FilesPage)


def is_several(file: File, sent: Sent) -> bool:
    """Tell whether a file that was sent is to become several debates."""
    into = sent.get("into").strip()
    return not into and several_in.is_several(file.name, file.data, reading_of(sent))


def looked_at(database: Database, actor: Actor, file: File, sent: Sent, limit: int) -> Found:
    """Return what would become of every file of a zip."""
    return several_in.look(
        database,
        actor,
        file.data,
        max_bytes=limit,
        reading=reading_of(sent),
        addresses=_addresses(sent),
    )


def brought_in(database: Database, actor: Actor, file: File, sent: Sent, limit: int) -> None:
    """Make a debate of every file of a zip."""
    several_in.bring_in(
        database,
        actor,
        file.data,
        file.name,
        max_bytes=limit,
        reading=reading_of(sent),
        addresses=_addresses(sent),
    )


def with_wrong(form: Form, found: Found) -> Form:
    """Return a form that tells beside each address why that cannot be."""
    wrong = {f"address-{at}": each.wrong for at, each in enumerate(found.files, 1) if each.wrong}
    return replace(form, wrong={**form.wrong, **wrong})


def files_page(ref: str, file: File, form: Form, found: Found) -> Filled:
    """Return the page that lists the files of a zip."""
    return FILES.filled(
        {
            "ref": ref,
            "name": file.name,
            "form": form,
            "found": found,
            "counts": {each.name: counted_lists(each.counts) for each in found.files},
            "asked": _asked(found),
            "formats": [FORMATS[name] for name in READ],
            "most_cautions": MOST_CAUTIONS,
            "most_faults": MOST_FAULTS,
        }
    )


def _asked(found: Found) -> frozenset[int]:
    places = range(len(found.files))
    first = sorted(places, key=lambda at: not found.files[at].wrong)
    return frozenset(at + 1 for at in first[:MOST_FIELDS])


def _addresses(sent: Sent) -> Addresses:
    """Return the addresses that were typed, each by the place of its file."""
    found = {int(match[1]): name for name in sent.rows if (match := FIELD.fullmatch(name))}
    places = range(1, max(found, default=0) + 1)
    return Addresses(in_order=tuple(sent.get(found.get(at, "")) for at in places))
