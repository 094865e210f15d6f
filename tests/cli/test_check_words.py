"""What `cruxmap check` says of each fault."""

import pytest

from app.cli.check_words import SENTENCE, line
from app.core.debate.findings import Broken, Finding


def test_every_way_to_break_a_rule_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCE) == set(Broken)
    assert len(set(SENTENCE.values())) == len(Broken) > 20


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (
            Finding(Broken.AIMS_WRONG, "relations r1", ("undercuts", "relation")),
            "relations r1: “undercuts” aims at no relation. [target]",
        ),
        (
            Finding(Broken.POINTS_OUTSIDE, "claims c9", ("That",)),
            "claims c9: It begins with “That”, which points outside itself. [alone]",
        ),
        (
            Finding(Broken.SAID_BEFORE, "claims c9", ("claims c1",)),
            "claims c9: It says the same as claims c1: one claim is enough. [once]",
        ),
        (
            Finding(Broken.COPIED, "claims c1", ("one {two} three",)),
            "claims c1: It shares “one {two} three” with a source: say it in other words. "
            "[own_words]",
        ),
        (
            Finding(Broken.NO_VERDICT, "relations r2"),
            "relations r2: This restatement has no verdict, not even “none”. [verdict]",
        ),
    ],
)
def test_a_line_names_the_row_what_to_mend_and_the_rule(finding, said):
    assert line(finding) == said
