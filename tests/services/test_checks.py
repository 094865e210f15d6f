"""Editorial checks: each rule catches what it is for, and the bundled debates pass them all."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.core.debate.checks import check
from app.core.debate.findings import Broken
from app.core.errors import NotFound
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.reading import check_document
from app.core.permissions import ANONYMOUS
from app.db import Database
from app.services import sources
from app.services.accounts import add_account
from app.services.checks import check_debate, check_file
from app.services.transfer import import_document, prepare

Json = dict[str, Any]
DEBATES = Path(__file__).parent.parent.parent / "app" / "debates"
SOUND: Json = {
    "format": "cruxmap/1",
    "debate": {"slug": "mill", "title": "The mill", "theses": ["c1"]},
    "people": [
        {"id": "p1", "name": "Ida", "kind": "named"},
        {"id": "p2", "name": "Per", "kind": "absent"},
    ],
    "sources": [{"id": "s1", "kind": "thread", "csl": {"type": "post", "title": "Thread"}}],
    "spans": [{"id": "x1", "source": "s1", "comment": "k1"}],
    "comments": [{"id": "k1", "source": "s1", "author": "p1", "spans": ["x1"]}],
    "claims": [
        {"id": "c1", "kind": "claim", "text": "The mill needs a new wheel."}
        | {"provenance": "in_text", "spans": ["x1"]},
        {"id": "c2", "kind": "claim", "text": "It is plain that the wheel is rotten."}
        | {"provenance": "in_text", "spans": ["x1"]},
        {"id": "c3", "kind": "question", "text": "Who would pay for it?"}
        | {"provenance": "in_text", "spans": ["x1"]},
    ],
    "relations": [
        {"id": "r1", "kind": "supports", "premises": ["c2"], "target": "c1"}
        | {"provenance": "inferred"},
        {"id": "r2", "kind": "restates", "premises": ["c2"], "target": "c1"}
        | {"provenance": "inferred"},
    ],
    "cruxes": [
        {"id": "z1", "question": "Is the wheel rotten?", "provenance": "inferred"}
        | {"positions": [{"person": "p2", "value": "second_hand"}]}
    ],
    "stances": [
        {"id": "t1", "person": "p2", "node": "c1", "value": "accepts", "via": [{"person": "p1"}]}
    ],
    "verdicts": [{"id": "w1", "relation": "r2", "value": "none"}],
}


def claim(public_id: str, text: str, **more: object) -> Json:
    row = {"id": public_id, "kind": "claim", "text": text, "provenance": "outside", "note": "N."}
    return row | more


def another(text: str) -> Callable[[Json], object]:
    return lambda document: document["claims"].append(claim("c9", text))


def saying(key: str, text: str) -> Callable[[Json], object]:
    return lambda document: document["claims"][0].update({key: text})


def found(change: Callable[[Json], object], *texts: str) -> set[tuple[str, str]]:
    document = deepcopy(SOUND)
    change(document)
    return {(finding.rule, finding.where) for finding in check(document, texts)}


def test_a_debate_that_keeps_the_rules_has_no_findings() -> None:
    assert check(dict(check_document(SOUND))) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda d: d["claims"][0].pop("provenance"), ("provenance", "claims c1")),
        (lambda d: d["claims"][0].pop("spans"), ("span", "claims c1")),
        (
            lambda d: d["relations"][0].update(provenance="in_text"),
            ("span", "relations r1"),
        ),
        (lambda d: d["relations"][0].update(kind="undercuts"), ("target", "relations r1")),
        (lambda d: d["relations"][0].update(target="r2"), ("target", "relations r1")),
        (lambda d: d["relations"][0].update(target="c2"), ("target", "relations r1")),
        (lambda d: d["stances"][0].pop("via"), ("second_hand", "stances t1")),
        (lambda d: d["claims"][0].update(voiced_by=["p2"]), ("second_hand", "claims c1")),
        (lambda d: d["comments"][0].update(author="p2"), ("second_hand", "comments k1")),
        (
            lambda d: d["cruxes"][0]["positions"][0].update(value="stated"),
            ("second_hand", "cruxes z1"),
        ),
        (
            lambda d: d["comments"].append({"id": "k2", "source": "s1", "author": "p1"}),
            ("comment", "comments k2"),
        ),
        (lambda d: d["comments"][0].pop("author"), ("comment", "comments k1")),
        (lambda d: d["verdicts"].clear(), ("verdict", "relations r2")),
        (lambda d: d["verdicts"][0].update(value="accepted"), ("verdict", "verdicts w1")),
        (lambda d: d["claims"].append(claim("c9", "No stop")), ("sentence", "claims c9")),
        (
            lambda d: d["claims"].append(claim("c9", "It was old. Nobody knew.")),
            ("sentence", "claims c9"),
        ),
        (
            lambda d: d["claims"].append(claim("c9", "Who knew.", kind="question")),
            ("sentence", "claims c9"),
        ),
        (
            lambda d: d["claims"].append(claim("c9", "Rot spreads. [TODO]")),
            ("finished", "claims c9"),
        ),
        (
            lambda d: d["claims"].append(claim("c9", "The mill needs  a new wheel!")),
            ("once", "claims c9"),
        ),
        (
            lambda d: (d["claims"].append(claim("c9", "Rot spreads.")), d["claims"][3].pop("note")),
            ("connected", "claims c9"),
        ),
        (
            lambda d: d["people"].append({"id": "p3", "name": "Bo", "kind": "named"}),
            ("used", "people p3"),
        ),
    ],
)
def test_each_rule_catches_its_fault(
    change: Callable[[Json], object], finding: tuple[str, str]
) -> None:
    assert finding in found(change)


@pytest.mark.parametrize(
    ("change", "broken", "parts"),
    [
        (
            lambda d: d["relations"][0].update(kind="undercuts"),
            *(Broken.AIMS_WRONG, ("undercuts", "relation")),
        ),
        (another("That wheel is rotten."), Broken.POINTS_OUTSIDE, ("That",)),
        (another("The mill needs a new wheel!"), Broken.SAID_BEFORE, ("claims c1",)),
    ],
)
def test_a_finding_says_what_its_fault_is_made_of(
    change: Callable[[Json], object], broken: Broken, parts: tuple[str, ...]
) -> None:
    document = deepcopy(SOUND)
    change(document)
    assert (broken, parts) in {(each.broken, each.parts) for each in check(document)}


def test_what_was_withdrawn_may_be_said_anew() -> None:
    document = deepcopy(SOUND)
    another("The mill needs a new wheel.")(document)
    twice = {each.broken for each in check(document)}
    document["claims"][0]["status"] = "withdrawn"
    assert Broken.SAID_BEFORE in twice - {each.broken for each in check(document)}


@pytest.mark.parametrize(
    ("text", "points_outside"),
    [
        ("This is why the mill stands still.", True),
        ("That wheel is rotten.", True),
        ("That is no reason to buy one.", True),
        ("These were tarred in spring.", True),
        ("It stands by the river.", True),
        ("They never paid.", True),
        ("It is not known whether the wheel was tarred.", False),
        ("That the wheel was tarred does not mean that it is sound.", False),
        ("Those who pay for the wheel decide on it.", False),
        ("Thistles grow by the wheel.", False),
    ],
)
def test_a_claim_must_not_begin_with_a_word_that_points_outside(
    text: str, points_outside: bool
) -> None:
    rules = found(another(text))
    assert (("alone", "claims c9") in rules) is points_outside


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    for text in (
        "Some, e.g. Ida, pay for it.",
        "See section 2.2 of it.",
        "Ask T. Berg, the smith.",
    ):
        assert found(another(text)) == set()


def test_eight_words_in_a_row_from_a_source_are_found_wherever_they_stand() -> None:
    source = "“One two, three; four — five six\nseven EIGHT nine."
    eight, seven = "one two three four five six seven eight", "two three four five six seven eight"
    for key in ("note", "hedge"):
        rules = found(saying(key, f"As {eight}."), source)
        assert rules == {("own_words", "claims c1")}
    assert found(lambda d: d["claims"][0].update(note=f"As {seven}."), source) == set()
    assert found(lambda d: d["claims"][0].update(note=f"As {eight}."), "Another text.") == set()


def test_the_title_of_a_work_may_be_quoted_whole() -> None:
    title = "On the wheels of mills and the rot that takes them"
    rules = found(lambda d: d["sources"][0]["csl"].update(title=title), f"See {title}.")
    assert rules == set()


def test_a_debate_in_the_database_is_compared_with_its_attached_texts(
    sqlite_database: Database,
) -> None:
    document = deepcopy(SOUND)
    document["debate"]["visibility"] = "private"
    document["claims"][0]["note"] = "Nobody on the river has ever seen such rot."
    with sqlite_database.writing() as session:
        owner = add_account(session, "Olga").actor
        import_document(session, owner, prepare(document))
        assert check_debate(session, owner, "mill") == []
    text = b"Well, nobody on the river has ever seen such a thing."
    sources.attach(sqlite_database, owner, "mill", "s1", text)
    with sqlite_database.reading() as session:
        assert {each.rule for each in check_debate(session, owner, "mill")} == {"own_words"}
        with pytest.raises(NotFound):
            check_debate(session, ANONYMOUS, "mill")


def test_a_file_is_checked_without_being_imported() -> None:
    data = (
        b"format: cruxmap/1\ndebate: {slug: a, title: To do?}\n"
        b"people: [{id: p1, name: B, kind: named}]"
    )
    assert [finding.rule for finding in check_file(data, "a.yaml")] == ["used"]
    with pytest.raises(ImportFaults):
        check_file(b"{}", "a.json")


@pytest.mark.parametrize("path", sorted(DEBATES.glob("*.yaml")), ids=lambda path: path.stem)
def test_bundled_debates_keep_the_rules(path: Path) -> None:
    assert check_file(path.read_bytes(), path.name) == []


def test_the_exchange_is_bundled() -> None:
    assert (DEBATES / "scheming-exchange.yaml").is_file()
