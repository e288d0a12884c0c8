"""The order and the groups of polls within a session's run."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update

from conference.agenda.sight_actions import tell_stage
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Permission, require
from conference.polls.edit_actions import known_session, poll_of
from conference.polls.models import Poll


def move_poll(actor: Actor, poll_id: int, by: int) -> Poll:
    """Move a poll one place earlier (-1) or later (+1) in the run of its session."""
    poll = poll_of(actor, poll_id)
    ids = _in_order(actor, poll.item_id)
    if poll.id in ids:
        at = ids.index(poll.id)
        ids.insert(max(0, at + by), ids.pop(at))
        _write_order(ids)
        tell_stage(poll.item_id)
        db.session.commit()
    return poll


def arrange_polls(actor: Actor, item_id: int | None, ids: Sequence[int]) -> None:
    """Put a session's polls (or those that stand alone) into an order.

    Raises `Stale` when these are not the polls that are there now.
    """
    require(actor, Permission.POLLS_MANAGE)
    known_session(actor, item_id)
    there = _in_order(actor, item_id)
    if len(set(ids)) != len(ids) or set(ids) != set(there):
        raise Stale(_("The polls of this session changed meanwhile. Here they are as they stand now."))
    _write_order(ids)
    tell_stage(item_id)
    db.session.commit()


def group_poll(actor: Actor, poll_id: int, name: str) -> Poll:
    """Put a poll into a group of its session's run; an empty name takes it out."""
    poll = poll_of(actor, poll_id)
    if len(name) > 120:
        raise Refused(_("The name of a group has at most 120 characters."), field="group")
    db.session.execute(update(Poll).where(Poll.id == poll.id).values(group=name))
    db.session.expire(poll, ["group"])
    tell_stage(poll.item_id)
    db.session.commit()
    return poll


def _in_order(actor: Actor, item_id: int | None) -> list[int]:
    return list(
        db.session.scalars(
            select(Poll.id)
            .where(
                Poll.conference_id == actor.conference_id,
                Poll.item_id == item_id,
                Poll.is_template.is_(False),
                Poll.archived_at.is_(None),
            )
            .order_by(Poll.order, Poll.id)
        )
    )


def _write_order(ids: Sequence[int]) -> None:
    # Past the rows' versions: whoever is editing one of them loses nothing by its new place.
    for order, poll_id in enumerate(ids):
        db.session.execute(update(Poll).where(Poll.id == poll_id).values(order=order))
    db.session.expire_all()
