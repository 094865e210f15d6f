"""The native format: canonical order, reading with places, and every fault at once."""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from app.core.formats.native.canonical import canonical, dumps, natural
from app.core.formats.native.faults import SHOWN, ImportFaults, field_path, path_text
from app.core.formats.native.reading import check_document, read_document
from app.core.formats.native.references import reference_faults
from app.core.formats.native.schema import inlined
from app.core.formats.native.schema_faults import schema_faults

Json = dict[str, Any]
HERE = Path(__file__).parent
DEBATES = sorted((HERE.parent.parent / "app" / "debates").glob("*.yaml"))


@pytest.fixture
def every_field() -> Json:
    path = HERE / "every_field.yaml"
    return dict(read_document(path.read_bytes(), path.name))


def faults_of(data: bytes | str | Json, name: str = "x.json") -> dict[str, str]:
    if isinstance(data, dict):
        data = dumps(data)
    with pytest.raises(ImportFaults) as caught:
        read_document(data.encode() if isinstance(data, str) else data, name)
    found: dict[str, str] = {}
    for fault in caught.value.faults:
        found[fault.path] = f"{found.get(fault.path, '')} {fault}"
    return found


def fields_of(schema: Json, path: str) -> Iterator[str]:
    for key, inner in schema.get("properties", {}).items():
        yield f"{path}.{key}"
        yield from fields_of(inner, f"{path}.{key}")
    if "items" in schema:
        yield from fields_of(schema["items"], f"{path}[]")


def used_in(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}"
            yield from used_in(inner, f"{path}.{key}")
    if isinstance(value, list):
        for inner in value:
            yield from used_in(inner, f"{path}[]")


def test_the_specimen_uses_every_field_of_the_schema(every_field: Json) -> None:
    assert set(fields_of(inlined(), "")) <= set(used_in(every_field, ""))


def test_json_and_yaml_of_one_document_read_alike(every_field: Json) -> None:
    as_yaml = yaml.dump(every_field, Dumper=yaml.CSafeDumper, allow_unicode=True)
    assert read_document(as_yaml.encode(), "x.yaml") == every_field
    assert read_document(dumps(every_field).encode(), "x.json") == every_field
    assert read_document(dumps(every_field).encode(), "upload") == every_field
    assert read_document(as_yaml.encode(), "upload") == every_field


def test_canonical_text_does_not_depend_on_the_order_of_keys_and_rows(every_field: Json) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return value

    other = {
        key: [turned(row) for row in reversed(value)] if isinstance(value, list) else turned(value)
        for key, value in reversed(every_field.items())
    }
    other["credences"].reverse()  # among entries of one moment the order is the record's own
    assert dumps(canonical(other)) == dumps(canonical(every_field))
    assert dumps(canonical(canonical(other))) == dumps(canonical(every_field))


def test_canonical_form_leaves_out_what_goes_without_saying() -> None:
    said = {
        "format": "cruxmap/1",
        "debate": {"slug": "a", "title": "A", "semantics": "sbn", "blind": False, "theses": []},
        "people": [],
        "claims": [
            {"id": "c1", "kind": "claim", "text": "A.", "provenance": "outside", "spans": []}
            | {"wordings": [{"number": 1, "text": "A."}], "status": "standing"}
        ],
    }
    assert canonical(said) == {
        "format": "cruxmap/1",
        "debate": {"slug": "a", "title": "A"},
        "claims": [{"id": "c1", "kind": "claim", "text": "A.", "provenance": "outside"}],
    }


def test_ids_stand_in_natural_order() -> None:
    assert sorted(["c10", "c2", "C2", "c02", "b", "10", "9"], key=natural) == [
        *("9", "10", "C2", "b", "c02", "c2", "c10")
    ]


@pytest.mark.parametrize("path", DEBATES, ids=lambda path: path.stem)
def test_bundled_debates_are_sound(path: Path) -> None:
    assert read_document(path.read_bytes(), path.name)["debate"]["slug"] == path.stem


