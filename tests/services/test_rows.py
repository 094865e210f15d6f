"""Fields and columns: each field has its own column, and what does not agree stops the program."""

from typing import Annotated, NamedTuple

import pytest

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import Is, Many, Shape, shape
from app.services.rows.columns import ShapeFault, bound, check


class _Swapped(NamedTuple):
    id: str
    name: str
    kind: str
    handle: Annotated[str | None, Is(column="note")]
    note: Annotated[str | None, Is(column="handle")]


class _Twins(NamedTuple):
    id: str
    name: str
    kind: str
    handle: str | None
    note: str | None
    remark: Annotated[str | None, Is(column="note")]


class _Unknown(NamedTuple):
    id: str
    name: str
    kind: str
    handle: str | None
    note: str | None
    shoe_size: str | None


class _Missing(NamedTuple):
    id: str
    name: str
    kind: str
    handle: str | None


class _InnerMissing(NamedTuple):
    person: Annotated[str, Is(to="people")]


class _WithList(NamedTuple):
    id: str
    via: Annotated[tuple[_InnerMissing, ...], Many("stance_via", "stance_id")]


def person(row: type) -> Shape:
    return shape("people", "person", row, "person")


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (person(_Swapped), "'handle' of people stands in the column of 'note'"),
        (person(_Twins), "Two fields of people stand in one column"),
        (person(_Unknown), "person have no column 'shoe_size'"),
        (person(_Missing), "Nothing stands in note of person"),
        (shape("stances", "stance", _WithList, "stance"), "Nothing stands in"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_column_that_is_swapped_shared_unknown_or_left_out_stops_the_program(
    planted: Shape, said: str
) -> None:
    with pytest.raises(ShapeFault, match=said):
        check([planted])


def test_the_model_and_the_tables_agree() -> None:
    check([SETTINGS, *SHAPES.values()])
    for each in SHAPES.values():
        assert [one.field.name for one in bound(each)] == [one.name for one in each.fields.ones]
