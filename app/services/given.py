"""What a service is given: one frozen value for each thing that can be made or changed.

The bodies of the API are these values, and forms fill them in. A body is checked against the
types; a form is typed by people, so a service reads each text by `core/texts.Typed` and tells all
faults at once, whoever made the value.
"""

from dataclasses import dataclass
from typing import Annotated, TypeVar, dataclass_transform

from pydantic import Field

T = TypeVar("T")
Probability = Annotated[float, Field(ge=0, le=1)]


@dataclass_transform(kw_only_default=True, frozen_default=True)
def given(cls: type[T]) -> type[T]:
    """Make a value of a class, by names only; sent to the API, an unknown field is a fault."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return made