# Each change of the specimen makes the faults named beside it, and no others.
Change = Callable[[Json], object]
BREAKS: list[tuple[str, Change, dict[str, str]]] = [
    (
        "unknown person",
        lambda d: d["claims"][0]["voiced_by"].append("p9"),
        {"claims[0].voiced_by[2]": "no person “p9”"},
    ),
    (
        "unknown span, comment, source, account, node",
        lambda d: (
            d["stances"][0].update(span="nope", until="nope"),
            d["citations"][0].update(source="nope", account="nope", node="nope"),
        ),
        {
            "stances[0].span": "no span",
            "stances[0].until": "no comment",
            "citations[0].source": "no source",
            "citations[0].account": "no account",
            "citations[0].node": "no claim, relation or crux",
        },
    ),
    (
        "a sign and words of a position that is not stated",
        lambda d: d["cruxes"][0]["positions"][1].update(short="yes", sign="accepts"),
        {
            "cruxes[0].positions[1].short": "not stated has no “short”",
            "cruxes[0].positions[1].sign": "not stated has no “sign”",
        },
    ),
    (
        "a position in more than a few words, a sign that has no side",
        lambda d: d["cruxes"][0]["positions"][0].update(short="no " * 20, sign="voices"),
        {"cruxes[0].positions[0].short": "40", "cruxes[0].positions[0].sign": "accepts"},
    ),
    (
        "a pair of one, a sentence that rests on nothing",
        lambda d: d["pair_sentences"][0].update(b="p10", nodes=[]),
        {
            "pair_sentences[0].b": "one and the same person",
            "pair_sentences[0]": "rests on something",
        },
    ),
    (
        "a sentence on nobody, on what is not there, twice on one node",
        lambda d: (
            d["pair_sentences"][0].update(a="nope", nodes=["nope", "c2", "c2"], kind="gossip"),
        ),
        {
            "pair_sentences[0].a": "no person",
            "pair_sentences[0].nodes[0]": "no claim, relation or crux",
            "pair_sentences[0].nodes[2]": "stands here twice",
            "pair_sentences[0].kind": "part",
        },
    ),
    (
        "an id used by a claim and a relation",
        lambda d: d["relations"][4].update(id="c2"),
        {"relations[4].id": "already the id of claims[1]"},
    ),
    (
        "the same person twice",
        lambda d: d["people"][1].update(id="p10"),
        {
            "people[1].id": "already the id of people[0]",
            "comments[0].author": "no person “p2”",
        },
    ),
    (
        "a support of a relation",
        lambda d: d["relations"][0].update(target="r2"),
        {"relations[0].target": "“supports” must aim at a claim"},
    ),
    (
        "an undercut of a claim",
        lambda d: d["relations"][1].update(target="c2"),
        {"relations[1].target": "“undercuts” must aim at a relation; “c2” is a claim"},
    ),
    (
        "a premise that is a relation",
        lambda d: d["relations"][1]["premises"].append("r3"),
        {"relations[1].premises[1]": "“r3” is a relation; only a claim"},
    ),
    (
        "the same premise twice",
        lambda d: d["relations"][0]["premises"].append("c10"),
        {"relations[0].premises[2]": "twice"},
    ),
    (
        "no premises",
        lambda d: d["relations"][1].update(premises=[]),
        {"relations[1]": "only “concedes” may stand without"},
    ),
    (
        "a thesis that is a relation",
        lambda d: d["debate"]["theses"].append("r1"),
        {"debate.theses[2]": "only a claim"},
    ),
    (
        "restatements in a ring",
        lambda d: d["relations"].append(
            {"id": "r9", "kind": "restates", "premises": ["c10"], "target": "c5"}
            | {"provenance": "in_text"}
        ),
        {"relations[5].target": "restate each other in a ring"},
    ),
    (
        "replacement in a ring",
        lambda d: d["claims"][1].update(superseded_by="c10"),
        {"claims[1].superseded_by": "replace each other in a ring: c10 → c2 → c10"},
    ),
    (
        "replies in a ring",
        lambda d: d["comments"][1].update(parent="k2"),
        {"comments[1].parent": "in a ring"},
    ),
    (
        "relations that aim at each other",
        lambda d: d["relations"].extend(
            {"id": f"u{a}", "kind": "undercuts", "premises": ["c2"], "target": f"u{b}"}
            | {"provenance": "inferred"}
            for a, b in ((1, 2), (2, 1))
        ),
        {"relations[6].target": "hang on nothing"},
    ),
    (
        "fields of another kind",
        lambda d: (
            d["claims"][1].update(asker="p2", purpose="inquiry", meta_topic="tone"),
            d["relations"][1].update(extent="whole", owner="p2", taken="yes", condition="x"),
            d["stances"][1].update(condition="x"),
        ),
        {
            "claims[1].asker": "kind “question”",
            "claims[1].purpose": "kind “question”",
            "claims[1].meta_topic": "kind “meta”",
            "relations[1].extent": "kind “concedes”",
            "relations[1].condition": "kind “concedes”",
            "relations[1].owner": "kind “restates”",
            "relations[1].taken": "kind “answers”",
            "stances[1].condition": "value “accepts_if”",
        },
    ),
    (
        "stretches that run backwards or out of the text",
        lambda d: (
            d["spans"][0].update(start=541, first_line=32),
            d["spans"][1].update(end=901, last_line=21),
            d["sources"][0]["renderings"][1].update(first_line=41),
        ),
        {
            "spans[0].end": "comes before",
            "spans[0].last_line": "comes before",
            "spans[0].first_line": "not all in rendering",
            "spans[1].end": "ends at 900",
            "spans[1].first_line": "not all in rendering",
            "sources[0].renderings[1].last_line": "comes before",
        },
    ),
    (
        "renderings, footnotes and comments of others",
        lambda d: (
            d["spans"][0].update(footnote="f9"),
            d["spans"][1].update(rendering="z"),
            d["spans"][2].update(comment="k1"),
        ),
        {
            "spans[0].footnote": "no footnote “f9”",
            "spans[1].rendering": "no rendering “z”",
            "spans[2].comment": "of another source",
        },
    ),
    (
        "a range that runs backwards",
        lambda d: d["stances"][0].update(range=[0.9, 0.1]),
        {"stances[0].range": "backwards"},
    ),
    (
        "a credence with two answers, and one with none",
        lambda d: (d["credences"][0].update(value=0), d["credences"][1].pop("value")),
        {"credences[0]": "exactly one", "credences[1]": "exactly one"},
    ),
    (
        "a wording that is not there",
        lambda d: d["credences"][2].update(wording=3),
        {"credences[2].wording": "no number 3"},
    ),
    (
        "wordings that disagree with the row",
        lambda d: d["claims"][0]["wordings"].reverse(),
        {
            "claims[0].wordings[0].number": "numbered 1, 2, 3",
            "claims[0].wordings[1].number": "numbered 1, 2, 3",
            "claims[0].wordings[1].text": "present one",
        },
    ),
    (
        "days that never were",
        lambda d: (
            d["comments"][0].update(posted="1923-02-30"),
            d["credences"][0].update(at="2024-01-01T25:00:00Z"),
        ),
        {"comments[0].posted": "no such time", "credences[0].at": "no such time"},
    ),
    (
        "a link into the debate itself",
        lambda d: d["links"][0].update(debate="every-field"),
        {"links[0].debate": "another debate"},
    ),
    (
        "hostile ids",
        lambda d: d["people"].extend(
            {"id": name, "name": "N", "kind": "named"}
            for name in ("../../etc", "<script>", "a b", "x" * 41, "é", "a/b", "")
        ),
        {f"people[{at}].id": "" for at in range(4, 11)},
    ),
    (
        "labels that are long or have two lines, a body that is long",
        lambda d: (
            d["claims"][0].update(label="The wheel\nis rotten", body="x" * 4001),
            d["cruxes"][0].update(label="x" * 61),
        ),
        {
            "claims[0].label": "not of the form",
            "claims[0].body": "4,001 characters; at most 4,000 fit",
            "cruxes[0].label": "61 characters; at most 60 fit",
        },
    ),
    (
        "values outside their bounds",
        lambda d: (
            d["claims"][0].update(prior=1.5),
            d["relations"][0].update(weight=1e308, relevance=-0.1),
            d["spans"][0].update(end=10**30),
            d["debate"].update(title="x" * 401, semantics="astrology"),
            d["claims"][1].update(text="\0"),
            d["stances"][0].update(words=7, range=[0]),
        ),
        {
            "claims[0].prior": "at most 1",
            "relations[0].weight": "at most 20",
            "relations[0].relevance": "at least 0",
            "spans[0].end": "at most",
            "debate.title": "401 characters",
            "debate.semantics": "none of: sbn",
            "claims[1].text": "must not be empty",
            "stances[0].words": "must be text",
            "stances[0].range": "",
        },
    ),
    (
        "fields that are missing or not known",
        lambda d: (
            d["claims"][0].pop("provenance"),
            d["debate"].pop("slug"),
            d.update(extra=[1]),
            d["people"][0].update(__class__="x"),
        ),
        {
            "claims[0]": "“provenance” is missing",
            "debate": "“slug” is missing",
            "extra": "no field “extra”",
            "people[0].__class__": "no field",
        },
    ),
]


