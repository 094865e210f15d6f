"""Passwords: what is asked of a new one, how one is stored, and whether one is right."""

import secrets
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_MIN, PASSWORD_MAX = 8, 1024

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# Each hash takes 19 MiB and a core: a crowd at the door must not take the whole machine.
_DOOR = BoundedSemaphore(2)
# Of a random password that nobody knows: an absent account takes as long as a present one.
_NOBODY = _HASHER.hash(secrets.token_hex(32))

_COMMON_LIST = """
password password1 password12 password123 password1234 password! password1! passw0rd
p@ssw0rd p@ssword pa$$word pa$$w0rd passwort passwort1 mypassword newpassword thepassword
12345678 123456789 1234567890 12345678910 123456781 87654321 987654321 9876543210 0123456789
11111111 111111111 1111111111 00000000 0000000000 22222222 33333333 44444444 55555555
66666666 77777777 88888888 99999999 999999999 12341234 11112222 12121212 123123123 11223344
1122334455 123321123 12344321 147258369 741852963 159753456 789456123 147852369 31415926
123123123a 123456789a 1234567a 12345678a a1234567 a12345678 a123456789 q1w2e3r4 q1w2e3r4t5
qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 1qaz2wsx
1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y zaq12wsx zaq1zaq1 qazwsxedc 1qazxsw2 qwer1234 qwerasdf
asdfghjk asdfghjkl asdf1234 asdfasdf zxcvbnm1 zxcvbnm123 zxcvbnmasdfghjkl azertyui azertyuiop
abcdefgh abcd1234 abcdef12 abc12345 abc123456 abc123abc aaaaaaaa aa123456 aa12345678 1a2b3c4d
iloveyou iloveyou1 iloveyou2 iloveyou! ilovegod loveyou1 mylove123 lovelove letmein1 letmein123
letmein! welcome1 welcome12 welcome123 welcome! changeme changeme1 changeme123 changeit
default1 secret12 secret123 topsecret trustno1 sunshine sunshine1 princess princess1 football
football1 baseball baseball1 basketball superman superman1 batman123 spiderman pokemon1
starwars starwars1 monkey12 monkey123 dragon12 dragon123 master12 master123 shadow12 shadow123
michael1 michelle jennifer jessica1 jordan23 charlie1 danielle alexander christian elizabeth
victoria samantha benjamin ashley123 whatever whatever1 computer computer1 internet internet1
samsung1 samsung123 google123 facebook facebook1 liverpool liverpool1 chelsea1 arsenal1
barcelona juventus corvette mercedes ferrari1 mustang1 midnight cocacola chocolate butterfly
blink182 metallica slipknot nirvana1 greenday rockstar maverick scorpion hello123 hello1234
hellohello test1234 testtest testing1 testing123 admin123 admin1234 admin123456 administrator
administrator1 root1234 rootroot toor1234 guest123 user1234 login123 access14 access123
pass1234 pass12345 passpass password01 password00 p4ssw0rd pa55word pa55w0rd passw0rd1
qwerty!@# !@#$%^&* !qaz2wsx 1qaz@wsx qwe123qwe qweqweqwe qweasdzxc qwe12345 asd12345 zxc12345
summer12 summer2023 summer2024 summer2025 winter2023 winter2024 winter2025 spring2024
spring2025 autumn2024 autumn2025 january1 february october1 november december monday123
correcthorsebatterystaple cruxmap1 cruxmap123 cruxmapcruxmap
"""
_COMMON = frozenset(_COMMON_LIST.split())


def password_fault(password: str, name: str) -> str | None:
    """Say what is wrong with a new password of the account `name`, or None.

    No rule asks for digits or signs: length is what counts.
    """
    if len(password) < PASSWORD_MIN:
        return f"A password has at least {PASSWORD_MIN} characters; this one has {len(password)}."
    if len(password) > PASSWORD_MAX:
        return f"A password has at most {PASSWORD_MAX} characters; this one has {len(password)}."
    plain = password.casefold().strip()
    if plain in _COMMON or len(set(plain)) <= 1:
        return "This password is among the first that anybody would try. Choose another."
    if plain in (name.casefold(), name.casefold() * 2):
        return "The password must not be the name."
    return None


def hash_password(password: str) -> str:
    """Return what is stored of a password: Argon2id, with its parameters and salt."""
    with _DOOR:
        return _HASHER.hash(_bytes(password))


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether `password` is the one stored; without one stored, no, in the same time."""
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
