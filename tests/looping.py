"""Running coroutines from tests, whatever loop a browser test has left running in this thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in a thread of its own, and return what it gives."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()
