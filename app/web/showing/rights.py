"""Who made the map of a debate, under which licence others may use it, and where it came from."""

from typing import TypedDict

from app.core.debate.csl import web_host
from app.core.debate.origin import first_origin
from app.core.licences import Licence, licence_named
from app.services.debates import OpenDebate
from app.web.site import addresses as to

SHOWN = 20


class CameFrom(TypedDict):
    """Where a debate was first: the host or, where none is known, its name there; its address."""

    name: str
    address: str | None


class Rights(TypedDict):
    """What stands at the foot of a debate's overview; `more` authors are only counted.

    `licence` is one that is known by its id; `words` are those of any other.
    """

    authors: tuple[str, ...]
    more: int
    licence: Licence | None
    words: str | None
    came_from: CameFrom | None


def rights(debate: OpenDebate) -> Rights | None:
    """Return whose map a debate is, if anything is said of it."""
    licence = licence_named(debate.licence) if debate.licence else None
    told: Rights = {
        "authors": debate.authors[:SHOWN],
        "more": len(debate.authors[SHOWN:]),
        "licence": licence,
        "words": None if licence else debate.licence,
        "came_from": _came_from(debate),
    }
    return told if any(told.values()) else None


def _came_from(debate: OpenDebate) -> CameFrom | None:
    first = first_origin(debate.origin, debate.database_id, debate.slug)
    if first is None:
        return None
    address, slug = str(first.get("address", "")), str(first.get("debate", ""))
    host = web_host(address)
    name = host or slug
    if not name:
        return None
    page = f"{address}{to.debate(slug)}" if slug else address
    return {"name": name, "address": page if host else None}


def facts_of_rights(debate: OpenDebate) -> list[tuple[str, str]]:
    """Return the same as names and values, each that is said."""
    licence = licence_named(debate.licence) if debate.licence else None
    named = f"{licence.name} ({licence.id}), {licence.address}" if licence else debate.licence
    told = [("Authors", ", ".join(debate.authors)), ("Licence", named or "")]
    return [(name, value) for name, value in told if value]
