"""How `cruxmap/1` may grow: a file of the past comes in as it was and goes out as it was."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from app.core.formats.cruxmap import read, write
from app.core.formats.format import Options
from app.core.formats.native.schema import inlined

HERE = Path(__file__).parent
# The files are what was written then; they are never made anew.
OLD = {
    "of_2026_11.cruxmap.json": "6cdff99c7d923726b465ead8c3fb36ee2f0edf74cd8e7672bf1bcc2c4f5de740",
    # with licence, authors and origin
    "of_2026_11b.cruxmap.json": "8a463b978a0a81f2f2ab5aabe3b5e84bfa0f64c28f2f29e8c9714f9453caa330",
}
# The fields that no row may be without, as they were then: there are never more of them.
NEEDED = {
    "accounts.id",
    "accounts.name",
    "citations.id",
    "citations.node",
    "citations.role",
    "citations.source",
    "claims.comparative.left",
    "claims.comparative.measure",
    "claims.comparative.order",
    "claims.comparative.right",
    "claims.conditional.antecedent",
    "claims.conditional.consequent",
    "claims.id",
    "claims.kind",
    "claims.provenance",
    "claims.text",
    "claims.wordings.number",
    "claims.wordings.text",
    "comments.footnotes.id",
    "comments.footnotes.mark",
    "comments.id",
    "comments.source",
    "comments.versions.id",
    "comments.versions.label",
    "credence_orders.id",
    "credence_orders.less",
    "credence_orders.more",
    "credence_orders.node",
    "credences.account",
    "credences.at",
    "credences.node",
    "credences.wording",
    "cruxes.id",
    "cruxes.positions.person",
    "cruxes.provenance",
    "cruxes.question",
    "cruxes.wordings.number",
    "cruxes.wordings.text",
    "debate",
    "debate.slug",
    "debate.title",
    "format",
    "links.debate",
    "links.id",
    "links.node",
    "links.to",
    "pair_sentences.a",
    "pair_sentences.b",
    "pair_sentences.id",
    "pair_sentences.kind",
    "pair_sentences.text",
    "people.id",
    "people.kind",
    "people.name",
    "quotes.id",
    "quotes.quoted_by",
    "quotes.span",
    "relations.id",
    "relations.kind",
    "relations.provenance",
    "relations.target",
    "relations.wordings.number",
    "relations.wordings.text",
    "sources.csl",
    "sources.csl.title",
    "sources.csl.type",
    "sources.id",
    "sources.kind",
    "sources.renderings.first_line",
    "sources.renderings.id",
    "sources.renderings.label",
    "sources.renderings.last_line",
    "spans.id",
    "spans.source",
    "stances.id",
    "stances.node",
    "stances.person",
    "stances.value",
    "stances.via.person",
    "terms.id",
    "terms.senses.id",
    "terms.senses.text",
    "terms.term",
    "verdicts.id",
    "verdicts.relation",
    "verdicts.value",
}


@pytest.mark.parametrize("name", OLD)
def test_a_file_of_the_past_comes_in_and_goes_out_byte_for_byte(name: str) -> None:
    data = (HERE / name).read_bytes()
    assert hashlib.sha256(data).hexdigest() == OLD[name]
    assert write(read(data).debate, Options()).data == data


def needed(part: dict[str, Any], path: str = "") -> set[str]:
    found = {f"{path}{name}" for name in part.get("required", ())}
    for name, inner in part.get("properties", {}).items():
        found |= needed(inner.get("items", inner), f"{path}{name}.")
    return found


def test_no_field_that_may_be_left_out_is_needed_later() -> None:
    assert needed(inlined()) <= NEEDED
