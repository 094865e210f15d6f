"""The folder of real files of other programs, where one is named; it is no part of the project."""

import os
from pathlib import Path

import pytest

NAMED = os.environ.get("CRUXMAP_TEST_REALDATA", "")


def folder() -> Path:
    """Return the folder; skip the module that asks where none is named."""
    if not NAMED:
        reason = "CRUXMAP_TEST_REALDATA names no folder of real files."
        pytest.skip(reason, allow_module_level=True)
    assert Path(NAMED).is_dir(), f"CRUXMAP_TEST_REALDATA names no folder: {NAMED}"
    return Path(NAMED)
