"""New passwords: which are refused, what is said then, and that asking never takes long."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn import matching

from app.services import passwords
from app.services.passwords import password_fault

ROOT = Path(__file__).parents[2]
NAME = "Anna-Lena Baer"
# As many signs as stand for letters, each in every order with the others.
DISGUISES = "4@8({[<369!|1 0$5+7%2"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Password123", "among the first that anybody would try"),
        ("butterfly", "among the first that anybody would try"),
        ("drowssap", "among the first that anybody would try"),
        ("ｐａｓｓｗｏｒｄ１", "among the first that anybody would try"),
        ("P4$$w0rd1", "anybody would try, with signs in place of letters"),
        ("asdfghjkl;", "its keys lie next to each other"),
        ("poiuytr;lkjh", "its keys lie next to each other"),
        ("abcdefgh", "its characters follow one another"),
        ("٠١٢٣٤٥٦٧٨", "its characters follow one another"),
        ("абвгдежз", "its characters follow one another"),
        ("zzzzzzzzzz", "the same few characters again and again"),
        ("密码密码密码密码", "the same few characters again and again"),
        ("a" * 1024, "the same few characters again and again"),
        ("12.04.1987", "a date or a year"),
        ("19870412", "a date or a year"),
        ("johnsmith", "a common name"),
        ("helicopter", "a common word"),
        ("annalenabaer9", "a name or a saying that is known here"),
        ("baer1987", "a name or a saying that is known here"),
        ("B4ER!!!!", "known here, with signs in place of letters"),
        ("anna-lena baer7", "a name or a saying that is known here"),
        ("cruxmap2026", "a name or a saying that is known here"),
        ("correcthorsebatterystaple", "a name or a saying that is known here"),
    ],
)
def test_what_is_soon_guessed_is_refused_with_the_reason_and_what_to_do(
    password: str, reason: str
) -> None:
    fault = password_fault(password, NAME)

    assert fault is not None
    assert reason in fault
    assert fault.endswith("Choose three or four words that have nothing to do with each other.")
    assert password.casefold() not in fault.casefold(), "nobody's screen shows a password"


@pytest.mark.parametrize(
    "password",
    [
        "a kettle on the hob",
        "kangaroo lampshade viola",
        "x7#kQ2vL",
        "привет мир как дела",
        "我的密碼很長而且難猜",
        "كلمةالسر",
        "γλαύκα εἰς Ἀθήνας",
        "🐙🚲🥝🎻🧭🪁🌋🧂",
        "seven lamps on a pier, " * 40,
        "".join(chr(0x4E00 + 37 * number) for number in range(1024)),
    ],
)
def test_what_takes_many_guesses_is_taken_in_any_alphabet_and_at_any_length(password: str) -> None:
    assert password_fault(password, NAME) is None


def test_the_name_counts_only_against_its_own_account() -> None:
    assert password_fault("vesteraalen", "Vesteraalen") == "The password must not be the name."
    assert password_fault("vesteraalen5", "Vesteraalen") is not None
    assert password_fault("vesteraalen5", NAME) is None


def test_two_at_once_are_judged_each_by_their_own_name() -> None:
    """The estimate keeps the names it was given last in one place for the whole process."""
    names = ["Vesteraalen", "Kirkenes fjord"] * 40
    with ThreadPoolExecutor(4) as pool:
        faults = list(pool.map(lambda name: password_fault("vesteraalen5", name), names))

    assert [fault is not None for fault in faults] == [True, False] * 40


@given(st.text(min_size=8, max_size=60), st.text(max_size=50))
def test_any_text_is_judged(password: str, name: str) -> None:
    fault = password_fault(password, name)

    assert fault is None or fault.endswith(".")


@pytest.mark.parametrize(
    "password",
    [
        (DISGUISES * 50)[:1000],
        ("e".join(DISGUISES) * 50)[:1000],
        "ab" * 500,
        "1/1/91" * 166,
        "\ufdfa" * 1000,  # one sign that reads as eighteen
        "pa55w0rd" * 125,
    ],
)
def test_no_password_makes_the_estimate_long(password: str) -> None:
    """Its work is the square of the length times the ways to read signs as letters."""
    seen = passwords._seen(password)

    table = matching.relevant_l33t_subtable(seen, matching.L33T_TABLE)
    readings = len(matching.enumerate_l33t_subs(table))
    assert len(seen) ** 2 * readings <= 40**2 * 40
    password_fault(password, NAME)


def test_as_many_disguises_as_a_word_has_are_seen_through() -> None:
    assert passwords._seen("P4$$w0rd!") == "P4$$w0rd!"
    assert passwords._seen(DISGUISES) != DISGUISES


@pytest.mark.long
def test_the_program_starts_without_the_lists_of_words() -> None:
    started = "import app.main, app.cli.main, sys; print('zxcvbn' in sys.modules)"

    ran = subprocess.run(
        [sys.executable, "-c", started], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ran.stdout == "False\n"
