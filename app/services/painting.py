"""Pictures painted in a process of their own, one at a time.

Painting takes seconds and lets no other thread of its process run meanwhile. What was painted is
kept: many look at the same map.
"""

import hashlib
import subprocess
import sys
from threading import Lock

from app.core.errors import TooMany
from app.services.kept import Kept

LONGEST = 60  # seconds
_PAINT = (
    "import sys, resvg_py; drawing = sys.stdin.buffer.read().decode(); sys.stdout.buffer.write("
    "bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=int(sys.argv[1]))))"
)
_painting = Lock()
ENTRY = 300  # bytes of an entry beside the picture
# By what was drawn, and how wide: whoever may see the drawing may see the picture.
_pictures: Kept[tuple[str, int], bytes] = Kept(8_000_000)


def paint(drawing: str, wide: int) -> bytes:
    """Paint a drawing in SVG at a width in pixels, as PNG, or return it as it was painted before.

    Raises TooMany while another is being painted: whoever waited would keep a thread from serving
    pages; and where it takes too long.
    """
    key = hashlib.sha256(drawing.encode()).hexdigest(), wide
    picture = _pictures.get(key)
    if picture is None:
        picture = _painted(drawing, wide)
        _pictures.put(key, picture, ENTRY + len(picture))
    return picture


def _painted(drawing: str, wide: int) -> bytes:
    if not _painting.acquire(blocking=False):
        raise TooMany("Another picture is being painted just now. Try again soon, or take the SVG.")
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _PAINT, str(wide)],
            input=drawing.encode(),
            capture_output=True,
            timeout=LONGEST,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise TooMany("The picture took too long to paint. The SVG is the same map.") from error
    finally:
        _painting.release()
    return done.stdout
