"""Several debates as one zip: out by what each reader may know, in all of them or none."""

import gc
import json
import weakref
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.core.errors import Conflict, Invalid, NotFound, SignInNeeded
from app.core.formats.archives import packed, unpacked
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import FORMATS, WRITTEN
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.models import Debate
from app.services import claims, downloads, several_in, several_out
from app.services.arriving import Reading, read_file
from app.services.claims import NewClaim
from app.services.debates import list_debates, open_debate
from app.services.downloads import Download, download
from app.services.history import list_changes
from app.services.several_in import Addresses
from app.services.several_out import Wanted, open_several, write_several
from app.services.transfer import import_document, prepare
from tests import factories as make
from tests.found import some
from tests.web.library import SITE_OWNER, a_claim, a_document, a_relation

LIMIT = 20_000_000
TEA = b"[Tea]: Tea is best.\n  + <Calm>: It is calm.\n"
MILK = b"# Milk\n\n- Milk is best.\n  - pro: It is white.\n"


def rated(slug: str, *, blind: bool = False) -> dict[str, Any]:
    """A debate in which two accounts say what they think."""
    return a_document(
        slug,
        debate={"blind": blind},
        claims=[a_claim(1), a_claim(2)],
        relations=[a_relation("r1", ["c2"], "c1")],
        accounts=[{"id": "a1", "name": "Ada"}, {"id": "a2", "name": "Ben"}],
        credences=[
            {
                **{"account": account, "node": "c1", "wording": 1},
                **{"value": 0.25, "at": "2026-01-02T03:04:05Z"},
            }
            for account in ("a1", "a2")
        ],
    )


@pytest.fixture
def three(database: Database) -> Database:
    with database.writing() as session:
        for slug in ("tea", "milk"):
            import_document(session, SITE_OWNER, prepare(rated(slug)))
        import_document(session, SITE_OWNER, prepare(rated("blind", blind=True)))
    return database


def zipped(database: Database, actor: Actor, **wanted: Any) -> dict[str, bytes]:
    out = BytesIO()
    with database.reading() as session:
        write_several(session, open_several(session, actor, Wanted(**wanted)), out)
    return unpacked(out.getvalue())


def slugs(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Debate.slug)))


def bring(database: Database, files: Mapping[str, bytes], **more: Any) -> several_in.Brought:
    data = packed(files.items())
    return several_in.bring_in(database, SITE_OWNER, data, "x.zip", max_bytes=LIMIT, **more)


def faults_of(database: Database, files: Mapping[str, bytes], **more: Any) -> list[str]:
    before = slugs(database)
    with pytest.raises(ImportFaults) as caught:
        bring(database, files, **more)
    assert slugs(database) == before
    return [str(each) for each in caught.value.faults]


def native(slug: str) -> bytes:
    return json.dumps(rated(slug)).encode()


# Out.


@pytest.mark.parametrize("name", WRITTEN)
def test_each_file_is_the_one_that_the_debate_alone_goes_out_as(three: Database, name: str) -> None:
    found = zipped(three, ANONYMOUS, slugs=("tea", "milk"), format=name)
    ending = FORMATS[name].ending
    assert list(found) == [f"milk{ending}", f"tea{ending}", "index.json"]
    assert found == zipped(three, ANONYMOUS, slugs=("milk", "tea", "milk"), format=name)
    told = json.loads(found["index.json"])
    assert told["format"] == name
    with three.reading() as session:
        for row in told["debates"]:
            alone: Download = download(
                session, open_debate(session, ANONYMOUS, row["slug"]), name, ""
            )
            assert (row["file"], found[row["file"]]) == (alone.name, alone.body)
            assert row["losses"] == [str(each) for each in alone.losses]
            assert row["title"] == f"On {row['slug']}"
            assert row["counts"]["claims"] == 2
            assert row["counts"]["credences"] == 2


def test_a_reader_of_a_blind_debate_gets_no_more_in_a_zip(three: Database) -> None:
    mine = json.loads(zipped(three, ANONYMOUS, all=True)["blind.cruxmap.json"])
    assert "credences" not in mine
    full = json.loads(zipped(three, SITE_OWNER, all=True)["blind.cruxmap.json"])
    assert len(full["credences"]) == 2
    both = json.loads(zipped(three, ANONYMOUS, all=True)["tea.cruxmap.json"])
    assert len(both["credences"]) == 2


