"""A file brought in with a browser: how far it is, stopped, refused, lost on the way."""

import re
from pathlib import Path

from playwright.sync_api import FilePayload, Route, expect

from tests.browser.conftest import Site, Visit
from tests.browser.test_journeys import come_in

GOOD = b"# Should the museum open on Mondays?\n\n- The museum should open on Mondays\n  - + More"


def a_file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": data}


def test_a_file_that_is_sent_leads_to_its_preview(visit: Visit, site: Site) -> None:
    page = come_in(visit, site, "/import", javascript=True)
    page.get_by_label("File", exact=True).set_input_files(a_file("museum.md", GOOD))
    page.get_by_role("button", name="Look at it first").click()
    page.wait_for_url(re.compile(r"/import/file/"))
    expect(page.locator(".lead")).to_contain_text("museum.md was read as Markdown outline")


def test_a_refused_file_stays_chosen_beside_its_faults(visit: Visit, site: Site) -> None:
    page = come_in(visit, site, "/import", javascript=True)
    page.get_by_label("File", exact=True).set_input_files(a_file("map.cruxmap.json", b'{"a": 1}'))
    page.get_by_label("Why, if it is suggested").fill("As agreed on Monday.")
    page.get_by_role("button", name="Import it at once").click()
    expect(page.get_by_role("alert")).to_contain_text("map.cruxmap.json")
    expect(page.get_by_role("table")).to_be_visible()
    chosen = page.get_by_label("File", exact=True)
    assert chosen.evaluate("input => input.files[0].name") == "map.cruxmap.json"
    assert chosen.get_attribute("aria-invalid") == "true"
    expect(page.get_by_label("Why, if it is suggested")).to_have_value("As agreed on Monday.")
    chosen.set_input_files(a_file("museum.md", GOOD))
    page.get_by_role("button", name="Look at it first").click()
    page.wait_for_url(re.compile(r"/import/file/"))


def test_sending_can_be_stopped_and_a_lost_server_is_told(visit: Visit, site: Site) -> None:
    page = come_in(visit, site, "/import", javascript=True)
    held: list[Route] = []
    page.route("**/import/look", lambda route: held.append(route))
    page.get_by_label("File", exact=True).set_input_files(a_file("museum.md", GOOD))
    look = page.get_by_role("button", name="Look at it first")
    look.click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(look).to_be_disabled()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".sending")).to_have_text("Stopped. Nothing was imported.")
    page.unroute("**/import/look")
    page.route("**/import/look", lambda route: route.abort())
    look.click()
    expect(page.locator(".sending")).to_contain_text("The server was not reached.")
    assert len(held) == 1
    page.unroute("**/import/look")
    look.click()
    page.wait_for_url(re.compile(r"/import/file/"))


def test_a_file_that_was_mended_since_is_chosen_again(
    visit: Visit, site: Site, tmp_path: Path
) -> None:
    page = come_in(visit, site, "/import", javascript=True)
    path = tmp_path / "museum.md"
    path.write_bytes(GOOD)
    page.get_by_label("File", exact=True).set_input_files(path)
    path.write_bytes(GOOD + b" visitors")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".sending")).to_contain_text("has changed since it was chosen")
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Look at it first").click()
    page.wait_for_url(re.compile(r"/import/file/"))


def test_a_file_dropped_beside_the_field_is_chosen(visit: Visit, site: Site) -> None:
    page = come_in(visit, site, "/import", javascript=True)
    page.get_by_label("Or paste it").fill("typed before")
    page.evaluate("""() => {
      const carried = new DataTransfer();
      carried.items.add(new File(["x"], "dropped.md"));
      document.body.dispatchEvent(new DragEvent("drop",
        { dataTransfer: carried, bubbles: true, cancelable: true }));
    }""")
    chosen = page.get_by_label("File", exact=True)
    assert chosen.evaluate("input => input.files[0].name") == "dropped.md"
    expect(page.get_by_label("Or paste it")).to_have_value("typed before")
