"""The base of all tables: names of constraints, times in UTC, short column types."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; aware in Python on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A list of texts in one column; an empty one is not stored."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> list[str] | None:
        return list(value) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value or ())


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcTime(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        tuple[str, ...]: Texts(),
    }


def _link(column: str, *, maybe: bool) -> MappedColumn[Any]:
    fate = "SET NULL" if maybe else "CASCADE"
    return mapped_column(ForeignKey(column, ondelete=fate), index=True)


Key = Annotated[int, mapped_column(primary_key=True)]
PublicId = Annotated[str, mapped_column(String(40))]
Word = Annotated[str, mapped_column(String(32))]
InDebate = Annotated[int, _link("debate.id", maybe=False)]
OfNode = Annotated[int, _link("node.id", maybe=False)]
OfPerson = Annotated[int, _link("person.id", maybe=False)]
OfSpan = Annotated[int, _link("span.id", maybe=False)]
MaybeNode = Annotated[int | None, _link("node.id", maybe=True)]
MaybePerson = Annotated[int | None, _link("person.id", maybe=True)]
MaybeSpan = Annotated[int | None, _link("span.id", maybe=True)]
MaybeAccount = Annotated[int | None, _link("account.id", maybe=True)]
