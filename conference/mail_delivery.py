"""Hands the outbox over to the mail server: at once after the commit, and again each minute for what still waits."""

import contextlib
import logging
import smtplib
import ssl
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from conference import clock, jobs
from conference.extensions import db
from conference.mail import Mail, sender
from conference.mail_message import MOST_ATTEMPTS, MailWords, SmtpServer, is_due, is_final, message_for
from conference.metrics import MAILS

SECONDS_TO_WAIT = 20
MOST_AT_ONCE = 500
log = logging.getLogger(__name__)


@jobs.job
def deliver_mail(mail_id: int) -> None:
    """Send one mail if it is waiting."""
    _deliver([mail_id])


@jobs.every_minute
def send_waiting_mail() -> None:
    """Send what a kill, a failing server or a missing setting left in the outbox."""
    moment = clock.now()
    with Session(db.engine) as own:
        waiting = own.execute(
            select(Mail.id, Mail.attempts, Mail.claimed_at)
            .where(Mail.sent_at.is_(None), Mail.attempts < MOST_ATTEMPTS)
            .order_by(Mail.id)
        ).all()
    due = [mail_id for mail_id, attempts, claimed_at in waiting if is_due(attempts, claimed_at, moment)]
    if due:
        _deliver(due[:MOST_AT_ONCE])


def _deliver(mail_ids: Iterable[int]) -> None:
    server = _server()
    if server is None:
        return
    with _Connection(server) as connection:
        for mail_id in mail_ids:
            words = _claim(mail_id)
            if words is not None and not _deliver_claimed(words, connection):
                # The server cannot be reached: the others keep their tries for later.
                return


def _server() -> SmtpServer | None:
    url = current_app.config["SMTP_URL"]
    if not url:
        if not current_app.config["DEMO"]:
            log.warning("Mail is waiting: SMTP_URL is not set.")
        return None
    try:
        return SmtpServer.from_url(url)
    except ValueError as error:
        log.error("Mail is waiting: %s", error)  # noqa: TRY400 - a setting to mend, not a trace to read
        return None


def _claim(mail_id: int) -> MailWords | None:
    """Take a due mail for this worker; None when it is sent, not due, or another worker was faster.

    The session is its own: right after a commit the request's may not speak to the database yet.
    """
    moment = clock.now()
    with Session(db.engine) as own:
        mail = own.get(Mail, mail_id)
        if mail is None or mail.sent_at is not None or not is_due(mail.attempts, mail.claimed_at, moment):
            return None
        words = MailWords(mail.id, mail.recipient, mail.subject, mail.text, mail.html, mail.calendar, mail.created_at)
        taken = own.scalar(
            update(Mail)
            .where(Mail.id == mail_id, Mail.sent_at.is_(None), Mail.attempts == mail.attempts)
            .values(attempts=mail.attempts + 1, claimed_at=moment)
            .returning(Mail.id)
            .execution_options(synchronize_session=False)
        )
        own.commit()
    return words if taken is not None else None


def _deliver_claimed(mail: MailWords, connection: "_Connection") -> bool:
    """Send, and note how it went. Returns False when the server could not be reached or does not want us."""
    try:
        connection.send(mail)
    except (OSError, ValueError) as error:
        final = is_final(error)
        MAILS.labels("refused").inc()
        log.warning("Mail %s was not sent: %s", mail.id, type(error).__name__)
        _note(mail.id, last_error=_in_words(error)[:500], **({"attempts": MOST_ATTEMPTS} if final else {}))
        return final or isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    _note(mail.id, sent_at=clock.now(), last_error=None)
    MAILS.labels("sent").inc()
    return True


def _note(mail_id: int, **values: object) -> None:
    with Session(db.engine) as own:
        own.execute(update(Mail).where(Mail.id == mail_id).values(**values))
        own.commit()


def _in_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(reason)}" for code, reason in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason


class _Connection:
    """One conversation with the server, begun when first needed, and begun anew after the server hung up."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, mail: MailWords) -> None:
        """Hand one mail over. Raises `OSError` (of which smtplib's are kinds) or `ValueError`."""
        message = message_for(mail, sender())
        if self._smtp is None:
            self._smtp = self._open()
        try:
            self._smtp.send_message(message)
        except (smtplib.SMTPServerDisconnected, TimeoutError):
            self._hang_up()
            raise

    def _open(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS_TO_WAIT, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS_TO_WAIT)
        try:
            if server.starttls:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
        except OSError:
            smtp.close()
            raise
        return smtp

    def _hang_up(self) -> None:
        if self._smtp is not None:
            with contextlib.suppress(OSError):
                self._smtp.quit()
            self._smtp.close()
        self._smtp = None
