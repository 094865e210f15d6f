"""Where the templates, static files and migrations are: in a checkout and in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _resource(name: str) -> Path:
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def _file(name: str) -> Path:
    packaged = PACKAGE / name
    return packaged if packaged.is_file() else PACKAGE.parent / name


TEMPLATES = _resource("templates")
STATIC = _resource("static")
MIGRATIONS = _resource("migrations")
LICENSE = _file("LICENSE")
DEBATES = PACKAGE / "debates"
