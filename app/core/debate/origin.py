"""Where a debate was first, and where a file of it is written.

Both are parts of a document, as `cruxmap/1` has them in `debate.origin`. What a file says of its
origin is kept with the debate that is made of it; every file that goes out says its own.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

Origin = Mapping[str, Any]
_WEB = re.compile(r"https?://[^\s<>\"]+")
_LONGEST_ADDRESS = 400
_SHORT = ("address", "installation", "debate")


class Here(NamedTuple):
    """An installation: where it is read, its random id, and which program it runs."""

    address: str
    installation: str
    program: str
    version: str


def first_origin(kept: Origin | None, installation: str, slug: str) -> Origin | None:
    """Return where a debate was first, in short; None where that is this very debate.

    >>> first_origin({"installation": "a", "debate": "tea", "program": "Cruxmap"}, "b", "tea")
    {'installation': 'a', 'debate': 'tea'}
    >>> first_origin({"installation": "a", "debate": "tea"}, "a", "tea") is None
    True
    """
    told = (kept or {}).get("came_from") or kept or {}
    first = {name: told[name] for name in _SHORT if name in told}
    is_here = (first.get("installation"), first.get("debate")) == (installation, slug)
    return None if is_here else first or None


def origin_here(kept: Origin | None, here: Here, slug: str, changed: str | None) -> Origin:
    """Return the origin of a file that is written here; `changed` is when the debate last was."""
    told = {
        "address": _address(here.address),
        "installation": here.installation,
        "debate": slug,
        "program": here.program,
        "version": here.version,
        "changed": changed,
        "came_from": first_origin(kept, here.installation, slug),
    }
    return {name: value for name, value in told.items() if value}


def _address(told: str) -> str | None:
    """Return an address as documents hold it; None for what they cannot hold."""
    bare = told.rstrip("/")
    return bare if len(bare) <= _LONGEST_ADDRESS and _WEB.fullmatch(bare) else None
