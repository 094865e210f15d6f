from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from sqlalchemy import select, update

from app.config import Settings
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded, TooMany
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.models import Account, SignIn, SignInLink
from app.services import accounts, clock, passwords
from app.services.accounts import Credentials, PasswordChange, SignedIn
from app.services.throttle import KEYS_KEPT, Window, address_key

PASSWORD = "tea with the queen"
HERE = "192.0.2.1"


class Clock:
    """A clock that goes only when told."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def a_window() -> Window:
    return Window(limit=25, seconds=300, clock=Clock())


def signed_up(database: Database, settings: Settings, name: str = "Ada") -> SignedIn:
    return accounts.sign_up(database, Credentials(name=name, password=PASSWORD), settings)


def signed_in(
    database: Database,
    settings: Settings,
    *,
    name: str = "Ada",
    password: str = PASSWORD,
    address: str = HERE,
    replacing: str | None = None,
    failures: Window | None = None,
) -> SignedIn:
    return accounts.sign_in(
        database,
        Credentials(name=name, password=password),
        settings,
        address=address,
        replacing=replacing,
        failures=failures or a_window(),
    )


def name_of(database: Database, token: str | None, settings: Settings) -> str | None:
    with database.reading() as session:
        return accounts.actor_of(session, token, settings).name


# Signing up.


def test_who_signs_up_is_signed_in(database: Database, settings: Settings) -> None:
    new = signed_up(database, settings, "  Ada   Lovelace ")

    assert new.account.name == "Ada Lovelace"
    assert not new.account.site_owner
    assert name_of(database, new.token, settings) == "Ada Lovelace"


def test_a_password_is_stored_as_argon2id_with_the_agreed_cost(
    database: Database, settings: Settings
) -> None:
    signed_up(database, settings)

    with database.reading() as session:
        stored = session.scalars(select(Account.password_hash)).one()
    assert stored is not None
    found = extract_parameters(stored)
    assert (found.type, found.memory_cost) == (Type.ID, 19 * 1024)
    assert (found.time_cost, found.parallelism) == (2, 1)


@pytest.mark.parametrize(
    ("name", "password", "fields"),
    [
        ("A", PASSWORD, {"name"}),
        ("x" * 41, PASSWORD, {"name"}),
        ("Ada", "seven77", {"password"}),
        ("Ada", "x1" * 513, {"password"}),
        ("Ada", "Password123", {"password"}),
        ("Ada", "zzzzzzzzzz", {"password"}),
        ("Ada Lovelace", "ada lovelace", {"password"}),
        ("", "", {"name", "password"}),
    ],
)
def test_a_bad_name_or_password_is_told_at_its_field(
    database: Database, settings: Settings, name: str, password: str, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as raised:
        accounts.sign_up(database, Credentials(name=name, password=password), settings)

    assert set(raised.value.fields) == fields
    with database.reading() as session:
        assert session.scalars(select(Account.id)).all() == []


def test_passwords_are_not_written_out_with_what_holds_them() -> None:
    values = (
        Credentials(name="Ada", password="tall ships"),
        PasswordChange(old="tall ships", new="tall ships"),
    )
    assert "Ada" in repr(values[0])
    assert "tall ships" not in repr(values)


@pytest.mark.parametrize("password", ["12 vö 56", "tall ships " * 93, "nul\x00 and \ud800!"])
def test_any_long_enough_password_is_taken_whole(
    database: Database, settings: Settings, password: str
) -> None:
    accounts.sign_up(database, Credentials(name="Ada", password=password), settings)

    assert signed_in(database, settings, password=password).account.name == "Ada"
    with pytest.raises(Invalid):
        signed_in(database, settings, password=password[:-1])
    with pytest.raises(Invalid):
        signed_in(database, settings, password=password + "x")


def test_a_password_is_the_same_from_every_keyboard(database: Database, settings: Settings) -> None:
    accounts.sign_up(database, Credentials(name="Ada", password="café au lait"), settings)

    assert signed_in(database, settings, password="cafe\u0301 au lait")


@pytest.mark.parametrize("name", ["ada", "ＡＤＡ", "A\u200bda", " ADA "])
def test_a_name_that_looks_the_same_is_taken(
    database: Database, settings: Settings, name: str
) -> None:
    signed_up(database, settings, "Ada")

    with pytest.raises(Conflict) as raised:
        accounts.sign_up(database, Credentials(name=name, password=PASSWORD), settings)

    assert set(raised.value.fields) == {"name"}
    with database.reading() as session:
        assert len(session.scalars(select(Account.id)).all()) == 1


def test_two_who_want_one_name_at_once_get_one_account_and_one_conflict(
    database: Database, settings: Settings
) -> None:
    outcomes = list[str]()
    start = Barrier(2)

    def sign_up(name: str) -> None:
        start.wait()
        try:
            outcomes.append(signed_up(database, settings, name).account.name)
        except Conflict as error:
            outcomes.append(f"conflict at {', '.join(error.fields)}")

    threads = [Thread(target=sign_up, args=(name,)) for name in ("Ada", "ADA")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 2
    assert outcomes.count("conflict at name") == 1


def test_a_closed_site_takes_no_new_accounts(database: Database, settings: Settings) -> None:
    closed = settings.model_copy(update={"registration": "closed"})

    with pytest.raises(Forbidden):
        signed_up(database, closed)


# Signing in and out.


def test_name_and_password_open_a_session(database: Database, settings: Settings) -> None:
    signed_up(database, settings)

    found = signed_in(database, settings, name="ＡＤＡ")

    assert name_of(database, found.token, settings) == "Ada"


@pytest.mark.parametrize("name", ["Ada", "Nobody", "Owner", "x\x00\ud800" * 1000])
def test_a_wrong_password_and_an_absent_name_are_told_the_same(
    database: Database, settings: Settings, name: str
) -> None:
    signed_up(database, settings)
    with database.writing() as session:
        accounts.ensure_owner(session)

    for password in ("wrong password", "", "x" * 5000):
        with pytest.raises(Invalid) as raised:
            signed_in(database, settings, name=name, password=password)
        assert raised.value.message == accounts.WRONG


def test_an_absent_account_costs_a_hash_as_a_present_one_does() -> None:
    """Equal work, not equal time: the stand-in has the very parameters of a real hash."""
    real = passwords.hash_password(PASSWORD)

    assert extract_parameters(passwords._NOBODY) == extract_parameters(real)
    assert not passwords.is_right(None, PASSWORD)
    assert passwords.is_right(real, PASSWORD)


@pytest.mark.parametrize("name", ["Ada", "Nobody", "Owner"])
def test_every_refused_sign_in_has_checked_one_password(
    database: Database, settings: Settings, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is absent, or has no password, must not answer sooner than one that has."""
    signed_up(database, settings)
    with database.writing() as session:
        accounts.ensure_owner(session)
    checked = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, stored: str, password: bytes) -> bool:
        checked.append(extract_parameters(stored))
        return verify(hasher, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    with pytest.raises(Invalid):
        signed_in(database, settings, name=name, password="not this one")

    assert checked == [extract_parameters(passwords.hash_password(PASSWORD))]


def test_tokens_are_long_and_nowhere_in_the_database(
    database: Database, settings: Settings
) -> None:
    found = signed_up(database, settings)

    with database.writing() as session:
        link = accounts.make_sign_in_link(session, found.account, settings)
        stored = {*session.scalars(select(SignIn.hash)), *session.scalars(select(SignInLink.hash))}
    assert len(stored) == 2
    assert not stored & {found.token, link}
    assert min(len(found.token), len(link)) >= 43  # 256 bits in base64


def test_another_key_makes_stored_sessions_worthless(
    database: Database, settings: Settings
) -> None:
    token = signed_up(database, settings).token
    other = Settings(secret_key="another key")

    assert name_of(database, token, other) is None
    assert name_of(database, token, settings) == "Ada"


def test_signing_in_renews_the_token_and_ends_the_old_one(
    database: Database, settings: Settings
) -> None:
    old = signed_up(database, settings).token

    new = signed_in(database, settings, replacing=old).token

    assert new != old
    assert name_of(database, old, settings) is None
    assert name_of(database, new, settings) == "Ada"


def test_a_planted_token_is_never_taken_over(database: Database, settings: Settings) -> None:
    signed_up(database, settings)

    found = signed_in(database, settings, replacing="planted")

    assert found.token != "planted"
    assert name_of(database, "planted", settings) is None


@pytest.mark.parametrize("token", [None, "", "unknown", "\x00", "\ud800", "x" * 100_000])
def test_a_senseless_token_is_a_visitor(
    database: Database, settings: Settings, token: str | None
) -> None:
    with database.writing() as session:
        assert accounts.actor_of(session, token, settings) == ANONYMOUS
        accounts.sign_out(session, token, settings)


def test_who_asks_costs_one_query(
    database: Database,
    settings: Settings,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    token = signed_up(database, settings).token

    with database.reading() as session, count_queries() as queries:
        accounts.actor_of(session, token, settings)

    assert len(queries) == 1


def test_signing_out_ends_this_session_only(database: Database, settings: Settings) -> None:
    here, there = signed_up(database, settings).token, signed_in(database, settings).token

    with database.writing() as session:
        accounts.sign_out(session, here, settings)

    assert name_of(database, here, settings) is None
    assert name_of(database, there, settings) == "Ada"


def test_signing_out_everywhere_ends_all_sessions_and_links_of_this_account_only(
    database: Database, settings: Settings
) -> None:
    ada, ida = signed_up(database, settings), signed_up(database, settings, "Ida")
    with database.writing() as session:
        link = accounts.make_sign_in_link(session, ada.account, settings)

        accounts.sign_out_everywhere(session, ada.account.actor)

    assert name_of(database, ada.token, settings) is None
    assert name_of(database, ida.token, settings) == "Ida"
    with database.writing() as session, pytest.raises(Invalid):
        accounts.use_sign_in_link(session, link, settings)


@pytest.mark.parametrize(
    ("created", "seen", "alive"),
    [(0, 0, True), (89, 13, True), (89, 15, False), (91, 1, False)],
)
def test_a_session_ends_when_unused_or_old(
    database: Database, settings: Settings, created: int, seen: int, alive: bool
) -> None:
    token = signed_up(database, settings).token
    now = clock.now()
    with database.writing() as session:
        session.execute(
            update(SignIn).values(
                created_at=now - timedelta(days=created), seen_at=now - timedelta(days=seen)
            )
        )

    assert (name_of(database, token, settings) == "Ada") is alive
    with database.writing() as session:
        accounts.touch(session, token, settings)
    assert (name_of(database, token, settings) == "Ada") is alive


def test_a_session_is_touched_at_most_once_an_hour(database: Database, settings: Settings) -> None:
    token = signed_up(database, settings).token
    with database.writing() as session:
        assert not accounts.touch(session, token, settings)
        session.execute(update(SignIn).values(seen_at=clock.now() - timedelta(minutes=61)))

        assert accounts.touch(session, token, settings)
        assert not accounts.touch(session, token, settings)
        assert not accounts.touch(session, "unknown", settings)


# Guessing.


def test_twenty_five_failures_close_a_name_for_every_address(
    database: Database, settings: Settings
) -> None:
    signed_up(database, settings)
    window = a_window()
    for number in range(25):
        with pytest.raises(Invalid):
            signed_in(
                database,
                settings,
                password="wrong password",
                address=f"198.51.100.{number}",
                failures=window,
            )

    with pytest.raises(TooMany):
        signed_in(database, settings, failures=window)


def test_twenty_five_failures_close_an_address_for_every_name(
    database: Database, settings: Settings
) -> None:
    signed_up(database, settings)
    window = a_window()
    for number in range(25):
        with pytest.raises(Invalid):
            signed_in(database, settings, name=f"Nobody {number}", failures=window)

    with pytest.raises(TooMany):
        signed_in(database, settings, failures=window)
    assert signed_in(database, settings, address="198.51.100.1", failures=window)


def test_good_sign_ins_are_not_counted(database: Database, settings: Settings) -> None:
    signed_up(database, settings)
    window = Window(limit=2, seconds=300, clock=Clock())

    for _ in range(5):
        assert signed_in(database, settings, failures=window)


def test_a_closed_key_opens_by_itself_however_often_it_is_tried() -> None:
    time = Clock()
    window = Window(limit=25, seconds=300, clock=time)
    for _ in range(25):
        window.enter("name:ada")
    for second in range(300):
        time.time = second
        with pytest.raises(TooMany):
            window.enter("name:ada")

    time.time = 300

    window.enter("name:ada")


def test_a_refused_try_counts_for_no_other_key() -> None:
    window = Window(limit=1, seconds=300, clock=Clock())
    window.enter("a")
    with pytest.raises(TooMany):
        window.enter("b", "a")

    window.enter("b")


def test_the_window_stays_small() -> None:
    window = a_window()

    for number in range(KEYS_KEPT + 100):
        window.enter(str(number))

    assert len(window._tries) == KEYS_KEPT


def test_addresses_of_one_network_are_one_key() -> None:
    assert address_key("2001:db8::1") == address_key("2001:db8:0:0:ffff::2")
    assert address_key("2001:db8::1") != address_key("2001:db8:0:1::1")
    assert address_key("::ffff:192.0.2.1") == address_key("192.0.2.1")
    assert address_key("192.0.2.1") != address_key("192.0.2.2")
    assert address_key("fe80::1%eth0") == address_key("fe80::2")
    assert address_key("testclient") == "address:testclient"


# Links, owners and changed passwords.


def test_a_link_signs_in_once(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        owner = accounts.ensure_owner(session)
        link = accounts.make_sign_in_link(session, owner, settings)

    with database.writing() as session:
        found = accounts.use_sign_in_link(session, link, settings)
    with database.writing() as session, pytest.raises(Invalid):
        accounts.use_sign_in_link(session, link, settings)

    assert found.account.site_owner
    assert name_of(database, found.token, settings) == "Owner"


def test_of_two_who_use_a_link_at_once_one_gets_in(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        link = accounts.make_sign_in_link(session, accounts.ensure_owner(session), settings)
    outcomes = list[str]()
    start = Barrier(2)

    def use() -> None:
        start.wait()
        try:
            with database.writing() as session:
                accounts.use_sign_in_link(session, link, settings)
            outcomes.append("in")
        except Invalid:
            outcomes.append("refused")

    threads = [Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["in", "refused"]


def test_an_old_link_is_refused(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        owner = accounts.ensure_owner(session)
        link = accounts.make_sign_in_link(session, owner, settings)
        session.execute(update(SignInLink).values(expires_at=clock.now() - timedelta(seconds=1)))

    with database.writing() as session, pytest.raises(Invalid):
        accounts.use_sign_in_link(session, link, settings)


def test_a_link_is_no_session_and_a_session_no_link(database: Database, settings: Settings) -> None:
    found = signed_up(database, settings)
    with database.writing() as session:
        link = accounts.make_sign_in_link(session, found.account, settings)

    assert name_of(database, link, settings) is None
    with database.writing() as session, pytest.raises(Invalid):
        accounts.use_sign_in_link(session, found.token, settings)


def test_making_a_link_sweeps_out_old_ones(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        owner = accounts.ensure_owner(session)
        accounts.make_sign_in_link(session, owner, settings, valid=timedelta(seconds=-1))

        accounts.make_sign_in_link(session, owner, settings)

        assert len(session.scalars(select(SignInLink.hash)).all()) == 1


def test_a_site_has_one_owner_however_often_it_starts(database: Database) -> None:
    with database.writing() as session:
        first = accounts.ensure_owner(session)
        second = accounts.ensure_owner(session)

        assert first == second
        assert (first.name, first.site_owner) == ("Owner", True)


def test_processes_that_start_at_once_agree_on_one_owner(database: Database) -> None:
    found = list[str]()
    begin = Barrier(3)

    def ensure() -> None:
        begin.wait()
        with database.writing() as session:
            found.append(accounts.ensure_owner(session).public_id)

    threads = [Thread(target=ensure) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 3
    assert len(set(found)) == 1


def test_a_taken_owner_name_is_no_hindrance(database: Database) -> None:
    with database.writing() as session:
        accounts.add_account(session, "owner")

        found = accounts.ensure_owner(session)

        assert (found.name, found.site_owner) == ("Owner 2", True)


def test_an_account_is_found_by_its_folded_name(database: Database) -> None:
    with database.writing() as session:
        added = accounts.add_account(session, "Ada", None, site_owner=True)

        assert accounts.find_account(session, "ＡＤＡ") == added
        with pytest.raises(NotFound):
            accounts.find_account(session, "Ida\x00")


def test_a_new_password_ends_all_sessions_but_starts_one(
    database: Database, settings: Settings
) -> None:
    here, there = signed_up(database, settings), signed_in(database, settings)

    new = accounts.change_password(
        database,
        here.account.actor,
        PasswordChange(old=PASSWORD, new="coffee with the king"),
        settings,
        failures=a_window(),
    )

    assert name_of(database, here.token, settings) is None
    assert name_of(database, there.token, settings) is None
    assert name_of(database, new.token, settings) == "Ada"
    assert signed_in(database, settings, password="coffee with the king")
    with pytest.raises(Invalid):
        signed_in(database, settings)


def test_a_password_changes_only_for_who_knows_the_old_one(
    database: Database, settings: Settings
) -> None:
    ada = signed_up(database, settings).account.actor

    with pytest.raises(Invalid) as wrong:
        accounts.change_password(
            database,
            ada,
            PasswordChange(old="guess", new="coffee with it"),
            settings,
            failures=a_window(),
        )
    with pytest.raises(Invalid) as weak:
        accounts.change_password(
            database,
            ada,
            PasswordChange(old=PASSWORD, new="password1"),
            settings,
            failures=a_window(),
        )
    with pytest.raises(SignInNeeded):
        accounts.change_password(
            database, ANONYMOUS, PasswordChange(old="", new=PASSWORD), settings
        )

    assert (set(wrong.value.fields), set(weak.value.fields)) == ({"old"}, {"new"})
    assert signed_in(database, settings)


def test_a_stolen_session_cannot_guess_the_old_password(
    database: Database, settings: Settings
) -> None:
    ada, ida = (signed_up(database, settings, name).account.actor for name in ("Ada", "Ida"))
    window = Window(limit=2, seconds=300, clock=Clock())

    def change(actor: Actor, old: str) -> None:
        accounts.change_password(
            database,
            actor,
            PasswordChange(old=old, new="coffee with it"),
            settings,
            failures=window,
        )

    for _ in range(2):
        with pytest.raises(Invalid):
            change(ada, "guess")
    with pytest.raises(TooMany):
        change(ada, PASSWORD)

    change(ida, PASSWORD)
    assert signed_in(database, settings)


def test_the_owner_without_a_password_can_set_one(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        owner = accounts.ensure_owner(session)
    accounts.change_password(database, owner.actor, PasswordChange(old="", new=PASSWORD), settings)

    assert signed_in(database, settings, name="Owner").account.site_owner


def test_a_password_hashed_more_cheaply_is_hashed_anew(
    database: Database, settings: Settings
) -> None:
    signed_up(database, settings)
    cheap = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with database.writing() as session:
        session.execute(update(Account).values(password_hash=cheap))

    assert signed_in(database, settings)

    with database.reading() as session:
        stored = session.scalars(select(Account.password_hash)).one()
    assert stored is not None
    assert not passwords.is_outdated(stored)
