"""What was done with a meeting, in sentences."""

from collections.abc import Iterator

import pytest
from flask import Flask

from conference.meetings.labels import story_line
from conference.meetings.models import MeetingChange
from conference.meetings.room_extend_actions import extend
from conference.meetings.rules import Act, MeetingState
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings.rooms import House, opened

Step = tuple[Act | None, MeetingState | None, MeetingState]
BOOKED, REQUESTED = MeetingState.BOOKED, MeetingState.REQUESTED


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    with opened(app, sign_in) as made:
        yield made


@pytest.mark.parametrize(
    ("step", "name", "said"),
    [
        ((None, None, REQUESTED), "Ada", "Ada asked for a meeting"),
        ((None, None, BOOKED), "Ada", "Ada booked the meeting"),
        ((None, None, BOOKED), None, "The meeting was booked"),
        ((Act.ACCEPT, REQUESTED, BOOKED), "", "Somebody accepted"),
        ((None, BOOKED, BOOKED), "Ada", "Ada made the meeting longer"),
        ((Act.WITHDRAW, BOOKED, BOOKED), "Ada", "Ada withdrew the proposal"),
        ((Act.WITHDRAW, BOOKED, BOOKED), None, "The other times are not there any more"),
        ((None, REQUESTED, REQUESTED), None, "The proposed times are not there any more"),
        ((None, REQUESTED, MeetingState.EXPIRED), None, "The request expired"),
        ((None, REQUESTED, MeetingState.WITHDRAWN), None, "The request ended: a meeting of the same people is booked"),
        ((None, BOOKED, MeetingState.CANCELLED), None, "The meeting was cancelled"),
    ],
)
def test_each_step_has_a_sentence(app: Flask, step: Step, name: str | None, said: str) -> None:
    act, before, after = step
    with app.test_request_context():
        assert story_line(act, after, name or "", before=before, by_nobody=name is None) == said


def test_who_extends_a_meeting_is_in_its_story(house: House) -> None:
    with house.app.app_context():
        make.kept(MeetingChange(meeting_id=house.meeting, after=BOOKED))
    house.as_("anna", lambda actor: extend(actor, house.meeting, house.slots[1]))
    page = house.sign_in(house.accounts["bruno"]).get(f"/{house.slug}/meetings/{house.meeting}").text
    assert "Anna made the meeting longer" in page
