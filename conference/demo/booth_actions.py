"""Gives the live demo its exhibition: the halls, 93 booths, who stands at them, and what a first day left there."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from conference import clock
from conference.conferences.models import Conference
from conference.config import resource_folder
from conference.demo.booth_day import MINUTES, Walk, walks
from conference.demo.booth_show_actions import furnish_booth
from conference.demo.people import COUNTRIES, TAGS
from conference.exhibition.contact_models import BoothLead, BoothQuestion
from conference.exhibition.models import (
    Booth,
    BoothMember,
    BoothOpening,
    BoothTag,
    BoothVisit,
    ExhibitionHall,
    ExhibitionSettings,
    ExhibitionVisitor,
)
from conference.exhibition.rules import BoothState, LeadSource, MaterialKind
from conference.extensions import db
from conference.people.models import Participant, ParticipantRole, Tag
from conference.people.rules import TagSide
from conference.permissions import Role

# The last of the confirmed demo attendees stand at the booths; the others walk through the hall.
STAFF = 30
QUESTIONS = (
    "Which partners do you look for at the moment?",
    "Is there a document about how one can join?",
)
CARDS = ((5, "Please write to me about your next call."), (11, "We could test this with our members."), (17, ""))


def add_live_booths(house: Conference, attendees: Sequence[Participant], personas: Mapping[Role, Participant]) -> None:
    """Add halls, booths, teams, visits, and at the exhibitor's booth questions, cards and an application. Flushes."""
    seed = tomllib.loads((resource_folder("seeds") / "ecc2020_booths.toml").read_text(encoding="utf-8"))
    db.session.add(
        ExhibitionSettings(conference_id=house.id, is_open=True, takes_applications=True, quota=100, has_stamps=True)
    )
    halls = [ExhibitionHall(conference_id=house.id, name=name, order=order) for order, name in enumerate(seed["halls"])]
    db.session.add_all(halls)
    db.session.flush()
    there = [person for person in attendees if person.roles_in_force]
    staff, walking = there[-STAFF:], there[:-STAFF]
    booths = _add_booths(house, seed, halls)
    _add_teams(booths, staff)
    own = booths[len(seed["named"])]
    _give(own, personas[Role.EXHIBITOR])
    furnish_booth(own)
    db.session.flush()
    _add_visits(booths, booths.index(own), walking)
    _add_contacts(own, walking)
    db.session.add(
        Booth(
            conference_id=house.id,
            hall_id=halls[0].id,
            state=BoothState.APPLIED,
            name="Demo application",
            tagline="A booth that waits for an organiser's decision",
            application="This is how somebody asks for a booth in the demo.",
            applied_at=clock.now(),
            members=[BoothMember(participant_id=walking[2].id, is_lead=True)],
        )
    )
    db.session.flush()


def _add_booths(house: Conference, seed: Mapping[str, Any], halls: Sequence[ExhibitionHall]) -> list[Booth]:
    """Add those that the paper names, then numbered ones with a theme and a country in turn."""
    by_name = {hall.name: hall for hall in halls}
    tags = {tag.name: tag.id for tag in db.session.scalars(select(Tag).where(Tag.conference_id == house.id))}
    countries = COUNTRIES.split(",")
    themes = [hall.name for hall in halls if hall.name in tags]
    booths = []
    for number in range(1, seed["booths"] + 1):
        if number <= len(seed["named"]):
            facts = seed["named"][number - 1]
            offers, seeks = [facts["hall"]], []
        else:
            facts = {
                "name": f"Demo booth {number}",
                "hall": themes[number % len(themes)],
                "country": countries[number % len(countries)],
                "tagline": "A booth of the demo, to try everything at",
            }
            offers, seeks = [facts["hall"]], [TAGS[number * 5 % len(TAGS)]]
        booth = Booth(
            conference_id=house.id, hall_id=by_name[facts["hall"]].id, state=BoothState.PUBLISHED, number=number,
            name=facts["name"], tagline=facts["tagline"], country=facts.get("country", ""), published_at=clock.now(),
            tag_rows=[
                BoothTag(tag_id=tags[name], side=side)
                for side, names in ((TagSide.OFFERS, offers), (TagSide.SEEKS, seeks))
                for name in names if name in tags
            ],
        )  # fmt: skip
        booths.append(booth)
    db.session.add_all(booths)
    db.session.flush()
    return booths


def _add_teams(booths: Sequence[Booth], staff: Sequence[Participant]) -> None:
    """Let each of the staff stand at a few booths."""
    for at, booth in enumerate(booths):
        _give(booth, staff[at % len(staff)])


def _give(booth: Booth, person: Participant) -> None:
    booth.members.append(BoothMember(participant_id=person.id, is_lead=True))
    if Role.EXHIBITOR not in person.roles:
        person.role_rows.append(ParticipantRole(role=Role.EXHIBITOR))


def _add_visits(booths: Sequence[Booth], own: int, walking: Sequence[Participant]) -> None:
    """Let everybody walk to booths through the last hours; most agree to be seen."""
    db.session.add_all(
        ExhibitionVisitor(participant_id=person.id, is_seen=number % 2 == 0 or number % 3 == 0)
        for number, person in enumerate(walking, start=1)
    )
    # Whoever asked something or left a card was there.
    known = [Walk(own, number, MINUTES - 20 * number - 3, 4) for number in range(1, len(QUESTIONS) + 1)]
    known += [Walk(own, at, MINUTES - at - 5, 4) for at, _message in CARDS]
    begun, before = clock.now() - timedelta(minutes=MINUTES), Counter[tuple[int, int]]()
    for walk in walks(len(booths), len(walking), own, known):
        before[walk.booth, walk.person] += 1
        at = begun + timedelta(minutes=walk.minute)
        db.session.add(
            BoothVisit(
                booth_id=booths[walk.booth].id,
                participant_id=walking[walk.person].id,
                number=before[walk.booth, walk.person],
                started_at=at,
                last_at=at + timedelta(minutes=walk.length),
            )
        )


def _add_contacts(booth: Booth, walking: Sequence[Participant]) -> None:
    """Leave two questions and three cards at a booth, by people who opened its document."""
    for number, text in enumerate(QUESTIONS, start=1):
        asker = walking[number]
        db.session.add(
            BoothQuestion(
                booth_id=booth.id, asked_by_id=asker.id, key=f"demo-question-{number}", text=text,
                asked_at=clock.now() - timedelta(minutes=20 * number),
            )
        )  # fmt: skip
        db.session.add(BoothLead(booth_id=booth.id, participant_id=asker.id, source=LeadSource.QUESTION))
    for at, message in CARDS:
        db.session.add(
            BoothLead(
                booth_id=booth.id, participant_id=walking[at].id, source=LeadSource.CARD, message=message,
                consented_at=clock.now() - timedelta(minutes=at), shares_email=True, shares_profile=True,
            )
        )  # fmt: skip
        opened = next(one for one in booth.materials if one.kind is MaterialKind.DOCUMENT)
        db.session.add(
            BoothOpening(
                material_id=opened.id, participant_id=walking[at].id, first_at=clock.now() - timedelta(minutes=at)
            )
        )
