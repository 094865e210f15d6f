"""What is read of a debate, answered: not at all where the program has it already, or made now.

A handler is given `Answers` and hands over what makes the answer: it is called only when the
request's `If-None-Match` does not name the tag of what would come out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app.api.deps import Reading
from app.core.permissions import Action
from app.services.debates import OpenDebate, check_may
from app.services.downloads import ALL, Finished, Part, finished
from app.services.packing import takes_gzip
from app.services.tags import Condition, tag_of
from app.services.viewing import View, seen_as
from app.trips import Found

KEPT = {"Vary": "Authorization, Accept-Encoding", "Cache-Control": "private, no-cache"}


@dataclass(frozen=True, slots=True)
class Answers:
    """One request for something of a debate, in its trip."""

    request: Request
    session: Session
    debate: OpenDebate

    @classmethod
    def of(cls, reading: Reading) -> "Answers":
        """Open the debate that the address names."""
        return cls(reading.caller.request, reading.session, reading.debate())

    def seen_as(self, view: View) -> "Answers":
        """Answer of the debate as a query asks to see it; Invalid where that cannot be read."""
        return replace(self, debate=seen_as(self.session, self.debate, view))

    def value(
        self, kind: Any, make: Callable[[], object], *, weak: bool = False, beside: str = ""
    ) -> Response:
        """Answer a value of a type, as JSON; `weak` where numbers may differ in the last digit.

        `beside` is what it depends on besides the debate, the asker and what was asked for.
        """

        def made() -> Response:
            adapter = _adapter(kind)
            body = adapter.dump_json(adapter.validate_python(make()))
            return Response(body, media_type="application/json")

        return self._answer(made, weak=weak, beside=beside)

    def file(self, name: str, part: Part = ALL, *, attached: bool = False) -> Response:
        """Answer the debate as a file of a format that can be written."""
        check_may(self.debate, Action.EXPORT)
        base_url = self.request.app.state.settings.base_url

        def made() -> Response:
            return self._sent(finished(self.session, self.debate, name, base_url, part), attached)

        return self._answer(made, beside=base_url)

    def _answer(
        self, make: Callable[[], Response], *, weak: bool = False, beside: str = ""
    ) -> Response:
        tag = tag_of(self.debate, f"{self._asked}/{beside}", weak=weak)
        headers = {**KEPT, "ETag": tag}
        known = Condition.read(self.request.headers.getlist("if-none-match"))
        # Who has anything at all is told whether there is anything: a what-if may be of nothing.
        if known and (known.names(tag) or (known.anything and not self.debate.suppose)):
            return Response(status_code=304, headers=headers)
        answer = make()
        if known and known.anything:
            return Response(status_code=304, headers=headers)
        answer.headers.update(headers)
        return answer

    @property
    def _asked(self) -> str:
        # The same in another coding is other bytes, which a strong tag tells apart.
        url = self.request.url
        return f"{url.path}?{url.query}/{self._gzip}"

    @property
    def _gzip(self) -> bool:
        return takes_gzip(self.request.headers.get("accept-encoding", ""))

    def _sent(self, file: Finished, attached: bool) -> Response:
        headers = {"Content-Encoding": "gzip"} if self._gzip else {}
        if attached:
            headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
        body = file.packed if self._gzip else file.body
        return Response(body, media_type=file.media, headers=headers)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


TheAnswers = Annotated[Answers, Found(Answers.of, reading=True)]
