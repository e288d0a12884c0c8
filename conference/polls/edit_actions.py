"""Making, changing, copying and putting away polls."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm.exc import StaleDataError

from conference import clock
from conference.agenda.models import AgendaItem
from conference.agenda.sight_actions import tell_stage
from conference.errors import InvalidFields, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Permission, require
from conference.polls.actions import facts_of
from conference.polls.content import PollContent, problems
from conference.polls.models import Participation, Poll, PollEvent, PollOption, PollRound
from conference.polls.round_actions import lock_poll, tell
from conference.polls.rules import RoundState
from conference.polls.settings import eligibility_from_json, eligibility_to_json, settings_from_json, settings_to_json

# What may be changed after somebody answered: it changes no answer's meaning, or is noted (the wording).
MENDABLE = ("question", "description", "showing", "seconds", "group")


@dataclass(frozen=True, slots=True)
class Place:
    """Which session a poll belongs to (None: it stands alone), and when it opens by itself (None: by hand)."""

    item_id: int | None = None
    opens_at: datetime | None = None


def poll_of(actor: Actor, poll_id: int) -> Poll:
    """Return a poll of the actor's conference for whoever manages polls. Raises `NotFound`."""
    require(actor, Permission.POLLS_MANAGE)
    poll = db.session.get(Poll, poll_id)
    if poll is None or poll.conference_id != actor.conference_id or poll.is_template:
        raise NotFound(_("There is no such poll."))
    return poll


def content_of(poll: Poll) -> PollContent:
    """Return a stored poll as a value."""
    return PollContent(
        kind=poll.kind,
        question=poll.question,
        description=poll.description,
        options=tuple(option.text for option in poll.options),
        settings=settings_from_json(poll.settings),
        eligibility=eligibility_from_json(poll.eligibility),
        secrecy=poll.secrecy,
        segment_by=poll.segment_by,
        showing=poll.showing,
        seconds=poll.seconds,
        group=poll.group,
    )


def is_answered(poll_id: int) -> bool:
    """Tell whether anybody answered in any round of a poll."""
    found = exists().where(PollRound.poll_id == poll_id, Participation.round_id == PollRound.id)
    return bool(db.session.scalar(select(found)))


def create_poll(actor: Actor, content: PollContent, place: Place) -> Poll:
    """Make a poll with a first round that is not open yet. Raises `InvalidFields`."""
    require(actor, Permission.POLLS_MANAGE)
    poll = add_poll(actor, content, place)
    db.session.commit()
    return poll


def add_poll(actor: Actor, content: PollContent, place: Place) -> Poll:
    """Make a poll and flush; the caller commits. Raises `InvalidFields`, or `Refused` for a session of elsewhere."""
    content = checked(content)
    known_session(actor, place.item_id)
    _refuse_past(place.opens_at)
    poll = Poll(
        conference_id=actor.conference_id,
        item_id=place.item_id,
        owner_account_id=actor.account_id,
        order=_next_order(actor.conference_id, place.item_id),
    )
    write_content(poll, content)
    poll.rounds = [PollRound(number=1, showing=content.showing, opens_at=place.opens_at)]
    db.session.add(poll)
    db.session.flush()
    tell(poll)
    return poll


def change_poll(actor: Actor, poll_id: int, content: PollContent, place: Place, seen_version: int) -> Poll:
    """Change a poll.

    Once answered, only what changes no answer may change; new wording is noted with the old. Raises `Stale` when
    somebody else changed it since, `InvalidFields`, or `Refused` for what an answered or an open poll does not allow.
    """
    poll = _held(actor, poll_id)
    if poll.version != seen_version:
        raise Stale(_("Somebody else changed this poll meanwhile."), differences(content_of(poll), content))
    content = checked(content)
    known_session(actor, place.item_id)
    before, was_at = content_of(poll), poll.item_id
    present = poll.rounds[-1]
    if not same_but_mendable(before, content):
        _refuse_structure(poll, present)
    if is_answered(poll.id):
        _note_wording(actor, present, before, content)
    write_content(poll, content)
    if poll.item_id != place.item_id:
        poll.order = _next_order(actor.conference_id, place.item_id)
        poll.item_id = place.item_id
    if present.state is RoundState.DRAFT:
        if present.opens_at != place.opens_at:
            _refuse_past(place.opens_at)
        present.showing, present.opens_at = content.showing, place.opens_at
    tell(poll)
    tell_stage(was_at)
    try:
        db.session.commit()
    except StaleDataError as error:
        db.session.rollback()
        raise Stale(_("Somebody else changed this poll meanwhile.")) from error
    return poll


def duplicate_poll(actor: Actor, poll_id: int) -> Poll:
    """Make the same poll again beside it, without its rounds and answers."""
    poll = poll_of(actor, poll_id)
    copy = add_poll(actor, content_of(poll), Place(poll.item_id))
    db.session.commit()
    return copy


