"""Applying for a booth: who may, what is written, and taking it back while nobody has decided."""

import hashlib
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, mail
from conference.conferences.models import Conference
from conference.errors import Forbidden, InvalidFields, NotFound, Refused, SignInNeeded, Stale
from conference.exhibition.actions import seen_booth, settings_of, team_booth
from conference.exhibition.content import BoothContent, content_from_json
from conference.exhibition.edit_actions import refuse_wrong
from conference.exhibition.models import Booth, BoothMember, ExhibitionHall
from conference.exhibition.quota_actions import places_left
from conference.exhibition.rules import BoothState, may_become
from conference.extensions import db
from conference.links import external_url
from conference.locking import locked, take_turns
from conference.people.models import Participant
from conference.people.tag_actions import tags_of
from conference.permissions import Actor, Permission, can

LONGEST_WHY = 4000
# Withdrawn ones too: whoever begins again and again is asked to write to the organisers.
MOST_APPLICATIONS = 10


@dataclass(frozen=True, slots=True)
class Application:
    """What applicants write: the beginning of a booth, the hall they wish for (None: any), and why."""

    content: BoothContent
    hall_id: int | None
    why: str

    @property
    def fingerprint(self) -> str:
        """A text that is another wherever something else is written."""
        told = f"{self.content.fingerprint}:{self.hall_id}:{self.why}"
        return hashlib.sha256(told.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Door:
    """Whether somebody can apply now; else `reason` says why not. `is_full`: it would wait for a place."""

    is_open: bool
    reason: str = ""
    is_full: bool = False


def door_for(actor: Actor) -> Door:
    """Tell whether the actor can apply for a booth now; those who take part can, while applications are taken."""
    settings = settings_of(actor.conference_id)
    if not settings.takes_applications:
        return Door(False, _("Applications for a booth are not taken at the moment."))
    if settings.apply_until is not None and settings.apply_until <= clock.now():
        return Door(False, _("Applications for a booth have ended."))
    if not can(actor, Permission.EXHIBITION_EXHIBIT) or actor.participant_id is None:
        return Door(False, _("Register for the conference first; then you can apply for a booth."))
    if not can(actor, Permission.EXHIBITION_MANAGE):
        mine = _applications(actor)
        if any(booth.state is BoothState.APPLIED for booth in mine):
            return Door(False, _("Your application is with the organisers. You can change it until they decide."))
        if len(mine) >= MOST_APPLICATIONS:
            return Door(False, _("You have applied very often. Please write to the organisers."))
    return Door(True, is_full=places_left(actor.conference_id) == 0)


def apply(actor: Actor, application: Application) -> Booth:
    """Hand in an application, and mail its receipt. Raises `Refused` where `door_for` says no, and `InvalidFields`."""
    if actor.account_id is None or actor.participant_id is None:
        raise SignInNeeded(_("Please sign in first."))
    # Two pressings of one person: the second finds the application of the first.
    take_turns("booth applications", [actor.participant_id])
    door = door_for(actor)
    if not door.is_open:
        raise Refused(door.reason)
    booth = Booth(conference_id=actor.conference_id, state=BoothState.APPLIED, applied_at=clock.now(), name="")
    _write(booth, application)
    booth.members = [BoothMember(participant_id=actor.participant_id, is_lead=True)]
    db.session.add(booth)
    db.session.flush()
    _mail_receipt(actor, booth, is_full=door.is_full)
    db.session.commit()
    return booth


def application_of(actor: Actor, booth_id: int) -> Booth:
    """Return a booth that somebody has applied for, to those who did and to organisers. Raises `NotFound`."""
    reads = seen_booth if can(actor, Permission.EXHIBITION_MANAGE) else team_booth
    booth = reads(actor, booth_id)
    if booth.applied_at is None:
        raise NotFound(_("There is no such application."))
    return booth


def application_in(booth: Booth) -> Application:
    """Return what an application says."""
    tags = {tag.id for tag in tags_of(booth.conference_id)}
    return Application(content_from_json(booth.draft or {}, tags), booth.hall_id, booth.application)


def change_application(actor: Actor, booth_id: int, application: Application, seen: str) -> None:
    """Change an application that nobody has decided. `seen` is the fingerprint of what the writer began from.

    Raises `Stale` where it was decided or changed meanwhile.
    """
    booth = _undecided(actor, booth_id)
    stored = application_in(booth)
    if stored.fingerprint not in {seen, application.fingerprint}:
        raise Stale(_("Somebody changed this application while you were writing. Nothing of yours was saved yet."))
    _write(booth, application)
    db.session.commit()


def withdraw_application(actor: Actor, booth_id: int) -> None:
    """Take back an application that nobody has decided. Raises `Stale` where somebody has."""
    booth = _undecided(actor, booth_id)
    if not may_become(booth.state, BoothState.WITHDRAWN):
        raise Stale(_("This application was decided meanwhile."))
    booth.state = BoothState.WITHDRAWN
    db.session.commit()


def _undecided(actor: Actor, booth_id: int) -> Booth:
    application_of(actor, booth_id)
    if locked(Booth, booth_id) is None:
        raise NotFound(_("There is no such application."))
    booth = application_of(actor, booth_id)
    member = db.session.get(BoothMember, (booth_id, actor.participant_id))
    if (member is None or not member.is_lead) and not can(actor, Permission.EXHIBITION_MANAGE):
        raise Forbidden(_("This is for those who lead the booth."))
    if booth.state is not BoothState.APPLIED:
        raise Stale(_("This application was decided meanwhile."))
    return booth


def _write(booth: Booth, application: Application) -> None:
    content, wrong = application.content, {}
    try:
        refuse_wrong(content, booth)
    except InvalidFields as error:
        wrong = dict(error.fields)
    if len(application.why) > LONGEST_WHY:
        wrong["why"] = _("Please write less.")
    hall = db.session.get(ExhibitionHall, application.hall_id) if application.hall_id else None
    if application.hall_id and (hall is None or hall.conference_id != booth.conference_id):
        wrong["hall"] = _("This hall is there no more. Please choose another.")
    if wrong:
        raise InvalidFields(_("Something is not right yet. Nothing was saved."), wrong)
    booth.name, booth.tagline, booth.country = content.name, content.tagline, content.country
    booth.hall_id, booth.application, booth.draft = application.hall_id, application.why, content.to_json()


def _applications(actor: Actor) -> list[Booth]:
    mine = select(BoothMember.booth_id).where(
        BoothMember.participant_id == actor.participant_id, BoothMember.is_lead.is_(True)
    )
    return list(db.session.scalars(select(Booth).where(Booth.id.in_(mine), Booth.applied_at.is_not(None))))


def _mail_receipt(actor: Actor, booth: Booth, *, is_full: bool) -> None:
    person = db.session.get_one(Participant, actor.participant_id)
    if person.account is None:
        return
    house = db.session.get_one(Conference, booth.conference_id)
    mail.send(
        person.account.email,
        "exhibition_applied",
        language=house.language,
        conference=house,
        person_name=person.name,
        booth_name=booth.name,
        is_full=is_full,
        address=external_url("exhibition.application", slug=house.slug, booth_id=booth.id),
    )
