"""Codes that lead a hall into a session or to a poll that stands alone: given on demand, found when typed."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from conference import clock
from conference.agenda.sight_actions import may_see_item, seen_item
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.guest_actions import join_as_guest
from conference.people.models import Participant
from conference.permissions import Actor, Role
from conference.polls.actions import facts_of, present_round
from conference.polls.join_code import code_length, draw_code, is_code
from conference.polls.models import JoinCode, Poll
from conference.polls.rules import RoundState
from conference.polls.settings import eligibility_from_json

TRIES = 20


@dataclass(frozen=True, slots=True)
class JoinTarget:
    """Where a code leads. `title` names it where a stranger may know it; `guests` says whether they are welcome."""

    code: str
    conference: Conference
    item_id: int | None
    poll_id: int | None
    title: str
    guests: bool


def code_for(conference_id: int, *, item_id: int | None = None, poll_id: int | None = None) -> str:
    """Return the code of a session, or of a poll that stands alone; the first time one is drawn and committed.

    Whether the asker may know of them, the caller has asked.
    """
    for _try in range(TRIES):
        if (known := code_known(item_id=item_id, poll_id=poll_id)) is not None:
            return known
        code = draw_code(code_length(_codes_in_use()))
        db.session.add(JoinCode(code=code, conference_id=conference_id, item_id=item_id, poll_id=poll_id))
        try:
            db.session.commit()
        except IntegrityError:
            # The digits are taken, or somebody was given this code in the same moment: look again.
            db.session.rollback()
    raise Refused(_("No join code could be drawn. Try again."))


def code_known(*, item_id: int | None = None, poll_id: int | None = None) -> str | None:
    """Return the code of a session or of a poll that stands alone, or None where none was drawn yet."""
    where = JoinCode.item_id == item_id if item_id is not None else JoinCode.poll_id == poll_id
    return db.session.scalar(select(JoinCode.code).where(where))


def code_of_poll(poll: Poll) -> str:
    """Return the code that leads to a poll: its session's, or its own where it stands alone."""
    if poll.item_id is not None:
        return code_for(poll.conference_id, item_id=poll.item_id)
    return code_for(poll.conference_id, poll_id=poll.id)


def find_target(code: str) -> JoinTarget:
    """Return where a code leads. Raises `NotFound` for digits that lead nowhere, or no longer."""
    row = db.session.get(JoinCode, code) if is_code(code) else None
    conference = db.session.get(Conference, row.conference_id) if row else None
    if row is None or conference is None or conference.status is ConferenceStatus.DRAFT:
        raise NotFound(_("No session has the code %(code)s. Please look at the screen again.", code=code))
    if is_over(conference):
        raise NotFound(_("The code %(code)s has expired: %(title)s is over.", code=code, title=conference.title))
    polls = _polls_behind(row)
    stranger = Actor(conference_id=conference.id, roles=frozenset({Role.GUEST}))
    item_id = row.item_id or (polls[0].item_id if polls else None)
    public = item_id is None or may_see_item(stranger, item_id)
    title = seen_item(stranger, item_id).title if public and item_id is not None else ""
    guests = public and any(eligibility_from_json(poll.eligibility).guests for poll in polls)
    return JoinTarget(code, conference, row.item_id, row.poll_id, title, guests)


def is_over(conference: Conference) -> bool:
    """Tell whether a conference is over, so that its codes lead nowhere any more."""
    return conference.status is ConferenceStatus.ARCHIVED or conference.days[-1].ends_at <= clock.now()


def guests_welcome(poll: Poll) -> bool:
    """Tell whether a poll admits guests, and they may know of its session."""
    stranger = Actor(conference_id=poll.conference_id, roles=frozenset({Role.GUEST}))
    public = poll.item_id is None or may_see_item(stranger, poll.item_id)
    return public and eligibility_from_json(poll.eligibility).guests


def join_by_code(code: str, browser: str) -> Participant:
    """Make this browser a guest where a code leads, or find the guest that it is already, and commit.

    `browser` is a secret that the browser keeps. Raises `Refused` where guests are not welcome.
    """
    target = find_target(code)
    if not target.guests:
        raise Refused(_("This session is for registered participants. Please sign in."))
    return join_as_guest(target.conference.id, browser)


def open_poll_behind(target: JoinTarget) -> int | None:
    """Return the id of the one poll that a guest can answer now where a code leads; None for none or several."""
    now = clock.now()
    found = [
        poll.id
        for poll in _polls_behind(target)
        if eligibility_from_json(poll.eligibility).guests
        and facts_of(present_round(poll.id)).state_at(now) is RoundState.OPEN
    ]
    return found[0] if len(found) == 1 else None


def _polls_behind(row: JoinCode | JoinTarget) -> list[Poll]:
    where = Poll.item_id == row.item_id if row.item_id is not None else Poll.id == row.poll_id
    return list(db.session.scalars(select(Poll).where(where, Poll.is_template.is_(False)).order_by(Poll.id)))


def _codes_in_use() -> int:
    yesterday = clock.now().date() - timedelta(days=2)
    return db.session.scalar(
        select(func.count()).select_from(JoinCode).join(Conference).where(Conference.ends_on >= yesterday)
    ) or 0  # fmt: skip