def archive_poll(actor: Actor, poll_id: int) -> Poll:
    """Put a poll away with everything that was answered. Raises `Refused` while it is open."""
    poll = _held(actor, poll_id)
    if facts_of(poll.rounds[-1]).state_at(clock.now()) is RoundState.OPEN:
        raise Refused(_("Close the poll before you put it away."))
    poll.archived_at = poll.archived_at or clock.now()
    # What waits to open by itself must not come back as a surprise.
    poll.rounds[-1].opens_at = None
    tell(poll)
    db.session.commit()
    return poll


def restore_poll(actor: Actor, poll_id: int) -> Poll:
    """Bring a poll back that was put away."""
    poll = poll_of(actor, poll_id)
    poll.archived_at = None
    tell(poll)
    db.session.commit()
    return poll


def delete_poll(actor: Actor, poll_id: int) -> None:
    """Delete a poll that nobody answered. Raises `Refused` for one that somebody did, or that is open."""
    poll = _held(actor, poll_id)
    _refuse_structure(poll, poll.rounds[-1])
    tell(poll)
    db.session.delete(poll)
    db.session.commit()


def checked(content: PollContent) -> PollContent:
    """Return the content as its kind keeps it. Raises `InvalidFields` where something is wrong with it."""
    wrong = problems(content)
    if wrong:
        raise InvalidFields(_("Some of this is not right yet."), wrong)
    return content.normal


def write_content(poll: Poll, content: PollContent) -> None:
    """Make a poll's row say what the content says; options whose text stays keep their row. Does not flush."""
    poll.kind, poll.question, poll.description = content.kind, content.question, content.description
    poll.settings, poll.eligibility = settings_to_json(content.settings), eligibility_to_json(content.eligibility)
    poll.secrecy, poll.segment_by, poll.showing = content.secrecy, content.segment_by, content.showing
    poll.seconds, poll.group = content.seconds, content.group
    stored = {option.text: option for option in poll.options}
    kept = [stored.get(text, PollOption(text=text)) for text in content.options]
    for order, option in enumerate(kept):
        option.order = order
    poll.options = kept


def known_session(actor: Actor, item_id: int | None) -> None:
    """Raise `Refused` for a session that is not one of the actor's conference."""
    item = db.session.get(AgendaItem, item_id) if item_id is not None else None
    if item_id is not None and (item is None or item.conference_id != actor.conference_id):
        raise Refused(_("There is no such session."), field="item_id")


def same_but_mendable(before: PollContent, after: PollContent) -> bool:
    """Tell whether only what may always be changed differs."""
    return replace(after, **{name: getattr(before, name) for name in MENDABLE}) == before


def differences(stored: PollContent, sent: PollContent) -> dict[str, tuple[str, str]]:
    """Return what differs, as (what was sent, what is stored) for each part that has words."""
    names = {"question": _("Question"), "description": _("Description"), "group": _("Group")}
    texts = {label: (getattr(sent, name), getattr(stored, name)) for name, label in names.items()}
    texts[_("Options")] = (" · ".join(sent.options), " · ".join(stored.options))
    return {label: pair for label, pair in texts.items() if pair[0] != pair[1]}


def _held(actor: Actor, poll_id: int) -> Poll:
    """Return a poll, held so that no answer to what it asked before comes in while it changes."""
    poll_of(actor, poll_id)
    lock_poll(poll_id)
    return poll_of(actor, poll_id)


def _refuse_past(opens_at: datetime | None) -> None:
    if opens_at is not None and opens_at <= clock.now():
        raise Refused(_("Please give a moment that is still to come."), field="opens_at")


def _refuse_structure(poll: Poll, present: PollRound) -> None:
    if facts_of(present).state_at(clock.now()) is RoundState.OPEN:
        raise Refused(_("People may be answering right now. Close the poll first."))
    if is_answered(poll.id):
        raise Refused(
            _("Somebody has answered this poll, so its kind, options and rules stay as they are. Duplicate it instead.")
        )


def _note_wording(actor: Actor, present: PollRound, before: PollContent, after: PollContent) -> None:
    if (before.question, before.description) != (after.question, after.description):
        note = "\n\n".join(text for text in (before.question, before.description) if text)
        db.session.add(PollEvent(round_id=present.id, what="reworded", note=note, by_id=actor.participant_id))


def _next_order(conference_id: int, item_id: int | None) -> int:
    last = select(Poll.order).where(Poll.conference_id == conference_id, Poll.item_id == item_id)
    newest = db.session.scalar(last.order_by(Poll.order.desc()).limit(1))
    return 0 if newest is None else newest + 1
