"""Style sheets by themselves: each is linked from the pages that use it, and from no other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paths import STATIC, TEMPLATES

BASE = "app"
SHEETS = sorted(path.stem for path in (STATIC / "css").glob("*.css"))
PARTIAL = re.compile(r"(?:^|/)_|^base\.html$|^shared/|/frame\.html$")
TEMPLATE = {
    path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
    for path in TEMPLATES.rglob("*.html")
}
PAGES = sorted(name for name in TEMPLATE if not PARTIAL.search(name))
# What comes into a page otherwise than by its templates: rendered one by one, or fetched by htmx.
COMES_IN = {
    "{{ card }}": "threads/_card.html",
    'hx-select="#rate-form"': "credences/_rate.html",
}


def named_in(text: str) -> set[str]:
    """Name the templates that a text extends, includes, imports or gets otherwise."""
    found = set(re.findall(r"{%-?\s*(?:extends|include|from)\s+\"([^\"]+)\"", text))
    return found | {name for mark, name in COMES_IN.items() if mark in text}


def all_of(page: str) -> Iterator[str]:
    """Yield the text of a page's template and of everything in it."""
    waiting, seen = [page], {page}
    while waiting:
        text = TEMPLATE[waiting.pop()]
        yield text
        waiting += named_in(text) - seen
        seen |= named_in(text)


def classes_on(page: str) -> set[str]:
    """Name the classes a page may show, but for those that come with its values."""
    values = (value for text in all_of(page) for value in re.findall(r'class="([^"]*)"', text))
    return {word for value in values for word in re.findall(r"[\w-]+", written_out(value))}


def written_out(value: str) -> str:
    """Leave of what Jinja computes within an attribute only the words that it may choose."""
    chosen = re.compile(r"'([^']*)'")
    return re.sub(r"{[{%].*?[}%]}", lambda code: " ".join(chosen.findall(code[0])), value)


def classes_in(css: str) -> set[str]:
    """Name the classes in the selectors of a sheet."""
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", css, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))


def linked_from(text: str) -> list[str]:
    """Name the sheets that a page asks of base.html beside the one of all pages."""
    found = re.search(r"{% set sheets = \[([^\]]*)\] %}", text)
    return re.findall(r'"([^"]+)"', found[1]) if found else []


def own_classes() -> dict[str, set[str]]:
    """Give each sheet's classes that no page has from the sheet of all pages."""
    found = {
        sheet: classes_in((STATIC / "css" / f"{sheet}.css").read_text(encoding="utf-8"))
        for sheet in SHEETS
    }
    return {sheet: found[sheet] - found[BASE] for sheet in SHEETS if sheet != BASE}


def faults(linked: list[str], shown: set[str], own: dict[str, set[str]]) -> Iterator[str]:
    for sheet in linked:
        if not shown & own[sheet]:
            yield f"{sheet}.css is linked, and none of its classes is shown"
    styled = set[str]().union(*(own[sheet] for sheet in linked))
    for name in sorted(shown - styled):
        if homes := [sheet for sheet, classes in own.items() if name in classes]:
            yield f"{name} is shown, and {' or '.join(homes)}.css is not linked"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_links_the_sheets_it_uses_and_no_other(page: str) -> None:
    assert list(faults(linked_from(TEMPLATE[page]), classes_on(page), own_classes())) == []


def test_every_sheet_is_linked_from_a_page() -> None:
    assert {BASE}.union(*(linked_from(TEMPLATE[page]) for page in PAGES)) == set(SHEETS)
    assert 'href="{{ static_url(' in TEMPLATE["base.html"]


def test_only_pages_ask_for_sheets() -> None:
    asking = {name for name, text in TEMPLATE.items() if "set sheets" in text}
    assert asking <= set(PAGES)


def test_a_sheet_in_vain_and_a_missing_one_are_found() -> None:
    own = {"forms": {"field"}, "sources": {"line"}}
    assert list(faults(["forms"], {"field", "text"}, own)) == []
    assert len(list(faults(["forms"], {"text"}, own))) == 1
    assert len(list(faults(["forms"], {"field", "line"}, own))) == 1
    assert classes_in("@layer x { .a.b > p, q .c:hover { width: .5em } /* .d */ }") == {
        "a",
        "b",
        "c",
    }


def test_what_is_swapped_in_counts_as_shown() -> None:
    assert "because" in classes_on("threads/show.html")
    assert "joint" in classes_on("nodes/claim.html")
    assert all(Path(TEMPLATES, name).is_file() for name in COMES_IN.values())
