"""One request, one trip to a worker thread: what a handler is given is opened and closed there.

A session that waits for a thread, while threads wait for the connection it holds, stops the
server. So dependencies only read the request; whatever needs the database is found in the trip
that runs the handler, and there are never more sessions than threads.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, iscoroutinefunction, isgeneratorfunction, signature
from typing import Annotated, Any, ClassVar, Protocol, cast

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.db import Database


class Arrival(Protocol):
    """A request that has been read, before anything is open for it."""

    @property
    def database(self) -> Database:
        """The database that the trip opens a session of."""
        ...

    def visit(self, session: Session) -> Any:
        """Find out who asks, and return all that `Found` may pick from."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """Marks a parameter that the trip fills in; `pick` takes its value from the visit.

    With `reading` the handler runs while the visit's session is open, else after it was closed.
    """

    pick: Callable[[Any], object]
    reading: bool = False


class TripRoute(APIRoute):
    """A route whose handler makes one trip; subclasses say how a request arrives."""

    # A coroutine for `Depends`: it leaves an Arrival at `request.state.arrival`, and gives it.
    arrive: ClassVar[Callable[..., Coroutine[Any, Any, Arrival]]]

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.found = _found(endpoint)
        if self.found:
            status = options.get("status_code")
            endpoint = _one_trip(endpoint, self.found, type(self).arrive, status)
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Find out who asks, and whether they may, before faults of the request are told."""
        answer = super().get_route_handler()

        async def answer_or_refuse(request: Request) -> Response:
            try:
                return await answer(request)
            except RequestValidationError:
                if self.found and (arrival := getattr(request.state, "arrival", None)):
                    await run_in_threadpool(_look, arrival, self.found)
                raise

        return answer_or_refuse


def _found(handler: Callable[..., Any]) -> dict[str, Found]:
    return {
        name: mark
        for name, parameter in signature(handler).parameters.items()
        for mark in getattr(parameter.annotation, "__metadata__", ())
        if isinstance(mark, Found)
    }


def _one_trip(
    handler: Callable[..., Any],
    found: Mapping[str, Found],
    arrive: Callable[..., Any],
    status: int | None,
) -> Callable[..., Response]:
    """Wrap a handler, so that the framework sees only what can be read from the request."""
    if iscoroutinefunction(handler) or isgeneratorfunction(handler):
        raise TypeError(f"{handler.__name__} is given a session, so it must be a plain function.")
    stays_open = any(mark.reading for mark in found.values())
    pack = _packing(handler, status)

    @wraps(handler)
    def trip(*, arrival: Arrival, **given: Any) -> Response:
        with arrival.database.reading() as session:
            given |= _picked(arrival, session, found)
            if stays_open:
                answer = handler(**given)
        if not stays_open:
            answer = handler(**given)
        return pack(answer)

    asked = signature(handler)
    rest = [each for name, each in asked.parameters.items() if name not in found]
    arrival = Parameter(
        "arrival", Parameter.KEYWORD_ONLY, annotation=Annotated[Any, Depends(arrive)]
    )
    trip.__signature__ = asked.replace(parameters=[*rest, arrival])  # type: ignore[attr-defined]
    return trip


def _picked(arrival: Arrival, session: Session, found: Mapping[str, Found]) -> dict[str, Any]:
    visit = arrival.visit(session)
    return {name: mark.pick(visit) for name, mark in found.items()}


def _look(arrival: Arrival, found: Mapping[str, Found]) -> None:
    with arrival.database.reading() as session:
        _picked(arrival, session, found)


def _packing(handler: Callable[..., Any], status: int | None) -> Callable[[Any], Response]:
    """Return what makes an answer of what a handler returns, by the type it is declared with.

    The framework would take another trip, or hold up everybody, to check and write a value.
    """
    returned = signature(handler).return_annotation
    if isinstance(returned, type) and issubclass(returned, Response):
        return lambda answer: cast(Response, answer)
    declared: TypeAdapter[Any] = TypeAdapter(returned)

    def pack(value: Any) -> Response:
        body = declared.dump_json(declared.validate_python(value))
        return Response(body, status or 200, media_type="application/json")

    return pack
