"""Files made to choke whoever reads them: each is refused with a sentence, and nothing is written.

There is no clock here: a file that is not refused at once would run into the tests' time limit.
How much memory and time each may take is measured in tests/formats/test_bombs.py.
"""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select

from app.db import Database
from app.models import Base, Debate
from app.services.transfer import bring_in, import_document, prepare
from tests.web.library import SITE_OWNER, a_claim, a_document, signed_in

pytest_plugins = ("tests.web.library_fixtures",)

SOUND = json.dumps(a_document(claims=[a_claim(1, "Tea is hot."), a_claim(2)]))


def doubled(text: str) -> str:
    return text.replace('"debate":', '"debate": {}, "debate":', 1)


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)
# What it is called, its bytes, and a word of the sentence that refuses it.
BOMBS: list[tuple[str, bytes, str]] = [
    ("open.json", b"[" * 100_000, "nested"),
    ("closed.json", b"[" * 100_000 + b"]" * 100_000, "nested"),
    ("objects.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested"),
    ("open.yaml", b"[" * 100_000, "nested"),
    ("closed.yaml", b"[" * 100_000 + b"]" * 100_000, "nested"),
    ("dashes.yaml", b"- " * 100_000 + b"x", "nested"),
    ("keys.yaml", b"? " * 100_000 + b"x", ""),
    ("laughs.yaml", LAUGHS.encode(), "anchor"),
    ("alias.yaml", b"a: *b\n", "alias"),
    ("loop.yaml", b"a: &a\n  b: *a\n", "anchor"),
    ("merge.yaml", b"<<: *x\na: 1\n", "alias"),
    ("tag.yaml", b"a: !!python/object/apply:os.system ['true']\n", "tag"),
    ("second.yaml", b"a: 1\n---\nb: 2\n", "second document"),
    ("twice.json", doubled(SOUND).encode(), "twice"),
    ("twice.yaml", b"format: cruxmap/1\nformat: cruxmap/1\n", "twice"),
    ("nan.json", SOUND.replace('"Tea is hot."', "NaN").encode(), "not a number"),
    ("infinity.json", SOUND.replace('"Tea is hot."', "-Infinity").encode(), "not a number"),
    ("nan.yaml", b"format: .nan\n", "not a number"),
    ("huge-number.json", SOUND.replace('"Tea is hot."', "1e999").encode(), ""),
    ("long-number.json", SOUND.replace('"Tea is hot."', "9" * 50_000).encode(), ""),
    ("long-number.yaml", b"format: " + b"9" * 50_000, ""),
    ("latin.json", SOUND.replace("hot", "h\xf6t").encode("latin-1"), "UTF-8"),
    ("utf-16.json", SOUND.encode("utf-16-le"), "zero byte"),
    ("cut.json", SOUND.encode()[:-20], ""),
    ("half-pair.yaml", SOUND.replace("hot", "\\ud800").encode(), "Unicode"),
    ("empty.json", b"", ""),
    ("blank.yaml", b"\n\n", ""),
    ("null.json", b"null", ""),
    ("list.json", b"[]", ""),
    ("text.json", b'"cruxmap/1"', ""),
    ("picture.yaml", bytes(range(256)) * 100, "UTF-8"),
    ("archive.json", b"PK\x03\x04" + b"\x00" * 2000, ""),
    ("zip.json", b"\x1f\x8b\x08" + b"\xff" * 2000, "UTF-8"),
    ("many-keys.json", json.dumps({str(n): n for n in range(200_000)}).encode(), "200 are listed"),
    ("long-line.yaml", b"format: " + b"x" * 5_000_000, ""),
]


