"""Mail reaches a real mail server once, whatever happens on the way."""

import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from conference import clock, mail
from conference.extensions import db
from conference.mail import Mail
from conference.mail_delivery import deliver_mail, send_waiting_mail
from conference.mail_message import MOST_ATTEMPTS
from tests.factories import kept

SIGN_IN: dict[str, Any] = {
    "email": "jo@example.org",
    "address": "http://conference.test/x",
    "until": "12:15",
    "minutes": 15,
}


class Inbox:
    """What arrived at the server; refuses nobody@example.org, and everyone once for each entry of `failing`."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, bytes]] = []
        self.failing: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == "nobody@example.org":
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.failing:
            return self.failing.pop()
        assert isinstance(envelope.content, bytes)
        self.arrived.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@pytest.fixture
def inbox(app: Flask) -> Iterator[Inbox]:
    """Run a mail server on a free port, and tell the application of it."""
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    yield inbox
    app.config["SMTP_URL"] = ""
    controller.stop()


def waiting(recipient: str = "jo@example.org", **overrides: Any) -> int:
    """Put a mail into the outbox without the job that sends it, and return its id."""
    return kept(Mail(recipient=recipient, subject="Hello", text="Hello\n", html="<p>Hello</p>", **overrides)).id


def row(mail_id: int) -> Mail:
    db.session.rollback()
    return db.session.get_one(Mail, mail_id)


def test_a_mail_leaves_with_the_commit(app: Flask, inbox: Inbox) -> None:
    with app.app_context(), app.test_request_context():
        mail.send("jo@example.org", "sign_in", **SIGN_IN)
        assert inbox.arrived == []
        db.session.commit()
        assert [recipient for recipient, _ in inbox.arrived] == ["jo@example.org"]
        assert db.session.query(Mail).one().sent_at is not None


def test_a_mail_rolled_back_never_leaves(app: Flask, inbox: Inbox) -> None:
    with app.test_request_context():
        mail.send("jo@example.org", "sign_in", **SIGN_IN)
        db.session.rollback()
        db.session.commit()
        send_waiting_mail()
        assert inbox.arrived == []


def test_what_a_kill_left_behind_is_sent_within_the_minute_and_once(app: Flask, inbox: Inbox) -> None:
    with app.app_context():
        first, second = waiting(), waiting("sam@example.org")
        send_waiting_mail()
        send_waiting_mail()
        assert [recipient for recipient, _ in inbox.arrived] == ["jo@example.org", "sam@example.org"]
        assert row(first).sent_at is not None
        assert row(second).sent_at is not None


def test_a_mail_whose_worker_was_killed_is_tried_again_with_the_same_message_id(
    app: Flask, inbox: Inbox, at_noon: datetime
) -> None:
    with app.app_context():
        waiting(claimed_at=at_noon, attempts=1)
        send_waiting_mail()
        assert inbox.arrived == []
        with clock.stopped_at(at_noon + timedelta(minutes=2)):
            send_waiting_mail()
        assert b"Message-ID: <" in inbox.arrived[0][1]


def test_two_workers_do_not_send_the_same_mail_twice(app: Flask, inbox: Inbox) -> None:
    with app.app_context():
        mail_ids = [waiting() for _ in range(5)]
    together = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            for mail_id in mail_ids:
                together.wait()
                deliver_mail(mail_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(inbox.arrived) == 5


def test_two_who_tell_the_same_news_at_once_put_one_mail_into_the_outbox(app: Flask) -> None:
    together = threading.Barrier(4)

    def tell(number: int) -> None:
        with app.test_request_context():
            together.wait()
            mail.send("jo@example.org", "sign_in", once_key="news", **SIGN_IN)
            mail.send("jo@example.org", "sign_in", once_key=f"own-{number}", **SIGN_IN)
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, range(4)))
    with app.app_context():
        keys = list(db.session.scalars(select(Mail.once_key).order_by(Mail.once_key)))
    assert keys == ["news", "own-0", "own-1", "own-2", "own-3"]


def test_a_bad_recipient_holds_nobody_up_and_is_not_tried_again(app: Flask, inbox: Inbox) -> None:
    with app.app_context():
        bad, worse, good = waiting("nobody@example.org"), waiting("no address"), waiting()
        send_waiting_mail()
        assert [recipient for recipient, _ in inbox.arrived] == ["jo@example.org"]
        assert row(good).sent_at is not None
        assert row(bad).attempts == MOST_ATTEMPTS
        assert row(bad).last_error == "550 no such user"
        assert row(worse).sent_at is None


def test_a_passing_failure_is_kept_and_tried_again(app: Flask, inbox: Inbox, at_noon: datetime) -> None:
    inbox.failing.append("451 try again later")
    with app.app_context():
        mail_id = waiting()
        deliver_mail(mail_id)
        assert (row(mail_id).attempts, row(mail_id).last_error) == (1, "451 try again later")
        deliver_mail(mail_id)
        assert inbox.arrived == []
        with clock.stopped_at(at_noon + timedelta(minutes=2)):
            send_waiting_mail()
        assert len(inbox.arrived) == 1
        assert row(mail_id).last_error is None


def test_a_server_that_cannot_be_reached_costs_only_one_mail_a_try(app: Flask, inbox: Inbox) -> None:
    with app.app_context():
        first, second = waiting(), waiting()
        app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
        send_waiting_mail()
        assert row(first).attempts == 1
        assert row(first).last_error
        assert row(second).attempts == 0


def test_without_a_server_mail_waits_and_says_so_unless_it_is_the_demo(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context(), caplog.at_level(logging.WARNING):
        mail_id = waiting()
        deliver_mail(mail_id)
        assert caplog.messages == []
        app.config["DEMO"] = False
        try:
            deliver_mail(mail_id)
        finally:
            app.config["DEMO"] = True
        assert caplog.messages == ["Mail is waiting: SMTP_URL is not set."]
        assert (row(mail_id).attempts, row(mail_id).sent_at) == (0, None)
