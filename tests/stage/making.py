"""A session with polls and a run, and people around it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from conference.agenda.release_actions import release_agenda
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from conference.polls.models import Poll, PollOption, PollRound
from conference.polls.rules import PollKind, Showing
from conference.stage.actions import load_run, stage_of
from conference.stage.parts_actions import parts_of
from conference.stage.rules import StepKind
from conference.stage.run import Run, next_move
from conference.stage.run_actions import press_next
from conference.stage.step_actions import add_step
from tests import factories as make

# Around noon on 10 March 2026, where the tests' clock stands still.
STARTS_AT = datetime(2026, 3, 10, 11, 30, tzinfo=UTC)


@dataclass
class Hall:
    """A released session, its moderator and an attendee; ids, because sessions of the database come and go."""

    conference_id: int
    slug: str
    item_id: int
    moderator_id: int
    attendee_id: int

    def actor(self, participant_id: int) -> Actor:
        return make.actor(db.session.get_one(Participant, participant_id))

    @property
    def moderator(self) -> Actor:
        return self.actor(self.moderator_id)

    @property
    def attendee(self) -> Actor:
        return self.actor(self.attendee_id)

    @property
    def version(self) -> int:
        stage = stage_of(self.item_id)
        return stage.version if stage else 0

    @property
    def run(self) -> Run:
        return load_run(self.item_id)

    def press(self) -> str:
        """Press the large button as somebody who has just looked."""
        move = next_move(self.run)
        assert move is not None
        return press_next(self.moderator, self.item_id, self.version, move.token).token

    def account(self, participant_id: int) -> int:
        account_id = db.session.get_one(Participant, participant_id).account_id
        assert account_id is not None
        return account_id


def hall(**item: object) -> Hall:
    """Make a session of an hour and a half that is on at noon, and release it."""
    house = make.conference()
    organiser = make.participant(house, Role.ORGANISER)
    moderator = make.participant(house, Role.MODERATOR)
    attendee = make.participant(house)
    values = {"room_id": make.room(house).id, "starts_at": STARTS_AT, "minutes": 90, **item}
    session = make.item(house, **values)
    release_agenda(make.actor(organiser), notify=False)
    return Hall(house.id, house.slug, session.id, moderator.id, attendee.id)


def poll(of: Hall, question: str = "Which one?", showing: Showing = Showing.HIDDEN) -> Poll:
    """Make a draft poll of the session with two options."""
    return make.kept(
        Poll(
            conference_id=of.conference_id,
            item_id=of.item_id,
            kind=PollKind.SINGLE,
            question=question,
            showing=showing,
            options=[PollOption(text="This"), PollOption(text="That", order=1)],
            rounds=[PollRound(showing=showing)],
        )
    )


def lay_out(hall: Hall) -> None:
    """Put the session's polls into its run, in their order."""
    for kind, ref in parts_of(hall.item_id):
        if kind is StepKind.POLL:
            add_step(hall.moderator, hall.item_id, hall.version, kind, ref=ref)
