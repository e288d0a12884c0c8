"""A released session with two pitches, who presents them, and people in the hall: ids, as sessions come and go."""

from dataclasses import dataclass

from conference.agenda.models import ItemContribution, ItemPerson
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import ItemKind, RoleInItem, Visibility
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from conference.pitches.models import Pitch, PitchInterest
from conference.stage.actions import stage_of
from tests import factories as make


@dataclass(frozen=True)
class Stage:
    """What was made. The first pitch is Petra's, the second Quentin's; the third contribution is no pitch."""

    slug: str
    conference_id: int
    item_id: int
    first: int
    second: int
    guids: tuple[str, str, str]
    organiser_id: int
    moderator_id: int
    petra_id: int
    quentin_id: int
    anna_id: int
    bruno_id: int

    def person(self, participant_id: int) -> Participant:
        return db.session.get_one(Participant, participant_id)

    def actor(self, participant_id: int) -> Actor:
        return make.actor(self.person(participant_id))

    def account(self, participant_id: int) -> int:
        account_id = self.person(participant_id).account_id
        assert account_id is not None
        return account_id

    @property
    def version(self) -> int:
        stage = stage_of(self.item_id)
        return stage.version if stage else 0

    def pitch(self, pitch_id: int) -> Pitch:
        return db.session.get_one(Pitch, pitch_id, populate_existing=True)

    def interest(self, pitch_id: int, participant_id: int) -> PitchInterest | None:
        return db.session.get(PitchInterest, (pitch_id, participant_id), populate_existing=True)


def stage(visibility: Visibility = Visibility.PUBLIC) -> Stage:
    """Make a conference with a session for pitches, and release it."""
    house = make.conference()
    organiser = make.participant(house, Role.ORGANISER, name="Olga Organiser")
    moderator = make.participant(house, Role.MODERATOR, name="Milo Moderator")
    petra = make.participant(house, Role.SPEAKER, name="Petra Pitcher", in_directory=True)
    quentin = make.participant(house, Role.SPEAKER, name="Quentin Pitcher", in_directory=True)
    anna = make.participant(house, name="Anna Wagner", organisation="Cluster Wien", country="AT", in_directory=True)
    bruno = make.participant(house, name="Bruno Rossi", in_directory=True)
    item = make.item(house, kind=ItemKind.PITCHES, room_id=make.room(house).id, visibility=visibility)
    parts = [
        make.kept(ItemContribution(item_id=item.id, title=title, order=order))
        for order, title in enumerate(("Green hydrogen", "Smart textiles", "The quiz"))
    ]
    for part, person in ((parts[0], petra), (parts[1], quentin)):
        make.kept(
            ItemPerson(item_id=item.id, contribution_id=part.id, participant_id=person.id, role=RoleInItem.SPEAKER)
        )
    # The second is made a pitch before the first: the order is the agenda's and not that of the rows.
    second, first = (
        make.kept(Pitch(conference_id=house.id, item_id=item.id, contribution_guid=part.guid))
        for part in (parts[1], parts[0])
    )
    db.session.expire_all()
    release_agenda(make.actor(organiser), notify=False)
    guids = (str(parts[0].guid), str(parts[1].guid), str(parts[2].guid))
    return Stage(
        house.slug, house.id, item.id, first.id, second.id, guids,
        organiser.id, moderator.id, petra.id, quentin.id, anna.id, bruno.id,
    )  # fmt: skip