@pytest.mark.parametrize(
    ("change", "expected"), [each[1:] for each in BREAKS], ids=[each[0] for each in BREAKS]
)
def test_each_fault_is_named_with_its_path(
    every_field: Json, change: Change, expected: dict[str, str]
) -> None:
    broken = deepcopy(every_field)
    change(broken)
    found = faults_of(broken)
    assert expected.keys() <= found.keys()
    for path, words in expected.items():
        assert words in found[path]


def test_all_faults_of_all_kinds_come_together_with_line_and_column() -> None:
    text = (
        "format: cruxmap/1\n"
        "debate: {slug: Not A Slug, title: T}\n"
        "claims:\n"
        "  - {id: c1, kind: claim, text: A., provenance: guessed}\n"
        "relations:\n"
        "  - {id: r1, kind: undercuts, premises: [c1], target: c1, provenance: inferred}\n"
    )
    with pytest.raises(ImportFaults) as caught:
        read_document(text.encode(), "x.yaml")
    places = [(fault.path, fault.row, fault.line, fault.column) for fault in caught.value.faults]
    assert places == [
        ("debate.slug", None, 2, 16),
        ("claims[0].provenance", "c1", 4, 49),
        ("relations[0].target", "r1", 6, 55),
    ]
    assert caught.value.fields.keys() == {path for path, *_ in places}
    assert "3 " not in caught.value.message
    assert "And 2 more" in caught.value.message


