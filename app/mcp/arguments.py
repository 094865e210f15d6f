"""What tools take; each argument is described in words that also say what is wrong with one."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.core.debate.around import Direction
from app.core.vocabulary import Pooling, RelationKind, SemanticsName
from app.mcp.installation import Fault

SMALLEST, USUAL, LARGEST = 3000, 8000, 100_000


def _bare(value: Any) -> Any:
    return value.removeprefix("#") if isinstance(value, str) else value


Slug = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=80,
        description="the slug of a debate, as list_debates gives it",
    ),
]
Ref = Annotated[
    str,
    BeforeValidator(_bare),
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$",
        description="the id of a claim, relation or crux, such as c4, r1 or x2",
    ),
]
Kind = Literal["claim", "question", "definition", "meta", "relation", "crux"]
Limit = Annotated[int, Field(ge=1, le=200, description="how many rows at most, 1 to 200")]


class Arguments(BaseModel):
    """What every tool takes."""

    model_config = ConfigDict(extra="forbid")

    max_bytes: int = Field(
        default=USUAL,
        ge=SMALLEST,
        le=LARGEST,
        description=f"the largest answer in bytes, {SMALLEST} to {LARGEST}; {USUAL} without it",
    )
    cursor: str | None = Field(
        default=None,
        max_length=40,
        description="what an answer to the same question gave as “more”, to go on from there",
    )


class ListDebates(Arguments):
    """Takes nothing more."""


class OfDebate(Arguments):
    """A debate."""

    debate: Slug


class Outline(OfDebate):
    """Where to start and how deep to go."""

    node: Ref | None = None
    depth: int = Field(default=2, ge=0, le=100, description="how many steps below, 0 to 100")


class Search(OfDebate):
    """What to look for."""

    query: str = Field(min_length=1, max_length=400, description="words to find, 1 to 400 signs")
    kinds: list[Kind] | None = Field(
        default=None,
        max_length=6,
        description=f"a list of kinds: {', '.join(get_args(Kind))}",
    )
    limit: Limit = 10


class OfNode(OfDebate):
    """A node of a debate."""

    id: Ref


class Neighbours(OfNode):
    """How far and which way to go from a node."""

    depth: int = Field(default=1, ge=1, le=3, description="how many steps away, 1 to 3")
    direction: Direction = Field(
        default=Direction.BOTH, description="one of reasons, consequences, both"
    )
    kinds: list[RelationKind] | None = Field(
        default=None,
        max_length=len(RelationKind),
        description=f"a list of kinds of arrows to follow: {', '.join(RelationKind)}",
    )


class Contested(OfDebate):
    """Who is apart, and how many rows are wanted."""

    by: Literal["accounts", "people"] = Field(
        default="people",
        description="people (of the sources, by their words) or accounts (by their credences)",
    )
    limit: Limit = 10


class RollUp(OfDebate):
    """Which nodes, and how to weigh."""

    ids: list[Ref] | None = Field(
        default=None, max_length=50, description="a list of ids, at most 50; all without it"
    )
    suppose: str | None = Field(
        default=None,
        alias="if",
        max_length=1000,
        description="what-ifs as node:probability between commas, such as c4:0.9,r1:0",
    )
    semantics: SemanticsName | None = Field(
        default=None, description=f"one of {', '.join(SemanticsName)}; the debate's own without it"
    )
    pooling: Pooling | None = Field(
        default=None, description=f"one of {', '.join(Pooling)}; the debate's own without it"
    )


def said_wrong(kind: type[Arguments], error: ValidationError) -> Fault:
    """Say in sentences what is wrong with the arguments of a tool."""
    described = {field.alias or name: field for name, field in kind.model_fields.items()}
    known = kind.model_json_schema(by_alias=True)["properties"]
    told: dict[str, str] = {}
    for fault in error.errors():
        name = str(fault["loc"][0]) if fault["loc"] else ""
        if name not in described:
            told[name] = f"There is no argument “{name[:60]}”; there are {', '.join(known)}."
        elif fault["type"] == "missing":
            told[name] = f"The argument “{name}” is needed: {_meant(known[name])}."
        else:
            told.setdefault(name, f"The argument “{name}” takes {_meant(known[name])}.")
    return Fault(" ".join(told.values()))


def _meant(schema: dict[str, Any]) -> str:
    choices = [schema, *schema.get("anyOf", [])]
    return next((each["description"] for each in choices if "description" in each), "a value")
