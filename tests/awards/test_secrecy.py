"""What somebody with the logs, the database or the award's log could tie together: voter and choice, or receipt."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from conference.awards.log_actions import entries_of, log_what_has_come_in
from conference.awards.models import Award
from conference.awards.rules import What
from conference.extensions import db
from conference.locking import on_sqlite
from tests import factories as make
from tests.awards import making

Db = scoped_session[Session]


def _batches(award: Award) -> list[list[str]]:
    return [entry["what"]["commitments"] for entry in entries_of(award.id) if entry["kind"] == "commitments"]


def test_the_last_to_vote_does_not_stand_alone_in_the_log(session: Db) -> None:
    award, people = making.open_award(make.conference(), many=41)
    commitments = []
    for person in people:
        commitments.append(making.vote(person, award).commitment)
        log_what_has_come_in()
    assert len(_batches(award)) == 3
    making.step(award, What.CLOSE)
    batches = _batches(award)
    assert all(len(batch) >= 10 for batch in batches)
    assert sorted(one for batch in batches for one in batch) == sorted(commitments)


def test_when_somebody_voted_does_not_tell_which_entry_has_their_commitment(session: Db) -> None:
    award, people = making.open_award(make.conference(), many=60)
    first = [making.vote(person, award).commitment for person in people[:20]]
    log_what_has_come_in()
    for person in people[20:]:
        making.vote(person, award)
        log_what_has_come_in()
    making.step(award, What.CLOSE)
    # Of those who voted before the first entry ten were kept back, by lot, and went on to later ones.
    entries = [sum(one in batch for one in first) for batch in _batches(award)]
    assert entries[0] == 10
    assert sum(entries[1:]) == 10


@contextmanager
def _table_gone(name: str) -> Iterator[None]:
    db.session.execute(text(f"ALTER TABLE {name} RENAME TO {name}_gone"))
    db.session.commit()
    try:
        yield
    finally:
        db.session.rollback()
        db.session.execute(text(f"ALTER TABLE {name}_gone RENAME TO {name}"))
        db.session.commit()


@pytest.mark.parametrize("table", ["award_participation", "award_ballot"])
def test_no_log_line_names_a_choice_or_a_receipt_even_when_the_database_fails(
    session: Db, caplog: pytest.LogCaptureFixture, table: str
) -> None:
    award, people = making.open_award(make.conference())
    said, key = making.ballot(award), "key-of-one-ballot"
    caplog.set_level(logging.DEBUG)
    with _table_gone(table), pytest.raises(DBAPIError) as failure:
        making.cast(people[0], award, said, key)
    logging.getLogger(__name__).error("A message failed.", exc_info=failure.value)
    making.cast(people[0], award, said, key)
    for secret in (*said, key):
        assert secret not in caplog.text


def test_where_rows_lie_and_who_wrote_them_tells_nothing_once_the_vote_is_closed(session: Db) -> None:
    award, people = making.open_award(make.conference(), many=30)
    for person in reversed(people):
        making.vote(person, award)
    making.step(award, What.CLOSE)
    for table, key in (("award_participation", "participant_id"), ("award_ballot", "id")):
        if on_sqlite():
            # Without row ids, rows lie in the order of their keys from the beginning.
            with pytest.raises(DBAPIError):
                db.session.execute(text(f"SELECT rowid FROM {table}"))  # noqa: S608 - our own name
            db.session.rollback()
            continue
        laid = text(f"SELECT {key} AS key, xmin::text AS writer FROM {table} ORDER BY ctid")  # noqa: S608 - the same
        rows = db.session.execute(laid).all()
        assert len(rows) == 30
        assert [row.key for row in rows] == sorted(row.key for row in rows)
        assert len({row.writer for row in rows}) == 1
