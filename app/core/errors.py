"""What may go wrong, in a sentence for a person; `app/errors.py` gives each its HTTP status."""

from collections.abc import Mapping


class CruxmapError(Exception):
    """Base of all errors that a person caused or can mend."""

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(CruxmapError):
    """There is no such thing, or it is not for this reader."""

    code = "not_found"


class Forbidden(CruxmapError):
    """The account may not do this."""

    code = "forbidden"


class SignInNeeded(CruxmapError):
    """Only a signed-in account may do this."""

    code = "sign_in_needed"


class Invalid(CruxmapError):
    """Input that cannot be taken; `fields` maps a field's name to what is wrong with it."""

    code = "invalid"

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class Conflict(CruxmapError):
    """Somebody else was faster; `theirs` is what stands now, `yours` what was sent."""

    code = "conflict"

    def __init__(
        self,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        yours: str | None = None,
        theirs: str | None = None,
    ) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})
        self.yours = yours
        self.theirs = theirs


class ConditionFailed(CruxmapError):
    """What a change was made conditional on is not so; `yours` and `theirs` are revisions."""

    code = "condition_failed"

    def __init__(self, message: str, *, yours: str | None, theirs: str) -> None:
        super().__init__(message)
        self.yours = yours
        self.theirs = theirs


class TooMany(CruxmapError):
    """Too many tries; later again."""

    code = "too_many"
