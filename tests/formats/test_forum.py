"""Threads of forums: every dialect, who speaks, what answers what, and the text with its places."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from app.core.debate.source_rows import Comment
from app.core.formats.format import Given, Read
from app.core.formats.forum import looks, read
from app.core.formats.forum_chances import ELSEWHERE, SEVERAL, TAKEN, TWICE, UNDATED, UNNAMED
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.values import document_of
from app.core.formats.registry import guessed
from app.core.quotes.anchors import anchor, normalise, text_hash
from tests.documents import block

ANN: dict[str, Any] = {"_id": "u1", "slug": "ann", "displayName": "Ann Example"}
BOB = {"_id": "u2", "slug": "bob", "displayName": "Bob"}
PAGE = "https://www.lesswrong.com/posts/museum123/museum"
POST: dict[str, Any] = {
    "_id": "museum123",
    "title": "Should the museum open on Mondays?",
    "postedAt": "2026-01-02T08:00:00.000Z",
    "pageUrl": PAGE,
    "user": ANN,
    "contents": {"html": "<p>We asked 200 people. Visits rise on public holidays.</p>"},
}
FIRST: dict[str, Any] = {
    "_id": "cA1",
    "postId": "museum123",
    "parentCommentId": None,
    "postedAt": "2026-01-02T09:00:00.000Z",
    "user": ANN,
    "contents": {"html": "<p>The museum should open on Mondays. We expect more visitors.</p>"},
}
REPLY: dict[str, Any] = {
    "_id": "cB1",
    "postId": "museum123",
    "parentCommentId": "cA1",
    "postedAt": "2026-01-02T10:00:00.000Z",
    "user": BOB,
    "contents": {
        "html": "<blockquote><p>we expect more  visitors</p></blockquote><p>Staff need a day.</p>"
    },
}
ANSWER = {"data": {"post": {"result": POST}, "comments": {"results": [FIRST, REPLY]}}}
SCRAPED: dict[str, Any] = {
    "title": "Should the museum open on Mondays?",
    "authors": "Ann",
    "date_published": "2022-02-16T09:00",
    "url": PAGE,
    "text": "We asked 200 people.\n",
    "omega_karma": "",
    "comments": [
        {
            "id": "cA1",
            "authors": "Bob",
            "score": "-3",
            "date_published": "2022-02-16T10:00",
            "text": "> We asked 200 people\nOnly with buses.",
            "comments": [{"id": "cB1", "authors": "Ann", "text": "A line.", "comments": []}],
        }
    ],
}
GONE = {"title": "n/a", "authors": "n/a", "url": PAGE, "text": "n/a", "omega_karma": "n/a"}


def saved(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()


def thread(value: Any, **given: Any) -> Read:
    data = value if isinstance(value, bytes) else saved(value)
    return read(data, Given(name="thread.json", **given))


def comments(made: Read) -> dict[str, Comment]:
    return {row.id: row for row in made.debate.comments}


def answering(made: Read) -> dict[str, str | None]:
    return {row.id: row.parent for row in made.debate.comments}


def told(made: Read) -> list[str]:
    return [each.message for each in made.cautions]


def note(made: Read, comment: str) -> str:
    return " ".join(each.note or "" for each in comments(made)[comment].versions)


def with_(comment: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**comment, **fields}


def faults(value: Any) -> list[tuple[int | None, int | None, str]]:
    with pytest.raises(ImportFaults) as caught:
        thread(value)
    return [(fault.line, fault.column, fault.message) for fault in caught.value.faults]


def test_a_thread_is_a_source_with_one_text_in_which_every_comment_has_its_place() -> None:
    made = thread(ANSWER)
    debate = made.debate
    (source,) = debate.sources
    text = made.texts[source.id]
    assert debate.settings.title == "Should the museum open on Mondays?"
    assert [(row.name, row.handle) for row in debate.people] == [
        ("Ann Example", "ann"),
        ("Bob", "bob"),
    ]
    assert (source.kind, source.csl["URL"], source.csl["container-title"]) == (
        "thread",
        PAGE,
        "LessWrong",
    )
    assert source.csl["author"] == [{"literal": "Ann Example"}]
    assert source.csl["issued"] == {"date-parts": [[2026, 1, 2]]}
    assert (source.text_hash, source.text_length) == (text_hash(text), len(text))
    assert answering(made) == {"museum123": None, "cA1": "museum123", "cB1": "cA1"}
    assert comments(made)["cB1"].posted == "2026-01-02T10:00:00Z"
    spans = {row.id: row for row in debate.spans}
    words = {
        row.id: text[spans[row.spans[0]].start : spans[row.spans[0]].end] for row in debate.comments
    }
    assert words["cA1"] == "The museum should open on Mondays. We expect more visitors."
    assert words["cB1"] == "> we expect more visitors\n\nStaff need a day."
    for span in debate.spans:
        assert span.start is not None
        assert span.end is not None
        known = (span.start, span.end, span.hash, span.prefix_hash, span.suffix_hash)
        assert tuple(anchor(text, span.start, span.end)) == known
        lines = text[: span.start].count("\n") + 1, text[: span.end].count("\n") + 1
        assert (span.first_line, span.last_line) == lines
    assert debate.claims == ()
    assert made.cautions == ()


def test_quoted_words_are_found_in_what_is_answered() -> None:
    made = thread(ANSWER)
    (quote,) = made.debate.quotes
    text = made.texts["s1"]
    spans = {row.id: row for row in made.debate.spans}
    assert quote.of is not None
    quoting, quoted = spans[quote.span], spans[quote.of]
    assert text[quoting.start : quoting.end] == "> we expect more visitors"
    assert text[quoted.start : quoted.end] == "We expect more visitors"
    assert (quoting.comment, quoted.comment) == ("cB1", "cA1")
    assert (quote.owner, quote.quoted_by, quote.fidelity) == ("p1", "p2", "exact")


def test_words_that_stand_in_several_places_are_somebodys_but_nowhere() -> None:
    twice = with_(FIRST, contents={"html": "<p>More visitors. And more visitors.</p>"})
    reply = with_(REPLY, contents={"html": "<blockquote>more visitors</blockquote>No."})
    (quote,) = thread([twice, reply]).debate.quotes
    assert (quote.owner, quote.of) == ("p1", None)


def test_quotes_of_the_post_and_of_two_paragraphs_are_found() -> None:
    html = "<blockquote><p>Visits rise on public holidays.</p><p>And nobody said this.</p>"
    quotes = thread(
        [POST, with_(REPLY, contents={"html": f"{html}</blockquote>No."})]
    ).debate.quotes
    assert [(row.owner, row.quoted_by) for row in quotes] == [("p1", "p2")]


DIALECTS = {
    "answer": ANSWER,
    "post and comments": {"post": POST, "comments": [FIRST, REPLY]},
    "two answers": [{"data": {"post": {"result": POST}}}, {"data": {"comments": [FIRST, REPLY]}}],
    "old query": {"data": {"posts": {"results": [POST]}, "comments": {"results": [REPLY, FIRST]}}},
    "answers apart": {"data": {"post": POST, "questionAnswers": {"results": [FIRST, REPLY]}}},
    "within the post": {"data": {"post": {"result": {**POST, "comments": [REPLY, FIRST]}}}},
}


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_gives_the_same_thread(name: str) -> None:
    made, plain = thread(DIALECTS[name]), thread(ANSWER)
    assert made.debate == plain.debate
    assert made.texts == plain.texts
    assert looks(saved(DIALECTS[name]))
    assert guessed("thread.json", saved(DIALECTS[name])).name == "forum"


def test_comments_alone_and_bodies_in_html_or_markdown_come_in() -> None:
    old = {
        "_id": "cA1",
        "postId": "p",
        "htmlBody": "<p>One thing.</p>",
        "user": {"username": "ann"},
    }
    new = {"_id": "cB1", "postId": "p", "parentCommentId": "cA1", "author": "bob", "user": None}
    made = thread([old, with_(new, contents={"markdown": "> One *thing*.\n\n*Two*."})])
    assert [row.name for row in made.debate.people] == ["ann", "bob"]
    assert made.texts["s1"] == "thread\n\nOne thing.\n\n> One *thing*.\n\n*Two*.\n"
    assert len(made.debate.quotes) == 1


def test_a_scrape_has_a_post_a_line_and_comments_within_comments() -> None:
    data = json.dumps(SCRAPED) + "\n" + json.dumps(GONE) + "\n"
    made = thread(data.encode())
    assert guessed("dump.jsonl", data.encode()).name == "forum"
    assert answering(made) == {"museum123": None, "cA1": "museum123", "cB1": "cA1"}
    assert comments(made)["cA1"].posted == "2022-02-16T10:00:00Z"
    assert len(made.debate.quotes) == 1
    assert [(each.line, each.message) for each in made.cautions] == [
        (1, "Times without a zone, taken for UTC: 2; the first stands here."),
        (2, "This post is missing, the file says; it is left out."),
    ]


def test_comments_of_several_posts_are_several_sources() -> None:
    other = with_(REPLY, postId=None, tagId="t1", parentCommentId=None)
    named = with_(FIRST, post={"title": "Mondays"})
    made = thread([named, other, with_(REPLY, _id="cX", postId="z", parentCommentId="cA1")])
    assert [row.csl["title"] for row in made.debate.sources] == [
        "Mondays",
        "Wiki page t1",
        "Post z",
    ]
    assert sorted(made.texts) == ["s1", "s2", "s3"]
    # What it answers belongs to another post.
    assert comments(made)["cX"].parent is None
    assert comments(made)["cX"].parent_note == "What this answers is not in the file."


def test_drafts_stay_out_and_hidden_authors_hidden() -> None:
    draft = with_(REPLY, _id="cD", draft=True, contents={"html": "<p>Unpublished.</p>"})
    hidden = with_(REPLY, _id="cE", hideAuthor=True, user=BOB, author="Bob", userId="u2")
    made = thread([FIRST, draft, hidden])
    assert list(comments(made)) == ["cA1", "cE"]
    assert [row.name for row in made.debate.people] == ["Ann Example"]
    assert comments(made)["cE"].author is None
    assert comments(made)["cE"].author_note == "The site hides who wrote this."
    everything = repr(made)
    assert "Unpublished" not in everything
    assert "Bob" not in everything
    assert told(made) == ["One draft is left out, as unpublished; the first stands here."]


def test_deleted_comments_stay_without_text_and_retracted_ones_say_so() -> None:
    gone = with_(FIRST, _id="cD", user=None, deleted=True, contents={"html": "<p>Secret.</p>"})
    below = with_(REPLY, _id="cE", parentCommentId="cD", retracted=True, rejected=True)
    made = thread([gone, below])
    assert comments(made)["cD"].spans == ()
    assert comments(made)["cD"].author_note == "The file names nobody. Deleted on the site."
    assert comments(made)["cE"].parent == "cD"
    assert note(made, "cE") == "Retracted by its author. Rejected by the moderators."
    assert "Secret" not in repr(made)
    assert told(made) == ["Deleted on the site, whose texts are left out: 1."]


def test_what_answers_what_is_not_there_stands_at_the_top_and_says_so() -> None:
    made = thread([POST, with_(REPLY, parentCommentId="cGONE"), with_(FIRST, parentAnswerId="cB1")])
    assert answering(made) == {"museum123": None, "cB1": None, "cA1": "cB1"}
    assert told(made) == ["Comments in reply to what is not in the file: 1."]


def test_reactions_are_told_beside_a_comment_and_are_nobodys_credence() -> None:
    reacts = {
        "75percent": [
            {"userId": "u2", "reactType": "created", "quotes": ["open on Mondays"]},
            {"userId": "u3", "reactType": "disagreed"},
        ],
        "notacrux": [{"userId": "u2", "reactType": "seconded"}],
        "agree": [{"userId": "u3", "reactType": "disagreed"}],
    }
    rated = with_(FIRST, extendedScore={"agreement": 5, "agreementVoteCount": 6, "reacts": reacts})
    emoji = with_(REPLY, extendedScore={"approvalVoteCount": 2, "agree": 4, "helpful": 1})
    made = thread([rated, emoji])
    assert note(made, "cA1") == "Readers reacted: 75 % (1, on “open on Mondays”); not a crux (1)."
    assert note(made, "cB1") == "Readers reacted: agree (4); helpful (1)."
    assert (made.debate.claims, made.debate.credences, made.debate.stances) == ((), (), ())
    assert [message.partition(":")[0] for message in told(made)] == [
        "Comments to which readers reacted with a probability, which is told beside them and is"
        " nobody’s credence",
    ]


def rated(*given: tuple[str, str, list[str]], **fields: Any) -> Read:
    """The first comment, to which readers reacted: with what, who, quoting what."""
    reacts: dict[str, list[dict[str, Any]]] = {}
    for name, reader, quotes in given:
        row = {"userId": reader, "displayName": reader.title(), "quotes": quotes}
        reacts.setdefault(name, []).append(row)
    comment = with_(FIRST, extendedScore={"reacts": reacts}, **fields)
    return thread([comment, REPLY], credences=True)


def test_where_it_is_asked_for_a_sentence_with_probabilities_is_a_claim_with_credences() -> None:
    made = rated(
        ("75percent", "u7", ["open on Mondays"]),
        ("40percent", "u 8", ["The museum", "on mondays."]),
        ("1percent", "u7", ["more visitors"]),
        ("agree", "u9", ["more visitors"]),
    )
    debate = made.debate
    text = made.texts["s1"]
    spans = {row.id: text[row.start : row.end] for row in debate.spans if row.start is not None}
    assert [row.text for row in debate.claims] == [
        "The museum should open on Mondays.",
        "We expect more visitors.",
    ]
    assert [(row.node, row.account, row.value) for row in debate.credences] == [
        ("c1", "u7", 0.75),
        ("c1", "a1", 0.4),
        ("c2", "u7", 0.01),
    ]
    assert [(row.id, row.name) for row in debate.accounts] == [("a1", "U 8"), ("u7", "U7")]
    assert {row.at.isoformat() for row in debate.credences} == {"2026-01-02T09:00:00+00:00"}
    (first, second) = (row["spans"] for row in canonical(document_of(debate))["claims"])
    assert [spans[id_] for id_ in (*first, *second)] == [row.text for row in debate.claims]
    assert [row["voiced_by"] for row in canonical(document_of(debate))["claims"]] == [["p1"]] * 2
    assert told(made) == [f"{TAKEN}: 2; the first stands here."]


@pytest.mark.parametrize(
    ("given", "fields", "reason"),
    [
        ([("75percent", "u7", [])], {}, SEVERAL),
        ([("75percent", "u7", ["Mondays. We"])], {}, SEVERAL),
        ([("75percent", "u7", ["nobody said this"])], {}, ELSEWHERE),
        ([("75percent", "u7", ["open on Mondays"])], {"postedAt": None}, UNDATED),
        ([("75percent", "u7", [])], {"contents": None}, UNDATED),
        ([("75percent", "", ["open on Mondays"])], {}, UNNAMED),
        ([("75percent", "u" * 81, ["open on Mondays"])], {}, UNNAMED),
        (
            [("75percent", "u7", ["open on Mondays"]), ("1percent", "u7", ["The museum should"])],
            {},
            TWICE,
        ),
    ],
)
def test_a_probability_that_is_no_credence_is_told_with_the_reason(
    given: list[tuple[str, str, list[str]]], fields: dict[str, Any], reason: str
) -> None:
    made = rated(*given, **fields)
    assert (made.debate.claims, made.debate.accounts, made.debate.credences) == ((), (), ())
    assert f"{reason}: 1." in told(made)
    assert "75 % (1" in note(made, "cA1")


def test_a_probability_for_a_comment_of_one_sentence_needs_no_quotation() -> None:
    made = rated(("60percent", "u7", []), contents={"html": "<p>It should open.</p>"})
    assert [row.text for row in made.debate.claims] == ["It should open."]
    assert [row.value for row in made.debate.credences] == [0.6]


@pytest.mark.parametrize(
    "contents",
    [
        {
            "html": "<p>A new line starts in May.<sup><a href='#fnx'>[1]</a></sup> It is late.</p>"
            "<ol class='footnotes'><li id='fnx'><span class='footnote-back-link'><a href='#fnrefx'>"
            "^</a></span><div class='footnote-content'><p>Line 7.</p></div></li></ol>"
        },
        {"markdown": "A new line starts in May.[^1] It is late.\n\n[^1]: Line 7."},
    ],
)
def test_footnotes_stand_in_their_place_with_the_sentence_that_carries_the_mark(
    contents: dict[str, str],
) -> None:
    made = thread([with_(FIRST, contents=contents)])
    text = made.texts["s1"]
    spans = {row.id: row for row in made.debate.spans}
    (footnote,) = comments(made)["cA1"].footnotes
    anchor_, words = spans[footnote.anchor or ""], spans[footnote.span or ""]
    assert footnote.mark in ("[1]", "[^1]")
    assert text[anchor_.start : anchor_.end] == f"A new line starts in May.{footnote.mark}"
    assert text[words.start : words.end] == "Line 7."
    assert (words.comment, words.footnote, anchor_.footnote) == ("cA1", footnote.id, None)


def test_of_hundreds_of_footnotes_the_first_are_kept_and_that_is_told() -> None:
    marks = "".join(f"<a href='#fn{n}'>[{n}]</a> " for n in range(300))
    notes = "".join(f"<li id='fn{n}'>Note {n}." for n in range(300))
    html = f"<p>{marks}</p><ol>{notes}</ol>"
    made = thread([with_(FIRST, contents={"html": html})])
    assert [row.mark for row in comments(made)["cA1"].footnotes] == [f"[{n}]" for n in range(200)]
    assert told(made) == ["Contributions of which only 200 footnotes are kept: 1."]


@pytest.mark.parametrize(
    ("quoted", "fidelity"),
    [
        ("The museum should open on mondays - we expect more visitors", "altered"),
        ("The museum should always open on Mondays. We expect visitors.", "altered"),
        ("The museum should open … We expect more visitors", "cut"),
    ],
)
def test_a_quotation_that_was_changed_a_little_is_found_by_likeness(
    quoted: str, fidelity: str
) -> None:
    html = f"<blockquote>{quoted}</blockquote><p>No.</p>"
    made = thread([FIRST, with_(REPLY, contents={"html": html})])
    (quote,) = made.debate.quotes
    spans = {row.id: row for row in made.debate.spans}
    of = spans[quote.of or ""]
    words = made.texts["s1"][of.start : of.end]
    assert words == "The museum should open on Mondays. We expect more visitors"
    assert (quote.owner, quote.fidelity) == ("p1", fidelity)


def test_other_words_are_no_quotation_however_many_are_the_same() -> None:
    html = "<blockquote>On Mondays the visitors should expect more open museum doors.</blockquote>"
    assert thread([FIRST, with_(REPLY, contents={"html": html})]).debate.quotes == ()


def test_thousands_of_reactions_do_not_make_a_note_too_long() -> None:
    reacts = {f"{'r' * 50}{n}": [{"quotes": ["word " * 60]}] for n in range(3000)}
    made = thread([with_(FIRST, retracted=True, extendedScore={"reacts": reacts})])
    assert note(made, "cA1") == "Retracted by its author. Readers reacted in 3000 ways."


def test_edits_answers_and_missing_comments_are_told() -> None:
    edited = with_(FIRST, answer=True, lastEditedAt="2026-01-05T10:00:00.000Z")
    made = thread({"post": {**POST, "commentCount": 7}, "comments": [edited, edited]})
    assert note(made, "cA1") == "An answer to the question. Edited last at 2026-01-05T10:00:00Z."
    assert told(made) == [
        "This stands in the file twice; it is taken once.",
        "The file holds 1 of 7 comments.",
    ]


def test_the_host_for_bots_is_the_forum() -> None:
    page = "https://forum-bots.effectivealtruism.org/posts/abcdef/x?commentId=cA1"
    (source,) = thread([with_(FIRST, pageUrl=page)]).debate.sources
    assert source.csl["URL"] == "https://forum.effectivealtruism.org/posts/abcdef/x"
    assert source.csl["container-title"] == "Effective Altruism Forum"


def test_people_are_told_apart_by_the_ids_of_their_accounts() -> None:
    other = {"_id": "u9", "slug": "ann-2", "displayName": "Ann Example"}
    renamed = {"_id": "u1", "displayName": "Annie"}
    made = thread([FIRST, with_(REPLY, user=other), with_(REPLY, _id="cC", user=renamed)])
    assert [row.name for row in made.debate.people] == ["Ann Example", "Ann Example"]
    assert [comments(made)[id_].author for id_ in ("cA1", "cB1", "cC")] == ["p1", "p2", "p1"]


def test_ids_that_are_none_of_ours_are_given_anew() -> None:
    made = thread([with_(FIRST, _id="a b"), with_(REPLY, _id=17, parentCommentId="a b")])
    assert answering(made) == {"m1": None, "17": "m1"}


@pytest.mark.parametrize(
    "odd", [None, 0, 1.5, True, "x", "", [], {}, [None], {"a": 1}, "\ud800", [[1]], 10**30]
)
def test_any_field_may_be_of_any_type(odd: Any) -> None:
    for key in (*FIRST, "extendedScore", "deleted", "draft", "tagId", "lastEditedAt", "author"):
        with suppress(ImportFaults):
            assert thread([REPLY, with_(FIRST, **{key: odd})]).debate.comments
    for key in (*POST, "coauthors", "commentCount", "comments"):
        with suppress(ImportFaults):
            assert thread({"post": {**POST, key: odd}, "comments": [FIRST]}).debate.sources


def test_a_field_of_another_type_is_left_out_and_told_with_its_place() -> None:
    made = thread(
        b'[{"_id": "cA1", "parentCommentId": null,\n  "user": [1], "contents": {"html": 5}}]'
    )
    assert comments(made)["cA1"].author is None
    assert [(each.line, each.column, each.message) for each in made.cautions[:2]] == [
        (2, 11, "“user” is not an object; it is left out."),
        (2, 37, "“html” is not a text; it is left out."),
    ]


@pytest.mark.parametrize(
    ("data", "line", "column", "said"),
    [
        (b'{"data":\n {"comments": {"results": [\n {"_id": "cA1", "parentCom', 3, 17, "not JSON"),
        (b'{"title": "a", "comments": []}\n{"title": "b", }', 2, 16, "not JSON"),
        (b'{"data": {"post": null}}', 1, 1, "neither a post nor comments"),
        (b"[]", 1, 1, "neither a post nor comments"),
        (b'"text"', 1, 1, "neither a post nor comments"),
        (b"[" * 100_000, None, None, "nested without end"),
        (saved([with_(FIRST, draft=True)]), 1, 1, "Nothing in the file is published"),
        (
            saved([with_(FIRST, parentCommentId="cB1"), REPLY]),
            2,
            2,
            "answers, by way of others, itself",
        ),
        (saved({"post": {**POST, "title": "t" * 401}}), 2, 10, "at most 400"),
        (b'[{"_id": 1, "_id": 2}]', 1, 20, "stands here twice"),
        (b"<" * 700_000, None, None, "signs of markup"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    data: bytes, line: int | None, column: int | None, said: str
) -> None:
    assert [each[:2] for each in faults(data) if said in each[2]] == [(line, column)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b'{"format": "cruxmap/1", "comments": [], "post": {"contents": 1}}',
        b'[{"id": "a", "type": "book", "title": "T", "author": []}]',
        b'{"nodes": [], "edges": [], "locutions": []}',
        b'{"rows": [{"text": "parentCommentId"}]}',
    ],
)
def test_other_json_is_told_apart(data: bytes) -> None:
    assert not looks(data)


def test_a_hundred_levels_and_a_chain_of_replies_are_no_trouble() -> None:
    nested: dict[str, Any] = {"id": "c0", "text": "End.", "comments": []}
    for number in range(1, 100):
        nested = {"id": f"c{number}", "text": "So.", "comments": [nested]}
    made = thread({"title": "T", "url": PAGE, "omega_karma": "", "comments": [nested]})
    assert answering(made)["c0"] == "c1"
    chain = [
        with_(FIRST, _id=f"c{n}", parentCommentId=f"c{n - 1}" if n else None) for n in range(3000)
    ]
    assert answering(thread(chain))["c2999"] == "c2998"


@pytest.mark.long
def test_ten_thousand_comments_take_seconds() -> None:
    html = "<p>A sentence of an ordinary length, <em>as there are many</em>.</p>" * 5
    rows = [
        with_(
            FIRST if number % 2 else REPLY,
            _id=f"c{number}",
            parentCommentId=f"c{number // 3}" if number else None,
            contents={"html": f"<blockquote>A sentence of an ordinary</blockquote>{html}"},
        )
        for number in range(10_000)
    ]
    data = saved({"data": {"comments": {"results": rows}}})
    begun = time.process_time()
    made = thread(data)
    assert time.process_time() - begun < 12  # five on a quiet machine
    assert len(made.debate.comments) == 10_000


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@drawn(data=st.data())
def test_whatever_comes_is_read_or_refused(data: st.DataObject) -> None:
    rows: list[dict[str, Any]] = [dict(row) for row in (POST, FIRST, REPLY, SCRAPED)]
    keys = sorted({*FIRST, *POST, "comments", "deleted", "draft", "extendedScore"})
    for _ in range(data.draw(st.integers(0, 5))):
        data.draw(st.sampled_from(rows))[data.draw(st.sampled_from(keys))] = data.draw(ODD)
    text = json.dumps(rows).encode()
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at] + data.draw(st.binary(max_size=4)) + text[at + data.draw(st.integers(0, 9)) :]
        )
    with suppress(ImportFaults):
        made = read(text, Given())
        (source, *_) = made.debate.sources
        stored = normalise(made.texts[source.id].encode())
        assert text_hash(stored) == source.text_hash


def test_the_example_of_the_documents_is_what_it_says() -> None:
    made = thread(block("docs/formats/forum.md", '{"data"').encode())
    assert answering(made) == {"museum123": None, "cA1": "museum123"}
    text = block("docs/formats/forum.md", "Should the museum")
    assert made.texts["s1"] == text
