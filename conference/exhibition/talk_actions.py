"""Talking now: a visitor knocks, the first of the team to take it has it, either ends it; the clock ends waiting."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from conference import clock, realtime
from conference.calls import actions as call_actions
from conference.errors import NotFound, Refused, Stale
from conference.exhibition.actions import (
    DESK,
    MINE,
    is_in_the_hall,
    is_of_team,
    mate_named,
    team_at,
    team_booth,
    visited_booth,
)
from conference.exhibition.contact_models import BoothTalk
from conference.exhibition.lead_actions import note_contact
from conference.exhibition.models import Booth
from conference.exhibition.presence_actions import Here, here
from conference.exhibition.rules import LeadSource, TalkState, talk_state
from conference.extensions import db
from conference.locking import take_turns
from conference.people.sight_actions import apart_from, is_apart
from conference.permissions import Actor, Permission, can, require

# What the call of a talk hangs from.
TALK = "booth_talk"
GOING_ON = (TalkState.WAITING, TalkState.TALKING)
# A talk that nobody ended: both have long closed their pages.
LONGEST = timedelta(hours=3)
TURNS = "booth_talks"


def state_now(talk: BoothTalk) -> TalkState:
    """Return where a talk stands at this moment."""
    return talk_state(talk.state, talk.asked_at, clock.now())


def who_is_here(actor: Actor, booth_id: int) -> list[int]:
    """Return who of a booth's team is there now for the actor: a block keeps two from each other."""
    return met_by(actor, here(booth_id, team_at(booth_id)))


def met_by(actor: Actor, there: Here) -> list[int]:
    """Return whom of the team that is there a block does not keep apart from the actor."""
    apart = apart_from(actor.participant_id)
    return [one for one in there.team if one not in apart]


def all_are_talking(actor: Actor, booth_id: int) -> bool:
    """Tell whether everybody of a booth's team who is there now talks with somebody."""
    there = set(who_is_here(actor, booth_id))
    talking = select(BoothTalk.taken_by_id).where(BoothTalk.booth_id == booth_id, BoothTalk.state == TalkState.TALKING)
    return bool(there) and there <= set(db.session.scalars(talking))


def wish_to_talk(actor: Actor, booth_id: int) -> BoothTalk:
    """Knock at a booth, and commit; twice is once. Whoever waits at another booth waits there no longer.

    Raises `Refused` where nobody of the team is there, or while the actor talks at another booth.
    """
    visited_booth(actor, booth_id)
    me = actor.participant_id or 0
    take_turns(TURNS, [me])
    booth = visited_booth(actor, booth_id)
    mine = _going_on_of(me)
    again = next((one.id for one in mine if one.booth_id == booth.id and state_now(one) in GOING_ON), None)
    refusal = "" if again else _why_not(actor, booth.id, mine)
    if again or refusal:
        db.session.rollback()
        if again is None:
            raise Refused(refusal)
        return seen_talk(actor, again)
    for one in mine:
        _end(one, TalkState.MISSED if state_now(one) is TalkState.MISSED else TalkState.LEFT)
    # Before the new one: there is one at a time.
    db.session.flush()
    talk = BoothTalk(booth_id=booth.id, participant_id=me, asked_at=clock.now())
    db.session.add(talk)
    note_contact(booth.id, me, LeadSource.TALK)
    _tell(talk)
    db.session.commit()
    return talk


def take_talk(actor: Actor, talk_id: int) -> BoothTalk:
    """Take a talk that waits, and commit: the first of the team has it. Raises `Stale` for all others, in words."""
    waits_for = seen_talk(actor, talk_id).participant_id
    take_turns(TURNS, [waits_for, actor.participant_id or 0])
    talk = seen_talk(actor, talk_id)
    booth = team_booth(actor, talk.booth_id)
    if talk.taken_by_id == actor.participant_id and talk.state is TalkState.TALKING:
        db.session.rollback()
        return talk
    if not is_in_the_hall(booth):
        # The clock ends it within a second; until then nobody begins it.
        db.session.rollback()
        raise Stale(_("The booth is not in the hall any more."))
    taken = update(BoothTalk).where(BoothTalk.id == talk.id, BoothTalk.state == TalkState.WAITING)
    values = {"state": TalkState.TALKING, "taken_by_id": actor.participant_id, "taken_at": clock.now()}
    is_mine = state_now(talk) is TalkState.WAITING and db.session.scalar(taken.values(values).returning(BoothTalk.id))
    if not is_mine:
        refusal = _too_late(actor, talk)
        db.session.rollback()
        raise refusal
    db.session.refresh(talk)
    _tell(talk)
    db.session.commit()
    return talk


