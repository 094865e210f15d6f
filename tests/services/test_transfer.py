"""A debate goes into the database whole or not at all, and comes out as it went in."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound, SignInNeeded
from app.core.formats.native.canonical import canonical, dumps
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.reading import SoundDocument, read_document
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.models import Account, Base, Change, Credence, Debate, Membership, Node
from app.services import clock
from app.services.rows.writing import Batch
from app.services.transfer import export_document, import_document, prepare

ROOT = Path(__file__).parent.parent.parent
SPECIMEN = ROOT / "tests" / "formats" / "every_field.yaml"
DEBATES = sorted((ROOT / "app" / "debates").glob("*.yaml"))
PROGRAM = Actor(None, site_owner=True)


@pytest.fixture
def specimen() -> SoundDocument:
    return read_document(SPECIMEN.read_bytes(), SPECIMEN.name)


def sign_up(session: Session, name: str, **more: Any) -> Actor:
    values = {
        **{"public_id": name.lower(), "name": name, "name_key": name.lower()},
        **{"site_owner": False, "created_at": clock.now()},
    }
    made = insert(Account).values(values | more).returning(Account.id)
    return Actor(session.execute(made).scalar_one(), name, site_owner=bool(more.get("site_owner")))


def counts(session: Session) -> dict[str, int]:
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in Base.metadata.sorted_tables
    }


def brought_in(database: Database, document: dict[str, Any]) -> Actor:
    with database.writing() as session:
        owner = sign_up(session, "Olga")
        import_document(session, owner, prepare(document))
    return owner


@pytest.mark.parametrize("path", [SPECIMEN, *DEBATES], ids=lambda path: path.stem)
def test_a_document_comes_out_byte_for_byte_as_it_went_in(database: Database, path: Path) -> None:
    document = read_document(path.read_bytes(), path.name)
    owner = brought_in(database, document)
    slug = document["debate"]["slug"]
    with database.reading() as session:
        exported = export_document(session, owner, slug)
    assert dumps(exported) == dumps(canonical(document))
    assert read_document(dumps(exported).encode(), "again.json") == exported


def test_an_export_goes_in_again_beside_the_debate_it_came_from(
    database: Database, specimen: SoundDocument
) -> None:
    owner = brought_in(database, specimen)
    with database.writing() as session:
        again = export_document(session, owner, "every-field")
        again["debate"]["slug"] = "twin"
        import_document(session, owner, prepare(again))
    with database.reading() as session:
        assert export_document(session, owner, "twin") == again
        names = session.scalars(select(Account.public_id).where(Account.imported_id.is_not(None)))
        assert len(set(names)) == 4  # nobody's credences pass for those of another import


def test_the_importing_account_owns_the_debate_at_its_first_revision(
    database: Database, specimen: SoundDocument
) -> None:
    with database.writing() as session:
        actor = sign_up(session, "Olga")
        result = import_document(session, actor, prepare(specimen))
    assert result.slug == "every-field"
    assert result.counts["claims"] == 5
    with database.reading() as session:
        debate = session.scalars(select(Debate)).one()
        assert debate.revision == 1
        assert session.scalars(select(Membership.role)).one() == "owner"
        change = session.scalars(select(Change)).one()
        assert (change.revision, change.action, change.account_id) == (
            1,
            "import",
            actor.account_id,
        )


def test_accounts_of_a_document_cannot_sign_in(database: Database, specimen: SoundDocument) -> None:
    brought_in(database, specimen)
    with database.reading() as session:
        imported = session.scalars(select(Account).where(Account.imported_id.is_not(None))).all()
    assert {account.name for account in imported} == {"Zoë", "Robert'); DROP TABLE account;--"}
    assert all(account.name_key is None and account.password_hash is None for account in imported)
    assert not any(account.site_owner for account in imported)


def test_a_document_cannot_speak_for_an_account_of_this_installation(
    database: Database, specimen: SoundDocument
) -> None:
    with database.writing() as session:
        owner = sign_up(session, "Olga")
        live = sign_up(session, "Zoe", public_id="a2")
        import_document(session, owner, prepare(specimen))
        node_id = session.scalars(select(Node.id).where(Node.public_id == "c2")).one()
        assert not session.scalars(
            select(Credence.id).where(Credence.account_id == live.account_id)
        ).all()
        session.add(
            Credence(
                **{"debate_id": session.scalars(select(Debate.id)).one(), "node_id": node_id},
                **{"account_id": live.account_id, "wording": 1, "value": 0.5},
                **{"ill_posed": False, "withdrawn": False, "at": clock.now()},
            )
        )
    with database.reading() as session:
        exported = export_document(session, owner, "every-field")
    assert len({row["id"] for row in exported["accounts"]}) == 3
    assert {row["name"] for row in exported["accounts"] if row["id"] == "a2"} == {"Zoe"}


def test_a_faulty_document_writes_nothing(database: Database, specimen: SoundDocument) -> None:
    faulty: dict[str, Any] = deepcopy(dict(specimen))
    faulty["relations"][0]["target"] = "nowhere"
    faulty["credences"][-1]["node"] = "nowhere"
    with database.writing() as session:
        actor = sign_up(session, "Olga")
        before = counts(session)
        with pytest.raises(ImportFaults) as caught:
            import_document(session, actor, prepare(faulty))
    assert [fault.path for fault in caught.value.faults] == [
        *("credences[3].node", "relations[0].target"),
    ]
    with database.reading() as session:
        assert counts(session) == before


def test_an_import_that_fails_midway_is_undone(database: Database, specimen: SoundDocument) -> None:
    # A document that was found sound and then spoilt fails only at one of its last tables.
    spoilt = prepare(specimen)
    last = next(s for s in spoilt.steps if isinstance(s, Batch) and "wording" in s.columns)
    wordings = last.columns["wording"]
    assert isinstance(wordings, list)
    wordings[0] = None
    with database.reading() as session:
        before = counts(session)
    with pytest.raises(IntegrityError), database.writing() as session:
        import_document(session, PROGRAM, spoilt)
    with database.reading() as session:
        assert counts(session) == before


def test_a_taken_slug_is_a_conflict_and_leaves_the_debate_alone(
    database: Database, specimen: SoundDocument
) -> None:
    owner = brought_in(database, specimen)
    with database.reading() as session:
        before, exported = counts(session), export_document(session, owner, "every-field")
    with database.writing() as session, pytest.raises(Conflict, match="“every-field”"):
        import_document(session, owner, prepare(specimen))
    with database.reading() as session:
        assert counts(session) == before
        assert export_document(session, owner, "every-field") == exported


def test_of_two_imports_in_a_race_one_wins_and_one_is_told(
    database: Database, specimen: SoundDocument
) -> None:
    ready, outcomes = Barrier(2), []

    def race() -> None:
        ready.wait()
        try:
            with database.writing() as session:
                import_document(session, PROGRAM, prepare(specimen))
            outcomes.append("made")
        except Conflict as conflict:
            outcomes.append(conflict.code)

    threads = [Thread(target=race) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "made"]
    with database.reading() as session:
        assert counts(session)["debate"] == 1


def test_markup_in_a_document_stays_text(database: Database, specimen: SoundDocument) -> None:
    brought_in(database, specimen)
    with database.reading() as session:
        debate = session.scalars(select(Debate)).one()
    assert debate.title == "Does the <b>old mill</b> need a new wheel?"
    assert debate.summary is not None
    assert '<script>alert("text, not script")</script>' in debate.summary


def test_only_who_may_read_a_debate_exports_it(database: Database, specimen: SoundDocument) -> None:
    owner = brought_in(database, specimen)
    with database.writing() as session:
        stranger = sign_up(session, "Sten")
        with pytest.raises(SignInNeeded):
            import_document(session, ANONYMOUS, prepare(specimen))
    with database.reading() as session:
        for actor in (stranger, ANONYMOUS):
            with pytest.raises(NotFound):
                export_document(session, actor, "every-field")
            with pytest.raises(NotFound):
                export_document(session, actor, "no-such-debate")
        assert export_document(session, owner, "every-field")


@pytest.fixture
def blind(database: Database, specimen: SoundDocument) -> Iterator[Session]:
    specimen["debate"] |= {"visibility": "public", "open_role": "annotator"}
    with database.writing() as session:
        import_document(session, sign_up(session, "Olga"), prepare(specimen))
        yield session


def test_the_export_of_a_blind_debate_does_not_give_others_away(blind: Session) -> None:
    reader = sign_up(blind, "Rita")
    for actor in (reader, ANONYMOUS):
        exported = export_document(blind, actor, "every-field")
        assert "credences" not in exported
    values = {
        **{"account_id": reader.account_id, "wording": 2, "value": 0.5, "ill_posed": False},
        **{"withdrawn": False, "at": clock.now()},
        "node_id": blind.scalars(select(Node.id).where(Node.public_id == "c10")).one(),
        "debate_id": blind.scalars(select(Debate.id)).one(),
    }
    blind.execute(insert(Credence).values(values))
    seen = export_document(blind, reader, "every-field")["credences"]
    assert {row["node"] for row in seen} == {"c10"}
    assert len(seen) == 4
    blind.execute(insert(Credence).values(values | {"value": None, "withdrawn": True}))
    seen = export_document(blind, reader, "every-field")["credences"]
    assert {row["account"] for row in seen} == {"rita"}
    owner = blind.scalars(select(Account).where(Account.name == "Olga")).one()
    whole = export_document(blind, Actor(owner.id), "every-field")
    assert len(whole["credences"]) == 6


def test_unnamed_accounts_stay_out_of_an_export(blind: Session) -> None:
    sign_up(blind, "Idle")
    exported = export_document(blind, ANONYMOUS, "every-field")
    assert [row["name"] for row in exported["accounts"]] == [
        *("Robert'); DROP TABLE account;--", "Zoë")
    ]


def test_a_revision_can_follow_that_of_the_debate_it_replaces(
    database: Database, specimen: SoundDocument
) -> None:
    with database.writing() as session:
        import_document(session, PROGRAM, prepare(specimen), bundled_hash="x", after_revision=7)
        assert session.execute(text("SELECT revision, bundled_revision FROM debate")).one() == (
            8,
            8,
        )
        assert replace(PROGRAM).account_id is None
        assert session.scalars(select(Membership)).all() == []


@pytest.mark.long
def test_ten_thousand_claims_go_in_and_out(database: Database) -> None:
    claims = [
        {"id": f"c{n}", "kind": "claim", "text": "A claim.", "provenance": "outside"}
        for n in range(10_000)
    ]
    relations = [
        {"id": f"r{n}", "kind": "supports", "premises": [f"c{n}"], "target": f"c{n - 1}"}
        | {"provenance": "outside"}
        for n in range(1, 10_000)
    ]
    document = {"format": "cruxmap/1", "debate": {"slug": "big", "title": "Big"}}
    owner = brought_in(database, document | {"claims": claims, "relations": relations})
    with database.reading() as session:
        exported = export_document(session, owner, "big")
    assert exported["claims"] == claims
    assert len(exported["relations"]) == 9_999
