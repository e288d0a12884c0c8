"""What organisers decide about booths: who gets a place, where each stands, what is shown on the home page."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock, mail
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.exhibition.actions import tell
from conference.exhibition.chat_subject_actions import audience_changed
from conference.exhibition.models import Booth, BoothMember
from conference.exhibition.quota_actions import lock_places, require_place
from conference.exhibition.rules import HAS_A_PLACE, BoothState, may_be_put_back, may_become
from conference.exhibition.settings_actions import hall_of
from conference.extensions import db
from conference.links import external_url
from conference.people.manage_actions import add_role
from conference.people.models import Account, Participant
from conference.people.rules import ParticipantStatus, normal_email
from conference.permissions import Actor, Permission, Role, require

LONGEST_WORD = 1000


def waiting_applications(conference_id: int) -> int:
    """Return how many applications wait for a decision."""
    waiting = select(func.count()).where(Booth.conference_id == conference_id, Booth.state == BoothState.APPLIED)
    return db.session.scalar(waiting) or 0


def managed_booth(actor: Actor, booth_id: int) -> Booth:
    """Return a booth of the actor's conference, for its organisers. Raises `NotFound`."""
    require(actor, Permission.EXHIBITION_MANAGE)
    booth = db.session.get(Booth, booth_id)
    if booth is None or booth.conference_id != actor.conference_id:
        raise NotFound(_("There is no such booth."))
    return booth


def decide(actor: Actor, booth_id: int, *, accept: bool, word: str = "") -> Booth:
    """Accept or decline an application, mail its people, and commit.

    Two organisers who accept the last place at once: one of them is refused. Raises `Refused` where no place is left,
    `Stale` where somebody else decided before.
    """
    require(actor, Permission.EXHIBITION_MANAGE)
    lock_places(actor.conference_id)
    house = db.session.get_one(Conference, actor.conference_id)
    booth = managed_booth(actor, booth_id)
    then = BoothState.DRAFT if accept else BoothState.DECLINED
    if booth.state is then or not may_become(booth.state, then) or booth.state is BoothState.WITHDRAWN:
        raise Stale(_("This application was decided, or taken back, meanwhile."))
    if accept:
        require_place(actor.conference_id)
    for member in booth.members if accept else ():
        if member.participant.status is ParticipantStatus.CONFIRMED:
            add_role(actor, member.participant_id, Role.EXHIBITOR)
    booth.state, booth.decided_at, booth.decided_word = then, clock.now(), word
    db.session.flush()
    _mail_team(house, booth, accepted=accept)
    tell(booth)
    db.session.commit()
    return booth


def make_booth(actor: Actor, name: str, email: str, hall_id: int | None) -> Booth:
    """Make a booth without an application, led by a participant of that address, and commit.

    Raises `Refused` beside the address of nobody who takes part, where no place is left, and beside a name that a
    booth of theirs has.
    """
    require(actor, Permission.EXHIBITION_MANAGE)
    lock_places(actor.conference_id)
    house = db.session.get_one(Conference, actor.conference_id)
    require_place(actor.conference_id)
    lead = db.session.scalar(
        select(Participant)
        .join(Account)
        .where(
            Participant.conference_id == actor.conference_id,
            Account.email == normal_email(email),
            Participant.status == ParticipantStatus.CONFIRMED,
        )
    )
    if lead is None:
        message = _("Nobody with this address takes part yet. Invite them under Participants first.")
        raise Refused(message, field="email")
    _refuse_again(lead.id, name)
    add_role(actor, lead.id, Role.EXHIBITOR)
    booth = Booth(
        conference_id=actor.conference_id,
        name=name,
        hall_id=None if hall_id is None else hall_of(actor, hall_id).id,
        decided_at=clock.now(),
        members=[BoothMember(participant_id=lead.id, is_lead=True)],
    )
    db.session.add(booth)
    db.session.flush()
    _mail_team(house, booth, accepted=True)
    db.session.commit()
    return booth


def _refuse_again(lead_id: int, name: str) -> None:
    """Raise `Refused` where somebody leads a booth of this name already: the button was pressed twice."""
    same = (
        select(Booth.id)
        .join(BoothMember, BoothMember.booth_id == Booth.id)
        .where(BoothMember.participant_id == lead_id, Booth.name == name, Booth.state.in_(HAS_A_PLACE))
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refused(_("They have a booth of this name already."), field="name")


def place_booth(actor: Actor, booth_id: int, hall_id: int | None, number: int | None, version: int) -> None:
    """Say where a booth stands, and commit. Raises `Refused` beside a number that another booth has, or `Stale`."""
    booth = managed_booth(actor, booth_id)
    lock_places(actor.conference_id)
    if booth.version != version:
        raise Stale(_("Somebody else changed this booth meanwhile. Please look at it and save again."))
    other = select(Booth.name).where(
        Booth.conference_id == actor.conference_id, Booth.number == number, Booth.id != booth_id
    )
    if number is not None and (name := db.session.scalar(other)) is not None:
        raise Refused(_("“%(name)s” has this number.", name=name), field="number")
    booth.hall_id = None if hall_id is None else hall_of(actor, hall_id).id
    booth.number = number
    tell(booth)
    db.session.commit()


def feature(actor: Actor, booth_id: int, *, on: bool) -> Booth:
    """Show a published booth on the conference's home page, or no longer, and commit."""
    booth = managed_booth(actor, booth_id)
    if on and booth.state is not BoothState.PUBLISHED:
        raise Refused(_("Only a booth that is in the hall can be shown on the home page."))
    booth.featured_at = clock.now() if on else None
    tell(booth)
    db.session.commit()
    return booth


def take_out(actor: Actor, booth_id: int) -> Booth:
    """Take a booth out of the hall, and commit: only organisers put it back. What was left there stays."""
    booth = managed_booth(actor, booth_id)
    if booth.state not in HAS_A_PLACE:
        raise Stale(_("This booth is not in the hall any more."))
    booth.state, booth.featured_at, booth.taken_out_at = BoothState.WITHDRAWN, None, clock.now()
    tell(booth)
    audience_changed(booth)
    db.session.commit()
    return booth


def put_back(actor: Actor, booth_id: int) -> Booth:
    """Give a booth that was taken out its place again, as it was, and commit.

    Raises `Refused` where none is left, and for an application that was taken back before it was decided.
    """
    booth = managed_booth(actor, booth_id)
    lock_places(actor.conference_id)
    if booth.state is not BoothState.WITHDRAWN:
        raise Stale(_("This booth has its place already."))
    if not may_be_put_back(booth.state, booth.applied_at, booth.decided_at):
        raise Refused(_("This application was taken back before it was decided: it never had a place."))
    require_place(actor.conference_id)
    booth.state = BoothState.PUBLISHED if booth.published_at is not None else BoothState.DRAFT
    booth.taken_out_at = None
    tell(booth)
    db.session.commit()
    return booth


def _mail_team(house: Conference, booth: Booth, *, accepted: bool) -> None:
    for member in booth.members:
        person = db.session.get_one(Participant, member.participant_id)
        if person.account is not None:
            mail.send(
                person.account.email,
                "exhibition_decided",
                once_key=f"exhibition_decided:{booth.id}:{booth.version}:{person.guid.hex}",
                language=house.language,
                conference=house,
                booth_name=booth.name,
                word=booth.decided_word,
                address=external_url("exhibition.own", slug=house.slug),
                accepted=accepted,
            )