def end_talk(actor: Actor, talk_id: int) -> BoothTalk:
    """End a talk, or go while waiting, and commit; once is enough. Only for who knocked, and who took it."""
    talk = seen_talk(actor, talk_id)
    if actor.participant_id not in (talk.participant_id, talk.taken_by_id):
        raise NotFound(_("There is no such talk."))
    take_turns(TURNS, [talk.participant_id, actor.participant_id or 0])
    talk = seen_talk(actor, talk_id)
    if talk.state in GOING_ON:
        waits = state_now(talk) is TalkState.WAITING
        _end(talk, TalkState.LEFT) if waits else end_as_is(talk)
    db.session.commit()
    return talk


def seen_talk(actor: Actor, talk_id: int) -> BoothTalk:
    """Return a talk that is the actor's: who knocked, and the booth's team. Raises `NotFound` for anybody else."""
    require(actor, Permission.EXHIBITION_VISIT)
    talk = db.session.get(BoothTalk, talk_id)
    booth = db.session.get(Booth, talk.booth_id) if talk is not None else None
    if talk is None or booth is None or booth.conference_id != actor.conference_id:
        raise NotFound(_("There is no such talk."))
    if talk.participant_id == actor.participant_id:
        return talk
    if not is_of_team(actor, booth.id) or is_apart(actor.participant_id, talk.participant_id):
        raise NotFound(_("There is no such talk."))
    return talk


def may_join(actor: Actor, talk_id: int) -> bool:
    """Tell whether the actor may be in a talk's call: who knocked and who took it, while it goes on and may go on."""
    talk = db.session.get(BoothTalk, talk_id)
    booth = db.session.get(Booth, talk.booth_id) if talk is not None else None
    if talk is None or booth is None or booth.conference_id != actor.conference_id:
        return False
    if talk.state is not TalkState.TALKING or not is_in_the_hall(booth) or not can(actor, Permission.EXHIBITION_VISIT):
        return False
    if is_apart(talk.participant_id, talk.taken_by_id):
        return False
    if actor.participant_id == talk.taken_by_id:
        return is_of_team(actor, booth.id)
    return actor.participant_id == talk.participant_id


def current_talk(participant_id: int | None) -> BoothTalk | None:
    """Return the talk that somebody waits for or is in, as a visitor or as one of a team; the newest."""
    mine = or_(
        BoothTalk.participant_id == participant_id,
        (BoothTalk.taken_by_id == participant_id) & (BoothTalk.state == TalkState.TALKING),
    )
    rows = db.session.scalars(
        select(BoothTalk).where(mine, BoothTalk.state.in_(GOING_ON)).order_by(BoothTalk.id.desc())
    )
    return next((talk for talk in rows if state_now(talk) in GOING_ON), None)


def _why_not(actor: Actor, booth_id: int, mine: Iterable[BoothTalk]) -> str:
    """Return why the actor cannot knock now; empty where they can."""
    reason = ""
    if any(one.state is TalkState.TALKING for one in mine):
        reason = _("You are in a talk already. End that one first.")
    elif not who_is_here(actor, booth_id):
        reason = _("Nobody of the team is here at the moment. Leave your card, or ask your question.")
    return reason


def _going_on_of(participant_id: int) -> list[BoothTalk]:
    query = select(BoothTalk).where(BoothTalk.participant_id == participant_id, BoothTalk.state.in_(GOING_ON))
    return list(db.session.scalars(query.order_by(BoothTalk.id)))


def _too_late(actor: Actor, talk: BoothTalk) -> Stale:
    state = state_now(talk)
    if state is TalkState.LEFT:
        return Stale(_("They did not wait any longer."))
    if state is TalkState.MISSED:
        return Stale(_("Nobody came in time: they do not wait any more."))
    by = mate_named(actor, talk.taken_by_id)
    return Stale(_("%(name)s was quicker and has taken it.", name=by.name) if by else _("This talk is over."))


def _end(talk: BoothTalk, state: TalkState) -> None:
    """End a talk in a state, and put both out of its call; does not commit."""
    talk.state, talk.ended_at = state, clock.now()
    _tell(talk)
    both = {one for one in (talk.participant_id, talk.taken_by_id) if one is not None}
    call_actions.send_away(TALK, {talk.id: both})


def end_as_is(talk: BoothTalk) -> None:
    """End a talk that cannot go on; does not commit. Who still waits is told that nobody could come."""
    _end(talk, TalkState.OVER if talk.state is TalkState.TALKING else TalkState.MISSED)


def _tell(talk: BoothTalk) -> None:
    realtime.changed(DESK, talk.booth_id)
    for one in (talk.participant_id, talk.taken_by_id):
        if one is not None:
            realtime.changed(MINE, one)
