"""Sessions, links and where one is sent after signing in; and that the log tells no secret."""

import html
import io
import logging
import re
import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.config import Settings
from app.main import create_app
from app.services import accounts, sign_ins
from tests.found import some
from tests.web.library import browser

pytest_plugins = ("tests.web.library_fixtures",)

PASSWORD = "a kettle on the hob"
PLACES = ("evil.example", "evil.example/path", "evil.example:443", "me@evil.example")
# Ways in which browsers, or those who read addresses for them, were led to another site.
PREFIXES = (
    *("//", "///", "////", "/\\", "\\\\", "\\/", "/\t/", "\t//", " //", "\n//", "/\n/", "/\r/"),
    *("https://", "HTTPS://", "http:", "https:", "https:/", "https:///", "https:\\\\", "ftp://"),
    *("//testserver@", "https://testserver@", "http://testserver.", "//%09", "/%09/", "/%5c"),
    *("/./\\", "/..//", "/.//", "//\u3002", "\u2044\u2044", "\uff0f\uff0f", "/\x00/", "/\x85/"),
)
REDIRECTS = [prefix + place for prefix in PREFIXES for place in PLACES[:2]]
REDIRECTS += [f"//{place}" for place in PLACES[2:]]
REDIRECTS += ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"]
REDIRECTS += ["javascript://testserver/%0aalert(1)", "//[::1]", "//0x7f.1", "?next=//evil.example"]


def leaves(address: str) -> bool:
    """Tell whether a browser on this site that is sent to `address` would leave it.

    Browsers drop tabs and line breaks, take \\ for /, and ignore blanks in front.
    """
    seen = "".join(char for char in address if char not in "\t\n\r").strip("\x00 ")
    whole = urlsplit(urljoin("http://testserver/sign-in", seen.replace("\\", "/")))
    # A third slash is no path: browsers read ///host as //host.
    return (whole.scheme, whole.netloc) != ("http", "testserver") or seen[1:2] in ("/", "\\")


def test_there_are_sixty_ways_out_and_the_check_sees_them() -> None:
    assert len(set(REDIRECTS)) >= 60
    assert all(leaves(address) for address in ("//evil.example", "/\\x", "\t//x", "https:/x"))
    assert not any(leaves(address) for address in ("/", "/d/tea?a=//b", "/d/tea#c1"))


def test_no_address_to_go_on_to_leads_out(empty_site: Any) -> None:
    with empty_site.state.database.writing() as session:
        accounts.add_account(session, "Ada", None)
    client = browser(empty_site)
    for address in REDIRECTS:
        shown = client.get("/sign-in", params={"next": address})
        assert shown.status_code == 200
        kept = re.search(r'name="next" value="([^"]*)"', shown.text)
        assert kept is not None
        assert not leaves(html.unescape(kept[1])), address
        for link in some(re.findall(r'href="([^"]*)"', shown.text)):
            assert not leaves(html.unescape(link)), (address, link)
    for number, address in enumerate(REDIRECTS[:12]):  # hashing takes most of the time
        made = browser(empty_site).post(
            "/sign-up", data={"name": f"Ada {number}", "password": PASSWORD, "next": address}
        )
        assert made.status_code == 303
        assert not leaves(made.headers["location"]), address


def test_a_page_that_asks_to_sign_in_first_leads_back_to_this_site_only(empty_site: Any) -> None:
    client = browser(empty_site)
    for path in ("/account", "/new", "/import", "/account//evil.example", "//evil.example"):
        answer = client.get("http://testserver" + path)
        assert answer.status_code in (303, 404), path
        assert not leaves(answer.headers.get("location", "/")), path


@pytest.fixture(params=["http", "https"])
def address(request: pytest.FixtureRequest) -> str:
    return f"{request.param}://debates.example"


