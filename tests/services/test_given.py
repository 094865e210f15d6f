"""What services are given: the words of a body are plain text, and those of the vocabulary."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from app.core.permissions import Role
from app.core.vocabulary import (
    Basis,
    CitationRole,
    ClaimKind,
    Provenance,
    RelationKind,
    StanceValue,
    Strength,
    Sureness,
)
from app.db import Database
from app.models import Claim, Node, Relation, Stance
from app.services import claims, relations, stances
from app.services.citations import NewCitation
from app.services.claims import NewClaim, NewRelationTo
from app.services.members import MemberRole
from app.services.relations import NewRelation
from app.services.stances import NewStance
from tests import factories as make

ARROW = {"premises": ["c1"], "target": "c2", "kind": "rebuts"}
# A body, a field of it that takes a word, and where the words are from.
FIELDS = [
    (NewRelation, ARROW, "kind", RelationKind),
    (NewRelation, ARROW, "basis", Basis),
    (NewRelation, ARROW, "strength", Strength),
    (NewClaim, {"text": "Tea."}, "kind", ClaimKind),
    (NewClaim, {"text": "Tea."}, "provenance", Provenance),
    (NewRelationTo, {"target": "c1"}, "kind", RelationKind),
    (NewCitation, {"source": "s1"}, "role", CitationRole),
    (NewStance, {"person": "p", "node": "c1", "value": "accepts"}, "sureness", Sureness),
    (MemberRole, {"name": "Ada"}, "role", Role),
]


@pytest.mark.parametrize(("body", "rest", "field", "words"), FIELDS)
def test_every_word_of_the_vocabulary_and_no_other_passes_as_plain_text(
    body: Any, rest: dict[str, Any], field: str, words: Any
) -> None:
    known = TypeAdapter(body)
    for word in words:
        read = getattr(known.validate_python({**rest, field: word.value}), field)
        assert (type(read), read) == (str, word.value)
    with pytest.raises(ValidationError) as refused:
        known.validate_python({**rest, field: "loves"})
    (fault,) = refused.value.errors()
    assert all(f"'{word.value}'" in fault["msg"] for word in words)


def test_members_of_enumerations_are_stored_as_words(database: Database) -> None:
    """PostgreSQL's driver would write their names, which are in capitals."""
    with database.writing() as session:
        debate = make.a_debate(session)
        one, two = (make.a_claim(session, debate, f"Tea {n}.") for n in (1, 2))
        editor = make.an_account(session, "Ed", role=Role.EDITOR, debate=debate)
        person = make.a_person(session, debate)
        arrow = NewRelation(
            kind=RelationKind.REBUTS,
            premises=(one.ref,),
            target=two.ref,
            basis=Basis.ANY,
            strength=Strength.WEAK,
            provenance=Provenance.INFERRED,
        )
        drawn = relations.add(session, editor, "tea", arrow).ref
        added = claims.add(
            session, editor, "tea", NewClaim(text="Tea is.", kind=ClaimKind.DEFINITION)
        ).ref
        held = NewStance(
            person=person.ref,
            node=one.ref,
            value=StanceValue.DENIES_KNOWN,
            sureness=Sureness.LIKELY,
        )
        stances.add(session, editor, "tea", held)
    with database.reading() as session:
        of = select(Relation.kind, Relation.basis, Relation.strength, Node.provenance)
        of = of.join(Node, Node.id == Relation.node_id).where(Node.public_id == drawn)
        assert tuple(session.execute(of).one()) == ("rebuts", "any", "weak", "inferred")
        kind = select(Claim.kind, Node.provenance).join(Node, Node.id == Claim.node_id)
        found = session.execute(kind.where(Node.public_id == added)).one()
        assert tuple(found) == ("definition", "outside")
        noted = session.execute(select(Stance.value, Stance.sureness)).one()
        assert tuple(noted) == ("denies_known", "likely")
