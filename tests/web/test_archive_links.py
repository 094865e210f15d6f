"""A page settled for an archive: links lead to files, nothing is left that needs a server."""

from urllib.parse import urlsplit

import pytest

from app.web.archive.links import settled

KNOWN = {"/d/tea": "index.html", "/d/tea/n/c1": "n/c1.html"}


def leads(address: str) -> str | None:
    return KNOWN.get(urlsplit(address).path)


def settle(page: str) -> str:
    return settled(page, "/d/tea/thread?show=all", leads)


@pytest.mark.parametrize(
    "page",
    [
        '<!doctype html>\n<html lang="en"><body>Ü &amp; &#39;x&#39; &lt;</body></html>',
        '<svg viewBox="0 0 1 1" preserveAspectRatio="none"><path d="M1 1"/></svg>',
        "<details open><summary>More</summary></details>",
        "<pre>\n  a\n</pre>",
    ],
)
def test_what_needs_nothing_stays_as_it_is(page: str) -> None:
    assert settle(page) == page


@pytest.mark.parametrize(
    ("page", "made"),
    [
        ('<a href="/d/tea/n/c1">x</a>', '<a href="n/c1.html">x</a>'),
        ('<a class="b" href="n/c1">x</a>', '<a class="b" href="n/c1.html">x</a>'),
        ('<a href="#top">x</a>', '<a href="#top">x</a>'),
        (
            '<a href="https://a.example/?a&amp;b">x</a>',
            '<a href="https://a.example/?a&amp;b">x</a>',
        ),
    ],
)
def test_links_lead_to_files(page: str, made: str) -> None:
    assert settle(page) == made


@pytest.mark.parametrize("address", ["/account", "javascript:x", "data:text/html,x", "mailto:a@b"])
def test_a_link_to_what_is_not_there_is_plain_text(address: str) -> None:
    page = f'<a class="b" rel="nofollow" href="{address}"><b>x</b></a> <a href="/d/tea">y</a>'
    assert settle(page) == '<span class="b"><b>x</b></span> <a href="index.html">y</a>'


def test_in_a_drawing_it_is_a_group() -> None:
    page = '<svg><a href="/account"><rect/></a></svg><a href="/account">x</a>'
    assert settle(page) == "<svg><g><rect/></g></svg><span>x</span>"


@pytest.mark.parametrize(
    "page",
    [
        '<form action="/x"><p>Say <input name="a"><button>Go</button></p></form>',
        '<script src="/static/js/app.js" defer></script>',
        "<script>if (a < b) document.write('</p>')</script>",
        "<button>Go</button>",
        '<input name="a">',
        "<dialog><form><p>x</p></form></dialog>",
    ],
)
def test_what_only_a_server_gives_a_meaning_is_left_out(page: str) -> None:
    assert settle(f"<p>a</p>{page}<p>b</p>") == "<p>a</p><p>b</p>"


def test_what_scripts_would_read_is_left_out() -> None:
    page = '<a href="/d/tea" hx-get="/d/tea?here=1" hx-target="next .slot" title="&lt;">x</a>'
    assert settle(page) == '<a href="index.html" title="&lt;">x</a>'
