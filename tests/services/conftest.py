"""A bundled debate for tests that do much to one, and who does it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.formats.native.reading import read_document
from app.core.permissions import Actor, Role
from app.db import Database
from app.models import Debate as DebateTable
from app.services.transfer import import_document, prepare
from tests import factories as make

EXCHANGE = Path(__file__).parent.parent.parent / "app" / "debates" / "scheming-exchange.yaml"
SLUG = "as-bundled"


@pytest.fixture
def accounts(database: Database) -> list[Actor]:
    """A debate of some size, and three accounts that may do everything in it."""
    document = read_document(EXCHANGE.read_bytes(), EXCHANGE.name)
    document["debate"]["slug"] = SLUG
    with database.writing() as session:
        import_document(session, Actor(None, site_owner=True), prepare(document))
        key = session.scalars(select(DebateTable.id)).one()
        made = make.Made(key, SLUG)
        return [make.an_account(session, role=Role.EDITOR, debate=made) for _ in range(3)]
