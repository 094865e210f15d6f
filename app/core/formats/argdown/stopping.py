"""What the grammar of Argdown does not know, in our own sentences."""

from app.core.formats.argdown.tokens import Token
from app.core.formats.native.faults import quoted


class Stopped(Exception):
    """What the grammar does not know, and where."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


def unknown(token: Token, piece: str, before: str = "") -> str:
    """Say why a piece of a file cannot stand where it does, behind one of the kind `before`."""
    if before.endswith("reference") and token.kind not in ("sign", "indent", "dedent", "newline"):
        return (
            f"{quoted(piece)} stands behind a title without a colon, where a line must end. To "
            "mention the title in a text, put @ before its bracket."
        )
    match token.kind:
        case "sign":
            return f"The sign “{token.value}” relates to nothing: it must be indented below a node."
        case "indent" | "dedent":
            return "This indentation fits none above it."
        case (
            "statement reference"
            | "statement definition"
            | "argument reference"
            | ("argument definition")
        ):
            return (
                f"{quoted(piece)} cannot stand inside a text; mention it with @ before it, or put "
                "a backslash before the bracket."
            )
        case "front":
            return "Front matter can only stand at the beginning."
        case "data":
            return "Data stand once, at the end of a text."
    return f"Argdown does not know {quoted(piece)} here."
