"""The description of the model and the published schema say the same of every field."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import Fields, Several, Shape
from app.core.formats.native.schema import inlined, schema

ALL = {"debate": SETTINGS, **SHAPES}
# Fields of this form name nothing: they are told apart within their own row or group.
NO_REFERENCE = {"id", "footnote", "group", "to"}
IDS = schema()["$defs"]["id"]["pattern"]


def published(name: str) -> dict[str, Any]:
    part = inlined()["properties"][name]
    found: dict[str, Any] = part.get("items", part)["properties"]
    return found


def inner(severals: Mapping[str, Several]) -> dict[str, Fields]:
    return {name: each.inner for name, each in severals.items() if each.inner}


def several(shape: Shape) -> dict[str, Several]:
    return {each.key: each for each in shape.severals}


@pytest.mark.parametrize("name", ALL)
def test_every_list_has_the_fields_of_the_schema(name: str) -> None:
    assert set(ALL[name].keys) == set(published(name))
    inside = inner(several(ALL[name]))
    told = {key: set(published(name)[key]["items"]["properties"]) for key in inside}
    assert {key: set(fields.keys) for key, fields in inside.items()} == told


def test_the_lists_are_those_of_the_schema() -> None:
    assert set(inlined()["properties"]) == {"format", "debate", *SHAPES}


def references(part: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for key, value in part.items():
        kind = value.get("items", value)
        where = f"{path}{key}" + ("[]" if value.get("type") == "array" else "")
        if kind.get("pattern") == IDS and key not in NO_REFERENCE:
            yield where
        elif value.get("type") == "array" and "properties" in kind:
            yield from references(kind["properties"], f"{where}.")


@pytest.mark.parametrize("name", ALL)
def test_every_field_that_holds_an_id_says_what_it_names(name: str) -> None:
    known = {path for path, _ in ALL[name].references}
    open_ones = {one.key for one in ALL[name].fields.ones if one.any_kind}
    assert set(references(published(name))) == known | open_ones


def test_what_is_left_out_reads_as_the_schema_says() -> None:
    told = [
        (name, one.key, one.default)
        for name, shape in ALL.items()
        for one in shape.fields.ones
        if one.default not in (None, "", ())
    ]
    assert len(told) >= 9
    for name, key, default in told:
        assert published(name)[key]["default"] == default, (name, key)