def test_credences_are_left_out_of_all_of_them(three: Database) -> None:
    found = zipped(three, SITE_OWNER, all=True, credences=False)
    documents = [json.loads(data) for name, data in found.items() if name != "index.json"]
    assert len(documents) == 3
    assert not any("credences" in each or "accounts" in each for each in documents)


def test_private_debates_are_only_for_their_readers(three: Database) -> None:
    with three.writing() as session:
        session.execute(update(Debate).where(Debate.slug == "milk").values(visibility="private"))
    assert set(zipped(three, ANONYMOUS, all=True)) == {
        *("tea.cruxmap.json", "blind.cruxmap.json", "index.json"),
    }
    assert "milk.cruxmap.json" in zipped(three, SITE_OWNER, all=True)
    with pytest.raises(NotFound):
        zipped(three, ANONYMOUS, slugs=("tea", "milk"))


def test_debates_go_out_as_they_were_at_a_time(three: Database) -> None:
    with three.writing() as session:
        opened = [open_debate(session, SITE_OWNER, slug) for slug in ("tea", "milk")]
        times = [list_changes(session, each.id, limit=1)[0].at for each in opened]
        new = NewClaim(text="It is late.", kind="claim")
        claims.add(session, make.an_account(session, site_owner=True), "tea", new)
    then = max(filter(None, times)).isoformat()
    told = json.loads(zipped(three, SITE_OWNER, slugs=("tea", "milk"), at=then)["index.json"])
    assert [row["revision"] for row in told["debates"]] == [1, 1]
    assert [row["counts"]["claims"] for row in told["debates"]] == [2, 2]
    now = json.loads(zipped(three, SITE_OWNER, slugs=("tea", "milk"))["index.json"])
    assert [row["counts"]["claims"] for row in now["debates"]] == [2, 3]
    with pytest.raises(Invalid, match="milk: ") as early:
        zipped(three, SITE_OWNER, slugs=("tea", "milk"), at="2001-02-03")
    assert list(early.value.fields) == ["at"]
    with pytest.raises(Invalid, match="A revision is of one debate"):
        zipped(three, SITE_OWNER, slugs=("tea", "milk"), at="1")


def test_what_cannot_be_asked_for_is_told(three: Database) -> None:
    with pytest.raises(Invalid, match="at least one"):
        zipped(three, ANONYMOUS)
    with pytest.raises(NotFound, match="no format"):
        zipped(three, ANONYMOUS, all=True, format="sculpture")
    with pytest.raises(NotFound):
        zipped(three, ANONYMOUS, slugs=("tea", "nowhere"))
    with pytest.raises(Invalid, match="At most 999"):
        zipped(three, ANONYMOUS, slugs=tuple(f"d{number}" for number in range(1_000)))


