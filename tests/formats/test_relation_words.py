"""Every reader takes the same words for what a claim is to another, and quotes those it lacks."""

import pytest

from app.core.formats.format import Given, Read
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import FORMATS
from tests.formats.test_graphml import edge, node, yed

FOR = ("supports", "Because", "evidence for", "dafür", "DAFUER", "spricht für", "pour", "Soutient")
AGAINST = (
    "weakens", "attacks", "con", "dagegen", "Gegenargument", "Einwand", "contradicts", "contre",
    "objection", "Réfute", "s'oppose à",
)  # fmt: skip
SAID = [*((word, "supports") for word in FOR), *((word, "rebuts") for word in AGAINST)]


def came(name: str, text: str | bytes) -> Read:
    reader = FORMATS[name].read
    assert reader is not None
    return reader(text.encode() if isinstance(text, str) else text, Given(name="museum"))


def kinds(found: Read) -> list[str]:
    return [row.kind for row in found.debate.relations]


@pytest.mark.parametrize(("word", "kind"), SAID)
def test_a_word_says_the_same_in_every_format(word: str, kind: str) -> None:
    if "'" not in word:  # before a colon stand words of letters
        assert kinds(came("markdown", f"- Open it\n  - {word}: Staff need rest\n")) == [kind]
        assert kinds(came("indented", f"Open it\n  {word}: Staff need rest\n")) == [kind]
    assert kinds(came("csv", f"text,parent,relation\nOpen it,,\nRest,Open it,{word}\n")) == [kind]
    found = came("graphml", yed(node("a", "Open it"), node("b", "Rest"), edge("b", "a", word)))
    assert kinds(found) == [kind]
    assert found.cautions == ()


@pytest.mark.parametrize(("word", "kind"), [("Contra", "rebuts"), ("Dafür", "supports")])
def test_items_of_a_discussion_may_be_called_in_other_words(word: str, kind: str) -> None:
    text = f"Discussion Title: Museum\n\n1. Open it\n1.1. {word}: Rest\n1.2. Pro: Note: more\n"
    found = came("kialo", text)
    assert kinds(found) == [kind, "supports"]
    assert [claim.text for claim in found.debate.claims] == ["Open it", "Rest", "Note: more"]


@pytest.mark.parametrize("line", ["(con) Rest", "CON – Rest", "Einwand - Rest", "**Con:** Rest"])
def test_a_side_is_told_in_brackets_and_before_a_dash(line: str) -> None:
    found = came("markdown", f"- Open it\n  - {line}\n")
    assert kinds(found) == ["rebuts"]
    assert found.debate.claims[1].text == "Rest"


def test_a_word_that_is_not_known_is_quoted() -> None:
    _, cautions, *_ = came("markdown", "- Open it\n  - Mumbles: Staff need rest\n")
    assert "“Mumbles”" in cautions[0].message
    found = came("graphml", yed(node("a", "A"), node("b", "B"), edge("b", "a", "mumbles")))
    assert [each.message for each in found.cautions] == [
        "“mumbles” does not say what this edge is: it supports."
    ]
    with pytest.raises(ImportFaults, match="“mumbles” does not say"):
        came("csv", "text,parent,relation\nA.,,\nB.,A.,mumbles\n")


def test_what_yed_says_of_its_graph_is_the_summary() -> None:
    key = '<key id="d" for="graph" attr.name="Description" attr.type="string"/>'
    more = '<key id="m" for="graph" attr.name="mood" attr.type="string"/>'
    graph = '<data key="d">About Mondays.</data><data key="m">glad</data><node id="a"/>'
    text = f"<graphml>{key}{more}<graph edgedefault='directed'>{graph}</graph></graphml>"
    found = came("graphml", text)
    assert found.debate.settings.summary == "About Mondays."
    assert "What “mood” says of the graph is not read." in [c.message for c in found.cautions]
