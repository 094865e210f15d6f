"""Every word of the model is known everywhere that must know it: schema, pages, glyphs, engine.

Whoever adds a word is told by these what is still missing.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest

from app.core import vocabulary as v
from app.core.debate.drafting import NATS
from app.core.engine.network import EdgeKind
from app.core.engine.semantics import SEMANTICS
from app.core.formats.native.schema import schema
from app.core.permissions import OPEN_ROLES, Role
from app.services import viewing
from app.web import debate_settings, people
from app.web.showing import suggestion_words, words
from app.web.showing.cards import FORCE
from app.web.site.pages import environment

STATED_BY: dict[str, Any] = {
    "debate.semantics": v.SemanticsName,
    "debate.pooling": v.Pooling,
    "debate.visibility": v.Visibility,
    "debate.open_role": OPEN_ROLES,
    "person.kind": v.PersonKind,
    "source.kind": v.SourceKind,
    "comment.author_sureness": v.Sureness,
    "comment.parent_sureness": v.Sureness,
    "quote.fidelity": v.Fidelity,
    "claim.kind": v.ClaimKind,
    "claim.conditional.antecedent_asserted": v.Whether,
    "claim.comparative.order": v.Order,
    "claim.purpose": v.Purpose,
    "claim.meta_topic": v.MetaTopic,
    "claim.provenance": v.Provenance,
    "claim.sureness": v.Sureness,
    "claim.status": v.Status,
    "relation.kind": v.RelationKind,
    "relation.basis": v.Basis,
    "relation.strength": v.Strength,
    "relation.scheme": v.Scheme,
    "relation.extent": v.Extent,
    "relation.taken": v.Taken,
    "relation.provenance": v.Provenance,
    "relation.sureness": v.Sureness,
    "relation.status": v.Status,
    "crux.positions.value": v.PositionValue,
    "crux.positions.sign": [each for each in v.StanceValue if each.side],
    "crux.outcome": v.Outcome,
    "crux.provenance": v.Provenance,
    "crux.sureness": v.Sureness,
    "stance.value": v.StanceValue,
    "stance.ended_how": [each for each in v.Status if each is not v.Status.STANDING],
    "stance.sureness": v.Sureness,
    "pair_sentence.kind": v.PairKind,
    "verdict.value": v.VerdictValue,
    "citation.role": v.CitationRole,
    "citation.state": v.CitationState,
    "link.kind": v.LinkKind,
    "link.provenance": v.Provenance,
    "link.sureness": v.Sureness,
}
SAID_BY: dict[str, tuple[Any, Any]] = {
    "SUGGESTION": (suggestion_words.STATE, v.SuggestionState),
    "RELATION": (words.RELATION, v.RelationKind),
    "RELATION_MARK": (words.RELATION_MARK, v.WEIGHING),
    "RELATION_NOUN": (words.RELATION_NOUN, v.WEIGHING),
    "TALK": (words.TALK, set(v.RelationKind) - v.WEIGHING),
    "REPLY": (
        words.REPLY,
        {kind for subject in ("claim", "question", "relation") for kind in v.answering(subject)},
    ),
    "CLAIM_KIND": (words.CLAIM_KIND, v.ClaimKind),
    "BASIS": (words.BASIS, v.Basis),
    "SCHEME": (words.SCHEME, v.Scheme),
    "STANCE": (words.STANCE, v.StanceValue),
    "OUTCOME": (words.OUTCOME, v.Outcome),
    "PROVENANCE": (words.PROVENANCE, v.Provenance),
    "PAIR": (words.PAIR, v.PairKind),
    "VERDICT": (words.VERDICT, v.VerdictValue),
    "ROLE": (words.ROLE, v.CitationRole),
    "STATE": (words.STATE, v.CitationState),
    "names": (viewing.NAMES, [*v.SemanticsName, *v.Pooling]),
    "semantics": (debate_settings.SEMANTICS, v.SemanticsName),
    "pooling": (debate_settings.POOLING, v.Pooling),
    "visibility": (debate_settings.VISIBILITY, v.Visibility),
    "open role": (debate_settings.OPEN_ROLE, OPEN_ROLES),
    "roles": (debate_settings.ROLES, [*Role, ""]),
    "groups of stances": (dict(people.GROUPS), v.StanceValue),
    "force": (FORCE, v.Strength),
    "weights": (NATS, v.Strength),
}


def enums(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Yield every list of words in the schema with the path of its field."""
    if isinstance(node, dict):
        if "enum" in node:
            yield ".".join(path), [word for word in node["enum"] if word is not None]
        for name, inner in node.items():
            more = () if name in ("$defs", "properties", "items") else (name,)
            yield from enums(inner, path + more)


