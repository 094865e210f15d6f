"""Forms: reading what was sent, showing it again with its faults, and where to go after."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from types import NoneType
from typing import Annotated, Any, TypedDict, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse

from app.core import errors as e
from app.web.site.pages import Filled, Template, page, respond, wants_partial

STATUS = {e.Invalid: 422, e.Conflict: 409, e.TooMany: 429, e.SignInNeeded: 401}
T = TypeVar("T")
MOST_FIELDS = 200
LONGEST_ADDRESS = 1000
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in a form's fields, what is wrong with it, and, after a conflict, both texts."""

    values: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    message: str | None = None
    yours: str | None = None
    theirs: str | None = None
    status: int = 200
    error: e.CruxmapError | None = None

    def get(self, name: str, default: str = "") -> str:
        """Return what stands in a field."""
        return self.values.get(name, default)

    def with_values(self, **values: str) -> "Form":
        """Return the form with other values in some fields."""
        return replace(self, values={**self.values, **values})


class WithForm(TypedDict):
    """What the page of a form is given by `show_form`."""

    form: Form


class DonePiece(TypedDict):
    """Where what was done can be seen."""

    address: str


DONE = Template("shared/_done.html", DonePiece)


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form as they arrived."""

    rows: Mapping[str, tuple[str, ...]]

    def get(self, name: str, default: str = "") -> str:
        """Return a field; the last value when there are several."""
        return self.rows.get(name, (default,))[-1]

    def maybe(self, name: str) -> str | None:
        """Return a field, or None when nothing was typed."""
        return (self.get(name).strip() and self.get(name)) or None

    def ticked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return bool(self.get(name))

    def number(self, name: str) -> int:
        """Return a hidden number, 0 for what is none."""
        text = self.get(name)
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else 0

    def fill(self, made: type[T], **more: object) -> T:
        """Fill in a value for a service; `more` is what the form's fields do not say as such.

        What the form leaves out is as usual. Words are not checked here: the service tells all
        that is wrong at once.
        """
        hints = get_type_hints(made)
        for each in fields(made):  # type: ignore[arg-type]
            if each.name not in more and (each.name in self.rows or each.default is MISSING):
                more[each.name] = self._read(each.name, hints[each.name])
        return made(**more)

    def _read(self, name: str, hint: Any) -> object:
        if hint is bool:
            return self.ticked(name)
        if hint is int:
            return self.number(name)
        if get_origin(hint) is tuple:
            return self.rows.get(name, ())
        return self.maybe(name) if NoneType in get_args(hint) else self.get(name)

    def refused(self, error: e.CruxmapError, *, secret: Iterable[str] = ()) -> Form:
        """Return the form to show again: as sent, with the error; `secret` fields stay empty."""
        hidden = set(secret)
        return Form(
            {name: self.get(name) for name in self.rows if name not in hidden},
            getattr(error, "fields", {}),
            error.message,
            getattr(error, "yours", None),
            getattr(error, "theirs", None),
            next(status for kind, status in STATUS.items() if isinstance(error, kind)),
            error,
        )


async def submitted(request: Request) -> Sent:
    """Read the fields of a form; files in it are refused."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    rows: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            rows.setdefault(name, []).append(value.replace("\0", ""))
    return Sent({name: tuple(values) for name, values in rows.items()})


Submission = Annotated[Sent, Depends(submitted)]


def show_form(request: Request, filled: Filled, form: Form, *, whole: bool = False) -> HTMLResponse:
    """Answer the page of a form, or only the form `_…` beside it to htmx after a refusal."""
    given: WithForm = {"form": form}
    shown = filled._replace(values={**filled.values, **given})
    if not whole and form.status != 200 and wants_partial(request):
        folder, name = filled.template.rsplit("/", 1)
        shown = shown._replace(template=f"{folder}/_{name}")
    return page(request, shown, form.status)


def local_path(address: str | None) -> str:
    """Return an address of this site to go on to; the start page for any other.

    >>> [local_path(x) for x in ("/d/tea?a=1", "//evil.org", "/\\\\evil.org", "https://evil.org")]
    ['/d/tea?a=1', '/', '/', '/']
    """
    if not address or len(address) > LONGEST_ADDRESS or _NOT_IN_ADDRESS.search(address):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    is_local = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if is_local and not address.startswith("//") else "/"


def done(request: Request, address: str) -> Response:
    """Send a plain form on to `address`; htmx gets a word that it is done, and the link."""
    return respond(request, partial=lambda: DONE.filled({"address": address}), otherwise=address)
