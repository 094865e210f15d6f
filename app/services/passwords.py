"""Passwords: what is asked of a new one, how one is stored, and whether one is right.

Hashing takes a large part of a second on purpose, so no session may be open meanwhile: neither
other writers nor the clearing of SQLite's log should wait for it.
"""

import importlib
import re
import secrets
import unicodedata
from math import prod
from threading import BoundedSemaphore, Lock
from typing import Any, NewType

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.db import expect_no_session

Hashed = NewType("Hashed", str)

PASSWORD_MIN, PASSWORD_MAX = 8, 1024

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# Each hash takes 19 MiB and a core: a crowd at the door must not take the whole machine.
_DOOR = BoundedSemaphore(2)
# Of a random password that nobody knows: an absent account takes as long as a present one.
_NOBODY = _HASHER.hash(secrets.token_hex(32))

# What an attacker has to try at least. A form that allows 25 tries in five minutes gives way
# after years; eight characters at random are ten times as many.
GUESSES_MIN = 10**7
# The estimate takes seconds for long texts, and for texts that may be words with other signs in
# place of letters in very many ways: it sees the beginning only, and few of these signs.
_SEEN, _DISGUISES = 40, 16
_BLURRED = str.maketrans("@({[<!|$+%", "çøþæłßđħŋœ")
# The estimate keeps the names it was given last in one place for all threads.
_ESTIMATING = Lock()
_KNOWN_HERE = ("cruxmap", "correcthorsebatterystaple")

_ADVICE = "Choose three or four words that have nothing to do with each other."
_REASONS = {
    "passwords": "it is, or nearly is, among the first that anybody would try",
    "user_inputs": "it is little more than a name or a saying that is known here",
    "names": "it is little more than a common name",
    "words": "it is little more than a common word",
    "spatial": "its keys lie next to each other",
    "repeat": "it is the same few characters again and again",
    "sequence": "its characters follow one another, as in “abc” or “6543”",
    "date": "it is little more than a date or a year",
    "bruteforce": "it has too few characters that are not part of something common",
}
_KINDS = {
    **dict.fromkeys(("surnames", "male_names", "female_names"), "names"),
    **dict.fromkeys(("english_wikipedia", "us_tv_and_film"), "words"),
    "regex": "date",
}


def password_fault(password: str, name: str) -> str | None:
    """Say what is wrong with a new password of the account `name` and what to do, or None.

    No rule asks for digits or signs: what counts is how many guesses it would take.
    """
    if len(password) < PASSWORD_MIN:
        return f"A password has at least {PASSWORD_MIN} characters; this one has {len(password)}."
    if len(password) > PASSWORD_MAX:
        return f"A password has at most {PASSWORD_MAX} characters; this one has {len(password)}."
    if password.casefold().strip() in (name.casefold(), name.casefold() * 2):
        return "The password must not be the name."
    estimate = _estimated(password, name)
    if estimate["guesses"] >= GUESSES_MIN:
        return None
    return f"This password is soon guessed: {_reason(estimate['sequence'])}. {_ADVICE}"


def _estimated(password: str, name: str) -> Any:
    # Half a megabyte of words: read when the first password is chosen, not at the start.
    zxcvbn: Any = importlib.import_module("zxcvbn")
    known = [*_names_in(name), *_KNOWN_HERE]
    with _ESTIMATING:
        return zxcvbn.zxcvbn(_seen(password), user_inputs=known, max_length=_SEEN)


def _seen(password: str) -> str:
    matching: Any = importlib.import_module("zxcvbn.matching")
    text = unicodedata.normalize("NFKC", password)[:_SEEN]
    signs = matching.L33T_TABLE.values()
    disguises = prod(max(1, sum(sign in text for sign in each)) for each in signs)
    return text if disguises <= _DISGUISES else text.translate(_BLURRED)


def _names_in(name: str) -> list[str]:
    whole = unicodedata.normalize("NFKC", name[:_SEEN]).lower()
    parts = re.findall(r"\w+", whole)
    return [whole, "".join(parts), *(part for part in parts if len(part) > 2)]


def _reason(sequence: list[dict[str, Any]]) -> str:
    found = [match for match in sequence if match["pattern"] != "bruteforce"]
    longest = max(found or sequence, key=lambda match: len(match["token"]))
    kind = longest.get("dictionary_name", longest["pattern"])
    disguised = ", with signs in place of letters" if longest.get("l33t") else ""
    return _REASONS[_KINDS.get(kind, kind)] + disguised


def hash_password(password: str) -> Hashed:
    """Return what is stored of a password: Argon2id, with its parameters and salt.

    Raises RuntimeError while this thread has a session, as `is_right` does.
    """
    expect_no_session("A password is hashed")
    with _DOOR:
        return Hashed(_HASHER.hash(_bytes(password)))


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether `password` is the one stored; without one stored, no, in the same time."""
    expect_no_session("A password is checked")
    with _DOOR:
        try:
            return _HASHER.verify(stored or _NOBODY, _bytes(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Tell whether a stored password was hashed with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    # One password must be the same bytes from every keyboard; nothing is cut off. One character
    # past the limit is kept so that what is too long can never be right.
    typed = unicodedata.normalize("NFKC", password[: PASSWORD_MAX + 1])
    return typed.encode("utf-8", "surrogatepass")
