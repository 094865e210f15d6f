"""`cruxmap token`: made, listed without its secret, taken back."""

from tests.cli.conftest import Cruxmap


def test_a_token_is_printed_once_and_listed_by_what_it_is_for(cruxmap: Cruxmap) -> None:
    cruxmap("account", "add", "Ada")
    made = cruxmap("token", "add", "Ada", "--label", "laptop")
    assert (made.code, made.out.startswith("cruxmap_"), len(made.out.split())) == (0, True, 1)
    listed = cruxmap("token", "list", "Ada").out
    assert listed.rstrip().endswith("laptop")
    assert made.out.strip() not in listed


def test_tokens_are_taken_back(cruxmap: Cruxmap) -> None:
    cruxmap("account", "add", "Ada")
    cruxmap("token", "add", "Ada")
    cruxmap("token", "add", "Ada", "--label", "robot")
    assert cruxmap("token", "drop", "Ada", "--label", "robot").out == "1 taken back\n"
    assert cruxmap("token", "drop", "Ada").out == "1 taken back\n"
    assert cruxmap("token", "list", "Ada").out == ""


def test_a_token_for_nobody_is_refused(cruxmap: Cruxmap) -> None:
    found = cruxmap("token", "add", "Nobody")
    assert found.code == 1
    assert "no account" in found.err