def test_every_list_of_words_in_the_schema_is_an_enumeration() -> None:
    found = dict(enums(schema()))
    assert found.keys() == STATED_BY.keys()
    wrong = [
        path for path, named in found.items() if named != [str(each) for each in STATED_BY[path]]
    ]
    assert wrong == []


def test_every_enumeration_is_of_the_schema() -> None:
    """A list of words that nothing may hold would be a list to nobody's use."""
    named = {each for each in STATED_BY.values() if isinstance(each, type)}
    all_of_them = {
        each
        for each in vars(v).values()
        if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
    }
    # Aims and sides are said of other words; what becomes of a suggestion is in no document.
    assert all_of_them - named == {v.Aim, v.Side, v.SuggestionState}


@pytest.mark.parametrize("name", SAID_BY)
def test_every_word_has_its_words(name: str) -> None:
    said, members = SAID_BY[name]
    assert set(said) == {str(member) for member in members}


def test_every_kind_of_reason_has_a_glyph_of_its_own_and_talk_has_one() -> None:
    glyph = environment().get_template("shared/glyphs.html").module.glyph  # type: ignore[attr-defined]
    drawn = {kind: re.sub(r'class="[^"]*"', "", str(glyph(kind.value))) for kind in v.RelationKind}
    assert all("<svg" in each for each in drawn.values())
    talk = {drawn[kind] for kind in v.RelationKind if not kind.weighs}
    assert len(talk) == 1
    assert len(set(drawn.values())) == len(v.WEIGHING) + 1


def test_the_engine_knows_every_kind_that_weighs() -> None:
    assert {kind.value for kind in EdgeKind} == {str(kind) for kind in v.WEIGHING}
    assert {kind.value for kind in EdgeKind if kind.targets_edge} == set(map(str, v.ON_INFERENCE))
    assert list(SEMANTICS) == [str(name) for name in v.SemanticsName]


def test_what_the_model_says_of_each_kind_of_relation() -> None:
    claim, step, any_node = v.Aim.CLAIM, v.Aim.RELATION, v.Aim.ANY
    assert {
        kind.value: (kind.aim, kind.sign, kind.takes_up, kind.own) for kind in v.RelationKind
    } == {
        "supports": (claim, 1, False, ()),
        "rebuts": (claim, -1, True, ()),
        "undercuts": (step, -1, True, ()),
        "backs": (step, 1, False, ()),
        "restates": (any_node, 0, False, ("owner",)),
        "concedes": (any_node, 0, True, ("extent", "condition")),
        "qualifies": (any_node, 0, True, ()),
        "asks": (any_node, 0, False, ()),
        "answers": (any_node, 0, False, ("taken",)),
    }


def test_what_may_be_answered_how() -> None:
    assert v.answering("claim") == ("supports", "rebuts", "asks")
    assert v.answering("relation") == ("undercuts", "backs", "asks")
    assert v.answering("question") == ("answers", "asks")
    assert v.answering("crux") == ("asks",)


def test_which_stances_are_on_which_side() -> None:
    sides = {side: {each for each in v.StanceValue if each.side is side} for side in v.Side}
    assert sides == {
        v.Side.FOR: {"accepts"},
        v.Side.AGAINST: {"rejects"},
        v.Side.NEITHER: {"undecided", "doubts", "denies_known", "accepts_if"},
    }
