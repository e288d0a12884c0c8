"""Links sign in once; passwords are kept so that nobody can read them."""

import re
import threading
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.errors import Refused, TooMany
from conference.extensions import db
from conference.mail import Mail
from conference.people import passwords
from conference.people.models import Account, SignInLink
from conference.people.password_actions import remove_password, set_password, sign_in_with_password
from conference.people.sign_in_actions import LinkSpent, ask_for_link, email_of_link, forget_old_links, use_link
from tests import factories

LONG = "correct horse battery"
Db = scoped_session[Session]


def mailed_token() -> str:
    """Return the token in the newest mail."""
    newest = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert newest is not None
    found = re.search(r"/sign-in/([\w-]+)", newest.text)
    assert found is not None
    return found[1]


def test_a_link_makes_the_account_at_its_first_use(session: Db) -> None:
    ask_for_link(" Jo@Example.org ", "/ecc2020/agenda")
    assert session.scalar(select(func.count()).select_from(Account)) == 0
    signed_in = use_link(mailed_token())
    assert (signed_in.account.email, signed_in.next_path) == ("jo@example.org", "/ecc2020/agenda")
    ask_for_link("jo@example.org")
    assert use_link(mailed_token()).account.id == signed_in.account.id


def test_the_database_never_sees_a_token(session: Db) -> None:
    ask_for_link("jo@example.org")
    token = mailed_token()
    link = session.scalars(select(SignInLink)).one()
    assert token not in {str(value) for value in vars(link).values()}
    with pytest.raises(LinkSpent):
        use_link(link.token_hash)


def test_looking_at_a_link_does_not_use_it(session: Db) -> None:
    ask_for_link("jo@example.org")
    assert email_of_link(mailed_token()) == email_of_link(mailed_token()) == "jo@example.org"
    assert use_link(mailed_token()).account.email == "jo@example.org"


def test_a_link_signs_in_once_and_then_knows_whom_to_send_a_new_one(session: Db) -> None:
    ask_for_link("jo@example.org", "/ecc2020/agenda")
    use_link(mailed_token())
    for attempt in (use_link, email_of_link):
        with pytest.raises(LinkSpent, match="used already") as spent:
            attempt(mailed_token())
        assert (spent.value.email, spent.value.next_path) == ("jo@example.org", "/ecc2020/agenda")


def test_a_link_works_for_fifteen_minutes(session: Db, at_noon: datetime) -> None:
    ask_for_link("jo@example.org")
    token = mailed_token()
    with clock.stopped_at(at_noon + timedelta(minutes=15)):
        for attempt in (use_link, email_of_link):
            with pytest.raises(LinkSpent, match="too old"):
                attempt(token)
    with clock.stopped_at(at_noon + timedelta(minutes=14, seconds=59)):
        assert use_link(token).next_path == ""


def test_a_link_that_two_use_at_once_signs_in_one(app: Flask) -> None:
    with app.test_request_context():
        tokens = []
        for _round in range(5):
            ask_for_link("jo@example.org")
            tokens.append(mailed_token())
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def use() -> None:
        for token in tokens:
            with app.test_request_context():
                together.wait()
                try:
                    use_link(token)
                    outcomes.append("in")
                except LinkSpent:
                    outcomes.append("spent")

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] * 5 + ["spent"] * 5
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def test_two_links_used_at_once_make_one_account(app: Flask) -> None:
    with app.test_request_context():
        tokens = []
        for _round in range(2):
            ask_for_link("jo@example.org")
            tokens.append(mailed_token())
    together = threading.Barrier(2)
    accounts: list[int] = []

    def use(token: str) -> None:
        with app.test_request_context():
            together.wait()
            accounts.append(use_link(token).account.id)

    threads = [threading.Thread(target=use, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accounts) == 2
    assert len(set(accounts)) == 1


def test_an_address_gets_five_links_in_fifteen_minutes(session: Db, at_noon: datetime) -> None:
    for _round in range(5):
        ask_for_link("jo@example.org")
    with pytest.raises(TooMany):
        ask_for_link("JO@example.org")
    ask_for_link("sam@example.org")
    with clock.stopped_at(at_noon + timedelta(minutes=16)):
        ask_for_link("jo@example.org")


def test_links_are_forgotten_after_a_day(session: Db, at_noon: datetime) -> None:
    ask_for_link("jo@example.org")
    with clock.stopped_at(at_noon + timedelta(hours=23)):
        forget_old_links()
        assert session.scalar(select(func.count()).select_from(SignInLink)) == 1
    with clock.stopped_at(at_noon + timedelta(hours=25)):
        forget_old_links()
        assert session.scalar(select(func.count()).select_from(SignInLink)) == 0


def test_a_password_signs_in_and_a_wrong_one_does_not(session: Db) -> None:
    account = factories.account(email="jo@example.org")
    set_password(account.id, LONG, is_fresh=True)
    assert sign_in_with_password("Jo@example.org", LONG).id == account.id
    assert LONG not in str(account.password_hash)
    sentences = set()
    factories.account(email="without@example.org")
    for email in ("jo@example.org", "without@example.org", "nobody@example.org"):
        with pytest.raises(Refused) as refused:
            sign_in_with_password(email, "something else")
        sentences.add(refused.value.message)
    assert len(sentences) == 1


def test_the_password_of_nobody_opens_nothing(session: Db) -> None:
    factories.account(email="without@example.org")
    for email in ("without@example.org", "nobody@example.org"):
        with pytest.raises(Refused):
            sign_in_with_password(email, "nobody's password")


def test_a_password_may_be_typed_on_any_keyboard(session: Db) -> None:
    account = factories.account()
    set_password(account.id, "Cafe\u0301 au lait, s'il", is_fresh=True)
    assert sign_in_with_password(account.email, "Caf\u00e9 au lait, s'il") is account


def test_an_old_hash_is_renewed_at_the_next_sign_in(session: Db) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(LONG)
    account = factories.account(password_hash=old)
    sign_in_with_password(account.email, LONG)
    assert account.password_hash is not None
    assert account.password_hash != old
    assert not passwords.is_outdated(account.password_hash)
    assert sign_in_with_password(account.email, LONG) is account


@pytest.mark.parametrize("password", ["short", "elevenchars", "x" * 201, "Quite.Long@example.org"])
def test_a_weak_password_is_refused_beside_its_field(session: Db, password: str) -> None:
    account = factories.account(email="quite.long@example.org")
    with pytest.raises(Refused) as refused:
        set_password(account.id, password, is_fresh=True)
    assert refused.value.field == "new_password"


def test_changing_a_password_needs_the_current_one_or_a_fresh_link(session: Db) -> None:
    account = factories.account()
    with pytest.raises(Refused):
        set_password(account.id, LONG)
    set_password(account.id, LONG, is_fresh=True)
    with pytest.raises(Refused) as refused:
        set_password(account.id, LONG + "2", current="wrong")
    assert refused.value.field == "current_password"
    with pytest.raises(Refused):
        remove_password(account.id, current="wrong")
    set_password(account.id, LONG + "2", current=LONG)
    remove_password(account.id, current=LONG + "2")
    assert account.password_hash is None
    with pytest.raises(Refused):
        remove_password(account.id, is_fresh=True)


def test_a_new_password_ends_every_session_and_the_owner_is_told(session: Db) -> None:
    account = factories.account()
    before = account.session_epoch
    set_password(account.id, LONG, is_fresh=True)
    assert account.session_epoch == before + 1
    subjects = session.scalars(select(Mail.subject).where(Mail.recipient == account.email)).all()
    assert subjects == ["A password was set for your account"]
