"""What ends talks besides the two: the clock, a booth that is not in the hall any more, a block, somebody who goes."""

from sqlalchemy import ColumnElement, and_, or_, select

from conference import alarms, clock
from conference.calls import subjects as calls
from conference.exhibition.contact_models import BoothTalk
from conference.exhibition.models import Booth, BoothMember, ExhibitionSettings
from conference.exhibition.rules import DOOR, BoothState, TalkState
from conference.exhibition.talk_actions import (
    GOING_ON,
    LONGEST,
    TALK,
    TURNS,
    end_as_is,
    may_join,
    seen_talk,
)
from conference.extensions import db
from conference.locking import take_turns
from conference.people.bonds import Bond, declare
from conference.people.leaving import leaver
from conference.permissions import Actor


def talk_label(actor: Actor, talk_id: int) -> str:
    """Return what a talk is called where its call stands alone: the booth's name."""
    name: str = db.session.get_one(Booth, seen_talk(actor, talk_id).booth_id).name
    return name


def _nobody(_actor: Actor, _talk_id: int) -> bool:
    return False


calls.declare(calls.Subject(TALK, talk_label, may_join=may_join, may_moderate=_nobody))


@leaver
def end_talks_of(participant_id: int) -> None:
    """End the talks of somebody who does not take part any more. Does not commit."""
    _end_all(or_(BoothTalk.participant_id == participant_id, BoothTalk.taken_by_id == participant_id), participant_id)


def end_talks_between(one_id: int, other_id: int) -> None:
    """End the talk that two have, because one does not want to meet the other. Does not commit."""
    pairs = ((one_id, other_id), (other_id, one_id))
    both = or_(*(and_(BoothTalk.participant_id == one, BoothTalk.taken_by_id == two) for one, two in pairs))
    _end_all(both, one_id, other_id)


def _nothing_known(_actor: Actor, _participant_id: int) -> bool:
    return False


declare(Bond(knows=_nothing_known, end=end_talks_between))


def _end_all(which: ColumnElement[bool], *whose: int) -> None:
    # Who takes one meanwhile waits, and then finds what is written here.
    take_turns(TURNS, whose)
    for talk in db.session.scalars(select(BoothTalk).where(which, BoothTalk.state.in_(GOING_ON))).all():
        end_as_is(talk)


@alarms.every_second
def end_what_is_over() -> None:
    """End what waited too long, what nobody ended, and what goes on at a booth that is not in the hall any more."""
    now = clock.now()
    due = or_(
        and_(BoothTalk.state == TalkState.WAITING, BoothTalk.asked_at <= now - DOOR),
        and_(BoothTalk.state == TalkState.TALKING, BoothTalk.taken_at <= now - LONGEST),
        Booth.state != BoothState.PUBLISHED,
        ExhibitionSettings.is_open.is_(None),
        ExhibitionSettings.is_open.is_(False),
        and_(BoothTalk.state == TalkState.TALKING, BoothMember.participant_id.is_(None)),
    )
    query = (
        select(BoothTalk.id, BoothTalk.participant_id, BoothTalk.taken_by_id)
        .join(Booth, Booth.id == BoothTalk.booth_id)
        .outerjoin(ExhibitionSettings, ExhibitionSettings.conference_id == Booth.conference_id)
        .outerjoin(
            BoothMember,
            and_(BoothMember.booth_id == Booth.id, BoothMember.participant_id == BoothTalk.taken_by_id),
        )
        .where(BoothTalk.state.in_(GOING_ON), due)
        .order_by(BoothTalk.id)
    )
    for talk_id, *people in db.session.execute(query).all():
        # One after the other: whoever comes second finds it ended.
        take_turns(TURNS, [one for one in people if one is not None])
        talk = db.session.scalar(query.with_only_columns(BoothTalk).where(BoothTalk.id == talk_id))
        if talk is not None:
            end_as_is(talk)
        db.session.commit()
