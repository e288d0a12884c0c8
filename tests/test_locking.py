"""Whose turn it is where many hold the same row together and one wants it alone."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select, text

from conference.conferences.models import Conference
from conference.extensions import db
from conference.locking import lock_rows, locked, on_sqlite
from tests import factories as make
from tests.serving import until

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def test_who_wants_a_row_alone_is_not_passed_by_those_who_come_to_share_it(app: Flask) -> None:
    with app.app_context():
        house_id = make.conference().id
        if on_sqlite():
            # It has one writer at a time, and nothing that is shared.
            return
        rows = select(Conference.id).where(Conference.id == house_id)
        came: list[str] = []

        def come(name: str, *, shared: bool) -> None:
            with app.app_context():
                lock_rows(rows, shared=shared)
                came.append(name)
                db.session.rollback()

        lock_rows(rows, shared=True)
        with ThreadPoolExecutor(2) as pool:
            alone = pool.submit(come, "alone", shared=False)
            until(lambda: _waiting() == 1, "who wants it alone waits")
            later = pool.submit(come, "later", shared=True)
            until(lambda: _waiting() == 2 or came, "who comes later waits, or is in")
            db.session.rollback()
            alone.result()
            later.result()
        assert came == ["alone", "later"]


def test_what_was_changed_before_a_lock_is_not_lost(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        house.title = "Changed before"
        lock_rows(select(Conference.id).where(Conference.id == house.id))
        assert house.title == "Changed before"
        house.title = "Changed again"
        assert locked(Conference, house.id) is house
        db.session.commit()
        assert db.session.scalars(select(Conference.title)).all() == ["Changed again"]


def _waiting() -> int:
    with db.engine.connect() as other:
        return other.scalar(WAITING) or 0
