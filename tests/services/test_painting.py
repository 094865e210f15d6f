"""Pictures are painted one at a time, in a process of their own."""

import os
import subprocess
from collections.abc import Callable
from threading import Thread

import pytest

from app.core.errors import TooMany
from app.services import painting
from app.services.kept import Kept
from app.services.painting import paint

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text>é</text></svg>'


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "_pictures", Kept(1_000_000))


def test_a_picture_is_painted_once_and_each_width_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, wider = paint(DRAWING, 10), paint(DRAWING, 20)
    assert first != wider
    monkeypatch.setattr(painting, "_painted", lambda *_: b"painted anew")
    assert [paint(DRAWING, 10), paint(DRAWING, 20)] == [first, wider]
    assert paint(DRAWING.replace("é", "e"), 10) == b"painted anew"


def test_a_picture_is_painted_as_wide_as_is_asked() -> None:
    picture = paint(DRAWING, 80)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(picture[16:20], "big") == 80


def test_whoever_comes_while_another_is_painted_is_sent_away_and_let_in_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused: list[str] = []
    run: Callable[..., object] = subprocess.run

    def meanwhile(*arguments: object, **more: object) -> object:
        other = Thread(target=lambda: _tried(refused))
        other.start()
        other.join()
        return run(*arguments, **more)

    monkeypatch.setattr(subprocess, "run", meanwhile)
    assert paint(DRAWING, 20)
    assert refused == [
        "Another picture is being painted just now. Try again soon, or take the SVG."
    ]
    monkeypatch.undo()
    assert paint(DRAWING, 10)


def _tried(refused: list[str]) -> None:
    try:
        paint(DRAWING, 10)
    except TooMany as error:
        refused.append(error.message)


def test_the_process_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "_PAINT", "import os; print(os.getpid())")
    assert int(paint("", 1)) != os.getpid()
