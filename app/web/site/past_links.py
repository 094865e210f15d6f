"""Links of a page of what is past: each leads to the debate as it was then, too."""

import re

from app.services.debates import OpenDebate
from app.web.site import addresses as to

# What leads to another moment says so by its relation, and stays as it is.
ELSEWHEN = 'version nofollow" '
FORM = re.compile(r'<form\b(?![^>]*\bmethod="post")[^>]*>')


def keep_moment(page: str, debate: OpenDebate) -> str:
    """Return a rendered page whose links and forms within the debate keep its moment, if any."""
    if debate.at is None:
        return page
    asked = f"at={debate.at.revision}"

    def with_moment(found: re.Match[str]) -> str:
        address, hash_, place = found[2].partition("#")
        if re.search(r"[?;]at=", address):
            return found[0]
        joint = "&amp;" if "?" in address else "?"
        return f'{found[1]}="{address}{joint}{asked}{hash_}{place}"'

    field = f'<input type="hidden" name="at" value="{debate.at.revision}">'
    page = _links(to.debate(debate.slug)).sub(with_moment, page)
    return FORM.sub(lambda found: found[0] + field, page)


def _links(address: str) -> re.Pattern[str]:
    within = rf'(?:{re.escape(address)}(?=[/?#"])|\?)[^"]*'
    return re.compile(rf'(?<!{re.escape(ELSEWHEN)})\b(href|hx-get)="({within})"')
