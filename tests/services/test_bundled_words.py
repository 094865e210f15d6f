"""What the bundled debates say to readers: labels, quoted words, places and theses."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.found import some

Json = dict[str, Any]
DEBATES = sorted((Path(__file__).parent.parent.parent / "app" / "debates").glob("*.yaml"))
each_debate = pytest.mark.parametrize("path", DEBATES, ids=lambda path: path.stem)

# How the text came to us is no matter for readers: places are links, not line numbers.
FILE_TALK = re.compile(r"\blines? \d|\b(this|the) file\b|\bsnapshot\b|\brenderings?\b", re.I)
BARE = {"I think", "I don’t think", "I expect", "I claim", "Probably", "might", "If"}
REASONS = {"supports", "rebuts"}


@cache
def document(path: Path) -> Json:
    read: Json = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return read


def texts(value: object) -> Iterator[str]:
    """Return every text of a value but the items of a bibliography and the places of spans."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in {"csl", "spans", "locator"}:
                yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


@each_debate
def test_every_claim_and_crux_has_a_short_label_of_its_own(path: Path) -> None:
    rows = some([*document(path)["claims"], *document(path)["cruxes"]], at_least=40)
    assert [row["id"] for row in rows if not 3 <= len(row.get("label", "").split()) <= 6] == []
    counted = Counter(row["label"].casefold() for row in rows)
    assert [label for label, times in some(counted.items()) if times > 1] == []


@each_debate
def test_quoted_words_say_something_and_the_same_words_are_read_the_same_way(path: Path) -> None:
    quoted = some(row for row in document(path)["stances"] if "words" in row)
    assert [row["id"] for row in quoted if row["words"] in BARE] == []
    parts = some(part for row in quoted for part in row["words"].split("…"))
    assert [part for part in parts if len(part.split()) > 7] == []
    ranges = defaultdict(set)
    for row in quoted:
        ranges[row["words"], row["value"]].add(tuple(row.get("range", ())))
    assert [words for words, found in some(ranges.items()) if len(found) > 1] == []


@each_debate
def test_no_sentence_for_readers_talks_of_the_file_it_came_from(path: Path) -> None:
    said = some(texts(document(path)), at_least=1000)
    assert [text for text in said if FILE_TALK.search(text)] == []


@each_debate
def test_every_thesis_opens_a_tree_of_its_own(path: Path) -> None:
    theses = some(document(path)["debate"]["theses"], at_least=2)
    targets = Counter(
        row["target"] for row in document(path)["relations"] if row["kind"] in REASONS
    )
    assert [thesis for thesis in theses if targets[thesis] < 2] == []


@each_debate
def test_an_arrow_that_nobody_in_the_thread_draws_names_nobody(path: Path) -> None:
    relations = (row for row in document(path)["relations"] if row["kind"] != "restates")
    inferred = some(row for row in relations if row["provenance"] == "inferred")
    assert [row["id"] for row in inferred if "person" in row] == []


def test_speakers_who_answer_each_other_have_sentences_and_silence_has_no_sign() -> None:
    told = document(next(path for path in DEBATES if path.stem == "scheming-exchange"))
    author = {row["id"]: row["author"] for row in told["comments"]}
    parents = some(row for row in told["comments"] if "parent" in row)
    answering = {frozenset((row["author"], author[row["parent"]])) for row in parents}
    said = {frozenset((row["a"], row["b"])) for row in some(told["pair_sentences"])}
    assert {pair for pair in answering if len(pair) == 2} - said == set()
    stated = [
        position
        for crux in told["cruxes"]
        for position in crux["positions"]
        if position["value"] != "not_stated"
    ]
    assert [row for row in some(stated, at_least=30) if "short" not in row] == []
