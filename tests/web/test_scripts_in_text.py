"""HTML, scripts and template code in any text come out as that text, on every page that shows it.

A page is made twice: once of harmless words, once of hostile ones. Both must have exactly the
same elements with the same attributes, as a browser's parser sees them: nothing has become
markup. The corpus goes through every field of every form, and through every text of an import.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from justhtml import JustHTML
from sqlalchemy import select

from app.core.formats.native.reading import read_document
from app.core.texts import clean_name, name_fault
from app.db import Database
from app.main import create_app
from app.models import Debate, Node, Premise, Source
from app.services import accounts, credences, sign_ins
from app.services.credences import NewCredence
from app.web.site.deps import session_cookie
from tests.copies import copy_of
from tests.found import some
from tests.web.library import a_claim, a_document, bring, browser, settings_for, signed_in

pytest_plugins = ("tests.web.library_fixtures",)

SPECIMEN = Path(__file__).parents[1] / "formats" / "every_field.yaml"
SCHEMES = {"", "http", "https", "mailto"}
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post", "poster"}

TAGS = ("img", "svg", "body", "video", "details", "input", "iframe", "math", "object", "a")
EVENTS = ("onerror", "onload", "onclick", "onfocus autofocus", "ontoggle open", "onpointerover")
HREFS = (
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
    ),
    *(" javascript:alert(1)", "\x01javascript:alert(1)", "javascript&colon;alert(1)"),
    *("&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "vbscript:msgbox(1)"),
    *("data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4="),
    *("//evil.example/x", "https://evil.example", "file:///etc/passwd", "blob:x"),
    "javascript://example.org/%0aalert(1)",
)
BREAKERS = (
    *('"><script>alert(1)</script>', "'><script>alert(1)</script>", "</title><script>alert(1)//"),
    *("</textarea><script>alert(1)</script>", "</style><svg onload=alert(1)>", "--><script>x//"),
    *("]]><script>x</script>", "</script><script>alert(1)</script>", "<!--><img src=x onerror=x>"),
    *('" onmouseover="alert(1)', "' onmouseover='alert(1)", '" autofocus onfocus=alert(1) x="'),
    *("` onmouseover=alert(1)", '"/onmouseover=alert(1)/x="', '" style="background:url(x)'),
    *(
        '" hx-get="/sign-out" hx-trigger="load',
        '" hx-on:load="alert(1)',
        "<p hx-get=/ hx-trigger=load>",
    ),
    *("<scr<script>ipt>alert(1)</scr</script>ipt>", "<<script>alert(1)//<</script>", "<script/x>"),
    *("<svg><script>alert&#40;1&#41;</script>", "<svg><animate onbegin=alert(1) attributeName=x>"),
    *("<math><mi xlink:href='javascript:alert(1)'>x", "<svg><use href='data:image/svg+xml,x'/>"),
    *(
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<svg></p><style><a id=x>",
    ),
    *("<form action=javascript:alert(1)><button>x", "<base href=//evil.example>", "<link rel=x>"),
    *("<meta http-equiv=refresh content='0;url=javascript:x'>", "<iframe srcdoc='<script>x'>"),
    *("<template><script>x</script></template>", "<noscript><p title='</noscript><img src=x>'>"),
    *("<plaintext>", "<xmp><img src=x onerror=x>", "<style>@import'//x'</style>", "<x onclick=x>x"),
)
ENCODED = (
    *("&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;"),
    *("%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003ealert(1)", "\\x3cscript\\x3e"),
    *("+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "\uff1cscript\uff1ealert(1)", "<\u200bscript>"),
    *("<\x00script>alert(1)</script>", "<script\x0c>alert(1)</script>", "&amp;lt;script&amp;gt;"),
    *("&NewLine;<b>x", "\u2028<b>x</b>\u2029", "\ufeff<script>x</script>", "\u202e<b>evil</b>"),
)
TEMPLATED = (
    *(
        "{{ 7*7 }}",
        "{{7*7}}",
        "{% raw %}<b>x",
        "{{ config }}",
        "{{ ''.__class__.__mro__ }}",
        "{#x#}",
    ),
    *("{% include 'base.html' %}", "{{ '<b>x</b>'|safe }}", "${7*7}", "#{7*7}", "<%= 7*7 %>"),
    *("%(name)s %s %d", "{0.__class__}", "$(touch x)", "`id`", "[[${7*7}]]"),
)
CORPUS = (
    *(f"<{tag} src=x {event}=alert(1)>" for tag in TAGS for event in EVENTS),
    *(f'<a href="{href}">x</a>' for href in HREFS),
    *HREFS,
    *BREAKERS,
    *ENCODED,
    *TEMPLATED,
)
# What Markdown may make of the text of a claim's body.
MARKDOWN = {"p", "em", "strong", "code"}
# What stands in the harmless page instead: as long as it needs to be to count as different texts.
HARMLESS = "plain words"


@cache
def parsed(html: str) -> list[Any]:
    """Return the nodes of a page in its order, as a browser reads it, with and without scripts."""
    ways = (False, True) if "<noscript" in html.lower() else (False,)
    nodes: list[Any] = []
    for scripting in ways:
        waiting = [JustHTML(html, sanitize=False, scripting_enabled=scripting).root]
        while waiting:
            node = waiting.pop()
            nodes.append(node)
            inside = getattr(node, "template_content", None)
            waiting.extend(reversed([*(node.children or []), *([inside] if inside else [])]))
    return nodes


def elements(html: str) -> list[Any]:
    return [node for node in parsed(html) if not node.name.startswith(("#", "!"))]


def shape(html: str) -> Counter[str]:
    """Count the elements of a page, each with the names of its attributes.

    Markdown may make emphasis and paragraphs of a claim's body, and nothing with an attribute.
    """
    return Counter(
        f"{element.namespace} {element.name} {' '.join(sorted(element.attrs))}"
        for element in elements(html)
        if element.attrs or element.name not in MARKDOWN or not is_in_body(element)
    )


def is_in_body(element: Any) -> bool:
    while element.parent is not None:
        element = element.parent
        if element.name == "div" and (element.attrs or {}).get("class") == "body":
            return True
    return False


def comments(html: str) -> int:
    return sum(node.name == "#comment" for node in parsed(html))


def bad_addresses(html: str) -> list[str]:
    """List what leads elsewhere than to a page: a browser drops control characters first."""
    found = []
    for element in elements(html):
        for name, value in element.attrs.items():
            address = re.sub(r"[\x00-\x20]", "", value or "")
            try:
                scheme = urlsplit(address).scheme
            except ValueError:
                scheme = "none"
            if name in ADDRESSES and (scheme not in SCHEMES or address.startswith("//")):
                found.append(value)
    return found


def text_of(html: str) -> str:
    return " ".join("".join(node.data for node in parsed(html) if node.name == "#text").split())


def assert_same_shape(harmless: str, hostile: str, where: str) -> None:
    missing, added = shape(harmless) - shape(hostile), shape(hostile) - shape(harmless)
    assert (dict(missing), dict(added)) == ({}, {}), where
    assert comments(harmless) == comments(hostile), where
    assert bad_addresses(hostile) == [], where


def test_the_corpus_is_large_and_hurts_a_page_that_does_not_escape() -> None:
    """Positive control: most of it becomes markup where it is put in raw."""
    assert len(set(CORPUS)) >= 150
    page = '<!doctype html><title>x</title><p title="{}">{}</p>'
    harmless = page.format(HARMLESS, HARMLESS)
    hurt = sum(shape(page.format(text, text)) != shape(harmless) for text in CORPUS)
    assert hurt > 90
    assert sum(bool(bad_addresses(f"<a href='{href}'>x</a>")) for href in HREFS) > 10


def batches(size: int) -> Iterator[str]:
    """Yield the corpus in texts of at most `size` characters, each of many payloads."""
    batch = ""
    for payload in CORPUS:
        if len(batch) + len(payload) + 1 > size:
            yield batch
            batch = ""
        batch += ("\u00a0" if batch else "") + payload
    yield batch


@pytest.mark.parametrize("size", [20_000, 400])
def test_the_batches_hold_all_of_the_corpus(size: int) -> None:
    whole = "\u00a0".join(batches(size))
    assert all(payload in whole for payload in CORPUS)


# Forms.


class Desk:
    """One debate, and one who owns it and fills in forms with one text."""

    def __init__(self, app: Any) -> None:
        self.app = app
        with app.state.database.writing() as session:
            account = accounts.ensure_owner(session)
            token = sign_ins.start(session, account, app.state.settings, None).token
        self.client = browser(app)
        name = session_cookie(app.state.settings)
        self.client.cookies.set(name, token, domain="testserver.local", path="/")

    def post(self, path: str, **data: str) -> str:
        answer = self.client.post(path, data=data)
        assert answer.status_code == 303, (path, answer.status_code, said(answer.text))
        return str(answer.headers["location"]).split("#")[0]

    def take_back_newest(self, debate: str, reason: str) -> None:
        history = self.client.get(f"{debate}/history").text
        newest = re.findall(r'id="rev(\d+)"', history)[0]
        self.post(f"{debate}/history/{newest}/undo", reason=reason)

    def step_of(self, reply: str) -> str:
        """Return the page of the arrow that starts at a claim."""
        ref = reply.rsplit("/", 1)[1]
        with self.app.state.database.reading() as session:
            claim = session.scalars(select(Node.id).where(Node.public_id == ref)).one()
            arrow = select(Premise.relation_id).where(Premise.node_id == claim)
            found = session.scalars(select(Node.public_id).where(Node.id.in_(arrow))).one()
        return reply.replace(ref, found)


def said(html: str) -> str:
    return text_of(html)[:600]


Sites = tuple[Any, Any]


@pytest.fixture
def empty_sites(sqlite_template: Path, tmp_path: Path) -> Iterator[Sites]:
    """Two installations: one for harmless words, one for the corpus."""
    databases = []
    for name in ("plain", "hostile"):
        path = copy_of(sqlite_template, tmp_path / f"{name}.db")
        databases.append(Database(f"sqlite:///{path}"))
    plain, hostile = (create_app(settings_for(each, tmp_path), each) for each in databases)
    yield plain, hostile
    for each in databases:
        each.close()


def fill_every_form(desk: Desk, texts: list[str]) -> dict[str, str]:
    """Put each text into each field of each form; return the pages that then show them."""
    home = desk.post("/new", title=f"0 {texts[0]}", question=texts[0], summary=texts[0])
    slug = home.split("/")[2]
    debate = f"/d/{slug}"
    with desk.app.state.database.writing() as session:
        session.add(Source(**a_source_row(session, slug)))
    pages: dict[str, str] = {}
    for number, text in enumerate(texts):
        claim = desk.post(
            f"{debate}/claims/new",
            kind="claim",
            text=f"{number} {text}",
            note=text,
            as_thesis="yes",
        )
        pages[f"claim {number}"] = claim
        reply = desk.post(
            f"{claim}/reply", kind="rebuts", text=f"r{number} {text}", warrant=f"w{number} {text}"
        )
        pages[f"reply {number}"] = reply
        step = desk.step_of(reply)
        pages[f"step {number}"] = step
        cite = {"source": "s1", "role": "supports", "locator": text, "note": text}
        desk.post(f"{claim}/cite", **cite)
        desk.post(f"{step}/cite", **cite)
        crux = desk.post(f"{claim}/crux/new", question=f"{number} {text}?", would_move=text)
        pages[f"crux {number}"] = crux
        desk.post(f"{claim}/credence", value="61", wording="1", note=text)
        desk.post(f"{reply}/edit", text=f"e{number} {text}", wording="1")
        desk.post(f"{debate}/claims/new", kind="question", text=f"b{number} {text}")
        desk.take_back_newest(debate, text)
        if number < 2:
            pages |= {f"{place} {number}": f"{claim}/{place}" for place in FORMS}
    settings = {"title": texts[-1], "question": texts[-1], "summary": texts[-1], "seen": "9999"}
    desk.post(f"{debate}/settings", **settings)
    return {"/": "/", **{place: debate + place for place in PLACES}, **pages}


FORMS = ("rate", "cite", "edit", "reply", "crux/new")
PLACES: tuple[str, ...] = (
    "",
    "/thread",
    "/cruxes",
    "/open",
    "/digest",
    "/history",
    "/sources",
    "/s/s1",
    "/settings",
    "/mine",
)
PLACES += ("/conversation", "/people", "/compare", "/export", "/claims/new")


def a_source_row(session: Any, slug: str) -> dict[str, Any]:
    debate = session.scalars(select(Debate.id).where(Debate.slug == slug)).one()
    csl = {"type": "book", "title": "On wheels"}
    return {"debate_id": debate, "public_id": "s1", "kind": "work", "csl": csl}


def test_every_field_of_every_form_comes_out_as_text(empty_sites: Sites) -> None:
    hostile = list(batches(360))
    plain_texts = [f"{HARMLESS} {number}" for number in range(len(hostile))]
    shown = []
    for app, texts in zip(empty_sites, (plain_texts, hostile), strict=True):
        desk = Desk(app)
        shown.append((desk, fill_every_form(desk, texts)))
    (plain, plain_pages), (other, other_pages) = shown
    assert plain_pages.keys() == other_pages.keys()
    for name, address in plain_pages.items():
        before, after = plain.client.get(address), other.client.get(other_pages[name])
        assert (before.status_code, after.status_code) == (200, 200), name
        assert_same_shape(before.text, after.text, name)
    thread = text_of(other.client.get(other_pages["/thread"]).text)
    for payload in ("<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}<b>x", "&lt;script&gt;"):
        assert payload in thread, "it comes out as what was typed"


def test_what_a_refused_form_shows_again_is_text(empty_sites: Sites) -> None:
    answers = []
    for app, text in zip(empty_sites, (HARMLESS, "\u00a0".join(CORPUS)), strict=True):
        desk = Desk(app)
        fields = ("name", "password", "next", "title", "question", "summary", "slug", "visibility")
        long = text + "x" * 5000
        sent = dict.fromkeys(fields, long)
        answers.append(
            {
                path: desk.client.post(path, data=sent)
                for path in ("/new", "/sign-in", "/sign-up", "/account/password")
            }
        )
    for path, plain in some(answers[0].items()):
        assert plain.status_code == answers[1][path].status_code == 422
        assert_same_shape(plain.text, answers[1][path].text, path)


def test_names_of_accounts_are_text(empty_sites: Sites) -> None:
    names = [text for text in CORPUS if len(text) < 36 and name_fault(clean_name(text)) is None]
    assert len(names) > 50
    pages = []
    for app, chosen in zip(empty_sites, ([HARMLESS] * len(names), names), strict=True):
        bring(app, a_document("named", claims=[a_claim(1)]))
        for number, name in enumerate(chosen):
            with app.state.database.writing() as session:
                account = accounts.add_account(session, f"{number} {name}")
                sent: dict[str, Any] = {"value": number % 100 / 100, "wording": 1}
                credences.give(session, account.actor, "named", "c1", NewCredence(**sent))
        desk = Desk(app)
        desk.post("/d/named/roles", name=f"3 {clean_name(chosen[3])}", role="editor")
        paths = ("", "/thread", "/n/c1", "/history", "/settings", "/compare", "/n/c1/rate")
        pages.append({path: desk.client.get(f"/d/named{path}").text for path in paths})
        pages[-1]["/account"] = signed_in(app, chosen[5]).get("/account").text
    for path, plain in some(pages[0].items()):
        assert_same_shape(plain, pages[1][path], path)


# Imports.


FREE = {
    *("name", "handle", "note", "title", "question", "summary", "label", "text", "hedge", "mark"),
    *("antecedent", "consequent", "left", "right", "measure", "strength_words", "warrant", "words"),
    *("condition", "author_note", "parent_note", "locator", "term", "outcome_note", "would_move"),
    *("family", "given", "container-title", "publisher", "page", "literal", "number", "volume"),
    "body",
}
CSL = ("title", "container-title", "publisher", "page", "number", "volume", "DOI", "URL", "issue")


def rewritten(value: Any, text: str, numbers: dict[str, int]) -> Any:
    """Return a document with `text` in every field that takes text of any kind.

    A number keeps texts apart that were different, and only those.
    """
    if isinstance(value, list):
        return [rewritten(row, text, numbers) for row in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{numbers.setdefault(row, len(numbers))} {text}"
        if key in FREE and isinstance(row, str)
        else rewritten(row, text, numbers)
        for key, row in value.items()
    }


def hostile_document(slug: str, text: str) -> dict[str, Any]:
    document = json.loads(json.dumps(read_document(SPECIMEN.read_bytes(), SPECIMEN.name)))
    debate = {"slug": slug, "visibility": "public", "blind": False}
    document["debate"] |= debate
    for source in document["sources"]:
        source["csl"] |= dict.fromkeys(CSL, text)
        source["csl"]["author"] = [{"family": text, "given": text}, {"literal": text}]
    for row in document["accounts"]:
        row["name"] = row["id"]  # names of accounts have a test of their own
    kept = document.pop("accounts")
    return with_labels({**rewritten(document, text, {}), "accounts": kept}, text)


def with_labels(document: dict[str, Any], text: str) -> dict[str, Any]:
    """Give what has a label or a few words as much of the text as they take, on one line."""
    for row in (*document["claims"], *document["cruxes"]):
        if "label" in row:
            row["label"] = " ".join(text.split())[:60].strip()
    for position in (each for row in document["cruxes"] for each in row["positions"]):
        if "short" in position:
            position["short"] = " ".join(text.split())[:40].strip()
    return document


IMPORTED: tuple[str, ...] = (
    "",
    "/thread",
    "/conversation",
    "/people",
    "/people/p10",
    "/sources",
    "/s/s1",
    "/s/s2",
)
IMPORTED += ("/digest", "/n/c10/digest", "/n/r1/digest", "/n/z1/digest")
IMPORTED += ("/cruxes", "/open", "/n/c10", "/n/c3", "/n/r1", "/n/z1", "/compare?a=p:p10&b=p:p2")


def test_every_text_of_an_import_comes_out_as_text(empty_site: Any) -> None:
    bring(empty_site, hostile_document("plain", HARMLESS))
    client = browser(empty_site)
    plain = {path: client.get(f"/d/plain{path}").text for path in IMPORTED}
    assert all("<h1>Not found" not in html for html in plain.values())
    for number, batch in enumerate(some(batches(380))):
        bring(empty_site, hostile_document(f"hostile-{number}", batch))
        for path, before in plain.items():
            answer = client.get(f"/d/hostile-{number}{path}")
            assert answer.status_code == 200, path
            assert_same_shape(before, answer.text, f"{path} {number}")
    plain_list, whole = text_of(plain["/s/s1"]), text_of(answer.text)
    assert HARMLESS in plain_list
    assert batch.split("\u00a0")[-1] in whole.replace(" ", " ")


def test_no_address_of_a_source_becomes_a_script_or_breaks_its_link(empty_site: Any) -> None:
    bad = [text for text in HREFS if not text.startswith("https:")]
    sources = [
        {"id": f"s{number}", "kind": "work", "csl": {"type": "book", "title": "A", name: address}}
        for number, (name, address) in enumerate((n, a) for n in ("URL", "DOI") for a in bad)
    ]
    cited = [
        {"id": f"y{row['id']}", "node": "c1", "source": row["id"], "role": "supports"}
        for row in sources
    ]
    home = bring(
        empty_site, a_document("bad", claims=[a_claim(1)], sources=sources, citations=cited)
    )
    client = browser(empty_site)
    for path in ("/sources", "/s/s0", "/s/s5", "/n/c1", ""):
        html = client.get(home + path).text
        assert bad_addresses(html) == [], path
        assert "evil.example" not in " ".join(re.findall(r'href="([^"]*)"', html)), path
    # An address of the web is a link (positive control), and whatever it holds stays in it.
    for slug, ends in (("plain-links", [""] * len(CORPUS)), ("hostile-links", CORPUS)):
        rows = [
            {
                "id": f"s{n}",
                "kind": "work",
                "csl": {"type": "book", "title": "A", "URL": f"https://x.example/{end}"},
            }
            for n, end in enumerate(ends)
        ]
        bring(empty_site, a_document(slug, claims=[a_claim(1)], sources=rows))
    before, after = (
        client.get(f"/d/{slug}/sources").text for slug in ("plain-links", "hostile-links")
    )
    assert before.count('href="https://x.example/') == len(CORPUS)
    assert_same_shape(before, after, "links")


@pytest.mark.parametrize("size", [3_000])
def test_faults_of_an_import_quote_as_text(empty_site: Any, size: int) -> None:
    desk = Desk(empty_site)
    pages = []
    for text in (HARMLESS, *batches(size)):
        document = a_document("x", claims=[a_claim(1, kind=text), {text: text}])
        sent = {"file": (f"{text[:50]}.json", json.dumps(document).encode(), "text/plain")}
        answer = desk.client.post("/import", files=sent)
        assert answer.status_code == 422
        pages.append(answer.text)
    for page in some(pages[1:]):
        assert_same_shape(pages[0], page, "faults")
