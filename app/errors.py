"""The one table from what went wrong to an HTTP answer, as HTML or as JSON."""

import logging
import secrets
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.exceptions import HTTPException

from app.core import errors as e
from app.services.standing import StandsAgainst
from app.web.site.middleware import logged_path
from app.web.site.pages import error_page, go

log = logging.getLogger("cruxmap")

STATUS: dict[type[e.CruxmapError], int] = {
    e.NotFound: 404,
    e.Forbidden: 403,
    e.SignInNeeded: 401,
    e.Invalid: 422,
    e.Conflict: 409,
    e.ConditionFailed: 412,
    e.TooMany: 429,
}
TITLES = {
    400: "That request could not be read",
    401: "Please sign in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Somebody was faster",
    412: "It has changed meanwhile",
    413: "Too large",
    415: "Wrong kind of content",
    422: "Please check what you entered",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "Not possible just now",
    507: "The disk is full",
}
HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "wrong_content"}


def status_of(error: e.CruxmapError) -> int:
    """Return the HTTP status of an error, by the nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(e.CruxmapError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _request)
    app.add_exception_handler(IntegrityError, _race)
    app.add_exception_handler(OperationalError, _database)


def answer(
    request: Request, status: int, code: str, message: str, extra: dict[str, Any] | None = None
) -> Response:
    """Answer an error in the shape the path asks for: JSON below /api, a page elsewhere."""
    extra = extra or {}
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": {"code": code, "message": message, **extra}}, status)
    title = TITLES.get(status, "Something is not right")
    return error_page(request, status, title=title, message=message, extra=extra)


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, e.CruxmapError)
    if isinstance(error, e.SignInNeeded) and _is_page(request):
        return go(request, f"/sign-in?next={quote(_address(request), safe='')}")
    extra: dict[str, Any] = {}
    for name in ("fields", "yours", "theirs", "faults"):
        if value := getattr(error, name, None):
            extra[name] = value if name != "faults" else [vars_of(fault) for fault in value]
    if isinstance(error, StandsAgainst):
        extra["conflicts"] = [asdict(each) for each in error.standing.conflicts]
        extra["later"] = error.standing.later
    return answer(request, status_of(error), error.code, error.message, extra)


def _is_page(request: Request) -> bool:
    return request.method in ("GET", "HEAD") and not request.url.path.startswith("/api/")


def _address(request: Request) -> str:
    # "here" asks for a form to be put into another page; after signing in it is a page itself.
    query = request.url.query
    return request.url.path + (f"?{query}" if query and "here=" not in query else "")


def vars_of(fault: object) -> dict[str, Any]:
    """Return a fault's fields as plain data."""
    names = ("path", "message", "line", "column", "file")
    told = {name: getattr(fault, name, None) for name in names}
    return {name: value for name, value in told.items() if value or name in ("path", "message")}


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = {404: "There is no such page.", 405: "This address takes other kinds of request."}
    code = HTTP_CODES.get(error.status_code, "http")
    text = message.get(error.status_code, str(error.detail))
    response = answer(request, error.status_code, code, text)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


# Bodies of one class or another are told the same of the same faults.
_SAID = {
    "unexpected_keyword_argument": "Extra inputs are not permitted",
    "tuple_type": "Input should be a valid list",
    "dataclass_type": "Input should be a valid dictionary or object to extract fields from",
}


def _request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = {}
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"][1:]) or str(fault["loc"][0])
        fields[name] = _SAID.get(fault["type"], str(fault["msg"]))
    return answer(request, 422, "invalid", "The request has faults.", {"fields": fields})


def _race(request: Request, error: Exception) -> Response:
    log.info("integrity error at %s: %s", _path(request), type(error).__name__)
    message = "Somebody changed the same thing at the same moment. Nothing was saved; try again."
    return answer(request, 409, "conflict", message)


def _database(request: Request, error: Exception) -> Response:
    number = _report(request, error)
    if "full" in str(error.args):
        return answer(request, 507, "disk_full", "The disk is full; nothing was saved.")
    message = f"The database cannot be reached just now. Nothing was saved. (Error {number})"
    return answer(request, 503, "database", message)


def unforeseen(request: Request, error: Exception) -> Response:
    """Answer a fault of ours: a number for the person, the rest for the log."""
    number = _report(request, error)
    message = f"The error is logged under the number {number}. Nothing was saved."
    return answer(request, 500, "internal", message)


def _report(request: Request, error: Exception) -> str:
    number = secrets.token_hex(4)
    log.error("error %s at %s %s", number, request.method, _path(request), exc_info=error)
    return number


def _path(request: Request) -> str:
    return logged_path(request.scope["path"])
