"""Mail: an action writes it into the outbox with everything else it does; a job sends it after the commit."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock, jobs, transaction
from conference.extensions import Base, Moment, db


class Mail(Base):
    """A mail to be sent, or sent. `once_key`, where given, makes a second one with the same key impossible."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str | None] = mapped_column(Text)
    once_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    # Each try counts up and notes when, before it begins: nobody else tries the same mail meanwhile.
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(String(500))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's words: the first line of the text template is the subject."""

    subject: str
    text: str
    html: str


def render(template: str, language: str, **context: object) -> Rendered:
    """Render `templates/mail/<template>.txt` (first line: the subject) and `.html` in a language."""
    with force_locale(language):
        text = render_template(f"mail/{template}.txt", **context)
        subject, _blank, body = text.partition("\n")
        html = render_template(f"mail/{template}.html", subject=subject.strip(), **context)
    return Rendered(subject.strip(), body.strip() + "\n", html)


def send(
    recipient: str,
    template: str,
    *,
    once_key: str | None = None,
    calendar: str | None = None,
    language: str = "en",
    **context: object,
) -> None:
    """Put a mail into the outbox of the current transaction; it leaves after the commit, or never.

    With a `once_key` that was used before, nothing is sent again.
    """
    if once_key is not None and db.session.scalar(select(Mail.id).where(Mail.once_key == once_key)) is not None:
        return
    words = render(template, language, **context)
    mail = Mail(
        recipient=recipient,
        subject=words.subject[:300],
        text=words.text,
        html=words.html,
        calendar=calendar,
        once_key=once_key,
    )
    db.session.add(mail)
    db.session.flush()
    mail_id = mail.id
    transaction.after_commit(lambda: jobs.enqueue("deliver_mail", mail_id))


def sender() -> str:
    """Return the address that mails come from."""
    address: str = current_app.config["MAIL_FROM"]
    return address
