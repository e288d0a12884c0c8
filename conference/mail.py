"""Mail: an action writes it into the outbox with everything else it does; a job sends it after the commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import String, Table, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock, jobs, transaction
from conference.extensions import Base, Moment, db
from conference.locking import inserting_once, on_sqlite


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

    With a `once_key` that was used before, nothing is sent again: of two who use it at once, one writes the mail, and
    the other waits for that one's commit.
    """
    if once_key is not None and db.session.scalar(select(Mail.id).where(Mail.once_key == once_key)) is not None:
        return
    words = render(template, language, **context)
    values = {
        "recipient": recipient,
        "subject": words.subject[:300],
        "text": words.text,
        "html": words.html,
        "calendar": calendar,
        "once_key": once_key,
        "created_at": clock.now(),
        "attempts": 0,
    }
    mail_id = _insert(values)
    if mail_id is not None:
        transaction.after_commit(lambda: jobs.enqueue("deliver_mail", mail_id))


def _insert(values: Mapping[str, object]) -> int | None:
    """Write a mail and return its id; None where its key was used by another meanwhile."""
    db.session.flush()
    table = Mail.__table__
    assert isinstance(table, Table)  # noqa: S101 - a mapped table is one; only its type says less
    found: int | None = db.session.scalar(inserting_once(table, table.c.id)[on_sqlite()], dict(values))
    return found


def sender() -> str:
    """Return the address that mails come from."""
    address: str = current_app.config["MAIL_FROM"]
    return address
