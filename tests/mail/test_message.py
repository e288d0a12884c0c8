"""What a mail looks like on the wire, and when another try makes sense."""

import smtplib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.mail_message import (
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    MailWords,
    SmtpServer,
    is_due,
    is_final,
    message_for,
    pause_after,
)

AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:{}\r\nEND:VCALENDAR\r\n"


def words(**overrides: object) -> MailWords:
    values: dict[str, object] = {
        "id": 7,
        "recipient": "jo@example.org",
        "subject": "Größe",
        "text": "Guten Tag,\n",
        "html": "<p>Guten Tag</p>",
        "calendar": None,
        "created_at": AT,
    }
    return MailWords(**{**values, **overrides})  # type: ignore[arg-type]


def arrived(mail: MailWords) -> EmailMessage:
    """Return the message as a mail program reads it."""
    message = message_from_bytes(message_for(mail, "Conference <desk@example.org>").as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_carries_text_and_html_and_says_when_it_was_written() -> None:
    message = arrived(words())
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert message["Subject"] == "Größe"
    assert message["Date"].datetime == AT
    assert message["Message-ID"] == f"<7.{int(AT.timestamp())}@example.org>"
    assert plain is not None
    assert plain.get_content().strip() == "Guten Tag,"
    assert html is not None
    assert html.get_content().strip() == "<p>Guten Tag</p>"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH"])
def test_a_calendar_travels_with_its_method(method: str) -> None:
    parts = [
        part
        for part in arrived(words(calendar=CALENDAR.format(method))).walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert [part.get_param("method") for part in parts] == [method]
    assert [part.is_attachment() for part in parts] == [method == "PUBLISH"]


def test_an_invitation_is_a_file_too_for_programs_that_only_open_those() -> None:
    message = arrived(words(calendar=CALENDAR.format("REQUEST")))
    assert message.get_content_type() == "multipart/mixed"
    (filed,) = message.iter_attachments()
    assert (filed.get_content_type(), filed.get_filename()) == ("application/ics", "invitation.ics")
    assert filed.get_content() == CALENDAR.format("REQUEST").encode()


@pytest.mark.parametrize(
    "recipient", ["a@example.org, b@example.org", "nobody", "", "a@example.org\nBcc: b@example.org"]
)
def test_an_address_that_names_another_person_too_is_refused(recipient: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        message_for(words(recipient=recipient), "desk@example.org")
    assert is_final(refused.value)


def test_a_line_break_in_a_subject_begins_no_header() -> None:
    assert arrived(words(subject="Hello\r\nBcc: b@example.org"))["Bcc"] is None


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", SmtpServer("localhost", 25)),
        ("smtp://me:p%40ss@mail.example.org:2525", SmtpServer("mail.example.org", 2525, "me", "p@ss")),
        ("smtp://mail.example.org?starttls=1", SmtpServer("mail.example.org", 587, starttls=True)),
        ("smtps://mail.example.org", SmtpServer("mail.example.org", 465, tls=True)),
    ],
)
def test_a_server_is_read_from_its_address(url: str, server: SmtpServer) -> None:
    assert SmtpServer.from_url(url) == server


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpServer.from_url(url)


@given(st.integers(0, MOST_ATTEMPTS + 5), st.integers(0, 100_000))
def test_pauses_never_shrink_and_never_pass_the_longest(attempts: int, seconds: int) -> None:
    moment = AT + timedelta(seconds=seconds)
    assert pause_after(attempts) <= pause_after(attempts + 1) <= LONGEST_PAUSE
    expected = attempts < MOST_ATTEMPTS and moment - AT >= pause_after(attempts)
    assert is_due(attempts, AT, moment) == expected


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"a": (451, b"try later")}), False),
        (smtplib.SMTPDataError(554, b"refused"), True),
        (smtplib.SMTPDataError(452, b"full"), False),
        (smtplib.SMTPAuthenticationError(535, b"who are you"), False),
        (smtplib.SMTPSenderRefused(550, b"not you", "desk"), False),
        (ConnectionRefusedError(), False),
        (TimeoutError(), False),
    ],
)
def test_only_a_lasting_no_about_this_mail_is_final(error: Exception, final: bool) -> None:
    assert is_final(error) is final
