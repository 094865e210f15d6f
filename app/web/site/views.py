"""Links that keep a reader's way of looking at a debate: when, what-ifs, semantics, pooling."""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.services.debates import OpenDebate
from app.services.viewing import NAMES, is_readable, parse_suppositions, seen_as

__all__ = ["NAMES", "differing", "if_readable", "parse_suppositions", "seen_as", "suffix"]


def if_readable(query: Mapping[str, str]) -> Mapping[str, str]:
    """Return a query that asks for a way of looking, or an empty one for what cannot be read."""
    return query if is_readable(query) else {}


def suffix(debate: OpenDebate) -> str:
    """Return the query that keeps a reader's way of looking when they follow a link."""
    query = {} if debate.at is None else {"at": str(debate.at.revision)}
    if debate.suppose:
        query["if"] = ",".join(f"{node}:{value:g}" for node, value in debate.suppose)
    query |= {name: getattr(debate, name) for name in debate.differs}
    return f"?{urlencode(query, safe=':,')}" if query else ""


def differing(debate: OpenDebate) -> list[str]:
    """Say in words which settings a reader has exchanged for others."""
    said = {
        "semantics": f"rolled up with {NAMES[debate.semantics]}",
        "pooling": f"pooled by the {NAMES[debate.pooling]}",
    }
    return [said[name] for name in debate.differs]