def counted(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def send(client: Any, data: bytes, name: str) -> Any:
    return client.post("/import", files={"file": (name, data, "application/octet-stream")})


@pytest.mark.parametrize(("name", "data", "word"), BOMBS, ids=[bomb[0] for bomb in BOMBS])
def test_a_file_made_to_choke_on_is_refused_in_words(
    empty_site: Any, name: str, data: bytes, word: str
) -> None:
    client = signed_in(empty_site, "Ada")
    before = counted(empty_site.state.database)
    answer = send(client, data, name)
    assert answer.status_code == 422
    assert "Nothing was imported" in answer.text
    assert word in answer.text
    assert len(answer.text) < 200_000, "the answer does not repeat the bomb"
    assert counted(empty_site.state.database) == before


def test_of_many_faults_the_first_are_listed_and_the_rest_is_told(empty_site: Any) -> None:
    document = a_document(claims=[{} for _ in range(200)], theses=[])
    client = signed_in(empty_site, "Ada")
    answer = send(client, json.dumps(document).encode(), "rows.json")
    assert answer.text.count("are missing.") == 200
    assert "More than 200 faults" not in answer.text
    document["claims"].append({})
    answer = send(client, json.dumps(document).encode(), "rows.json")
    assert answer.text.count("are missing.") == 200
    assert "More than 200 faults" in answer.text
    assert "only the first 200 are listed" in answer.text


class Held(bytes):
    """A file that, while it is being read, waits until the test lets it go on."""

    def __init__(self, _data: bytes) -> None:
        self.is_read, self.may_go_on = Event(), Event()

    def decode(self, *how: str) -> str:
        self.is_read.set()
        assert self.may_go_on.wait(60)
        return super().decode(*how)


@contextmanager
def import_under_way(database: Database, document: dict[str, Any]) -> Iterator[Future[Any]]:
    """An import in a thread of its own that is being checked meanwhile, and goes on after it."""
    data = Held(json.dumps(document).encode())
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(bring_in, database, SITE_OWNER, data, "x.json", max_bytes=1_000_000)
        assert data.is_read.wait(60)
        try:
            yield running
        finally:
            data.may_go_on.set()
        running.exception(60)


def test_others_write_while_an_import_is_being_checked(database: Database) -> None:
    with import_under_way(database, a_document("first", claims=[a_claim(1)])) as running:
        with database.writing() as session:
            import_document(session, SITE_OWNER, prepare(a_document("other", claims=[a_claim(1)])))
        with database.reading() as session:
            assert session.scalars(select(Debate.slug)).all() == ["other"]
        assert not running.done()
    assert running.result().slug == "first"


def test_a_second_import_at_the_same_time_is_told_to_come_again(empty_site: Any) -> None:
    client = signed_in(empty_site, "Ada")
    data = json.dumps(a_document("second", claims=[a_claim(1)])).encode()
    first = a_document("first", claims=[a_claim(1)])
    with import_under_way(empty_site.state.database, first) as running:
        refused = send(client, data, "second.json")
        assert refused.status_code == 429
        assert "Another import is running just now. Nothing was imported" in refused.text
        assert "choose it again in a minute" in refused.text
        assert client.get("/d/second").status_code == 404
    assert running.result().slug == "first"
    assert send(client, data, "second.json").status_code == 303


def test_an_import_that_failed_does_not_keep_others_out(empty_site: Any) -> None:
    client = signed_in(empty_site, "Ada")
    assert send(client, b"{}", "x.json").status_code == 422
    assert send(client, SOUND.encode(), "x.json").status_code == 303
    assert send(client, SOUND.encode(), "x.json").status_code == 409
    again = SOUND.replace("made-up", "again")
    assert send(client, again.encode(), "x.json").status_code == 303


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read(empty_site: Any) -> None:
    client = signed_in(empty_site, "Ada")
    before = counted(empty_site.state.database)
    answer = send(client, b" " * 21_000_000 + SOUND.encode(), "large.json")
    assert answer.status_code == 413
    assert "20 MB at most" in answer.text
    assert counted(empty_site.state.database) == before


@pytest.mark.parametrize(
    "data",
    [
        SOUND.encode(),
        b"\xef\xbb\xbf" + SOUND.encode(),
        json.dumps(json.loads(SOUND), indent=1).replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + json.dumps(json.loads(SOUND), indent=1).replace("\n", "\r\n").encode(),
        SOUND.replace("Tea is hot.", "Tea is\\u0000 hot.").encode(),
    ],
    ids=["plain", "mark", "windows", "mark-windows", "nul"],
)
@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_marks_and_line_ends_of_other_systems_do_no_harm(
    empty_site: Any, data: bytes, ending: str
) -> None:
    """Positive control, too: the document that the bombs were made of is a sound one."""
    client = signed_in(empty_site, "Ada")
    answer = send(client, data, f"debate.{ending}")
    assert answer.status_code == 303, answer.text
    assert "Tea is hot." in client.get("/d/made-up/n/c1").text


def test_half_a_pair_in_json_is_left_out_as_in_forms(empty_site: Any) -> None:
    client = signed_in(empty_site, "Ada")
    data = SOUND.replace("Tea is hot.", "Tea is\\ud800 hot.").encode()
    assert send(client, data, "half.json").status_code == 303
    assert "Tea is hot." in client.get("/d/made-up/n/c1").text
