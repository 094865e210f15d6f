"""Markdown that people typed, as markup: text stays text, and every link says where it leads."""

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# CommonMark without markup of its own, and without what would load something from elsewhere.
_READER = MarkdownIt("commonmark", {"html": False}).disable("image")
# Below a page's own headings.
HEADINGS = {f"h{level}": f"h{min(6, level + 2)}" for level in range(1, 7)}


def markdown(text: str) -> Markup:
    """Return a text as paragraphs, lists, emphasis, links and code.

    >>> print(markdown("Two *words* <b>"), end="")
    <p>Two <em>words</em> &lt;b&gt;</p>
    """
    tokens = _READER.parse(text)
    for token in _all(tokens):
        token.tag = HEADINGS.get(token.tag, token.tag)
        if token.type == "link_open":
            token.attrSet("rel", "noopener noreferrer nofollow external")
    return Markup(_READER.renderer.render(tokens, _READER.options, {}))


def _all(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()
