"""The documentation keeps up: settings, commands, addresses and links."""

import re
from pathlib import Path

import pytest
import typer
from starlette.routing import Route

from app.api.routes import ROUTERS as API
from app.cli.main import app as cli
from app.config import Settings
from app.core.formats.registry import FORMATS
from app.web.routes import ROUTERS as PAGES

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READ = [path for path in DOCS if path.parent != ROOT / "docs" / "decisions"]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in READ)


def commands() -> list[str]:
    """List the words of every command: "account add"."""
    found: list[str] = []
    waiting = [("", typer.main.get_command(cli))]
    while waiting:
        words, command = waiting.pop()
        below = getattr(command, "commands", {})
        waiting += [(f"{words} {name}".strip(), each) for name, each in below.items()]
        if words and not below:
            found.append(words)
    return sorted(found)


def addresses() -> list[str]:
    whole = [route for router in (*PAGES, *API) for route in router.routes]
    return sorted({route.path for route in whole if isinstance(route, Route)})


def links(path: Path) -> list[str]:
    """List the files that a document links to."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link.split("#")[0] for link in found if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_told_with_its_meaning_and_what_it_is_unless_set(name: str) -> None:
    settings = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `CRUXMAP_{name.upper()}` \|.*$", settings, re.MULTILINE)
    assert str(Settings.model_fields[name].description) in row
    default = str(Settings.model_fields[name].default)
    assert row.split(" | ")[1] == (f"`{default}`" if default else "empty")


def variables() -> set[str]:
    """Return what options of commands are also read from, without what all begin with."""
    found: set[str] = set()
    waiting = [typer.main.get_command(cli)]
    while waiting:
        command = waiting.pop()
        waiting += getattr(command, "commands", {}).values()
        found |= {str(each.envvar) for each in command.params if each.envvar}
    return {name.removeprefix("CRUXMAP_") for name in found}


def test_no_setting_is_told_that_is_not_there() -> None:
    told = set(re.findall(r"\bCRUXMAP_([A-Z_]+)\b", TEXT))
    known = {name.upper() for name in Settings.model_fields} | variables()
    assert {name for name in told if not name.startswith("TEST_")} - known == set()


def test_every_variable_that_an_option_is_read_from_is_told() -> None:
    assert {name for name in variables() if f"`CRUXMAP_{name}`" not in TEXT} == set()


@pytest.mark.parametrize("words", commands())
def test_every_command_is_told(words: str) -> None:
    assert re.search(rf"`(?:cruxmap )?{re.escape(words)}\b", TEXT)


def test_the_commands_are_those_that_scripts_rely_on() -> None:
    assert {"serve", "migrate", "import", "export", "rollup", "settings"} <= set(commands())


def test_the_table_of_formats_is_that_of_the_registry() -> None:
    table = (ROOT / "docs" / "formats" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[`([a-z-]+)`\]\((\S+)\) \| (.+) \|$", table, re.MULTILINE)
    assert [name for name, _, _ in rows] == list(FORMATS)
    for name, page, told in rows:
        known = FORMATS[name]
        ways = ["yes" if way else "no" for way in (known.write, known.read)]
        said = [known.title, known.use, *ways, f"`{known.ending}`", known.carries, known.loses]
        assert told == " | ".join(said)
        assert (ROOT / "docs" / "formats" / page).exists()


@pytest.mark.parametrize("address", addresses())
def test_every_address_is_told(address: str) -> None:
    # The page on the API says once where it is; its table names the rest of each address.
    short = address.removeprefix("/api/v1")
    names = [f"`{address}"] if short == address else [f"`{address}", f" {short}"]
    assert any(f"{name}{end}" in TEXT for name in names for end in ("`", "?"))


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_to_files(path: Path) -> None:
    missing = [link for link in links(path) if link and not (path.parent / link).exists()]
    assert missing == []


def test_the_architecture_names_every_module_of_core() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    modules = [path for path in (ROOT / "app" / "core").glob("*/*.py") if path.stem != "__init__"]
    assert len(modules) > 60
    assert [path.stem for path in modules if f"`{path.stem}`" not in text] == []
