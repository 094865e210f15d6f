"""Small sound files of every format that comes in: where fuzzing and bad input begin."""

import json

from app.core.formats.archives import packed
from app.core.formats.format import Options
from app.core.formats.registry import FORMATS, READ
from tests.documents import block
from tests.formats import test_csv, test_forum, test_graphml, test_kialo, test_outline, test_tables
from tests.formats.argdown_specimens import FILES as ARGDOWN
from tests.formats.test_registry import FILES, debate
from tests.formats.test_told import museum

SMALL = debate(FILES[-1])
GRAPH = test_graphml.yed(
    test_graphml.node("a", "A claim"),
    test_graphml.node("b", "A reason"),
    test_graphml.edge("b", "a", "pro"),
)
ENTRIES = r"""@article{doe2020, author = {Doe, Ada and {Museum of Ships} and van der Berg, Jr., B.},
  title = "Open {M}ondays \& {\"U}ber", journal = jrn # { of Days}, year = 2020, month = feb,
  pages = {1--9}, doi = {10.1000/1}, url = {https://example.org/a_b}}
@string{jrn = "Journal"} @comment{left out} @preamble{"x"}
@inproceedings(x:2, booktitle = {Days}, date = {2021-05-06/2021-05-07}, crossref = {doe2020})
"""
ITEMS = """[{"id": "a", "type": "book", "title": "Days", "URL": "https://example.org", "volume": 3,
"author": [{"family": "Doe", "given": "Ada", "suffix": "Jr", "non-dropping-particle": "van"},
{"literal": "Museum"}], "issued": {"date-parts": [[2020, 5, 3], [2020]]}, "custom": {"x": 1}},
{"id": 2, "type": "webpage", "issued": {"raw": "May 2020"}, "accessed": {"literal": "now"}}]"""
RATED = test_forum.with_(
    test_forum.FIRST,
    contents={"html": "<p>A <a href='https://example.org'>b</a><sup>[1]</sup></p><ol><li>c</ol>"},
    extendedScore={
        "agree": 2,
        "reacts": {
            "75percent": [{"userId": "u2", "displayName": "Bob", "quotes": ["A b"]}],
            "crux": [{"userId": "u3", "reactType": "disagreed"}],
        },
    },
)
# By hand, as people and other programs write them, beside what we write ourselves.
BY_HAND: dict[str, tuple[bytes, ...]] = {
    "argdown": tuple(text.encode() for text in ARGDOWN.values()),
    "bibtex": (block("docs/formats/bibtex.md", "@").encode(), ENTRIES.encode()),
    "csv": test_csv.SPECIMENS[:3],
    "csl-json": (ITEMS.encode(),),
    "forum": (
        test_forum.saved([RATED, test_forum.REPLY]),
        test_forum.saved(test_forum.ANSWER),
        test_forum.saved([test_forum.POST, test_forum.FIRST, test_forum.REPLY]),
        json.dumps(test_forum.SCRAPED).encode() + b"\n" + json.dumps(test_forum.GONE).encode(),
    ),
    "graphml": (GRAPH.encode(),),
    "indented": (block("docs/formats/indented.md", "The museum").encode(),),
    "kialo": (test_kialo.FLAT.encode(), test_kialo.INDENTED.encode()),
    "markdown": (test_outline.HAND.encode(), *(each.encode() for each in test_outline.BY_HAND)),
    "tables": tuple(packed(files.items()) for files in test_tables.SMALL[:2]),
}


def specimens(name: str) -> tuple[bytes, ...]:
    """Return files of a format: those by hand, a small one and one with every field of ours."""
    write = FORMATS[name].write
    if write is None:
        return BY_HAND[name]
    ours = write(SMALL, Options("https://map.example.org/d/x")).data
    told = () if name == "tables" else (museum(name).encode(),)
    return (*BY_HAND.get(name, ()), *told, ours)


ALL = {name: specimens(name) for name in READ}
