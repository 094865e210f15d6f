"""Links of a page of what is past: each leads to the debate as it was then, too."""

import re

from app.services.debates import OpenDebate
from app.web.site import addresses as to

# What leads to another moment says so by its relation, before its address, and stays as it is.
LINK = re.compile(r'(?<!version nofollow" )\b(href|hx-get)="([^"]*)"')
FORM = re.compile(r'<form\b(?![^<>]*\bmethod="post")[^<>]*>')
HAS_MOMENT = re.compile(r"[?;]at=")


def keep_moment(page: str, debate: OpenDebate) -> str:
    """Return a rendered page whose links and forms within the debate keep its moment, if any."""
    if debate.at is None:
        return page
    asked, root = f"at={debate.at.revision}", to.debate(debate.slug)

    def with_moment(found: re.Match[str]) -> str:
        address, hash_, place = found[2].partition("#")
        if not _is_within(address, root) or HAS_MOMENT.search(address):
            return found[0]
        joint = "&amp;" if "?" in address else "?"
        return f'{found[1]}="{address}{joint}{asked}{hash_}{place}"'

    field = f'<input type="hidden" name="at" value="{debate.at.revision}">'
    page = LINK.sub(with_moment, page)
    return FORM.sub(lambda found: found[0] + field, page)


def _is_within(address: str, root: str) -> bool:
    return address.startswith("?") or f"{address}/".startswith((f"{root}/", f"{root}?"))
