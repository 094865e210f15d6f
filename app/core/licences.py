"""Licences by their SPDX ids: those under which texts and data are given away."""

from collections.abc import Mapping
from typing import NamedTuple


class Licence(NamedTuple):
    """A licence: its SPDX id, its name, and where its text stands."""

    id: str
    name: str
    address: str


_CC, _ODC = "https://creativecommons.org", "https://opendatacommons.org/licenses"
_CC_4 = {
    "by": "Attribution",
    "by-sa": "Attribution-ShareAlike",
    "by-nc": "Attribution-NonCommercial",
    "by-nd": "Attribution-NoDerivatives",
    "by-nc-sa": "Attribution-NonCommercial-ShareAlike",
    "by-nc-nd": "Attribution-NonCommercial-NoDerivatives",
}
_OTHERS = (
    ("CC0-1.0", "CC0 1.0 Universal", f"{_CC}/publicdomain/zero/1.0/"),
    ("CC-BY-3.0", "Creative Commons Attribution 3.0 Unported", f"{_CC}/licenses/by/3.0/"),
    ("ODbL-1.0", "Open Data Commons Open Database License v1.0", f"{_ODC}/odbl/1-0/"),
    ("ODC-By-1.0", "Open Data Commons Attribution License v1.0", f"{_ODC}/by/1-0/"),
    ("PDDL-1.0", "Open Data Commons Public Domain Dedication & License 1.0", f"{_ODC}/pddl/1-0/"),
    ("MIT", "MIT License", "https://opensource.org/license/mit"),
    ("Apache-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    (
        "GFDL-1.3-or-later",
        "GNU Free Documentation License v1.3 or later",
        "https://www.gnu.org/licenses/fdl-1.3.html",
    ),
)
_ALL = (
    *(
        Licence(
            f"CC-{parts.upper()}-4.0",
            f"Creative Commons {name} 4.0 International",
            f"{_CC}/licenses/{parts}/4.0/",
        )
        for parts, name in _CC_4.items()
    ),
    *(Licence(*each) for each in _OTHERS),
)
LICENCES: Mapping[str, Licence] = {each.id: each for each in _ALL}
_BY_FOLDED = {each.id.casefold(): each for each in _ALL}


def licence_named(words: str) -> Licence | None:
    """Return the licence of an SPDX id, whatever its case; None for other words.

    >>> licence_named("cc-by-4.0").name, licence_named("ask me first")
    ('Creative Commons Attribution 4.0 International', None)
    """
    return _BY_FOLDED.get(words.strip().casefold())