def test_faults_in_json_have_line_and_column_too() -> None:
    text = '{"format": "cruxmap/1",\n "debate": {"slug": "a",\n  "title": 7}}'
    with pytest.raises(ImportFaults) as caught:
        read_document(text.encode(), "x.json")
    fault = caught.value.faults[0]
    assert (fault.path, fault.line, fault.column) == ("debate.title", 3, 12)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.json", '{"format": "cruxmap/1",}', "line 1, column"),
        ("x.json", "", "not JSON"),
        ("x.json", '{"a": 1,\n "a": 2}', "line 2, column 7: a: This key stands here twice"),
        ("x.json", '[{"a": 1, "a": 1}]]]', "This is not JSON: Extra data"),
        ("x.json", '[{"a": 1, "a": 1}, ' + '\\"' * 50_000, "This is not JSON: Expecting value"),
        ("x.json", '{"format": NaN, "debate": 1}', "nan is not a number"),
        ("x.json", '{"format": Infinity}', "inf is not a number"),
        ("x.json", '{"format": 1e999}', "inf is not a number"),
        ("x.json", '{"format": ' + "9" * 5000 + "}", "more digits than can be read"),
        ("x.json", "[" * 100_000, "nested"),
        ("x.json", '{"csl":' * 70 + "1" + "}" * 70, "nested deeper than 64"),
        ("x.json", "[]", "must be an object"),
        ("x.yaml", "", "must be an object"),
        ("x.yaml", "format: [\n", "line 2, column 1: This is not YAML"),
        ("x.yaml", "a: 1\nb: 2\na: 3\n", "line 3, column 1: a: This key stands here twice"),
        ("x.yaml", "a: &x 1\n", "line 1, column 4: The anchor &x"),
        ("x.yaml", "a: *x\n", "The alias *x is not allowed"),
        ("x.yaml", "a: !!python/object:os.system x\n", "The tag"),
        ("x.yaml", "a: .nan\n", "not a number"),
        ("x.yaml", "a: 1\n---\nb: 1\n", "second document"),
        ("x.yaml", "? [a]\n: 1\n", "Only a word can be a key"),
        ("x.yaml", "[" * 5000, "nested deeper than 64"),
        ("x.yaml", "- " * 5000 + "a", "nested deeper than 64"),
        ("x.yaml", "a: \x07\n", "character that YAML does not allow"),
    ],
)
def test_text_that_cannot_be_read_is_refused_with_its_place(
    name: str, text: str, words: str
) -> None:
    assert any(words in fault for fault in faults_of(text, name).values())


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert "line 1, column 5" in faults_of("\n".join(lines), "x.yaml")[""]


