"""A debate as one value: everything a document holds, and the graph of the views as a part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any

from app.core.debate.counting import present
from app.core.debate.graph import Credence, Graph
from app.core.debate.lists import SHAPES
from app.core.debate.position_rows import PairSentence
from app.core.debate.rows import (
    Account,
    Citation,
    Claim,
    CredenceEntry,
    CredenceOrder,
    Crux,
    Link,
    Node,
    Person,
    Relation,
    Settings,
    Stance,
    Term,
    Verdict,
    Wording,
)
from app.core.debate.shape import Fields, Id
from app.core.debate.source_rows import Comment, Quote, Source, Span

Beside = Mapping[str, Mapping[Id, tuple[Any, ...]]]


@dataclass(frozen=True)
class Debate:
    """All rows of a debate, in the order of a document.

    `beside` holds, by field and by node, the lists that nodes do not carry themselves: where
    they stand, their wordings, who voices a claim and who is asked.
    """

    settings: Settings
    people: tuple[Person, ...] = ()
    sources: tuple[Source, ...] = ()
    spans: tuple[Span, ...] = ()
    comments: tuple[Comment, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    cruxes: tuple[Crux, ...] = ()
    stances: tuple[Stance, ...] = ()
    credence_orders: tuple[CredenceOrder, ...] = ()
    pair_sentences: tuple[PairSentence, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    citations: tuple[Citation, ...] = ()
    terms: tuple[Term, ...] = ()
    links: tuple[Link, ...] = ()
    accounts: tuple[Account, ...] = ()
    credences: tuple[CredenceEntry, ...] = ()
    beside: Beside = field(default_factory=dict)
    revision: int = 0

    @property
    def voices(self) -> Mapping[Id, tuple[Id, ...]]:
        """Return who puts each claim into words."""
        return self.beside.get("voiced_by", {})

    @property
    def asked(self) -> Mapping[Id, tuple[Id, ...]]:
        """Return who is asked each question."""
        return self.beside.get("asked", {})

    @property
    def spans_of(self) -> Mapping[Id, tuple[Id, ...]]:
        """Return the stretches where each node stands."""
        return self.beside.get("spans", {})

    @property
    def wordings_of(self) -> Mapping[Id, tuple[Wording, ...]]:
        """Return the wordings of each node, oldest first."""
        return self.beside.get("wordings", {})

    @cached_property
    def graph(self) -> Graph:
        """The part that views, roll-up and checks read."""
        return Graph(
            slug=self.settings.slug,
            revision=self.revision,
            theses=self.settings.theses,
            people={row.id: row for row in self.people},
            claims={row.id: row for row in self.claims},
            relations={row.id: row for row in self.relations},
            cruxes={row.id: row for row in self.cruxes},
            voices=self.voices,
            asked=self.asked,
            stances=self.stances,
            credences=self._present(),
            verdicts=self.verdicts,
            citations=self.citations,
            sources={row.id: row.csl["title"] for row in self.sources},
            comments_of=comments_of(self.spans_of, {row.id: row.comment for row in self.spans}),
            accounts={row.id: row.name for row in self.accounts},
            comments=len(self.comments),
            orders=self.credence_orders,
            pair_sentences=self.pair_sentences,
            source_of={row.id: row.source for row in self.spans},
        )

    def wording_of(self, node: Id) -> int | None:
        """Return the number of a node's present wording."""
        return self._wordings.get(node)

    @cached_property
    def _wordings(self) -> Mapping[Id, int]:
        nodes: Iterable[Node] = (*self.claims, *self.relations, *self.cruxes)
        return {row.id: row.wording for row in nodes}

    def with_settings(self, **values: Any) -> "Debate":
        """Return the debate with something else said of it as a whole."""
        return replace(self, settings=self.settings._replace(**values))

    def with_named_accounts(self) -> "Debate":
        """Return the debate with those of its accounts that its rows name, and no others."""
        named = set(self._account_references())
        return replace(self, accounts=tuple(row for row in self.accounts if row.id in named))

    def _account_references(self) -> Iterator[Id | None]:
        for shape in SHAPES.values():
            for row in getattr(self, shape.name):
                yield from _accounts_in(row, shape.fields)
            for name, several in shape.beside.items():
                entries = chain.from_iterable(self.beside.get(name, {}).values())
                for row in entries if several.inner else ():
                    yield from _accounts_in(row, several.inner)

    def _present(self) -> tuple[Credence, ...]:
        numbers = {row.id: at for at, row in enumerate(self.accounts, start=1)}
        names = {row.id: row.name for row in self.accounts}
        return tuple(
            Credence(
                node=row.node,
                account=numbers[row.account],
                name=names[row.account],
                wording=row.wording,
                value=row.value,
                ill_posed=row.ill_posed,
                note=row.note,
                at=row.at,
            )
            for row in present(self.credences)
        )


def _accounts_in(row: Any, fields: Fields | None) -> Iterator[Id | None]:
    ones = fields.ones if fields else ()
    return (getattr(row, one.name) for one in ones if one.to == "accounts")


def comments_of(
    spans_of: Mapping[Id, tuple[Id, ...]], comment_of: Mapping[Id, Id | None]
) -> dict[Id, tuple[Id, ...]]:
    """Return the comments in which each node stands, in the order of its stretches."""
    found = {
        node: tuple(dict.fromkeys(filter(None, (comment_of[span] for span in spans))))
        for node, spans in spans_of.items()
    }
    return {node: comments for node, comments in found.items() if comments}
