"""Bodies compressed as they are sent."""

from isal import igzip


def compress(body: bytes) -> bytes:
    """Compress a body as gzip, at the level where time is a fraction of making the page.

    The same body gives the same bytes: no moment stands in them.
    """
    return bytes(igzip.compress(body, 1, mtime=0))


def unpacked(packed: bytes) -> bytes:
    """Return what was compressed."""
    return bytes(igzip.decompress(packed))  # type: ignore[no-untyped-call]


def takes_gzip(accepted: str) -> bool:
    """Tell whether a client that sends this `Accept-Encoding` takes gzip."""
    return "gzip" in accepted
