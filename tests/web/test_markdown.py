"""Markdown that people typed: what it becomes, and what it never becomes."""

from xml.etree import ElementTree as ET

import pytest

from app.web.showing.markdown import markdown
from tests.found import some

PLAIN = {"p", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "a", "hr", "br"}
PLAIN |= {"h3", "h4", "h5", "h6"}


def parts(text: str) -> list[ET.Element]:
    return some(ET.fromstring(f"<div>{markdown(text)}</div>").iter())[1:]


def test_paragraphs_lists_and_emphasis_are_shown() -> None:
    assert [part.tag for part in parts("A *b*\n\n1. c\n2. **d**")] == [
        *("p", "em", "ol", "li", "li", "strong"),
    ]


def test_headings_stand_below_those_of_the_page() -> None:
    assert [part.tag for part in parts("# a\n\n## b\n\n###### c")] == ["h3", "h4", "h6"]


def test_a_link_tells_its_target_nothing() -> None:
    (link,) = [part for part in parts("[a](https://example.org/b)") if part.tag == "a"]
    assert link.attrib == {
        "href": "https://example.org/b",
        "rel": "noopener noreferrer nofollow external",
    }


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<style>p { color: red }</style>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "![a](https://example.org/a.png)",
        "<javascript:alert(1)>",
        '[a](https://example.org "b" onclick="alert(1)")',
        '```x" onload="alert(1)\n<script>\n```',
    ],
)
def test_no_text_becomes_script_or_loads_anything(text: str) -> None:
    for part in parts(text):
        assert part.tag in PLAIN
        assert part.attrib.keys() <= {"href", "rel", "title", "class", "start"}
        assert part.get("href", "https:").startswith("https:")
