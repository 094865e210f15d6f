"""What a service is given: one frozen value for each thing that can be made or changed.

The bodies of the API are these values, and forms fill them in. A body is checked against the
types; a form is typed by people, so a service reads each text by `core/texts.Typed` and tells all
faults at once, whoever made the value.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Annotated, Any, TypeVar, dataclass_transform

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")
Probability = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True)
class Word:
    """Says of a text that a body may hold only the words of an enumeration in it.

    It stays plain text, as from a form: PostgreSQL would be sent a member by its name. `named`:
    the API's schema gives the list a name of its own; else it repeats the words in their place.
    """

    of: type[StrEnum]
    named: bool = True

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Tell pydantic what it is to accept, and what to make of it."""
        if not self.named:
            return core_schema.literal_schema([word.value for word in self.of])
        member = handler.generate_schema(self.of)
        return core_schema.no_info_after_validator_function(attrgetter("value"), member)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def given(cls: type[T]) -> type[T]:
    """Make a value of a class, by names only; sent to the API, an unknown field is a fault."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return made
