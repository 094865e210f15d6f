"""`cruxmap`: help, settings, and what becomes of errors."""

import pytest

from app import __version__
from app.config import Settings
from tests.cli.conftest import Cruxmap
from tests.found import some


def test_without_a_command_it_lists_the_commands(cruxmap: Cruxmap) -> None:
    shown = cruxmap()
    assert "serve" in shown.out + shown.err
    assert shown.code == 2


def test_an_unknown_command_is_misuse(cruxmap: Cruxmap) -> None:
    refused = cruxmap("fly")
    assert refused.code == 2
    assert "fly" in refused.err


def test_a_port_that_is_none_is_misuse(cruxmap: Cruxmap) -> None:
    assert cruxmap("serve", "--port", "99999").code == 2


def test_settings_lists_every_setting_with_its_meaning(cruxmap: Cruxmap) -> None:
    shown = cruxmap("settings").out
    for name, field in some(Settings.model_fields.items()):
        assert f"CRUXMAP_{name.upper()}=" in shown
        assert str(field.description) in shown


def test_settings_keeps_secrets_to_itself(
    cruxmap: Cruxmap, installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRUXMAP_DATABASE_URL", "postgresql://me:hidden-word@localhost/debates")
    shown = cruxmap("settings").out
    assert installation.secret_key not in shown
    assert "hidden-word" not in shown
    assert "postgresql://me:***@localhost/debates" in shown


def test_a_wrong_setting_is_named(cruxmap: Cruxmap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRUXMAP_THREADS", "many")
    refused = cruxmap("settings")
    assert refused.code == 1
    assert refused.err.startswith("CRUXMAP_THREADS: ")


def test_an_unreachable_database_is_told_in_a_sentence(
    cruxmap: Cruxmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRUXMAP_DATABASE_URL", "postgresql://127.0.0.1:1/debates")
    refused = cruxmap("migrate")
    assert refused.code == 1
    assert refused.err.startswith("The database cannot be used: ")


def test_the_version_is_told_by_a_command_and_by_an_option(cruxmap: Cruxmap) -> None:
    for words in (["version"], ["--version"]):
        told = cruxmap(*words)
        assert (told.code, told.out) == (0, f"{__version__}\n")
    assert "Follow and settle intricate debates." in cruxmap("--help").out
