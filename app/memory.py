"""How a serving process treats memory: a garbage collector that looks rarely, and no hoarding."""

import ctypes
import gc
import os
import sys

COLLECT_AFTER = (50_000, 20, 50)
# glibc's mallopt: its numbers for the options, and what they are set to.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
LARGE = 128 * 1024


def calm_collector() -> None:
    """Let the garbage collector look rarely, and never again at what is there at the start.

    A graph of 10,000 claims is half a million lasting objects: with the usual thresholds the
    collector walks them again and again while they are made, for two fifths of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def return_memory() -> None:
    """Let glibc give memory back: one heap for all threads, and whole pages outside of it.

    With a heap for every thread, and pages of a megabyte among lasting small pieces, most of a
    busy server's memory lay unused between what was kept. What MALLOC_… variables or
    GLIBC_TUNABLES set stays as it is; other C libraries are left alone.
    """
    if any(name.startswith(("MALLOC_", "GLIBC_TUNABLES")) for name in os.environ):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(ARENA_MAX, 1)
        mallopt(MMAP_THRESHOLD, LARGE)
        mallopt(TRIM_THRESHOLD, LARGE)
