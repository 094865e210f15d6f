"""Text as it stands in XML, and the few signs that cannot stand there at all."""

import re

# XML has no form for these; what is left of them in texts is noncharacters at most.
UNTOLD = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_QUOTED = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def content(text: str) -> str:
    """Return a text as the content of an element.

    >>> content("a < b & c")
    'a &lt; b &amp; c'
    """
    return text.translate(_SIGNS)


def attribute(text: str) -> str:
    """Return a text as an attribute's value, with its quotation marks.

    >>> attribute('say "a"')
    '"say &quot;a&quot;"'
    """
    return f'"{text.translate(_SIGNS).translate(_QUOTED)}"'
