"""Plain functions that put awards before their vote into the current session."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from conference.awards.models import Award, AwardMember, AwardStep, Criterion, Nominee
from conference.awards.rules import AwardState, DecidedBy, Duty
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make
from tests.conftest import SignIn

_numbers = count(1)


class Office:
    """A conference as its pages show it: two organisers and an attendee, each with a browser."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self._sign_in = app, sign_in
        with app.test_request_context():
            house = make.conference()
            self.id, self.base = house.id, f"/{house.slug}/awards"
        self.organiser, self.organiser_id = self.person(Role.ORGANISER)
        self.second, _second = self.person(Role.ORGANISER)
        self.attendee, self.attendee_id = self.person()
        self.stranger = sign_in(None)

    def person(self, *roles: Role, **overrides: Any) -> tuple[FlaskClient, int]:
        """Make a participant, and return their browser and their id."""
        with self.here() as house:
            person = make.participant(house, *roles, **overrides)
            account_id, person_id = person.account_id, person.id
        return self._sign_in(account_id), person_id

    @contextmanager
    def here(self) -> Iterator[Conference]:
        """Look into the database, apart from what the browsers do."""
        with self.app.test_request_context():
            yield db.session.get_one(Conference, self.id)

    def actor(self, participant_id: int) -> Actor:
        """Return somebody as who they are; inside of `here`."""
        return make.actor(db.session.get_one(Participant, participant_id))

    def award(self, decided_by: DecidedBy = DecidedBy.AUDIENCE, **overrides: Any) -> int:
        """Make an award and return its id."""
        with self.here() as house:
            return award(house, decided_by, **overrides).id

    def version(self, award_id: int) -> int:
        """Return the stored version of an award."""
        with self.here():
            return db.session.get_one(Award, award_id).version


def organiser(of: Conference) -> Actor:
    """Make an organiser."""
    return make.actor(make.participant(of, Role.ORGANISER))


def award(of: Conference, decided_by: DecidedBy = DecidedBy.AUDIENCE, **overrides: Any) -> Award:
    """Make an award, a draft unless a state is given; its step is there."""
    values = {"title": f"Award {next(_numbers)}", "decided_by": decided_by, **overrides}
    row = Award(conference_id=of.id, **values)
    row.steps = [AwardStep(state=values.get("state", AwardState.DRAFT))]
    return make.kept(row)


def nominee(of: Award, **overrides: Any) -> Nominee:
    """Make a nominee."""
    return make.kept(Nominee(**{"award_id": of.id, "name": f"Nominee {next(_numbers)}", **overrides}))


def jury(of: Award, house: Conference, jurors: int = 1) -> list[AwardMember]:
    """Give an award a chair, jurors, and one criterion."""
    make.kept(Criterion(award_id=of.id, name="Impact"))
    people = [make.participant(house, Role.JUROR) for _ in range(jurors + 1)]
    duties = [Duty.CHAIR, *[Duty.JUROR] * jurors]
    return [
        make.kept(AwardMember(award_id=of.id, participant_id=person.id, duty=duty))
        for person, duty in zip(people, duties, strict=True)
    ]
