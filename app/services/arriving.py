"""A file as it arrives: read as one sound debate, and what is asked for beside what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from app.core.debate.lists import SHAPES
from app.core.debate.naming import Key
from app.core.debate.rows import Settings
from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.core.formats.format import Caution, Format, Given
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.registry import FORMATS, READ, guessed
from app.core.formats.several import Holding, archived, holding_of
from app.core.texts import LINE, clean_line, slug_of
from app.core.vocabulary import RelationKind, Visibility
from app.services.debates import is_slug
from app.services.given import Word, given

NO_SLUG = "An address has small letters a–z, digits and single hyphens."
SEVERAL = (
    "This is a zip of several files. They come in together, each as a debate of its own; to bring"
    " in one of them, take it out of the zip."
)
NOTHING = "There is nothing in it: no claim, no comment, no source."
NO_VISIBILITY = "A debate is read by everybody (public) or by its members (private)."


@given
class Reading:
    """How a file is to be read, where the file itself does not say.

    `format` names its format; `unsigned` what a line below another is to it where no word says
    so; `encoding` that of a text in no Unicode. `credences`: reactions told in per cent are taken
    for credences. `slug`, `title` and `visibility` are the address of the debate it becomes, what
    that is called and who may read it, whatever the file says.
    """

    format: str = ""
    unsigned: Annotated[str, Word(RelationKind)] = RelationKind.SUPPORTS.value
    encoding: str = ""
    slug: str = ""
    credences: bool = False
    title: str = ""
    visibility: str = ""


AS_IT_IS = Reading()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What was read from a file, and its format; `made` are rows whose ids do not stand in it."""

    format: Format
    debate: Debate
    cautions: tuple[Caution, ...]
    texts: Mapping[str, str]
    made: frozenset[Key]


def read_file(data: bytes, name: str, *, max_bytes: int, reading: Reading = AS_IT_IS) -> ReadFile:
    """Read a file as a sound debate; of the archive of its pages, the debate's own file.

    What to know of the reading is told in the order of the file.
    Raises ImportFaults, also for a zip of several debates and where there is nothing in it, unless
    its format is one of whole debates; Invalid for an unknown format.
    """
    check_size(data, max_bytes)
    held = Holding.ONE if reading.format else holding_of(name, data)
    if held is Holding.SEVERAL:
        raise ImportFaults([Fault("", SEVERAL)])
    told: tuple[Caution, ...] = ()
    if held is Holding.ARCHIVE:
        name, data, caution = archived(data)
        told = (caution,)
    found = _format(reading.format) if reading.format else guessed(name, data)
    assert found.read is not None
    read = found.read(data, _given(name, reading))
    if not found.is_native and not any(getattr(read.debate, each) for each in SHAPES):
        raise ImportFaults([Fault("", NOTHING)])
    cautions = sorted(read.cautions, key=lambda each: (each.line or 0, each.column or 0))
    return ReadFile(found, read.debate, (*told, *cautions), read.texts, read.made)


def check_size(data: bytes, max_bytes: int) -> None:
    """Raise ImportFaults for a file that is larger than what is read."""
    if len(data) > max_bytes:
        message = f"The file holds {len(data):,} bytes; at most {max_bytes:,} are read."
        raise ImportFaults([Fault("", message)])


def _format(name: str) -> Format:
    if name not in READ:
        message = f"No format “{name[:40]}” is read. There are: {', '.join(READ)}."
        raise Invalid(message, {"format": message})
    return FORMATS[name]


def _given(name: str, reading: Reading) -> Given:
    _check_asked(reading)
    if reading.unsigned not in {kind.value for kind in RelationKind}:
        message = f"No relation is called “{reading.unsigned[:40]}”."
        raise Invalid(message, {"unsigned": message})
    return Given(
        name=name,
        slug=reading.slug,
        unsigned=RelationKind(reading.unsigned),
        encoding=reading.encoding,
        credences=reading.credences,
    )


def _check_asked(reading: Reading) -> None:
    """Raise Invalid for what no debate can be called, stand at, or be read by."""
    wrong = {}
    if reading.slug and not is_slug(reading.slug):
        wrong["slug"] = NO_SLUG
    if len(reading.title) > LINE:
        wrong["title"] = f"A title has at most {LINE} characters; this one {len(reading.title):,}."
    if reading.visibility not in ("", *Visibility):
        wrong["visibility"] = NO_VISIBILITY
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)


def as_asked(read: ReadFile, reading: Reading) -> Settings:
    """Return what is said of the debate as a whole: as it was asked for, else as the file says.

    Another's words belong to their authors: where the text of a source comes along, only members
    read the debate unless something else is asked for.
    """
    told = read.debate.settings
    title, slug = clean_line(reading.title), reading.slug
    if title and not slug and finds_slug(read, reading):
        slug = slug_of(title)
    usual = Visibility.PRIVATE.value if read.texts else told.visibility
    return told._replace(
        title=title or told.title,
        slug=slug or told.slug,
        visibility=reading.visibility or usual,
    )


def finds_slug(read: ReadFile, reading: Reading) -> bool:
    """Tell whether a debate takes an address that is free: nobody and nothing names one."""
    return not read.format.is_native and not reading.slug


def taken(slug: str) -> str:
    """Say that an address is another debate's."""
    return f"There is already a debate called “{slug}”; choose another address."