@pytest.fixture
def client(sqlite_settings: Settings, address: str) -> Iterator[TestClient]:
    app = create_app(sqlite_settings.model_copy(update={"base_url": address}))
    with TestClient(app, base_url=address, follow_redirects=False) as made:
        yield made


def parts_of(cookie: str) -> tuple[str, str, dict[str, str]]:
    """Return name, value and attributes of a Set-Cookie header."""
    first, *rest = cookie.split("; ")
    name, _, value = first.partition("=")
    return name, value, {key.lower(): v for key, _, v in (each.partition("=") for each in rest)}


def test_every_cookie_is_kept_from_scripts_other_sites_and_plain_http(
    client: TestClient, address: str
) -> None:
    https = address.startswith("https")
    made = client.post("/sign-up", data={"name": "Ada", "password": PASSWORD})
    entered = client.post("/sign-in", data={"name": "Ada", "password": PASSWORD})
    left = client.post("/sign-out")
    for answer in (made, entered, left):
        (cookie,) = answer.headers.get_list("set-cookie")
        name, _, flags = parts_of(cookie)
        assert name.startswith("__Host-") == https
        assert ("secure" in flags) == https
        assert "httponly" in flags
        assert (flags["samesite"], flags["path"]) == ("lax", "/")
        assert "domain" not in flags
    assert parts_of(left.headers["set-cookie"])[2]["max-age"] == "0"
    assert "set-cookie" not in client.get("/").headers


def test_a_session_has_a_long_id_that_changes_and_ends_with_each_sign_in(
    client: TestClient,
) -> None:
    seen: list[str] = []
    name = ""
    for path in ("/sign-up", "/sign-in", "/sign-in"):
        answer = client.post(path, data={"name": "Ada", "password": PASSWORD})
        name, value, _ = parts_of(answer.headers["set-cookie"])
        seen.append(value)
    changed = client.post("/account/password", data={"old": PASSWORD, "new": PASSWORD + "s"})
    seen.append(parts_of(changed.headers["set-cookie"])[1])
    assert len(set(seen)) == len(seen)
    assert min(map(len, seen)) >= 43  # 256 bits
    for value in seen:
        client.cookies.clear()
        answer = client.get("/account", headers={"Cookie": f"{name}={value}"})
        assert answer.status_code == (200 if value == seen[-1] else 303)
    assert client.get("/account", headers={"Cookie": f"{name}={'x' * 43}"}).status_code == 303


def test_an_id_planted_before_signing_in_is_never_taken_over(client: TestClient) -> None:
    name = parts_of(
        client.post("/sign-up", data={"name": "Ada", "password": PASSWORD}).headers["set-cookie"]
    )[0]
    client.cookies.clear()
    planted = secrets.token_urlsafe(32)
    answer = client.post(
        "/sign-in",
        data={"name": "Ada", "password": PASSWORD},
        headers={"Cookie": f"{name}={planted}"},
    )
    assert parts_of(answer.headers["set-cookie"])[1] != planted
    client.cookies.clear()
    assert client.get("/account", headers={"Cookie": f"{name}={planted}"}).status_code == 303


def test_a_link_is_used_up_by_pressing_its_button_only(empty_site: Any) -> None:
    settings = empty_site.state.settings
    with empty_site.state.database.writing() as session:
        link = sign_ins.make_sign_in_link(session, accounts.ensure_owner(session), settings)
    path = f"/sign-in/link/{link}"
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        answer = browser(empty_site).request(method, path)
        assert "set-cookie" not in answer.headers
    foreign = browser(empty_site).post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert browser(empty_site).post(path).status_code == 303
    for _ in range(2):
        again = browser(empty_site).post(path)
        assert again.status_code == 422
        assert "set-cookie" not in again.headers


# The log.


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program writes, of any kind and level, as it would stand in a file."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    # The tests' own client has a log, too.
    handler.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore")))
    listened = [logging.getLogger(), logging.getLogger("cruxmap")]
    levels = [each.level for each in listened]
    for each in listened:
        each.addHandler(handler)
        each.setLevel(logging.DEBUG)
    yield written
    for each, level in zip(listened, levels, strict=True):
        each.removeHandler(handler)
        each.setLevel(level)


