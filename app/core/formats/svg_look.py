"""How a map looks in a file of its own: fonts and colours, for the screen and on paper.

The colours are those of the pages in their light dress; a test holds the two against each other.
"""

FONTS = (
    "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', "
    "'DejaVu Sans', sans-serif"
)
PAPER, CARD, INK, MUTE = "#fbfaf7", "#fff", "#1b1d21", "#5a5d65"
HAIR, EDGE, TINT = "#dedad2", "#8b8d92", "#f3f1ec"
SUPPORTS, REBUTS, UNDERCUTS, OWN = "#0f5fa6", "#ad4a0c", "#7d3a86", "#0b7a5f"
HUES = {
    "supports": SUPPORTS,
    "backs": SUPPORTS,
    "rebuts": REBUTS,
    "undercuts": UNDERCUTS,
    "talk": MUTE,
}
_PLAIN = f"""
text{{font-family:{FONTS};font-size:12.5px;fill:{INK}}}
.ground{{fill:{CARD}}}
.heading{{font-size:17px;font-weight:600}}
.told{{font-size:12px;fill:{MUTE}}}
.line{{fill:none;stroke-width:1.7}}
.trunk,.rest{{stroke:{EDGE};stroke-width:1.2}}
.line.undercuts,.line.backs,.rest{{stroke-dasharray:4 3}}
.line.talk{{stroke-width:1.2;stroke-dasharray:1.5 3}}
.card rect{{fill:{PAPER};stroke:{HAIR};stroke-width:1.2}}
.root rect{{stroke:{INK};stroke-width:1.8}}
.again rect{{fill:none;stroke:{EDGE};stroke-dasharray:4 3}}
.label{{font-weight:600}}
.part .label{{font-weight:500}}
.again .label,.ended .label{{font-weight:500;fill:{MUTE}}}
.ended .label{{text-decoration:line-through}}
.name{{font-size:11.5px;fill:{MUTE}}}
.kind{{font-style:italic}}
.sign{{fill:none;stroke:{INK};stroke-width:1.5}}
.full{{fill:{INK}}}
.crux{{fill:{INK}}}
.axis{{fill:none;stroke:{EDGE};opacity:.6}}
.dot{{fill:{MUTE}}}
.own{{fill:{OWN};stroke:{INK};stroke-width:1.2}}
.card .range{{fill:{EDGE};stroke:none;opacity:.4}}
.pooled{{stroke:{INK};stroke-width:1.8}}
.implied{{fill:{PAPER};stroke:{INK};stroke-width:1.3}}
.pill rect{{fill:{TINT};stroke:{EDGE};stroke-width:.8}}
.pill text{{font-size:12px;font-weight:600;text-anchor:middle}}
"""


def style() -> str:
    """Return the rules for the classes of a map's elements."""
    return _PLAIN + "".join(_hued(look, hue) for look, hue in HUES.items())


def _hued(look: str, hue: str) -> str:
    line = f".line.{look}{{stroke:{hue}}}\n.arrow.{look}{{fill:{hue}}}\n"
    circle, path = f".joint.{look} circle", f".joint.{look} path"
    if look in ("supports", "rebuts"):
        return f"{line}{circle}{{fill:{hue};stroke:{CARD};stroke-width:2}}\n{path}{{fill:{CARD}}}\n"
    dashes = ";stroke-dasharray:3 2" if look != "talk" else ""
    ring = f"fill:{CARD};stroke:{hue};stroke-width:1.5{dashes}"
    return (
        f"{line}{circle}{{{ring}}}\n"
        f"{path}{{fill:none;stroke:{hue};stroke-width:1.8;stroke-linecap:round}}\n"
    )
