"""The signs of Argdown as patterns, each for where one begins."""

import re

# White space as JavaScript knows it.
WS = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
ESCAPED = re.compile(r"\\[^\n\u2028\u2029] *+")
SPECIAL = re.compile(rf"\.[^{WS}][^{WS}.]*+\.[ \t]?|:[^{WS}][^{WS}:]*+:[ \t]?")
EMPTY = re.compile(r"(?:[ \t]*+\n){2,}+")
NEWLINE = re.compile(r"[ \t]*+\n")
INFERENCE = re.compile(r"[' \t]*+--")
SIGN = re.compile(rf"([' \t]*+)(\+>|->|<?\+|<?-|><|_>|<_|_(?=[{WS}]))")
HEADING = re.compile(r"#++ ")
NUMBER = re.compile(r"[' \t]*+\((\d++)\)", re.ASCII)
ITEM = re.compile(rf"([' \t]*+)(?:\d++\.|\*)(?=[{WS}])", re.ASCII)
TAG = re.compile(
    r"#(?:\(([^)]+)\)|([a-zA-Z\[\\\]^_`0-9\-\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]++))[ \t]?"
)
SPACES = re.compile(r"[ \t]++")
FREE = re.compile(r"[^\\@#*_\[\],.:;</>\-\r\n(){}]++")
ANYWHERE = {"escaped": ESCAPED, "special": SPECIAL, "newline": NEWLINE}
RANGE = {sign: re.compile(rf"{re.escape(sign)}(?:[ \t]|(?=[\n)}}_.,!?;:\-*]|\Z))")
          for sign in ("**", "__", "*", "_")}  # fmt: skip
BEGIN = {sign: re.compile(rf"{re.escape(sign)}(?![{WS}])") for sign in RANGE}
FRONT = re.compile(r"={3,}+")
CLOSE = re.compile(r"-{2,}+")
DATA_STOP = re.compile(rf"[{WS}][^,}}]")
DATA_MORE = re.compile(rf"[{WS}]*+[,}}]")
MORE_LINES = re.compile(r"\n*+")
ONE_LINE = re.compile(r"(?:[ \t]*+\n(?![ \t]*+\n))?")
PARTS = {"[": ("]", "statement"), "<": (">", "argument")}
