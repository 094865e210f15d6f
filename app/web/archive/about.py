"""What an archive says of itself: on a page of its own, and in the file to be read first."""

import re
from collections.abc import Iterator
from datetime import datetime
from textwrap import fill
from typing import NamedTuple

from app import __version__
from app.core.formats.format import Format
from app.core.formats.registry import FORMATS
from app.services import history
from app.services.debates import OpenDebate
from app.web.archive.pairs import MOST_COMPARED
from app.web.showing.rights import facts_of_rights
from app.web.showing.what_ifs import no_numbers
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened
from app.web.site.pages import Template

# Where the templates of an archive say that its files are.
FILES = "/archive/"
READABLE = re.compile(r"text/|.*\b(json|yaml|xml)$")
HOLDS = (
    "Every page of the debate as a visitor is shown it: the overview, the thread, the "
    "conversation, the cruxes, the people, the sources with those texts that are attached, what "
    "stands open, the digest, the history, and a page for each claim, step and crux.",
    f"Comparisons of people: those of whom an editor wrote, and the {MOST_COMPARED} who say most.",
    "The debate itself in the formats of text, under data/. The native ones import again.",
)
LACKS = (
    "Whatever needs a server or an account: rating, replying, suggesting, searching, what-ifs, "
    "looking back, other ways of weighing, comparisons of accounts, the analyst's ranges.",
    "Who has which role, suggestions that wait, and what is new to somebody.",
    "Other debates: a link to one is plain text here.",
)
BLIND = "Credences: the debate is blind, and an archive may be read by anybody."
RIGHTS = (
    "Program, style sheets and words of the pages are under the licence in LICENSE. It is not a "
    "licence for the debate, whose own is told above where it has one, nor for the texts of "
    "sources: those belong to who wrote them."
)


class DataFile(NamedTuple):
    """A file of the debate in an archive, and its format."""

    name: str
    format: Format


class AboutPage(Frame):
    """Of which state of a debate an archive is, and what is in it and what not."""

    facts: list[tuple[str, str]]
    holds: tuple[str, ...]
    lacks: tuple[str, ...]
    rights: str
    files: list[DataFile]


ABOUT = Template("archive/about.html", AboutPage)


def about(now: Opened) -> AboutPage:
    """Return what the archive's own page shows."""
    return {
        **now.frame("export", no_numbers),
        "facts": facts(now.debate, last_change(now)),
        "holds": HOLDS,
        "lacks": lacks(now.debate),
        "rights": RIGHTS,
        "files": data_files(now.debate.slug),
    }


def data_files(slug: str) -> list[DataFile]:
    """List the files of a debate in an archive: all formats that can be read as text."""
    known = [each for each in FORMATS.values() if each.write and READABLE.match(each.media_type)]
    return [DataFile(f"data/{slug}{each.ending}", each) for each in known]


def last_change(now: Opened) -> datetime | None:
    """Return when the last change was made that a visitor may know of; None if none is recorded."""
    snapshot = now.snapshot
    found = history.list_changes(
        now.session,
        now.debate.id,
        limit=1,
        audience=snapshot.audience,
        open_nodes=snapshot.open_nodes,
    )
    return found[0].at if found else None


def facts(debate: OpenDebate, changed: datetime | None) -> list[tuple[str, str]]:
    """Return of which state of a debate an archive is, by the names of what is told."""
    told = changed.strftime("%-d %B %Y, %H:%M UTC") if changed else "not recorded"
    return [
        ("Debate", debate.title),
        ("Revision", str(debate.revision)),
        ("Changed", told),
        ("Made by", f"Cruxmap {__version__}"),
        *facts_of_rights(debate),
    ]


def lacks(debate: OpenDebate) -> tuple[str, ...]:
    """Say what of a debate is not in its archive."""
    return LACKS if debate.audience.knows_all else (BLIND, *LACKS)


def readme(debate: OpenDebate, changed: datetime | None, address: str) -> str:
    """Return the file to be read first; `address` is where the debate is read, if anywhere."""
    return "\n".join(_lines(debate, changed, address)) + "\n"


def _lines(debate: OpenDebate, changed: datetime | None, address: str) -> Iterator[str]:
    yield fill(f"{debate.title}: an archive. Open index.html in a browser; no server is needed.")
    yield ""
    told = [*facts(debate, changed), *([("Read at", address)] if address else [])]
    yield from (f"{name + ':':<13}{value}" for name, value in told)
    for heading, rows in (("What is in it", HOLDS), ("What is not", lacks(debate))):
        yield f"\n{heading}\n"
        yield from (fill(row, initial_indent="- ", subsequent_indent="  ") for row in rows)
    yield f"\n{fill(RIGHTS)}\n\nFiles of the debate\n"
    yield from (f"- {each.name} ({each.format.title})" for each in data_files(debate.slug))
