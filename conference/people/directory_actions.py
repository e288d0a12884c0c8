"""Reading the directory: those who agreed to be in it, for those who take part."""

from collections import defaultdict

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference.errors import NotFound
from conference.extensions import db
from conference.people.countries import folded
from conference.people.directory import Entry
from conference.people.models import Participant, ParticipantRole, ParticipantTag, Tag
from conference.people.rules import ParticipantStatus, PersonCard, TagSide
from conference.people.sight_actions import may_see_person, not_apart_from
from conference.permissions import Actor, Permission, require

_COLUMNS = (
    Participant.id,
    Participant.name,
    Participant.position,
    Participant.organisation,
    Participant.country,
    Participant.photo,
    Participant.organisation_kind,
    Participant.languages,
    Participant.about,
    Participant.offers_text,
    Participant.seeks_text,
)


def directory_entries(actor: Actor) -> list[Entry]:
    """Return everybody in the directory, by name; three queries whatever its size.

    Whom the actor blocked, or who blocked the actor, is not in it, organisers' directory included: they manage people
    elsewhere.
    """
    require(actor, Permission.PEOPLE_DIRECTORY)
    listed = (
        Participant.conference_id == actor.conference_id,
        Participant.in_directory.is_(True),
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.erased_at.is_(None),
        not_apart_from(actor.participant_id),
    )
    roles: defaultdict[int, set[str]] = defaultdict(set)
    for participant_id, role in db.session.execute(
        select(ParticipantRole.participant_id, ParticipantRole.role).join(Participant).where(*listed)
    ):
        roles[participant_id].add(role.value)
    tags: defaultdict[tuple[int, TagSide], set[str]] = defaultdict(set)
    for participant_id, side, name in db.session.execute(
        select(ParticipantTag.participant_id, ParticipantTag.side, Tag.name)
        .join(Tag, Tag.id == ParticipantTag.tag_id)
        .join(Participant, Participant.id == ParticipantTag.participant_id)
        .where(*listed)
    ):
        tags[participant_id, side].add(name)
    entries = []
    for row in db.session.execute(select(*_COLUMNS).where(*listed)):
        offers, seeks = tags[row.id, TagSide.OFFERS], tags[row.id, TagSide.SEEKS]
        texts = (row.name, row.position, row.organisation, row.about, row.offers_text, row.seeks_text)
        entries.append(
            Entry(
                card=PersonCard(row.id, row.name, row.position, row.organisation, row.country, row.photo or ""),
                kind=row.organisation_kind.value if row.organisation_kind else "",
                roles=frozenset(roles[row.id]),
                languages=frozenset(row.languages),
                offers=frozenset(offers),
                seeks=frozenset(seeks),
                words=folded(" ".join((*texts, *sorted(offers | seeks)))),
            )
        )
    return sorted(entries, key=lambda entry: (folded(entry.card.name), entry.card.id))


def person_seen(actor: Actor, participant_id: int) -> Participant:
    """Return a person whom the actor may see. Raises `NotFound` for everybody else: whether they exist is not told."""
    require(actor, Permission.PEOPLE_DIRECTORY)
    person = db.session.scalar(
        select(Participant)
        .where(Participant.conference_id == actor.conference_id, Participant.id == participant_id)
        .options(selectinload(Participant.tag_rows))
    )
    if person is None or not may_see_person(actor, person):
        raise NotFound(_("There is no such person in the directory."))
    return person
