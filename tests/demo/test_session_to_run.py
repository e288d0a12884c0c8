"""The session that a newcomer is led to: on now if one is, and one at any other time too."""

from datetime import timedelta

import pytest

from conference import clock
from conference.agenda.models import AgendaItem
from conference.conferences.models import Conference
from conference.demo.stage_actions import session_to_run
from conference.extensions import db
from conference.stage.rules import StepKind
from conference.stage.step_actions import add_step
from tests.conftest import NOON
from tests.stage import making


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=3), timedelta(days=2), timedelta(hours=-3)])
def test_a_prepared_session_is_there_whenever_one_comes(later: timedelta) -> None:
    with clock.stopped_at(NOON):
        hall = making.hall()
        house = db.session.get_one(Conference, db.session.get_one(AgendaItem, hall.item_id).conference_id)
        assert session_to_run(house) is None
        add_step(hall.moderator, hall.item_id, hall.version, StepKind.JOIN)
    with clock.stopped_at(NOON + later):
        assert session_to_run(house) == hall.item_id
