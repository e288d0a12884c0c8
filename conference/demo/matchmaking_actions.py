"""Gives the live demo a matchmaking that collects wishes, with those of the demo attendees."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from conference import clock
from conference.conferences.models import Conference
from conference.demo.people import DemoAttendee
from conference.extensions import db
from conference.meetings.matchmaking_models import (
    Matchmaking,
    MatchmakingPerson,
    MatchmakingWindow,
    MatchmakingWish,
)
from conference.meetings.matchmaking_rules import MatchmakingState, Part
from conference.meetings.models import MeetingWindow
from conference.people.models import Participant
from conference.permissions import Role

TITLE = "Demo matchmaking"
DESCRIPTION = (
    "Choose whom you would like to meet. The wishes of the demo attendees follow from what they offer and look for. "
    "As the organiser, end the wishes and compute the timetable."
)
MOST_WISHES = 6


def add_live_matchmaking(
    house: Conference, attendees: Sequence[Participant], personas: Mapping[Role, Participant]
) -> None:
    """Add a matchmaking over the meeting times that are still to come, in which all take part. Flushes."""
    windows = db.session.scalars(
        select(MeetingWindow.id)
        .where(MeetingWindow.conference_id == house.id, MeetingWindow.ends_at > clock.now())
        .order_by(MeetingWindow.id)
    ).all()
    row = Matchmaking(
        conference_id=house.id, title=TITLE, description=DESCRIPTION, state=MatchmakingState.COLLECTING,
        most_wishes=MOST_WISHES, is_open=True, windows=[MatchmakingWindow(window_id=one) for one in windows],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    there = {
        number: person
        for number, person in enumerate(attendees, start=1)
        if person.roles_in_force and person.in_directory
    }
    roles = [personas[role] for role in (Role.SPEAKER, Role.EXHIBITOR, Role.ATTENDEE)]
    db.session.add_all(
        MatchmakingPerson(matchmaking_id=row.id, participant_id=person.id, part=Part.IN)
        for person in (*there.values(), *roles)
    )
    for number, person in there.items():
        for rank, other in enumerate(_wished(number, there), start=1):
            db.session.add(MatchmakingWish(matchmaking_id=row.id, by_id=person.id, about_id=there[other].id, rank=rank))
    db.session.flush()


def _wished(number: int, there: Collection[int]) -> list[int]:
    """Return whom a numbered attendee wishes to meet: who offers what they seek first, who seeks what they offer next.

    Begun at their own number, so that the same few are not everybody's.
    """
    me = DemoAttendee(number)
    others = sorted((other for other in there if other != number), key=lambda other: (other <= number, other))

    def fit(other: int) -> int:
        one = DemoAttendee(other)
        return 2 * len(set(me.seeks) & set(one.offers)) + len(set(me.offers) & set(one.seeks))

    best = sorted((other for other in others if fit(other)), key=lambda other: -fit(other))
    return best[: 3 + number % (MOST_WISHES - 2)]