def test_no_secret_gets_into_the_log(
    empty_site: Any, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, planted = empty_site.state.settings, [f"Planted-{n}-secret" for n in range(12)]
    client = browser(empty_site)
    client.post("/sign-up", data={"name": "Ada", "password": planted[0]})
    client.post("/sign-up", data={"name": "Ada", "password": planted[1]})
    client.post("/sign-in", data={"name": "Ada", "password": planted[2]})
    client.post("/sign-in", data={"name": planted[3], "password": planted[4]})
    client.post("/account/password", data={"old": planted[5], "new": planted[6]})
    client.get(f"/sign-in?next=/{planted[7]}")
    client.get("/", headers={"Authorization": f"Bearer {planted[8]}"})
    client.get("/api/v1/debates", headers={"Authorization": f"Bearer {planted[9]}"})
    browser(empty_site).get("/", headers={"Cookie": f"cruxmap_session={planted[10]}"})
    planted.append(client.cookies["cruxmap_session"])
    with empty_site.state.database.writing() as session:
        link = sign_ins.make_sign_in_link(session, accounts.ensure_owner(session), settings)
    planted.append(link)
    for method, path in (
        ("GET", f"/sign-in/link/{link}"),
        ("GET", f"//sign-in/link/{link}"),
        ("GET", f"/sign-in/link/{link}/"),
        ("GET", f"/sign-in/Link/{link}"),
        ("GET", f"/sign-in%2Flink/{link}"),
        ("POST", f"/sign-in/link/{link}"),
        ("POST", f"/sign-in/link/{link}"),
    ):
        browser(empty_site).request(method, "http://testserver" + path)

    # A fault of ours is reported with its trace: values do not stand in it.
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("app.services.accounts.sign_in", broken)
    assert client.post("/sign-in", data={"name": "Ada", "password": planted[0]}).status_code == 500
    monkeypatch.setattr("app.services.sign_ins.use_sign_in_link", broken)
    assert browser(empty_site).post(f"/sign-in/link/{link}").status_code == 500
    written = log.getvalue()
    assert [secret for secret in planted if secret in written] == []
    # Positive control: the log is read, and tells of each of these.
    assert written.count("POST /sign-in 422") == 2
    assert written.count("ZeroDivisionError: a fault") == 2


def test_an_error_of_the_database_is_reported_without_values(
    empty_site: Any, log: io.StringIO
) -> None:
    with empty_site.state.database.writing() as session:
        session.execute(text("ALTER TABLE account RENAME COLUMN password_hash TO gone"))
    sent = {"name": "Ada of planted values", "password": PASSWORD}
    assert browser(empty_site).post("/sign-up", data=sent).status_code == 503
    written = log.getvalue()
    assert "OperationalError" in written
    assert "planted" not in written
    assert "argon2" not in written


BREAKS = ("%0a", "%0d", "%0d%0a", "%c2%85", "%e2%80%a8", "%0b", "%0c", "%1b[31m", "%00", "%7f")


def test_no_path_breaks_a_line_of_the_log(
    empty_site: Any, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(empty_site)
    for number, piece in enumerate(BREAKS):
        assert client.get(f"/d/a{piece}forged-{number}?x={piece}").status_code in (404, 422)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    # The report of a fault names the path, too.
    monkeypatch.setattr("app.services.debates.open_debate", broken)
    for piece in BREAKS:
        assert client.get(f"/d/a{piece}forged").status_code == 500
    lines = log.getvalue().splitlines()  # at every kind of line break that there is
    assert not any(line.startswith("forged") for line in lines)
    assert all(char.isprintable() or char == "\t" for line in lines for char in line)
    assert sum("forged-" in line for line in lines) >= len(BREAKS)
