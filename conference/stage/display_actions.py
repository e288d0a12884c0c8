"""Screens of halls: links that show one session's projector to a browser in which nobody is signed in."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, realtime
from conference.agenda.models import ItemInvitee
from conference.agenda.sight_actions import may_see_item, seen_item
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.links import signed, signed_values
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, Role, can, require
from conference.stage.actions import conference_of, moderated_item
from conference.stage.models import StageDisplay

PURPOSE = "stage display"
LONGEST_DAYS = 60
MOST_SCREENS = 20
# A hall is cleared a while after the conference ends.
AFTER_THE_END = timedelta(days=1)


def screens_of(item_id: int) -> Sequence[StageDisplay]:
    """Return the screens of a session that were not revoked, oldest first."""
    return db.session.scalars(
        select(StageDisplay)
        .where(StageDisplay.item_id == item_id, StageDisplay.revoked_at.is_(None))
        .order_by(StageDisplay.id)
    ).all()


def token_of(display: StageDisplay) -> str:
    """Return what the link of a screen carries."""
    return signed(PURPOSE, display.id)


def add_screen(actor: Actor, item_id: int, label: str) -> StageDisplay:
    """Make a link for a hall's screen, and commit."""
    moderated_item(actor, item_id)
    if len(screens_of(item_id)) >= MOST_SCREENS:
        raise Refused(_("There are enough links to this screen; revoke one that is not in use."))
    screen = Participant(
        conference_id=actor.conference_id,
        status=ParticipantStatus.CONFIRMED,
        name=label,
        role_rows=[ParticipantRole(role=Role.DISPLAY)],
    )
    db.session.add(screen)
    db.session.flush()
    # Of a session by invitation, the screen sees no more than this one.
    db.session.add(ItemInvitee(item_id=item_id, participant_id=screen.id))
    display = StageDisplay(item_id=item_id, participant_id=screen.id, label=label, made_by_id=actor.participant_id)
    db.session.add(display)
    db.session.commit()
    return display


def revoke_screen(actor: Actor, item_id: int, display_id: int) -> None:
    """End a screen's link: what shows it goes dark at once. Doing so twice is fine."""
    moderated_item(actor, item_id)
    display = db.session.get(StageDisplay, display_id)
    if display is None or display.item_id != item_id:
        raise NotFound(_("There is no such screen."))
    if display.revoked_at is None:
        display.revoked_at = clock.now()
        db.session.get_one(Participant, display.participant_id).status = ParticipantStatus.CANCELLED
        realtime.recheck_participant(display.participant_id)
        db.session.commit()


def display_behind(conference_id: int, token: str) -> StageDisplay:
    """Return the screen that a link is for. Raises `NotFound` for a forged, revoked or old one."""
    values = signed_values(PURPOSE, token, days=LONGEST_DAYS) or [0]
    display = db.session.get(StageDisplay, values[0]) if isinstance(values[0], int) else None
    house = db.session.get_one(Conference, conference_id)
    over = house.days[-1].ends_at + AFTER_THE_END <= clock.now()
    if display is None or display.revoked_at is not None or conference_of(display.item_id) != conference_id or over:
        raise NotFound(_("This link to a screen is not valid, or no longer. Ask a moderator for a new one."))
    return display


def may_project(actor: Actor, item_id: int) -> bool:
    """Tell whether the actor may show a session to a hall: its moderators, and a screen that was made for it."""
    if can(actor, Permission.STAGE_MODERATE):
        return may_see_item(actor, item_id)
    mine = select(StageDisplay.id).where(
        StageDisplay.item_id == item_id,
        StageDisplay.participant_id == actor.participant_id,
        StageDisplay.revoked_at.is_(None),
    )
    return actor.is_display and db.session.scalar(mine) is not None


def projected_item(actor: Actor, item_id: int) -> int:
    """Return the id of a session that the actor may show to a hall. Raises `NotFound` and `Forbidden`."""
    require(actor, Permission.STAGE_PROJECT)
    if conference_of(item_id) != actor.conference_id or not may_project(actor, item_id):
        raise NotFound(_("There is no such session."))
    seen_item(actor, item_id)
    return item_id