def test_bytes_that_are_no_text_and_files_too_large_are_refused() -> None:
    assert "line 2, column 3" in faults_of(b"{\n  \xff}", "x.json")[""]
    with pytest.raises(ImportFaults, match="at most 5 are read"):
        read_document(b"123456", "x.json", max_bytes=5)


def test_more_faults_than_a_person_reads_are_cut_short() -> None:
    rows = [{"id": f"<{n}>", "name": "N", "kind": "named"} for n in range(5000)]
    document = {"format": "cruxmap/1", "debate": {"slug": "a", "title": "A"}, "people": rows}
    with pytest.raises(ImportFaults) as caught:
        check_document(document)
    assert [fault.path for fault in caught.value.faults] == [
        *(f"people[{n}].id" for n in range(SHOWN)),
        "",
    ]
    assert "only the first 200 are listed" in caught.value.faults[-1].message
    assert "And at least 199 more." in caught.value.message
    with pytest.raises(ImportFaults) as caught:
        check_document(document | {"people": rows[:SHOWN]})
    assert len(caught.value.faults) == SHOWN
    assert not caught.value.is_cut


def test_a_key_that_stands_again_is_named_where_it_does() -> None:
    text = '{"a": {"b": 1,\n "b": [{"c": 1, "c": 2}],\n "b": 3},\n "d": [[], {"e": 1, "e": 1}]}'
    with pytest.raises(ImportFaults) as caught:
        read_document(text.encode(), "x.json")
    places = [(fault.path, fault.line, fault.column) for fault in caught.value.faults]
    assert places == [("a.b", 2, 7), ("a.b", 3, 7), ("d[1].e", 4, 26)]
    as_yaml = "a:\n  - {b: 1}\n  - {c: {d: 1, e: 1, d: 2}}\n"
    with pytest.raises(ImportFaults) as caught:
        read_document(as_yaml.encode(), "x.yaml")
    assert [(fault.path, fault.line) for fault in caught.value.faults] == [("a[1].c.d", 3)]


def test_texts_and_names_without_end_are_named_once() -> None:
    source = {"id": "s", "kind": "work", "csl": {"type": "x", "title": "T", "abstract": "x" * 9}}
    document: Json = {"format": "cruxmap/1", "debate": {"slug": "a", "title": "x" * 100_001}}
    document["sources"] = [deepcopy(source)]
    assert list(faults_of(document)) == ["debate.title"]
    assert "has 100,001 characters; at most 100,000 are read" in faults_of(document)["debate.title"]
    document["debate"]["title"] = "T"
    check_document(document)
    document["sources"][0]["csl"] |= {"abstract": "x" * 100_001, "n" * 201: 1}
    assert faults_of(document).keys() == {"sources[0].csl", "sources[0].csl.abstract"}


def test_checking_leaves_the_document_given_as_it_is() -> None:
    document = {"format": "cruxmap/1", "debate": {"slug": "a", "title": " e\u0301\0 "}}
    before = deepcopy(document)
    assert check_document(document)["debate"]["title"] == "é"
    assert document == before


SITES = 3
WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**30, "", "a b", "x" * 41, "x" * 401, "٣"),
    *([], [None], {}, {"a": 1}),
)


def broken_everywhere(value: Any) -> Iterator[None]:
    """Change one thing inside a document at a time, anywhere, and put it back."""
    steps = list(value) if isinstance(value, dict) else range(min(len(value), SITES))
    for step in steps:
        kept = value[step]
        for wrong in WRONG:
            value[step] = deepcopy(wrong)
            yield
        value[step] = kept
        if isinstance(value, dict):
            before = dict(value)
            del value[step]
            yield
            value.clear()
            value.update(before)
        if isinstance(kept, dict | list):
            yield from broken_everywhere(kept)
    if isinstance(value, dict):
        value["extra"] = 1
        yield
        del value["extra"]


