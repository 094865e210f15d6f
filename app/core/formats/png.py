"""The map of a debate as a picture in PNG: the drawing in SVG, painted by resvg.

What the picture does not hold is told in the file, too, as text beside the picture. resvg-py, the
optional extra ``png``, is imported only when a picture is painted.
"""

import importlib
import importlib.util
import struct
import zlib
from collections.abc import Mapping
from math import sqrt
from typing import Any

from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.core.formats import svg
from app.core.formats.format import Format, Options, Painter, Written
from app.core.formats.losing import in_words

SHARPEST, MOST_PIXELS = 2.0, 12_000_000
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = 25  # a length, a name, thirteen bytes, a sum
MISSING = "A picture in PNG needs resvg-py: install cruxmap with the extra 'png'."


def write(debate: Debate, options: Options) -> Written:
    """Paint a debate's map. Raises Invalid where resvg-py is not installed."""
    drawing, losses = svg.write(debate, options)
    told = {"Title": debate.settings.title, "Description": in_words(losses)}
    return Written(painted(drawing.decode(), told, options.paint), losses)


def painted(drawing: str, told: Mapping[str, str], paint: Painter | None = None) -> bytes:
    """Paint a drawing in SVG twice as sharp as it is large, less where that would be too much.

    `told` is text that stands beside the picture, by its keywords. Raises Invalid without resvg-py.
    """
    if message := missing():
        raise Invalid(message)
    wide, high = svg.size_of(drawing)
    zoom = min(SHARPEST, sqrt(MOST_PIXELS / (wide * high)))
    picture = (paint or _paint)(drawing, max(1, round(wide * zoom)))
    texts = b"".join(_text(key, text) for key, text in told.items() if text)
    after = len(SIGNATURE) + HEADER
    return picture[:after] + texts + picture[after:]


def missing() -> str:
    """Return how to install what pictures are painted with; nothing where it is there."""
    return "" if importlib.util.find_spec("resvg_py") else MISSING


def _paint(drawing: str, wide: int) -> bytes:
    resvg: Any = importlib.import_module("resvg_py")
    return bytes(resvg.svg_to_bytes(svg_string=drawing, width=wide))


def _text(key: str, text: str) -> bytes:
    """Return a text as a chunk of a picture: not packed, in no language."""
    body = b"iTXt" + key.encode("latin-1") + bytes(5) + text.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


FORMAT = Format(
    name="png",
    title="Map as PNG",
    media_type="image/png",
    ending=".png",
    use="a picture of the argument where SVG is not taken",
    carries=svg.FORMAT.carries,
    loses=svg.FORMAT.loses,
    write=write,
    keeps=svg.keeps,
    missing=missing,
)