def test_one_that_cannot_be_written_stops_the_whole(
    three: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = downloads.written

    def refuses(debate: Any, *more: Any) -> Download:
        if debate.settings.slug == "milk":
            raise Invalid("It is too white.")
        return written(debate, *more)

    monkeypatch.setattr(several_out, "written", refuses)
    with pytest.raises(Invalid, match="“milk” cannot be written, so there is no zip: It is too"):
        zipped(three, ANONYMOUS, slugs=("tea", "milk"))


def test_debates_are_held_one_at_a_time(three: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[weakref.ref[Any]] = []
    most = 0
    export = downloads.export_debate

    def counting(session: Any, debate: Any, base_url: str) -> Any:
        nonlocal most
        gc.collect()
        most = max(most, sum(each() is not None for each in alive))
        found = export(session, debate, base_url)
        alive.append(weakref.ref(found))
        return found

    monkeypatch.setattr(several_out, "export_debate", counting)
    zipped(three, SITE_OWNER, all=True)
    assert len(alive) == 3
    assert most == 0


# In.


def test_a_zip_of_ours_comes_in_again_as_it_went_out(three: Database) -> None:
    found = zipped(three, SITE_OWNER, all=True)
    data = packed(found.items())
    with three.writing() as session:
        for debate in session.scalars(select(Debate)):
            session.delete(debate)
    made = several_in.bring_in(three, SITE_OWNER, data, "x.zip", max_bytes=LIMIT)
    assert [each.slug for each in made.debates.values()] == ["blind", "milk", "tea"]
    assert made.left_out == ("index.json",)
    assert zipped(three, SITE_OWNER, all=True) == found


def test_files_of_several_formats_become_debates_and_keep_their_order(database: Database) -> None:
    files = {"tea.argdown": TEA, "f/milk.md": MILK, "coffee.json": native("coffee")}
    made = bring(database, files)
    assert list(made.debates) == list(files)
    assert [each.slug for each in made.debates.values()] == ["tea", "milk", "coffee"]
    assert made.debates["tea.argdown"].counts["claims"] == 2
    with database.reading() as session:
        assert {row.slug: row.claims for row in list_debates(session, SITE_OWNER)} == {
            **{"tea": 2, "milk": 2, "coffee": 2},
        }


def test_debates_that_may_have_another_address_make_room_for_the_others(
    database: Database,
) -> None:
    made = bring(database, {"tea.md": MILK, "milk.md": MILK, "x.json": native("milk")})
    assert {file: each.slug for file, each in made.debates.items()} == {
        **{"tea.md": "milk-2", "milk.md": "milk-3", "x.json": "milk"},
    }


def test_one_broken_file_among_ten_keeps_all_out_and_is_named(database: Database) -> None:
    files = {f"d{number}.json": native(f"d{number}") for number in range(10)}
    files["d7.json"] = native("d7").replace(b'"target": "c1"', b'"target":\n "c9"')
    (fault,) = faults_of(database, files)
    assert fault.startswith("d7.json: line 2, column 2: relations[0].target (r1): ")
    found = several_in.look(database, SITE_OWNER, packed(files.items()), max_bytes=LIMIT)
    assert not found.is_sound
    assert [each.name for each in found.files if each.faults] == ["d7.json"]
    assert [each.title for each in found.files if not each.faults] == [
        f"On d{number}" for number in range(10) if number != 7
    ]
    assert slugs(database) == set()


def test_faults_of_all_files_are_told_at_once(database: Database) -> None:
    files = {"a.json": b"{", "b.md": b"- Tea\xff", "c.png": b"\x89PNG", "d.argdown": TEA}
    told = faults_of(database, {**files, "e.zip": packed([("tea.md", MILK)])})
    assert [each.split(":")[0] for each in told] == ["a.json", "b.md", "c.png", "e.zip"]
    assert told[1].startswith("b.md: line 1, column 6: ")
    assert "zip within the zip" in told[3]


def test_two_files_of_one_address_are_told_apart_only_by_whoever_sends_them(
    database: Database,
) -> None:
    files = {"a.json": native("tea"), "b.json": native("tea")}
    (told,) = faults_of(database, files)
    assert told.startswith("b.json: debate.slug: “tea” is the address of a.json too")
    made = bring(database, files, addresses=Addresses(chosen=("b.json=green-tea",)))
    assert [each.slug for each in made.debates.values()] == ["tea", "green-tea"]


def test_an_address_that_is_taken_is_told_before_and_refused_after(database: Database) -> None:
    with database.writing() as session:
        import_document(session, SITE_OWNER, prepare(rated("tea")))
    files = {"a.json": native("milk"), "b.json": native("tea"), "tea.md": MILK}
    data = packed(files.items())
    found = several_in.look(database, SITE_OWNER, data, max_bytes=LIMIT)
    assert [each.wrong for each in found.files] == [
        *("", "There is already a debate called “tea”; choose another address.", ""),
    ]
    assert not found.is_sound
    with pytest.raises(Conflict, match=r"b\.json: There is already a debate called “tea”"):
        bring(database, files)
    assert slugs(database) == {"tea"}
    chosen = Addresses(chosen=("b.json=black-tea", "tea.md=leaves"))
    assert several_in.look(database, SITE_OWNER, data, max_bytes=LIMIT, addresses=chosen).is_sound
    bring(database, files, addresses=chosen)
    assert slugs(database) == {"tea", "milk", "black-tea", "leaves"}


def test_addresses_that_are_none_are_told(database: Database) -> None:
    files = {"a.json": native("tea"), "b.md": MILK}
    wrong = Addresses(chosen=("b.md=No such",))
    (told,) = faults_of(database, files, addresses=wrong)
    assert told.startswith("b.md: debate.slug: An address has small letters")
    for chosen in ("c.md=milk", "milk"):
        with pytest.raises(Invalid, match="names no file of the zip"):
            bring(database, files, addresses=Addresses(chosen=(chosen,)))
    with pytest.raises(Invalid, match="an address of its own"):
        bring(database, files, reading=Reading(slug="tea"))
    with pytest.raises(Invalid, match="no zip of several"):
        several_in.bring_in(*(database, SITE_OWNER, MILK, "b.md"), max_bytes=LIMIT, addresses=wrong)


def test_hostile_zips_bring_in_nothing(database: Database) -> None:
    good = {"tea.argdown": TEA}
    assert "leads out" in faults_of(database, {**good, "../milk.md": MILK})[0]
    assert "leads out" in faults_of(database, {**good, "/etc/milk.md": MILK})[0]
    assert "no file of a debate" in faults_of(database, {})[0]
    assert "unpacked" in faults_of(database, {**good, "bomb.md": b"- " + b"a" * 41_000_000})[0]
    many = {f"{number}.md": b"" for number in range(1_001)}
    assert "1,001 files; at most 1,000" in faults_of(database, many)[0]
    with pytest.raises(ImportFaults, match="at most 10 are read"):
        several_in.bring_in(database, SITE_OWNER, packed(good.items()), "x.zip", max_bytes=10)
    with pytest.raises(SignInNeeded):
        several_in.bring_in(database, ANONYMOUS, packed(good.items()), "x.zip", max_bytes=LIMIT)
    with pytest.raises(SignInNeeded):
        several_in.look(database, ANONYMOUS, packed(good.items()), max_bytes=LIMIT)


def test_a_dry_run_and_a_look_write_nothing(database: Database) -> None:
    made = bring(database, {"tea.argdown": TEA, "milk.md": MILK}, dry_run=True)
    assert [each.slug for each in made.debates.values()] == ["tea", "milk"]
    assert slugs(database) == set()


def test_all_files_are_read_as_one_format_where_it_is_said(database: Database) -> None:
    files = {"tea.text": b"Tea\n  + Calm\n", "milk.text": b"Milk\n"}
    assert "no format that is read" in faults_of(database, files)[0]
    made = bring(database, files, reading=Reading(format="indented"))
    assert [each.counts["claims"] for each in made.debates.values()] == [2, 1]


def test_a_zip_of_several_is_no_debate_and_goes_into_none() -> None:
    data = packed([("tea.argdown", TEA), ("milk.md", MILK)])
    with pytest.raises(ImportFaults, match="zip of several files"):
        read_file(data, "x.zip", max_bytes=LIMIT)


def test_who_brings_them_in_owns_all_of_them(database: Database) -> None:
    with database.writing() as session:
        ada = make.an_account(session)
    data = packed([("tea.argdown", TEA), ("milk.md", MILK)])
    several_in.bring_in(database, ada, data, "x.zip", max_bytes=LIMIT)
    with database.reading() as session:
        rows = some(list_debates(session, ada))
        assert {row.role.value for row in rows} == {"owner"}
        assert session.scalar(select(func.count()).select_from(Debate)) == 2


def test_an_address_that_is_chosen_is_that_of_the_debate_whatever_its_file_says(
    database: Database,
) -> None:
    made = several_in.bring_in(
        *(database, SITE_OWNER, native("tea"), "tea.json"),
        max_bytes=LIMIT,
        reading=Reading(slug="green-tea"),
    )
    assert [each.slug for each in made.debates.values()] == ["green-tea"]
    assert slugs(database) == {"green-tea"}
