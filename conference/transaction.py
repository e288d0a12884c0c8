"""What must happen after a commit and never without one: live news and background work wait here."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from conference.extensions import db

_WAITING = "after_commit"


def after_commit(call: Callable[[], object]) -> None:
    """Run `call` once the current transaction is committed; forget it when that is rolled back."""
    db.session.info.setdefault(_WAITING, []).append(call)


@event.listens_for(Session, "after_commit")
def _run(session: Session) -> None:
    for call in session.info.pop(_WAITING, []):
        call()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    # A rolled-back savepoint is not the end of the transaction; what waits is then still to happen.
    if not transaction.nested:
        session.info.pop(_WAITING, None)
