"""The migrations: together they make what the models say, on each database, and each can be taken back."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import CheckConstraint, create_engine, delete, inspect, select, text

from conference.config import PACKAGE
from conference.exhibition.contact_models import BoothQuestion
from conference.extensions import db
from conference.factory import create_app
from conference.pitches.models import Pitch, PitchInterest
from conference.schema import upgrade_schema
from conference.stage.models import RunStep, StageState
from conference.stage.rules import StepKind
from tests import factories as make
from tests.conftest import BACKENDS, settings_at
from tests.exhibition import making as fairs

FOLDER = PACKAGE / "migrations"
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
STEPS = [step.revision for step in ScriptDirectory(str(FOLDER)).walk_revisions()]


@pytest.fixture(params=BACKENDS)
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, without a table; on PostgreSQL a schema beside the other tests'."""
    if request.param == "sqlite":
        yield _app(tmp_path, f"sqlite:///{tmp_path / 'bare.sqlite'}")
        return
    url = os.environ["TEST_POSTGRES_URL"]
    beside = create_engine(url, isolation_level="AUTOCOMMIT")
    with beside.connect() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS bare CASCADE"))
        connection.execute(text("CREATE SCHEMA bare"))
        yield _app(tmp_path, f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3Dbare")
        connection.execute(text("DROP SCHEMA bare CASCADE"))
    beside.dispose()


def _app(folder: Path, url: str) -> Flask:
    return create_app(settings_at(folder, url), TESTING=True, SOCKETIO_ASYNC_MODE="threading")


def _missing() -> list[Any]:
    """Return how the database differs from the models."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences: list[Any] = compare_metadata(context, db.metadata)
    # Alembic compares no checks.
    there = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        wanted = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
        differences += sorted(wanted ^ {str(check["name"]) for check in there.get_check_constraints(table.name)})
    return differences


def _tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_what_the_models_say_and_each_can_be_taken_back(bare_app: Flask) -> None:
    with bare_app.app_context():
        upgrade_schema()
        assert _missing() == []
        all_tables = _tables()
        counts = [len(all_tables)]
        for older in [*STEPS[1:], "base"]:
            downgrade(directory=str(FOLDER), revision=older)
            counts.append(len(_tables()))
        assert counts == sorted(counts, reverse=True)
        assert counts[-1] == 0
        upgrade_schema()
        assert _tables() == all_tables
        assert _missing() == []
        db.engine.dispose()


def test_what_points_to_a_table_that_is_rebuilt_goes_on_pointing_there(bare_app: Flask) -> None:
    """The run of a session gets a new kind of step; where a session stands is kept."""
    with bare_app.app_context():
        upgrade_schema()
        item = make.item(make.conference())
        step = make.kept(RunStep(item_id=item.id, kind=StepKind.BLANK))
        make.kept(StageState(item_id=item.id, step_id=step.id))
        expected = [step.id]
        db.session.remove()
        downgrade(directory=str(FOLDER), revision="0006")
        assert _present_steps() == expected
        upgrade_schema()
        assert _present_steps() == expected
        db.engine.dispose()


def test_ids_that_are_given_once_go_on_from_those_that_are_there(bare_app: Flask) -> None:
    """Questions to booths, which can be taken back: the next has no id that one had before."""
    with bare_app.app_context():
        upgrade_schema()
        made = fairs.fair()
        for key in ("key-00000001", "key-00000002"):
            make.kept(BoothQuestion(booth_id=made.booth.id, asked_by_id=made.visitors[0].id, text="How?", key=key))
        before = _questions()
        booth_id = made.booth.id
        db.session.remove()
        downgrade(directory=str(FOLDER), revision="0016")
        upgrade_schema()
        assert _questions() == before
        db.session.execute(delete(BoothQuestion).where(BoothQuestion.key == "key-00000002"))
        new = make.kept(BoothQuestion(booth_id=booth_id, text="How?", key="key-00000003"))
        assert new.id > max(question_id for question_id, _key in before)
        db.session.remove()
        db.engine.dispose()


def test_what_became_of_interests_in_pitches_keeps_its_moments(bare_app: Flask) -> None:
    """A contact stays one; of one that was also asked for a meeting the older schema knows the meeting alone."""
    with bare_app.app_context():
        upgrade_schema()
        house = make.conference()
        item = make.item(house)
        pitch = make.kept(Pitch(conference_id=house.id, item_id=item.id, contribution_guid=uuid4()))
        for contact_at, meeting_at in ((None, None), (NOW, None), (None, NOW), (NOW, NOW)):
            person = make.participant(house)
            make.kept(
                PitchInterest(pitch_id=pitch.id, participant_id=person.id, contact_at=contact_at, meeting_at=meeting_at)
            )
        db.session.remove()
        downgrade(directory=str(FOLDER), revision="0018")
        upgrade_schema()
        rows = db.session.scalars(select(PitchInterest).order_by(PitchInterest.participant_id))
        found = [(row.contact_at, row.meeting_at) for row in rows]
        assert found == [(None, None), (NOW, None), (None, NOW), (None, NOW)]
        db.session.remove()
        db.engine.dispose()


def _questions() -> list[tuple[int, str]]:
    with db.engine.connect() as connection:
        return [(row.id, row.key) for row in connection.execute(text("SELECT id, key FROM booth_question"))]


def _present_steps() -> list[int]:
    with db.engine.connect() as connection:
        return list(connection.scalars(text("SELECT step_id FROM stage_state")))
