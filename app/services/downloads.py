"""A debate as a file, in any format that can be written."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.debate.knowing import known_to
from app.core.debate.whole import Debate
from app.core.errors import NotFound
from app.core.formats.format import Format, Loss, Options
from app.core.formats.registry import FORMATS, WRITTEN
from app.services.debates import OpenDebate
from app.services.graphs import read_debate
from app.services.rows.accounts import document_id


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, its media type, its bytes, and what of the debate is not in it."""

    name: str
    media: str
    body: bytes
    losses: tuple[Loss, ...]


def download(session: Session, debate: OpenDebate, name: str, base_url: str = "") -> Download:
    """Return a debate in the format of that name; `base_url` is where the debates are read.

    The debate was opened to export it. Raises NotFound for an unknown format.
    """
    return written(export_debate(session, debate), format_named(name), base_url)


def written(debate: Debate, into: Format, base_url: str = "") -> Download:
    """Return a debate as a file of a format that can be written."""
    slug = debate.settings.slug
    assert into.write is not None
    address = f"{base_url.rstrip('/')}/d/{slug}" if base_url else ""
    data, losses = into.write(debate, Options(address))
    return Download(f"{slug}{into.ending}", into.media_type, data, losses)


def format_named(name: str) -> Format:
    """Return a format that can be written; NotFound names those there are."""
    if name not in WRITTEN:
        raise NotFound(f"There is no format “{name[:40]}”. There are: {', '.join(WRITTEN)}.")
    return FORMATS[name]


def export_debate(session: Session, debate: OpenDebate) -> Debate:
    """Return all of a debate that its reader may know.

    Everything is in it but the texts of sources (only their hashes), the history of changes,
    and who has which role; and, in a blind debate, what only its owner may see yet.
    """
    whole = read_debate(session, debate.id)
    if debate.audience.knows_all:
        return whole
    return known_to(whole, document_id(session, debate.id, debate.audience.account))
