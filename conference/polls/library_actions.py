"""The library of templates: one for each organiser, by account, so that it goes with them to every conference."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference.conferences.models import Conference
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import Actor, Permission, require
from conference.polls.edit_actions import Place, add_poll, content_of, poll_of, write_content
from conference.polls.models import Poll


@dataclass(frozen=True, slots=True)
class Template:
    """A template, and the conference that it was saved at."""

    poll: Poll
    conference: str


def templates_of(actor: Actor) -> Sequence[Template]:
    """Return the actor's own templates, from whatever conference, by question."""
    require(actor, Permission.POLLS_MANAGE)
    rows = db.session.execute(
        select(Poll, Conference.title)
        .join(Conference, Conference.id == Poll.conference_id)
        .where(Poll.is_template.is_(True), Poll.owner_account_id == actor.account_id)
        .options(selectinload(Poll.options))
        .order_by(Poll.question, Poll.id)
    )
    return [Template(poll, title) for poll, title in rows]


def save_as_template(actor: Actor, poll_id: int) -> Poll:
    """Put a copy of a poll into the actor's library; one that asks the same in the same way is replaced."""
    poll = poll_of(actor, poll_id)
    template = db.session.scalar(
        select(Poll).where(
            Poll.is_template.is_(True),
            Poll.owner_account_id == actor.account_id,
            Poll.question == poll.question,
            Poll.kind == poll.kind,
        )
    ) or Poll(is_template=True, owner_account_id=actor.account_id)  # fmt: skip
    template.conference_id = actor.conference_id
    write_content(template, content_of(poll))
    db.session.add(template)
    db.session.commit()
    return template


def poll_from_template(actor: Actor, template_id: int, item_id: int | None) -> Poll:
    """Make a poll of the actor's conference from one of their templates."""
    require(actor, Permission.POLLS_MANAGE)
    poll = add_poll(actor, content_of(template_of(actor, template_id)), Place(item_id))
    db.session.commit()
    return poll


def delete_template(actor: Actor, template_id: int) -> None:
    """Take a template out of the actor's library; polls that were made from it stay."""
    require(actor, Permission.POLLS_MANAGE)
    db.session.delete(template_of(actor, template_id))
    db.session.commit()


def template_of(actor: Actor, template_id: int) -> Poll:
    """Return one of the actor's own templates. Raises `NotFound`, for other people's too."""
    template = db.session.get(Poll, template_id)
    mine = template is not None and template.is_template and template.owner_account_id == actor.account_id
    if template is None or actor.account_id is None or not mine:
        raise NotFound(_("There is no such template."))
    return template