def paths_by(oracle: Any, document: Json) -> set[str]:
    found: set[str] = set()
    for error in oracle.iter_errors(document):
        path = path_text(list(error.absolute_path))
        if error.validator == "additionalProperties":
            unknown = set(error.instance) - error.schema["properties"].keys()
            found |= {field_path(path, key) for key in unknown}
        else:
            found.add(path)
    return found


def test_the_schema_is_read_as_another_library_reads_it(every_field: Json) -> None:
    oracle = Draft202012Validator(inlined())
    looked, faulty = 0, 0
    differing: list[object] = []
    whole = json.loads(dumps(every_field))
    for key in whole:
        part = {"format": whole["format"], "debate": {"slug": "a", "title": "A"}, key: whole[key]}
        for _ in broken_everywhere(part):
            paths = {fault.path for fault in schema_faults(part)}
            differing += [paths] if paths != paths_by(oracle, part) else []
            looked, faulty = looked + 1, faulty + bool(paths)
        differing += schema_faults(part)
    assert differing == []
    assert looked > 5_000
    assert faulty > 4_000


def test_words_of_yaml_stay_words() -> None:
    text = (
        "format: cruxmap/1\ndebate: {slug: a, title: no}\n"
        "people: [{id: p1, name: 2024-01-02, kind: named}]\n"
    )
    document = read_document(text.encode(), "x.yaml")
    assert document["debate"]["title"] == "no"
    assert document["people"][0]["name"] == "2024-01-02"


def test_text_is_cleaned_but_markup_stays_text() -> None:
    document = check_document(
        {"format": "cruxmap/1", "debate": {"slug": "a", "title": "<b>e\u0301\0</b>\ud800 "}}
    )
    assert document["debate"]["title"] == "<b>é</b>"


def test_rings_of_reasons_are_allowed(every_field: Json) -> None:
    every_field["relations"].append(
        {"id": "r9", "kind": "supports", "premises": ["c2"], "target": "c10"}
        | {"provenance": "inferred"}
    )
    check_document(every_field)


def test_a_chain_of_ten_thousand_replies_is_checked() -> None:
    comments = [
        {"id": f"k{n}", "source": "s1"} | ({"parent": f"k{n - 1}"} if n else {})
        for n in range(10_000)
    ]
    source = {"id": "s1", "kind": "thread", "csl": {"type": "post", "title": "T"}}
    document = {"debate": {}, "sources": [source], "comments": comments}
    assert reference_faults(document) == []
    comments[0]["parent"] = "k9999"
    assert [fault.path for fault in reference_faults(document)] == ["comments[1].parent"]


@pytest.mark.parametrize("wrong", [None, 7, "x", [], [None], [[]], {"a": 1}, [{"id": 3}]])
def test_looking_for_faults_survives_any_shape(wrong: object, every_field: Json) -> None:
    for key in every_field:
        reference_faults(every_field | {key: wrong})
    for key, rows in every_field.items():
        for field in rows[0] if isinstance(rows, list) else ():
            changed = [rows[0] | {field: wrong}, *rows[1:]]
            reference_faults(every_field | {key: changed})


def test_patterns_of_the_schema_end_where_the_text_ends() -> None:
    document: Json = {"format": "cruxmap/1", "debate": {"slug": "a\n", "title": "A"}}
    # A line break at the end is cleaned away; inside it is a fault.
    assert check_document(document)["debate"]["slug"] == "a"
    document["debate"] = {"slug": "a\nb", "title": "A"}
    assert "debate.slug" in faults_of(json.dumps(document))
    assert re.fullmatch(r"^\d$", "٣") is not None  # why the check asks for ASCII digits
    document = {**document, "debate": {"slug": "a", "title": "A"}}
    document["sources"] = [{"id": "s", "kind": "thread", "csl": {"type": "post", "title": "T"}}]
    document["comments"] = [{"id": "k", "source": "s", "posted": "٢٠٢٤-01-01"}]
    assert "comments[0].posted" in faults_of(json.dumps(document))
