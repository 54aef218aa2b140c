"""Users, sessions and tokens, as functions of a Store."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import argon2
import pytest

from extractor.store import Store
from extractor.web.accounts.credentials import (
    LONGEST,
    begin_session,
    end_session,
    find_session,
    find_token,
    issue_token,
    note_use,
    renew_session,
    revoke_token,
    tokens_of,
)
from extractor.web.accounts.users import (
    AccountError,
    add_user,
    check_password,
    enable_user,
    may,
    renew_hash,
    set_password,
    set_role,
    users,
)

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
HOURS = 12.0
PASSWORD = "six words that nobody guesses"


@pytest.fixture(scope="module")
def with_anna(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one user. Hashing her password takes a while, so it is done once."""
    db = tmp_path_factory.mktemp("accounts") / "anna.db"
    with Store(db, create=True) as store:
        add_user(store, "anna", "reviewer", PASSWORD, NOON)
    return db


@pytest.fixture
def store(with_anna: Path, tmp_path: Path) -> Iterator[Store]:
    with Store(Path(shutil.copy(with_anna, tmp_path))) as store:
        yield store


def everything(store: Store) -> str:
    return "\n".join(store.db.iterdump())


class TestUsers:
    def test_is_known_by_the_password(self, store: Store) -> None:
        user, new_hash = check_password(store, "anna", PASSWORD)
        assert user == users(store)[0]
        assert user.role == "reviewer"
        assert new_hash is None

    def test_is_not_known_by_another(self, store: Store) -> None:
        assert check_password(store, "anna", PASSWORD + "!") == (None, None)
        assert check_password(store, "bert", PASSWORD) == (None, None)

    def test_only_a_hash_is_kept(self, store: Store) -> None:
        assert PASSWORD not in everything(store)
        (row,) = store.query("SELECT password FROM users")
        assert row["password"].startswith("$argon2id$")

    @pytest.mark.parametrize("name", ["", " ", "a b", "<b>", "-x", "a" * 41, "a\u202eb", "a\nb"])
    def test_a_name_is_letters_and_digits(self, store: Store, name: str) -> None:
        with pytest.raises(AccountError, match="no name for a user"):
            add_user(store, name, "reader", PASSWORD, NOON)

    @pytest.mark.parametrize("name", ["anna", "Anna", "ａｎｎａ", " anna "])
    def test_a_name_is_there_once(self, store: Store, name: str) -> None:
        with pytest.raises(AccountError, match="already"):
            add_user(store, name, "reader", PASSWORD, NOON)

    def test_a_name_may_be_chinese(self, store: Store) -> None:
        add_user(store, "张三", "reader", PASSWORD, NOON)
        assert [user.name for user in users(store)] == ["anna", "张三"]

    @pytest.mark.parametrize("password", ["", "too short", "x" * 40, "anna" * 5, "x y" * 100])
    def test_a_password_is_hard_to_guess(self, store: Store, password: str) -> None:
        with pytest.raises(AccountError, match="a password"):
            set_password(store, "anna", password)

    def test_a_password_is_the_same_however_it_is_typed(self, store: Store) -> None:
        set_password(store, "anna", "caf\u00e9 caf\u00e9 au lait")
        assert check_password(store, "anna", "cafe\u0301 cafe\u0301 au lait")[0]

    def test_an_older_hash_is_made_anew(self, store: Store) -> None:
        cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        renew_hash(store, "anna", cheap)
        _, new_hash = check_password(store, "anna", PASSWORD)
        assert new_hash is not None
        renew_hash(store, "anna", new_hash)
        assert check_password(store, "anna", PASSWORD)[1] is None

    def test_who_is_disabled_is_as_unknown(self, store: Store) -> None:
        session = begin_session(store, "anna", NOON, HOURS)
        token = issue_token(store, "anna", "a", NOON)
        enable_user(store, "anna", enabled=False)
        assert check_password(store, "anna", PASSWORD) == (None, None)
        assert find_session(store, session, NOON, HOURS) is None
        assert find_token(store, token, NOON) is None
        enable_user(store, "anna", enabled=True)
        assert check_password(store, "anna", PASSWORD)[0]
        assert find_session(store, session, NOON, HOURS) is None

    def test_a_role_holds_from_the_next_request(self, store: Store) -> None:
        session = begin_session(store, "anna", NOON, HOURS)
        set_role(store, "anna", "admin")
        found = find_session(store, session, NOON, HOURS)
        assert found is not None
        assert found.role == "admin"

    def test_nobody_is_changed_who_is_not_there(self, store: Store) -> None:
        for change in (
            lambda: set_role(store, "bert", "admin"),
            lambda: set_password(store, "bert", PASSWORD),
            lambda: enable_user(store, "bert", enabled=False),
            lambda: issue_token(store, "bert", "a", NOON),
        ):
            with pytest.raises(AccountError, match="there is no user bert"):
                change()


