"""What every test may ask for: an application on each database, a signed-in client, a clock that stands still."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, settings
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.config import Settings
from conference.extensions import db, limiter
from conference.factory import create_app
from conference.people.models import Account
from conference.schema import upgrade_schema
from tests.memory import forget_everything

pytest_plugins = ["tests.omissions", "tests.workers"]

# How long an example takes says more about who else is using the machine than about the example.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
BACKENDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
RESTART_NUMBERS = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)
SignIn = Callable[[Account | int | None], FlaskClient]


def settings_at(data_dir: Path, database_url: str) -> Settings:
    """Return the settings that tests run with, on one data folder and database."""
    return Settings(
        secret_key="tests-only",
        data_dir=data_dir,
        database_url=database_url,
        base_url="http://conference.test",
        demo=True,
        secure_cookies=False,
        admin_emails=frozenset({"admin@example.org"}),
    )


@pytest.fixture(scope="session", params=BACKENDS)
def migrated_app(request: pytest.FixtureRequest) -> Flask:
    """One application per database, its schema made by the migrations; both stay until the session ends."""
    app: Flask = request.getfixturevalue(f"{request.param}_app")
    return app


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a SQLite file."""
    folder = tmp_path_factory.mktemp("sqlite")
    yield from _migrated(folder, f"sqlite:///{folder / 'test.sqlite'}")


@pytest.fixture(scope="session")
def postgresql_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on this process's PostgreSQL database."""
    yield from _migrated(tmp_path_factory.mktemp("postgresql"), os.environ["TEST_POSTGRES_URL"])


def _migrated(folder: Path, url: str) -> Iterator[Flask]:
    app = create_app(
        settings_at(folder, url),
        TESTING=True,
        WTF_CSRF_ENABLED=False,
        JOBS_IMMEDIATE=True,
        GROUP_COMMIT=False,
        SOCKETIO_ASYNC_MODE="threading",
    )
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        upgrade_schema()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application on an empty database, with no context: what a request test starts from."""
    limiter.reset()
    forget_everything()
    yield migrated_app
    with migrated_app.app_context():
        empty_tables()


def empty_tables() -> None:
    """Leave no row in the current application's database, and no number that a row had.

    Only tables with rows are touched: most tests write to a few of them, and TRUNCATE of all takes PostgreSQL longer
    than the test.
    """
    tables = {table.name: table for table in reversed(db.metadata.sorted_tables)}
    with db.engine.begin() as connection:
        has_rows = set(connection.scalars(text(_rows_in(tables))))
        for name in filter(has_rows.__contains__, tables):
            connection.execute(tables[name].delete())
        if connection.dialect.name == "postgresql":
            connection.execute(RESTART_NUMBERS)


def _rows_in(names: Iterable[str]) -> str:
    """Return the question which of these tables have a row."""
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)  # noqa: S608


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """An application context with its database session: what an action test runs in."""
    with app.test_request_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Return a function that gives a new browser in which an account (or its id) is signed in."""
    return partial(browser_of, app)


def browser_of(app: Flask, account: Account | int | None) -> FlaskClient:
    """Return a new browser in which an account (or its id) is signed in."""
    client = app.test_client()
    if account is None:
        return client
    with app.app_context():
        row = db.session.get_one(Account, account if isinstance(account, int) else account.id)
        account_id, epoch = row.id, row.session_epoch
    with client.session_transaction() as kept:
        kept["account"], kept["epoch"] = account_id, epoch
    return client


@pytest.fixture
def at_noon() -> Iterator[datetime]:
    """Stop the clock at noon UTC on 10 March 2026."""
    with clock.stopped_at(NOON):
        yield NOON


@pytest.fixture
def count_queries(app: Flask) -> Callable[[Callable[[], Any]], int]:
    """Return a function that runs something and tells how many statements it sent to the database."""
    from sqlalchemy import event  # noqa: PLC0415

    def count(run: Callable[[], Any]) -> int:
        seen = 0

        def one_more(*_: object) -> None:
            nonlocal seen
            seen += 1

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", one_more)
        try:
            run()
        finally:
            event.remove(engine, "before_cursor_execute", one_more)
        return seen

    return count
