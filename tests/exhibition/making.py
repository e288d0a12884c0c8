"""An exhibition with booths and people, made by rows: what doors and actions are then tried on."""

from dataclasses import dataclass
from typing import Any

from conference import clock
from conference.conferences.models import Conference
from conference.exhibition.models import Booth, BoothMaterial, BoothMember, ExhibitionSettings
from conference.exhibition.rules import BoothState, MaterialKind
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make


@dataclass
class Fair:
    """What was made: an open hall, its first booth with a lead and a mate, an organiser, and visitors."""

    house: Conference
    organiser: Participant
    booth: Booth
    lead: Participant
    mate: Participant
    visitors: list[Participant]

    def actor(self, person: Participant) -> Actor:
        """Return somebody as an actor."""
        return make.actor(person)


def settings(of: Conference, **overrides: Any) -> ExhibitionSettings:
    """Open the exhibition of a conference."""
    return make.kept(ExhibitionSettings(**{"conference_id": of.id, "is_open": True, **overrides}))


def booth(of: Conference, *team: Participant, **overrides: Any) -> Booth:
    """Make a published booth; the first of its team leads it."""
    values: dict[str, Any] = {
        "conference_id": of.id,
        "name": "Booth",
        "tagline": "What it is about",
        "country": "BE",
        "state": BoothState.PUBLISHED,
        "published_at": clock.now(),
    }
    members = [BoothMember(participant_id=person.id, is_lead=at == 0) for at, person in enumerate(team)]
    return make.kept(Booth(**{**values, "members": members, **overrides}))


def joins(of: Booth, person: Participant, *, leads: bool = False) -> None:
    """Have somebody join a booth's team."""
    make.kept(BoothMember(booth_id=of.id, participant_id=person.id, is_lead=leads))


def fair(visitors: int = 2, **overrides: Any) -> Fair:
    """Make a conference with an open exhibition and one booth; further values are the booth's."""
    house = make.conference()
    settings(house)
    lead = make.participant(house, Role.ATTENDEE, Role.EXHIBITOR, name="Lead", in_directory=True)
    mate = make.participant(house, Role.ATTENDEE, Role.EXHIBITOR, name="Mate", in_directory=True)
    people = [
        make.participant(house, name=f"Visitor {number}", country="FR", in_directory=True) for number in range(visitors)
    ]
    return Fair(house, make.participant(house, Role.ORGANISER, name="Organiser"), booth(house, lead, mate, **overrides),
                lead, mate, people)  # fmt: skip


def link(of: Booth, **overrides: Any) -> BoothMaterial:
    """Make a published link of a booth."""
    values: dict[str, Any] = {
        "booth_id": of.id,
        "kind": MaterialKind.LINK,
        "title": "Our work",
        "url": "https://example.org/work",
        "published_at": clock.now(),
    }
    return make.kept(BoothMaterial(**{**values, **overrides}))
