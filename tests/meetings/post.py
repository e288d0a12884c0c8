"""The outbox as the people of a meeting get it: each one's mails, in order, as they go over the wire."""

import re

from sqlalchemy import select

from conference.extensions import db
from conference.mail import Mail
from conference.mail_message import MailWords, message_for
from conference.people.models import Participant
from tests.meetings.calendars import Inbox


class Shelf(dict[str, str]):
    """A calendar of nothing but a dictionary: the newest text by UID."""

    def put(self, uid: str, text: str) -> None:
        self[uid] = text

    def remove(self, uid: str) -> None:
        self.pop(uid, None)


def mails_to(person: Participant) -> list[Mail]:
    """Return what was written to somebody, oldest first."""
    assert person.account is not None
    return list(db.session.scalars(select(Mail).where(Mail.recipient == person.account.email).order_by(Mail.id)))


def news_to(person: Participant) -> list[str]:
    """Return which news somebody was told, oldest first."""
    return [(mail.once_key or "").split(":")[2] for mail in mails_to(person)]


def links_in(mail: Mail) -> list[str]:
    """Return the addresses in a mail that need no sign-in, without the host, those that accept a time first."""
    return re.findall(r"http://conference\.test(/\S+/reply/\S+)", mail.text)


def wire(mail: Mail) -> bytes:
    """Return a mail as it goes over the wire."""
    words = MailWords(mail.id, mail.recipient, mail.subject, mail.text, mail.html, mail.calendar, mail.created_at)
    return message_for(words, "Demo conference <desk@example.org>").as_bytes()


def calendar_of(person: Participant) -> Shelf:
    """Return somebody's calendar after all their mails were read by a program that follows RFC 5546."""
    assert person.account is not None
    shelf = Shelf()
    inbox = Inbox(person.account.email, shelf)
    for mail in mails_to(person):
        if mail.calendar:
            inbox.receive(wire(mail))
    return shelf