def test_each_role_may_do_what_those_before_it_may() -> None:
    assert may("admin", "reader")
    assert may("reviewer", "reviewer")
    assert not may("reader", "reviewer")


class TestSessions:
    def test_lasts_until_it_is_not_used_for_long(self, store: Store) -> None:
        secret = begin_session(store, "anna", NOON, HOURS)
        almost, over = NOON + timedelta(hours=11.9), NOON + timedelta(hours=12)
        assert find_session(store, secret, almost, HOURS)
        assert find_session(store, secret, over, HOURS) is None

    def test_use_prolongs_it(self, store: Store) -> None:
        secret = begin_session(store, "anna", NOON, HOURS)
        used = NOON + timedelta(hours=11)
        found = find_session(store, secret, used, HOURS)
        assert found is not None
        assert found.renewal == used + timedelta(hours=12)
        renew_session(store, secret, found.renewal)
        assert find_session(store, secret, NOON + timedelta(hours=22), HOURS)

    def test_is_not_written_at_every_use(self, store: Store) -> None:
        secret = begin_session(store, "anna", NOON, HOURS)
        found = find_session(store, secret, NOON + timedelta(minutes=30), HOURS)
        assert found is not None
        assert found.renewal is None

    def test_ends_in_a_week_however_busy(self, store: Store) -> None:
        secret = begin_session(store, "anna", NOON, HOURS)
        at = NOON
        while found := find_session(store, secret, at, HOURS):
            if found.renewal:
                renew_session(store, secret, found.renewal)
            at += timedelta(hours=6)
        assert at == NOON + LONGEST

    def test_only_a_fingerprint_is_kept(self, store: Store) -> None:
        secret = begin_session(store, "anna", NOON, HOURS)
        assert secret not in everything(store)

    def test_each_has_a_token_of_its_own(self, store: Store) -> None:
        found = [
            find_session(store, begin_session(store, "anna", NOON, HOURS), NOON, HOURS)
            for _ in range(2)
        ]
        assert len({session.csrf for session in found if session}) == 2

    def test_ends_with_signing_out(self, store: Store) -> None:
        secret, other = (begin_session(store, "anna", NOON, HOURS) for _ in range(2))
        end_session(store, secret)
        assert find_session(store, secret, NOON, HOURS) is None
        assert find_session(store, other, NOON, HOURS)

    def test_ends_with_another_password(self, store: Store) -> None:
        secret = begin_session(store, "anna", NOON, HOURS)
        set_password(store, "anna", "another six words nobody guesses")
        assert find_session(store, secret, NOON, HOURS) is None

    def test_those_that_are_over_are_tidied_away(self, store: Store) -> None:
        begin_session(store, "anna", NOON, HOURS)
        begin_session(store, "anna", NOON + timedelta(days=1), HOURS)
        (row,) = store.query("SELECT count(*) AS n FROM sessions")
        assert row["n"] == 1


class TestTokens:
    def test_stands_for_its_user(self, store: Store) -> None:
        holder = find_token(store, issue_token(store, "anna", "monthly", NOON), NOON)
        assert holder is not None
        assert (holder.user, holder.role) == ("anna", "reviewer")

    def test_is_kept_as_a_fingerprint(self, store: Store) -> None:
        secret = issue_token(store, "anna", "monthly", NOON)
        assert secret.startswith("gouji_")
        assert secret not in everything(store)

    def test_is_listed_by_its_label(self, store: Store) -> None:
        issue_token(store, "anna", " monthly ", NOON)
        (token,) = tokens_of(store, "anna")
        assert (token.label, token.created_at) == ("monthly", NOON.isoformat())
        assert token.used_at is None

    def test_tells_when_it_was_used_to_an_hour(self, store: Store) -> None:
        secret = issue_token(store, "anna", "monthly", NOON)
        note_use(store, secret, NOON)
        for later, unnoted in ((timedelta(minutes=59), False), (timedelta(minutes=61), True)):
            holder = find_token(store, secret, NOON + later)
            assert holder is not None
            assert (holder.renewal is not None) == unnoted

    def test_ends_when_it_is_revoked(self, store: Store) -> None:
        secret = issue_token(store, "anna", "monthly", NOON)
        revoke_token(store, "anna", "monthly")
        assert find_token(store, secret, NOON) is None
        with pytest.raises(AccountError, match="no token 'monthly'"):
            revoke_token(store, "anna", "monthly")

    @pytest.mark.parametrize("label", ["", "  ", "a" * 61, "a\u202eb", "taken"])
    def test_needs_a_label_of_its_own(self, store: Store, label: str) -> None:
        issue_token(store, "anna", "taken", NOON)
        with pytest.raises(AccountError, match=r"label|already"):
            issue_token(store, "anna", label, NOON)
