"""HTML made into text: nothing of the markup stays, and nothing that one reads goes."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from app.core.formats.html_text import html_with_notes


def html_text(html: str) -> str:
    return html_with_notes(html)[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; <em>two</em></p>\n<p>three</p>", "One & two\n\nthree"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p>a<br><br>b</p>", "a\n\nb"),
        (
            "<blockquote><p>a</p><blockquote>b<br>c</blockquote>d</blockquote>e",
            "> a\n> \n> > b\n> > c\n> \n> d\n\ne",
        ),
        ("<ul><li>a</li><li>b<ol start='3'><li>c<li>d</ol></li></ul>", "- a\n- b\n  3. c\n  4. d"),
        ("<pre>if x:\n    y\n</pre>", "if x:\n    y"),
        ("10<sup>6</sup> and H<sub>2</sub>O, <s>old</s>", "10^6 and H_2O, ~~old~~"),
        ('So<sup class="footnote-reference"><a href="#fn1">[1]</a></sup>.', "So[1]."),
        (
            '<ol class="footnotes"><li><span class="footnote-back-link"><a href="#r">^</a></span>'
            '<div class="footnote-content"><p>Line 7.</p></div></li></ol>',
            "1. Line 7.",
        ),
        (r'<span class="math-tex">\(P(x) &gt; 0.1\)</span>', r"\(P(x) > 0.1\)"),
        ('a <span class="mjx-math" aria-label="x^2"><i>x</i>2</span> b', r"a \(x^2\) b"),
        (
            'See <a href="https://e.org/a?b=1&amp;c">the plan</a>, <a href="javascript:x">y</a>.',
            "See the plan, y.\n\nLinks:\nthe plan: https://e.org/a?b=1&c",
        ),
        ('<a href="https://e.org">https://e.org</a>', "https://e.org"),
        (
            '<img src="x" alt="a  cat"><iframe src="https://e.org/v">',
            "[image: a cat][embedded: https://e.org/v]",
        ),
        ('<div class="spoilers"><p>He did it.</p></div>', "Spoiler:\n\nHe did it."),
        ('<div class="llm-content-block">So.</div>', "[Written by a language model] So."),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 | 2\n3"),
        ("<p>a</p><hr><p>b</p>", "a\n\n———\n\nb"),
        ("a<script>alert(1)</script><style>b{}</style>c<!-- d -->e", "ace"),
        ("5 < 6, <3, a<b", "5 < 6, <3, a<b"),
        ('<p title="a>b">c</p><p>d', "c\n\nd"),
        ("&lt;b&gt; &#0; &#xD800;", "<b> \ufffd \ufffd"),
        ("</p></div>x</blockquote>", "x"),
        ("", ""),
    ],
)
def test_html_is_read_as_text(html: str, text: str) -> None:
    assert html_text(html) == text


# A parser of HTML as the standard has it finds the same words, where both mean the same by them.
PLAIN = st.lists(
    st.sampled_from(
        (
            *("<p>", "</p>", "<em>", "</em>", "<blockquote>", "</blockquote>", "<br>", " word "),
            *("<a href='#x'>", "</a>", '<div class="y z">', "</div>", "&amp;", "<!-- no -->", "é"),
        )
    ),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(html=PLAIN)
def test_a_parser_of_the_standard_reads_the_same_words(html: str) -> None:
    words = JustHTML(html).to_text(separator=" ", strip=True).split()
    assert "".join(html_text(html).replace("> ", "").split()) == "".join(words)


@settings(max_examples=300, deadline=None)
@given(html=st.text(st.sampled_from("<>/!-abpt =\"'&#;\n[") | st.characters(), max_size=80))
def test_any_text_at_all_is_read(html: str) -> None:
    assert isinstance(html_text(html), str)


@pytest.mark.parametrize(
    "piece",
    [
        *('<a "', "<!--", "<p", "<td>x", "<ul><li>x", "<blockquote>x", "<sup>", "</p>", "<x a="),
        *("<pre>\n", "<style>", '<i class="mjx-math">', "<li>x", '<img class="', "<br>", "&"),
    ],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    begun = time.process_time()
    html_text(piece * 60_000)
    assert time.process_time() - begun < 5
