"""Values from cells, as the published schema wants them; what does not fit it will refuse."""

import re
from collections.abc import Mapping

from app.core.formats.native.json_reading import read_json
from app.core.formats.sheets.cells import number, word

_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
# Spreadsheets write them in their own language.
TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "wahr", "vrai", "1", "yes"), True),
    **dict.fromkeys(("false", "falsch", "faux", "0", "no"), False),
}


def value_of(cell: str, kind: str) -> object:
    """Return a cell as a value of a kind of JSON, or as text where it is none.

    Raises ImportFaults for an object or a list that is no JSON.
    """
    match kind:
        case "integer":
            return _whole(cell)
        case "number":
            found = number(cell)
            return cell if found is None else found
        case "boolean":
            return TRUTHS.get(word(cell), cell)
        case "object" | "array":
            return read_json(cell)
    return cell


def _whole(cell: str) -> object:
    if _WHOLE.fullmatch(cell):
        return int(cell)
    found = number(cell)
    return int(found) if found is not None and found.is_integer() and found < 1e15 else cell
