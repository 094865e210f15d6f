"""Edits as the API tells them: rows of `cruxmap/1`, accounts by what documents call them."""

from collections.abc import Mapping
from typing import Any

from app.core.debate.change import Edit
from app.core.debate.references import with_accounts
from app.core.debate.shape import Id
from app.core.formats.native.edits import edit_json


def told_edits(edits: tuple[Edit, ...], names: Mapping[Id, Id]) -> list[dict[str, Any]]:
    """Return edits as JSON, without the keys of the database."""
    told = [edit_json(edit) for edit in with_accounts(edits, names)]
    return [{name: value for name, value in each.items() if name != "key"} for each in told]
