"""Text in the little LaTeX that BibTeX files are written in."""

import re
import unicodedata

_ESCAPED = {
    "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%#_$"},
}  # fmt: skip
_SIGNS = str.maketrans(_ESCAPED)
_NAMED = {
    **{coded.strip("\\{}"): sign for sign, coded in _ESCAPED.items() if len(coded) > 2},
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "th": "þ", "textendash": "–",
    "textemdash": "—", "ldots": "…", "dots": "…", "S": "§", "copyright": "©", "euro": "€",
    "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”",
}  # fmt: skip
# Signs and letters that put a mark on the letter that follows.
_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328",
}  # fmt: skip
# Blanks of every width, and where a word may be parted.
_BLANKS = {",": "\u2009", ";": " ", ":": " ", "!": "", "-": "", "/": "", "@": ""}
# How something looks is nothing that a title says.
_FONTS = {"emph", "em", "it", "bf", "sc", "tt", "url", "text", "mbox", "textup", "textit", "textbf",
          "textsc", "texttt", "textrm", "textsf"}  # fmt: skip
_TOKEN = re.compile(
    r"\\(?P<mark>[`'^~=.\"]|[uvHcdkr](?![A-Za-z]))\s{0,9}\{?\\?(?P<letter>[^\W\d_])\}?"
    r"|\\(?P<name>[A-Za-z]+)(?:\{\}|[ \t]{1,9}(?=\S))?"
    r"|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])|(?P<tie>~)"
)


def encoded(text: str) -> str:
    r"""Return a text as it stands in a BibTeX field.

    >>> print(encoded("50 % & {x}_1"))
    50 \% \& \textbraceleft{}x\textbraceright{}\_1
    """
    return text.translate(_SIGNS)


def decoded(text: str) -> str:
    r"""Return what a BibTeX field says: marks and signs as they are, without protecting braces.

    Commands that are not known stay as they are.

    >>> decoded(r'{\"U}ber {Caf\'e} \& \foo{bar}~x')
    'Über Café & \\foobar x'
    """
    return unicodedata.normalize("NFC", _TOKEN.sub(_meant, text)) if _has_signs(text) else text


def _has_signs(text: str) -> bool:
    return any(sign in text for sign in "\\{}~")


def _meant(found: re.Match[str]) -> str:
    if found["mark"]:
        letter = {"i": "i", "ı": "i"}.get(found["letter"], found["letter"])
        return f"{letter}{_MARKS[found['mark']]}"
    if found["name"] in _FONTS:
        return ""
    if found["name"]:
        return _NAMED.get(found["name"], found[0].rstrip("{}"))
    if found["sign"]:
        return " " if found["sign"].isspace() else _BLANKS.get(found["sign"], found["sign"])
    return " " if found["tie"] else ""
