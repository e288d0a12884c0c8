"""Shared reads of pitches: those of a session in the agenda's order, and who presents one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import exists, func, select

from conference import realtime
from conference.agenda.actions import item_content
from conference.agenda.content import Contribution, ItemContent, with_identities
from conference.agenda.models import AgendaItem
from conference.agenda.sight_actions import may_see_item, seen_item
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import Actor, Permission, can
from conference.pitches.models import Pitch, PitchInterest

# What is live: the pitches of a session, and the interests in one.
SESSION, DESK = "pitches", "pitch_desk"


@dataclass(frozen=True, slots=True)
class Shown:
    """A pitch with what the agenda says of it."""

    pitch: Pitch
    part: Contribution

    @property
    def presenters(self) -> tuple[int, ...]:
        """Who pitches, by id."""
        return tuple(dict.fromkeys(person.participant_id for person in self.part.people))


def pitches_of(item: ItemContent) -> list[Shown]:
    """Return the pitches of a session that the caller may see, in the agenda's order: nothing else ranks them."""
    rows = rows_of(item.id)
    if not rows:
        return []
    by_guid = {str(row.contribution_guid): row for row in rows}
    return [Shown(by_guid[part.guid], part) for part in _known(item) if part.guid in by_guid]


def rows_of(item_id: int) -> list[Pitch]:
    """Return the pitches of a session as they are kept; the agenda has their order."""
    return list(db.session.scalars(select(Pitch).where(Pitch.item_id == item_id).order_by(Pitch.id)))


def has_pitches(item_id: int) -> bool:
    """Tell whether a session has pitches: what the page of every session asks first."""
    return bool(db.session.scalar(select(exists().where(Pitch.item_id == item_id))))


def _known(item: ItemContent) -> Sequence[Contribution]:
    """Return the contributions with their identities; a release from before there were any is known by titles."""
    if all(part.guid for part in item.contributions):
        return item.contributions
    row = db.session.get(AgendaItem, item.id)
    return with_identities(item.contributions, item_content(row).contributions if row else ())


def seen_pitch(actor: Actor, pitch_id: int) -> Shown:
    """Return a pitch of a session that the actor may know of. Raises `NotFound` for any other."""
    pitch = db.session.get(Pitch, pitch_id)
    if pitch is None or pitch.conference_id != actor.conference_id:
        raise NotFound(_("There is no such pitch."))
    item = seen_item(actor, pitch.item_id)
    found = next((one for one in pitches_of(item) if one.pitch.id == pitch_id), None)
    if found is None:
        raise NotFound(_("There is no such pitch."))
    return found


def is_presenter(actor: Actor, pitch_id: int) -> bool:
    """Tell whether the actor pitches it, as the agenda says now."""
    if actor.participant_id is None or not can(actor, Permission.PITCHES_PRESENT):
        return False
    try:
        return actor.participant_id in seen_pitch(actor, pitch_id).presenters
    except NotFound:
        return False


def conference_of_pitch(pitch_id: int) -> int | None:
    """Return the conference of a pitch, None where there is no such pitch."""
    pitch = db.session.get(Pitch, pitch_id)
    return None if pitch is None else pitch.conference_id


def conference_of_session(item_id: int) -> int | None:
    """Return the conference of a session, None where there is no such session."""
    row = db.session.get(AgendaItem, item_id)
    return None if row is None else row.conference_id


def may_watch_session(actor: Actor, item_id: int) -> bool:
    """Tell whether the actor may know of a session."""
    return may_see_item(actor, item_id)


def interest_counts(pitch_ids: Sequence[int]) -> dict[int, int]:
    """Return how many people are interested in each pitch; none without any."""
    counted = (
        select(PitchInterest.pitch_id, func.count())
        .where(PitchInterest.pitch_id.in_(pitch_ids))
        .group_by(PitchInterest.pitch_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def own_interests(actor: Actor, pitch_ids: Sequence[int]) -> dict[int, PitchInterest]:
    """Return in which of some pitches the actor is interested."""
    if actor.participant_id is None or not pitch_ids:
        return {}
    mine = select(PitchInterest).where(
        PitchInterest.participant_id == actor.participant_id, PitchInterest.pitch_id.in_(pitch_ids)
    )
    return {row.pitch_id: row for row in db.session.scalars(mine)}


def hold_pitches(pitch_ids: Sequence[int]) -> None:
    """Wait for whoever presses now, and let nobody press before the end of the transaction, to take pitches away.

    Whoever presses holds no pitch by themselves: hundreds do at once, and a moderator's clock must not wait for them.
    """
    held = select(Pitch.id).where(Pitch.id.in_(pitch_ids)).order_by(Pitch.id)
    # SQLite has one writer at a time, which the caller is already.
    db.session.execute(held.with_for_update())
    db.session.expire_all()


def tell(pitch: Pitch) -> None:
    """Mark everything changed that shows a pitch."""
    realtime.changed(SESSION, pitch.item_id)
    tell_desk(pitch.id)


def tell_desk(pitch_id: int) -> None:
    """Mark the interests in a pitch changed, which its presenters alone look at."""
    realtime.changed(DESK, pitch_id)
