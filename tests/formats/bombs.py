"""Files of up to 20 MB made to choke whoever reads them, each with words of what refuses it."""

from collections.abc import Callable
from typing import NamedTuple

SIZE = 19_900_000
HEAD = '{"format":"cruxmap/1","debate":{"slug":"a","title":"A"}'
YAML_HEAD = "format: cruxmap/1\ndebate: {slug: a, title: A}\n"


class Bomb(NamedTuple):
    """What a file is called, how it is made, and what the person is told about it."""

    name: str
    make: Callable[[], str | bytes]
    words: str

    @property
    def data(self) -> bytes:
        made = self.make()
        return made.encode() if isinstance(made, str) else made


def filled(head: str, piece: str, tail: str = "") -> str:
    """As many pieces as 20 MB hold."""
    return head + piece * ((SIZE - len(head) - len(tail)) // len(piece)) + tail


def padded(text: str) -> str:
    """The text with blanks up to 20 MB: within every count, and still as long as may be."""
    return text + " " * (SIZE - len(text.encode()))


def counted(piece: str, number: int, joint: str = ",") -> str:
    return joint.join(piece.replace("#", str(n)) for n in range(number))


def rows(noun: str, listed: str) -> str:
    return f'{HEAD},"{noun}":[{listed}]}}'


def ring(length: int) -> str:
    claim = '{"id":"c%d","kind":"claim","text":"A.","provenance":"outside","superseded_by":"c%d"}'
    return ",".join(claim % (n, (n + 1) % length) for n in range(length))


RENDERINGS = (
    HEAD + ',"sources":[{"id":"s","kind":"thread","csl":{"type":"post","title":"T"},"renderings":['
    + counted('{"id":"v#","label":"L","first_line":1,"last_line":9}', 60_000)
    + ']}],"spans":['
    + counted('{"id":"x#","source":"s","rendering":"v","first_line":1,"last_line":2}', 60_000)
    + "]}"
)  # fmt: skip
WORDINGS = (
    HEAD + ',"claims":[{"id":"c","kind":"claim","provenance":"outside","text":"A","wordings":['
    + counted('{"number":#,"text":"A"}', 100_000)
    + ']}],"accounts":[{"id":"a","name":"A"}],"credences":['
    + counted('{"account":"a","node":"c","wording":#,"value":0.5,"at":"2024-01-01"}', 90_000)
    + "]}"
)  # fmt: skip
CLAIM = '{"id":"c#","kind":"claim","text":"A claim of a few words.","provenance":"outside"}'
TEXT = '{"id":"c#","kind":"claim","provenance":"outside","text":"%s"}'
RESTATED = (
    '{"id":"r%d","kind":"restates","premises":["c%d"],"target":"c%d","provenance":"outside"},'
    '{"id":"q%d","kind":"restates","premises":["c%d"],"target":"c0","provenance":"outside"}'
)
RINGS = (
    HEAD + ',"claims":[' + counted(CLAIM, 40_001) + '],"relations":['
    + ",".join(RESTATED % (n, n, n + 1, n, n) for n in range(40_000))
    + "]}"
)  # fmt: skip

BOMBS = [
    Bomb("empty-rows.json", lambda: filled(rows("claims", "")[:-2], "{},", "{}]}"), "brackets"),
    Bomb(
        "as-many-empty-rows.json",
        lambda: padded(rows("claims", "{}," * 399_000 + "{}")),
        "only the first 200",
    ),
    Bomb("empty-lists.json", lambda: filled(HEAD + ',"claims":[', "[],", "[]]}"), "brackets"),
    Bomb("numbers.json", lambda: filled(HEAD + ',"claims":[', "1,", "1]}"), "commas"),
    Bomb(
        "as-many-words.json",
        lambda: padded(rows("claims", '"ab",' * 1_490_000 + "1")),
        "only the first 200",
    ),
    Bomb("keys.json", lambda: "{" + counted('"k#":1', 1_500_000) + "}", "colons"),
    Bomb(
        "as-many-keys.json",
        lambda: padded('{"\U0001f600":2,' + counted('"k#":1', 799_000) + "}"),
        "only the first 200",
    ),
    Bomb(
        "keys-of-a-row.json",
        lambda: padded(rows("claims", "{" + counted('"k#":1', 799_000) + "}")),
        "only the first 200",
    ),
    Bomb(
        "faults-of-a-row.json",
        lambda: rows("claims", '{"voiced_by":[' + "1," * 1_490_000 + "1]}"),
        "only the first 200",
    ),
    Bomb(
        "rows-of-a-row.json",
        lambda: rows("comments", '{"versions":[' + "{}," * 390_000 + "{}]}"),
        "only the first 200",
    ),
    Bomb(
        "one-string.json",
        lambda: '{"format":"cruxmap/1","debate":{"slug":"a","title":"' + "x" * 19_000_000 + '"}}',
        "19,000,000 characters",
    ),
    Bomb(
        "one-string-of-pictures.json",
        lambda: '{"format":"' + "\U0001f600" * 4_900_000 + '"}',
        "4,900,000 characters",
    ),
    Bomb("one-key.json", lambda: HEAD + ',"' + "k" * 19_000_000 + '":1}', "name of a field"),
    Bomb(
        "long-ids.json",
        lambda: rows("claims", counted('{"id":"#' + "c" * 90_000 + '"}', 210)),
        "only the first 200",
    ),
    Bomb(
        "long-texts.json",
        lambda: rows("claims", counted(TEXT % ("h\u00f6t\\n" * 14_000), 200)),
        "characters; at most 400 fit",
    ),
    Bomb(
        "accents.json",
        lambda: rows("claims", counted(TEXT % ("\u03b1\u0301 " * 33_000), 110)),
        "characters; at most 400 fit",
    ),
    Bomb("deep.json", lambda: "[" * SIZE, "brackets"),
    Bomb(
        "deep-rows.json",
        lambda: padded(rows("claims", ",".join(["[" * 900 + "]" * 900] * 200))),
        "nested deeper",
    ),
    Bomb("no-numbers.json", lambda: rows("claims", "NaN," * 1_400_000 + "1"), "not a number"),
    Bomb("one-number.json", lambda: rows("claims", "9" * 19_000_000), "more digits"),
    Bomb(
        "numbers-almost-too-long.json",
        lambda: rows("claims", ("9" * 4299 + ",") * 4_600 + "9" * 4301),
        "more digits",
    ),
    Bomb(
        "keys-twice.json",
        lambda: padded("{" + '"a":1,' * 799_000 + '"a":1}'),
        "stands here twice",
    ),
    Bomb(
        "keys-twice-in-rows.json",
        lambda: rows("claims", '{"a":1,"a":2},' * 390_000 + "{}"),
        "stands here twice",
    ),
    Bomb("lines.json", lambda: HEAD + "\n" * 19_000_000 + ',"claims":[{}]}', "line 19000001"),
    Bomb("blank.json", lambda: " " * SIZE, "not JSON"),
    Bomb("cut.json", lambda: filled(HEAD + ',"claims":["', "x" * 99 + '","')[:-7], "not JSON"),
    Bomb("latin.json", lambda: HEAD.encode() + b',"x":"' + b"\xf6" * 19_000_000, "not UTF-8"),
    Bomb("utf-16.json", lambda: (HEAD + "x" * 9_900_000).encode("utf-16"), "not JSON"),
    Bomb("zeros.json", lambda: b"\0" * SIZE, "zero byte"),
    Bomb("late.json", lambda: rows("claims", counted(CLAIM, 190_000) + ",{}"), "claims[190000]"),
    Bomb("ring.json", lambda: rows("claims", ring(150_000)), "in a ring"),
    Bomb("rings.json", lambda: RINGS, "only the first 200"),
    Bomb("renderings.json", lambda: RENDERINGS, "no rendering “v”"),
    Bomb("wordings.json", lambda: WORDINGS, "numbered 1, 2, 3"),
    Bomb("rows.yaml", lambda: filled(YAML_HEAD + "claims:\n", "- {}\n"), "as JSON"),
    Bomb("items.yaml", lambda: filled("a: [", "1,", "1]"), "as JSON"),
    Bomb("keys.yaml", lambda: counted("k#: 1\n", 1_700_000, ""), "as JSON"),
    Bomb(
        "as-many-keys.yaml",
        lambda: counted("k#: 1\n", 249_000, "") + "\n" * 15_000_000,
        "only the first 200",
    ),
    Bomb("keys-twice.yaml", lambda: "a: 1\n" * 3_900_000, "only the first 200"),
    Bomb("one-string.yaml", lambda: "format: " + "x" * 19_000_000, "19,000,000 characters"),
    Bomb("block.yaml", lambda: "format: |\n" + " x\n" * 6_600_000, "characters"),
    Bomb(
        "one-key.yaml",
        lambda: "? " + "k" * 9_000_000 + "\n: [" + "1," * 200_000 + "1]",
        "name of a field",
    ),
    Bomb("aliases.yaml", lambda: "a: [" + "*b," * 6_000_000 + "1]", "alias"),
    Bomb("one-alias.yaml", lambda: "a: *" + "a" * 19_000_000, "alias"),
    Bomb("one-anchor.yaml", lambda: "a: &" + "a" * 19_000_000 + " 1", "anchor"),
    Bomb("one-tag.yaml", lambda: "a: !" + "t" * 19_000_000 + " 1", "tag"),
    Bomb("deep.yaml", lambda: "[" * SIZE, "nested deeper"),
    Bomb("dashes.yaml", lambda: "- " * 9_900_000, "nested deeper"),
    Bomb("documents.yaml", lambda: "---\n" * 4_900_000, "second document"),
    Bomb("lines.yaml", lambda: "\n" * SIZE, "must be an object"),
    Bomb("comments.yaml", lambda: "# x\n" * 4_900_000, "must be an object"),
    Bomb("one-number.yaml", lambda: "format: " + "9" * 19_000_000, "19,000,000 characters"),
    Bomb(
        "late.yaml",
        lambda: YAML_HEAD + "claims:\n" + counted(f"- {CLAIM}\n", 54_000, "") + "- {}\n",
        "claims[54000]",
    ),
    Bomb("latin.yaml", lambda: b"a: " + b"\xf6" * 19_000_000, "not UTF-8"),
]  # fmt: skip
