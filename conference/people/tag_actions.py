"""The conference's list of tags for what people offer and look for; kept by the organisers."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.countries import folded
from conference.people.models import ParticipantTag, Tag
from conference.people.rules import TagSide
from conference.permissions import Actor, Permission, require

LONGEST = 80
MOST = 500


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag and how many people chose it on each side."""

    id: int
    name: str
    offered: int
    sought: int


def tags_of(conference_id: int) -> Sequence[Tag]:
    """Return the conference's tags by name."""
    tags = db.session.scalars(select(Tag).where(Tag.conference_id == conference_id)).all()
    return sorted(tags, key=lambda tag: folded(tag.name))


def tag_uses(actor: Actor) -> list[TagUse]:
    """Return the tags with their uses, in a fixed number of queries."""
    require(actor, Permission.PEOPLE_MANAGE)
    counted = {
        (tag_id, side): count
        for tag_id, side, count in db.session.execute(
            select(ParticipantTag.tag_id, ParticipantTag.side, func.count())
            .join(Tag, Tag.id == ParticipantTag.tag_id)
            .where(Tag.conference_id == actor.conference_id)
            .group_by(ParticipantTag.tag_id, ParticipantTag.side)
        )
    }
    return [
        TagUse(tag.id, tag.name, counted.get((tag.id, TagSide.OFFERS), 0), counted.get((tag.id, TagSide.SEEKS), 0))
        for tag in tags_of(actor.conference_id)
    ]


def add_tags(actor: Actor, text: str) -> int:
    """Add the tags of a list, one to a line, and return how many were new; those there already stay as they are."""
    require(actor, Permission.PEOPLE_MANAGE)
    names = {folded(name): name for line in text.splitlines() if (name := " ".join(line.split()))}
    if not names:
        raise Refused(_("Please enter at least one tag."), field="names")
    if too_long := [name for name in names.values() if len(name) > LONGEST]:
        message = _("“%(name)s” is longer than %(limit)s characters.", name=too_long[0][:40] + "…", limit=LONGEST)
        raise Refused(message, field="names")
    there = {folded(tag.name) for tag in tags_of(actor.conference_id)}
    new = [name for key, name in names.items() if key not in there]
    if len(there) + len(new) > MOST:
        raise Refused(_("A conference has at most %(limit)s tags.", limit=MOST), field="names")
    db.session.add_all(Tag(conference_id=actor.conference_id, name=name) for name in new)
    db.session.commit()
    return len(new)


def rename_tag(actor: Actor, tag_id: int, name: str) -> None:
    """Rename a tag for everybody who chose it. Raises `Refused` when another tag is called that."""
    tag = _tag(actor, tag_id)
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST:
        raise Refused(_("A tag has between 1 and %(limit)s characters.", limit=LONGEST), field="name")
    others = {folded(other.name) for other in tags_of(actor.conference_id) if other.id != tag.id}
    if folded(plain) in others:
        raise Refused(_("There is a tag “%(name)s” already. Merge the two instead.", name=plain), field="name")
    tag.name = plain
    db.session.commit()


def merge_tags(actor: Actor, tag_id: int, into_id: int) -> None:
    """Give everybody who chose the one tag the other instead, each side once, and remove the one."""
    tag, into = _tag(actor, tag_id), _tag(actor, into_id)
    if tag.id == into.id:
        raise Refused(_("Choose another tag to merge it with."), field="into")
    there = _uses(into.id)
    db.session.add_all(
        ParticipantTag(participant_id=participant_id, tag_id=into.id, side=side)
        for participant_id, side in _uses(tag.id) - there
    )
    _remove(tag)
    db.session.commit()


def delete_tag(actor: Actor, tag_id: int) -> None:
    """Remove a tag from the list and from everybody who chose it."""
    _remove(_tag(actor, tag_id))
    db.session.commit()


def _remove(tag: Tag) -> None:
    db.session.execute(delete(ParticipantTag).where(ParticipantTag.tag_id == tag.id))
    db.session.delete(tag)
    db.session.flush()


def _uses(tag_id: int) -> set[tuple[int, TagSide]]:
    rows = db.session.execute(
        select(ParticipantTag.participant_id, ParticipantTag.side).where(ParticipantTag.tag_id == tag_id)
    )
    return {(participant_id, side) for participant_id, side in rows}


def _tag(actor: Actor, tag_id: int) -> Tag:
    require(actor, Permission.PEOPLE_MANAGE)
    tag = db.session.get(Tag, tag_id)
    if tag is None or tag.conference_id != actor.conference_id:
        raise NotFound(_("There is no such tag."))
    return tag
