"""Templates by themselves: they compile, are named for what they are, and hold no code."""

import re
from pathlib import Path

import pytest

from app.paths import STATIC, TEMPLATES
from app.web.site.pages import environment

APP = Path(__file__).parent.parent / "app"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
FRAMES = {"base.html", "debates/frame.html"}
MACROS = "shared/"
OURS = [*sorted(STATIC.glob("css/*.css")), *sorted(STATIC.glob("js/*.js"))]

# What can be read without scrolling, to the side or down: code has the same width.
MOST_COLUMNS = 100
MOST_LINES = 90


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def is_partial(name: str) -> bool:
    return name.rsplit("/", 1)[-1].startswith("_")


PAGES = [
    name
    for name in ALL
    if not is_partial(name) and name not in FRAMES and not name.startswith(MACROS)
]


def faults_in(text: str) -> list[str]:
    """Find what a strict content policy forbids, and what would let text become markup."""
    wrong = {
        "inline script": r"<script(?![^>]*\bsrc=)",
        "inline style": r"<style\b|\sstyle=",
        "handler": r"\son[a-z]+\s*=",
        "script address": r"javascript:",
        "unescaped text": r"\|\s*safe\b|autoescape\s+false|Markup\(",
        "script in htmx": r"\bhx-on\b|hx-vals=[\"']js:|hx-trigger=\"[^\"]*\[",
        "another site": r"(?:src|href)=\"(?:https?:)?//",
    }
    return [name for name, pattern in wrong.items() if re.search(pattern, text)]


def layout_faults(text: str, most_lines: int | None = None) -> list[str]:
    """Find lines too long to read, and too many of them; blanks at the end of a line, and tabs."""
    lines = text.splitlines()
    found = [f"line {n} ends in a blank" for n, line in enumerate(lines, 1) if line[-1:].isspace()]
    found += [f"line {n} holds a tab" for n, line in enumerate(lines, 1) if "\t" in line]
    found += [
        f"line {n} has {len(line)} columns, more than {MOST_COLUMNS}"
        for n, line in enumerate(lines, 1)
        if len(line) > MOST_COLUMNS
    ]
    if most_lines is not None and len(lines) > most_lines:
        found.append(f"{len(lines)} lines, more than {most_lines}: split it by meaning")
    return found


def parents(name: str) -> list[str]:
    """List a template and everything it extends or includes, each once."""
    found = [name]
    for each in found:
        named = re.findall(r"{%-?\s*(?:extends|include)\s+\"([^\"]+)\"", source(each))
        found += [other for other in named if other not in found]
    return found


@pytest.mark.parametrize("name", ALL)
def test_every_template_compiles(name: str) -> None:
    assert environment().get_template(name)


@pytest.mark.parametrize("name", ALL)
def test_a_template_can_be_read_at_a_glance(name: str) -> None:
    assert layout_faults(source(name), MOST_LINES) == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_sheet_or_script_of_ours_has_no_long_line(path: Path) -> None:
    assert layout_faults(path.read_text(encoding="utf-8")) == []


def test_bad_layout_is_found() -> None:
    assert layout_faults("a" * 100 + "\n" * 90, MOST_LINES) == []
    assert layout_faults("a" * 101) == ["line 1 has 101 columns, more than 100"]
    assert layout_faults("a\nb \n") == ["line 2 ends in a blank"]
    assert layout_faults("\ta") == ["line 1 holds a tab"]
    assert layout_faults("a\n" * 91, MOST_LINES) == ["91 lines, more than 90: split it by meaning"]
    assert len(OURS) > 5


@pytest.mark.parametrize("name", ALL)
def test_no_template_holds_script_or_style_or_trusts_text(name: str) -> None:
    assert faults_in(source(name)) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_extends_the_frame_has_a_title_and_one_heading(name: str) -> None:
    chain = parents(name)
    assert "base.html" in chain
    assert any("{% block title %}" in source(each) for each in chain if each != "base.html")
    headings = sum(len(re.findall(r"<h1\b", source(each))) for each in chain)
    branches = sum(len(re.findall(r"{% else %}\n\s*<h1\b", source(each))) for each in chain)
    assert headings - branches == 1


@pytest.mark.parametrize("name", [name for name in ALL if is_partial(name)])
def test_a_partial_is_no_whole_page(name: str) -> None:
    assert "<h1" not in source(name)
    assert "<html" not in source(name)


def test_every_template_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in APP.rglob("*.py"))
    everything = code + "".join(source(name) for name in ALL)
    # A form's own part is found by its page's name: cite.html and _cite.html.
    unused = [
        name
        for name in ALL
        if f'"{name}"' not in everything and f'"{name.replace("/_", "/")}"' not in everything
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<script>x</script>", "inline script"),
        ('<p style="color:red">', "inline style"),
        ('<a onclick="x">', "handler"),
        ("{{ text|safe }}", "unescaped text"),
        ('<script src="//cdn.example/x.js">', "another site"),
        ("<div hx-on:click='x'>", "script in htmx"),
    ],
)
def test_what_is_forbidden_is_found(text: str, fault: str) -> None:
    assert fault in faults_in(text)
    assert faults_in("<script src=\"{{ static_url('x.js') }}\" defer></script>") == []
