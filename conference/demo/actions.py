"""Loads the demo at the first start, and moves its live conference on when that is over."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import literal_column, select, text

from conference import clock
from conference.agenda.models import AgendaItem, Star
from conference.agenda.release_actions import release_agenda
from conference.conferences.models import Conference
from conference.conferences.rules import RegistrationMode
from conference.config import resource_folder
from conference.demo.award_actions import add_live_awards, add_record_awards
from conference.demo.booth_actions import add_live_booths
from conference.demo.cafe_actions import add_live_cafes, add_record_cafes
from conference.demo.matchmaking_actions import add_live_matchmaking
from conference.demo.meeting_actions import add_live_meetings
from conference.demo.people import (
    ATTENDEES,
    LIVE,
    PERSONAS,
    TAGS,
    WAITING_FOR_APPROVAL,
    DemoAttendee,
    persona_email,
    persona_name,
)
from conference.demo.pitch_actions import add_live_pitches, add_pitches
from conference.demo.poll_actions import add_live_polls, add_record_polls
from conference.demo.programme_actions import add_programme
from conference.demo.quiz_actions import add_live_quiz, add_record_quiz, move_quiz_on
from conference.demo.seed import Anchor, Seed, afternoon_now, read_seed
from conference.demo.stage_actions import add_live_runs, let_speaker_appear
from conference.demo.talk_actions import add_live_talk
from conference.extensions import db
from conference.locking import lock_rows
from conference.people.models import Account, Participant, ParticipantRole, ParticipantTag, Tag
from conference.people.rules import ParticipantStatus, TagSide
from conference.permissions import Actor, Role

_NOTE = (
    "*This is the programme of 2020, moved so that its first afternoon is happening now: on the clock of {zone}, "
    "where it is early afternoon. Choose another place beside the clock to see when that is where you are.*"
)
RECORD, DIALOGUE = "ecc2020", "eca-dialogue2020"


def load_demo() -> None:
    """Load what is not there yet: each conference in one transaction, so that a kill leaves it whole or absent.

    Several servers that start together do it one after the other; who comes second finds it done.
    """
    record = read_seed(resource_folder("seeds") / "ecc2020.toml")
    dialogue = read_seed(resource_folder("seeds") / "eca_dialogue2020.toml")
    _take_turn()
    if _conference(RECORD) is None:
        house = add_programme(record, record.true_anchor, slug=RECORD)
        add_record_polls(house, record)
        add_record_quiz(house)
        add_record_awards(house, record)
        add_record_cafes(house, record)
        add_pitches(house)
        _open(_add_personas(house), _day(record))
    _take_turn()
    if _conference(DIALOGUE) is None:
        _open(_add_personas(add_programme(dialogue, dialogue.true_anchor, slug=DIALOGUE)), _day(dialogue))
    _take_turn()
    live = _conference(LIVE)
    if live is None:
        _load_live(record)
    elif live.days[-1].ends_at < clock.now():
        _move_on(live, record)
    db.session.rollback()


def _take_turn() -> None:
    """Wait until no other server loads anything; it lasts until the next commit."""
    lock_rows(select(literal_column("version_num")).select_from(text("alembic_version")))


def demo_account(role: Role, number: int | None = None) -> Account:
    """Return the account of a persona or of a numbered attendee; whoever deleted it comes back as at the start."""
    email = persona_email(role) if number is None else DemoAttendee(number).email
    account = db.session.scalar(select(Account).where(Account.email == email))
    if account is not None:
        return account
    account = _account(email)
    for house in filter(None, map(_conference, (RECORD, DIALOGUE, LIVE))):
        if number is None:
            _add_persona(house, role)
        elif house.slug == LIVE:
            _add_attendee(house, DemoAttendee(number), _tags(house))
    db.session.commit()
    return account


def live_conference() -> Conference | None:
    """Return the live conference, unless an organiser has given it another address."""
    return _conference(LIVE)


def _conference(slug: str) -> Conference | None:
    return db.session.scalar(select(Conference).where(Conference.slug == slug))


def _day(seed: Seed) -> datetime:
    """Return the moment at which a record counts as released: the start of its first day, UTC."""
    return datetime.combine(seed.conference["starts_on"], datetime.min.time(), tzinfo=UTC)


def _load_live(record: Seed) -> None:
    anchor = afternoon_now(clock.now(), record.conference["timezone"])
    house = add_programme(
        record,
        anchor,
        slug=LIVE,
        acronym="ecc_live",
        title="European Cluster Conference, live demo",
        description=f"{_NOTE.format(zone=anchor.zone)}\n\n{record.conference['description'].strip()}",
        registration=RegistrationMode.APPROVAL,
        capacity=ATTENDEES + 30,
    )
    tags = _add_tags(house)
    attendees = [_add_attendee(house, DemoAttendee(number), tags) for number in range(1, ATTENDEES + 1)]
    db.session.flush()
    placed = select(AgendaItem.id).where(AgendaItem.conference_id == house.id, AgendaItem.starts_at.is_not(None))
    item_ids = list(db.session.scalars(placed.order_by(AgendaItem.id)))
    for number, person in enumerate(attendees, start=1):
        if person.status is ParticipantStatus.CONFIRMED:
            db.session.add_all(
                Star(participant_id=person.id, item_id=item_id) for item_id in DemoAttendee(number).stars(item_ids)
            )
    add_live_polls(house, record)
    add_live_quiz(house)
    add_live_runs(house)
    add_live_talk(house, attendees)
    add_live_cafes(house, record)
    personas = _add_personas(house)
    let_speaker_appear(house, personas[Role.SPEAKER])
    add_live_meetings(house, attendees, personas)
    add_live_matchmaking(house, attendees, personas)
    add_live_booths(house, attendees, personas)
    add_live_pitches(house, attendees, personas[Role.SPEAKER])
    add_live_awards(house, record, chair=personas[Role.JUROR])
    _open(personas, clock.now())


def _add_personas(house: Conference) -> dict[Role, Participant]:
    personas = {role: _add_persona(house, role) for role in PERSONAS}
    db.session.flush()
    return personas


def _open(personas: Mapping[Role, Participant], released_at: datetime) -> None:
    """Release the agenda, as the organiser; this commits."""
    release_agenda(_actor(personas[Role.ORGANISER]), notify=False, released_at=released_at)


def _actor(person: Participant) -> Actor:
    return Actor(person.conference_id, person.account_id, person.id, person.roles_in_force)


def _tags(house: Conference) -> dict[str, Tag]:
    return {tag.name: tag for tag in db.session.scalars(select(Tag).where(Tag.conference_id == house.id))}


def _add_persona(house: Conference, role: Role) -> Participant:
    person = Participant(
        conference_id=house.id,
        account=_account(persona_email(role)),
        status=ParticipantStatus.CONFIRMED,
        name=persona_name(role),
        organisation="Demo",
        country="BE",
        languages=["en"],
        in_directory=True,
        role_rows=[ParticipantRole(role=role)],
    )
    db.session.add(person)
    return person


def _add_attendee(house: Conference, attendee: DemoAttendee, tags: dict[str, Tag]) -> Participant:
    waits = attendee.number > ATTENDEES - WAITING_FOR_APPROVAL
    person = Participant(
        conference_id=house.id,
        account=_account(attendee.email),
        status=ParticipantStatus.WAITING_FOR_APPROVAL if waits else ParticipantStatus.CONFIRMED,
        name=attendee.name,
        organisation=f"Demo organisation {attendee.number}",
        country=attendee.country,
        organisation_kind=attendee.kind,
        languages=["en"],
        in_directory=attendee.number % 9 != 0,
        role_rows=[ParticipantRole(role=Role.ATTENDEE)],
    )
    person.tag_rows = [
        ParticipantTag(tag=tags[name], side=side)
        for side, names in ((TagSide.OFFERS, attendee.offers), (TagSide.SEEKS, attendee.seeks))
        for name in names
        if name in tags
    ]
    db.session.add(person)
    return person


def _add_tags(house: Conference) -> dict[str, Tag]:
    tags = {name: Tag(conference_id=house.id, name=name) for name in TAGS}
    db.session.add_all(tags.values())
    db.session.flush()
    return tags


def _account(email: str) -> Account:
    account = db.session.scalar(select(Account).where(Account.email == email))
    if account is None:
        account = Account(email=email)
        db.session.add(account)
        db.session.flush()
    return account


def _move_on(live: Conference, record: Seed) -> None:
    """Move the live conference, which is over, to now: whatever was changed in it moves along."""
    old = Anchor(live.starts_on, live.timezone)
    new = afternoon_now(clock.now(), record.conference["timezone"])
    start = record.conference["starts_on"]
    shift = new.moment(start, start, "14:00") - old.moment(start, start, "14:00")
    live.ends_on = new.first_day + (live.ends_on - live.starts_on)
    live.starts_on, live.timezone = new.first_day, new.zone
    live.description = live.description.replace(old.zone, new.zone)
    for item in db.session.scalars(select(AgendaItem).where(AgendaItem.conference_id == live.id)):
        if item.starts_at is not None:
            item.starts_at += shift
    move_quiz_on(live, shift)
    # Whatever became of the demo's organiser meanwhile: the calendar moves, not a person.
    release_agenda(Actor(live.id, roles=frozenset({Role.ORGANISER})), notify=False)
