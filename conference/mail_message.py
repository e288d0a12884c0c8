"""What a mail looks like on the wire, which server takes it, and when another try makes sense."""

import re
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

MOST_ATTEMPTS = 20
LONGEST_PAUSE = timedelta(hours=4)
# A server that closes the connection or knows us not is no fault of the mail.
_OUR_FAULT = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPHeloError,
    smtplib.SMTPConnectError,
)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over: encrypted from the start (`tls`), after a greeting (`starttls`), or not at all."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """Read `smtp://user:password@host:port?starttls=1` or `smtps://…`; raise `ValueError` for anything else."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SMTP_URL must look like smtp://user:password@host:587?starttls=1 or smtps://…")
        tls = parts.scheme == "smtps"
        starttls = parse_qs(parts.query).get("starttls", ["0"])[-1] in {"1", "true", "yes", "on"}
        usual_port = 465 if tls else 587 if starttls else 25
        return cls(
            host=parts.hostname,
            port=parts.port or usual_port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
            starttls=starttls and not tls,
        )


@dataclass(frozen=True, slots=True)
class MailWords:
    """One mail, ready to be put on the wire; `created_at` is aware."""

    id: int
    recipient: str
    subject: str
    text: str
    html: str
    calendar: str | None
    created_at: datetime


def message_for(mail: MailWords, sender: str) -> EmailMessage:
    """Return the message: text, HTML and, where there is one, a calendar part.

    Its Message-ID is the same at each try, so that a mail sent twice after a kill is recognised as one. Raises
    `ValueError` for an address that is none.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    if len(message["To"].addresses) != 1 or not message["To"].addresses[0].domain:
        raise ValueError(f"{mail.recipient} is no address of one person.")
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.created_at)
    domain = message["From"].addresses[0].domain if message["From"].addresses else ""
    message["Message-ID"] = f"<{mail.id}.{int(mail.created_at.timestamp())}@{domain or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.calendar:
        _add_calendar(message, mail.calendar)
    return message


def _add_calendar(message: EmailMessage, calendar: str) -> None:
    """Add an invitation as one more way to read the mail; a calendar that asks for nothing, as a file.

    Some programs find an invitation among the ways to read a mail, others only open files: it goes as both.
    """
    found = re.search(r"^METHOD:([A-Z]+)\s*$", calendar, re.MULTILINE)
    method = found[1] if found else "PUBLISH"
    if method == "PUBLISH":
        message.add_attachment(calendar, subtype="calendar", filename="calendar.ics", params={"method": method})
    else:
        message.add_alternative(calendar, subtype="calendar", params={"method": method})
        message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invitation.ics")


def pause_after(attempts: int) -> timedelta:
    """Return how long a mail is left alone after so many tries: two minutes, doubled each time, four hours at most."""
    return min(timedelta(minutes=2**attempts), LONGEST_PAUSE) if attempts < 10 else LONGEST_PAUSE


def is_due(attempts: int, claimed_at: datetime | None, moment: datetime) -> bool:
    """Tell whether an unsent mail may be tried at a moment."""
    if attempts >= MOST_ATTEMPTS:
        return False
    return claimed_at is None or moment >= claimed_at + pause_after(attempts)


def is_final(error: Exception) -> bool:
    """Tell whether an error says that this mail will never be taken, however often it is tried."""
    if isinstance(error, _OUR_FAULT):
        return False
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, (ValueError, smtplib.SMTPNotSupportedError))
