"""The bundled debates behind one application; test files name this module as a plugin."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from app.services.bundled import load_bundled
from tests.copies import copy_of
from tests.web.library import browser, settings_for


@pytest.fixture(scope="session")
def library_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the bundled debates, made once a process."""
    path = tmp_path_factory.mktemp("library") / "library.db"
    copy_of(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    load_bundled(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def library(library_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The application on the bundled debates; tests of it change nothing."""
    folder = tmp_path_factory.mktemp("reading")
    copy_of(library_file, folder / "library.db")
    database = Database(f"sqlite:///{folder / 'library.db'}")
    yield create_app(settings_for(database, folder), database)
    database.close()


@pytest.fixture(scope="session")
def visitor(library: Any) -> TestClient:
    """A visitor of the bundled debates."""
    return browser(library)


@pytest.fixture
def shelf_file(library_file: Path, tmp_path: Path) -> Path:
    """A copy of the bundled debates of the test's own."""
    return copy_of(library_file, tmp_path / "own.db")


@pytest.fixture
def own_library(shelf_file: Path, tmp_path: Path) -> Iterator[Any]:
    """The application on a copy of the bundled debates that the test may change."""
    database = Database(f"sqlite:///{shelf_file}")
    yield create_app(settings_for(database, tmp_path), database)
    database.close()


@pytest.fixture
def empty_site(sqlite_database: Database, tmp_path: Path) -> Any:
    """The application on an empty database."""
    return create_app(settings_for(sqlite_database, tmp_path), sqlite_database)
