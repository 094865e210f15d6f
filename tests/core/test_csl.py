"""Bibliographic items in one line, whatever stands in them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.debate.csl import Link, reference, web_host


def names(*family: str) -> list[dict[str, str]]:
    return [{"family": name, "given": "A."} for name in family]


@pytest.mark.parametrize(
    ("authors", "told"),
    [
        ([], ""),
        (names("Lee"), "A. Lee"),
        (names("Lee", "Ng"), "A. Lee and A. Ng"),
        (names("Lee", "Ng", "Ox"), "A. Lee, A. Ng and A. Ox"),
        (names("Lee", "Ng", "Ox", "Poe"), "A. Lee et al."),
        ([{"literal": "The Tea Board"}], "The Tea Board"),
        (
            [{"family": "Berg", "given": "Jo", "non-dropping-particle": "van den"}],
            "Jo van den Berg",
        ),
        ("not a list", ""),
        ([None, 3, {"family": ["x"]}, {}], "3"),
    ],
)
def test_authors_are_named_up_to_three(authors: Any, told: str) -> None:
    assert reference({"title": "T", "author": authors}).authors == told


def test_all_authors_are_named_when_asked_for() -> None:
    found = reference({"title": "T", "author": names("Lee", "Ng", "Ox", "Poe")}, names=9)
    assert found.authors == "A. Lee, A. Ng, A. Ox and A. Poe"


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2023, 11]]}, "2023"),
        ({"date-parts": [["2023"]]}, "2023"),
        ({"literal": "in spring"}, "in spring"),
        ({"date-parts": []}, ""),
        ({"date-parts": [[]]}, ""),
        ({"date-parts": "2023"}, ""),
        ("2023", ""),
        (None, ""),
    ],
)
def test_the_year_is_taken_from_the_first_date(issued: Any, year: str) -> None:
    assert reference({"title": "T", "issued": issued}).year == year


def test_a_journal_stands_with_volume_issue_and_pages() -> None:
    csl = {"title": "T", "container-title": "Leaves", "volume": 4, "issue": "2", "page": "7–9"}
    assert reference(csl).container == "Leaves, 4(2), 7–9"


def test_arxiv_is_linked_once() -> None:
    csl = {
        "title": "T",
        "publisher": "arXiv",
        "number": "arXiv:2311.08379",
        "DOI": "10.48550/arXiv.2311.08379",
        "URL": "https://arxiv.org/abs/2311.08379",
    }
    found = reference(csl)
    assert found.links == (Link("arXiv:2311.08379", "https://arxiv.org/abs/2311.08379"),)
    assert found.container == ""


def test_a_doi_is_linked_with_its_odd_signs_quoted() -> None:
    (link,) = reference({"title": "T", "DOI": '10.1002/(SICI)1"x'}).links
    assert link == Link('doi:10.1002/(SICI)1"x', "https://doi.org/10.1002/(SICI)1%22x")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "https://[",
        "ftp://x",
    ],
)
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    assert web_host(address) == ""
    assert reference({"title": "T", "URL": address}).links == ()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=6), each, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = ["title", "author", "editor", "issued", "URL", "DOI", "number", "volume", "publisher"]


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, anything)))
def test_nothing_that_may_stand_in_an_item_breaks_it(csl: dict[str, Any]) -> None:
    found = reference(csl)
    assert "\n" not in str(found)
    assert all(link.href.startswith(("https://", "http://")) for link in found.links)
