"""Several processes run the suite side by side: each has a PostgreSQL database of its own, and files in a good order.

What else tests share they make themselves and apart: folders (pytest's), a Redis where they need one, free ports.
"""

import os
from collections import Counter

import pytest
from sqlalchemy import URL, create_engine, make_url, text

POSTGRES = "TEST_POSTGRES_URL"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
_given = pytest.StashKey[URL]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give this worker an empty database beside the one that the variable names."""
    if WORKER and os.environ.get(POSTGRES):
        config.stash[_given] = given = make_url(os.environ[POSTGRES])
        own = given.set(database=_database(given))
        _on_server(given, f'DROP DATABASE IF EXISTS "{own.database}" WITH (FORCE)')
        _on_server(given, f'CREATE DATABASE "{own.database}" TEMPLATE template0')
        os.environ[POSTGRES] = own.render_as_string(hide_password=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    if given := config.stash.get(_given, None):
        _on_server(given, f'DROP DATABASE IF EXISTS "{_database(given)}" WITH (FORCE)')


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the files with most tests begin, so that none is alone at the end; those with a browser stay the last."""
    if WORKER:
        sizes = Counter(item.path for item in items)
        items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, -sizes[item.path]))


def _database(given: URL) -> str:
    return f"{given.database}_{WORKER}"


def _on_server(url: URL, command: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(command))
    engine.dispose()
