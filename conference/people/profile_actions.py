"""A person's profile and photo: their own, or anybody's for an organiser."""

from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.exc import StaleDataError

from conference import uploads
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.people.details import Profile
from conference.people.labels import kind_label
from conference.people.models import Participant, ParticipantTag, Tag
from conference.people.rules import TagSide
from conference.people.tag_actions import tags_of
from conference.permissions import Actor, Permission, can, require

PHOTO_SIDE = 512
_PLAIN = (
    "name", "organisation", "position", "country", "organisation_kind", "timezone", "about", "offers_text",
    "seeks_text", "in_directory",
)  # fmt: skip


def person_to_edit(actor: Actor, participant_id: int | None, *, lock: bool = False) -> Participant:
    """Return whose profile the actor may edit: their own, or anybody's at the conference for an organiser.

    With `lock` nobody else changes the person until the transaction ends.
    """
    require(actor, Permission.PEOPLE_PROFILE)
    if participant_id != actor.participant_id:
        require(actor, Permission.PEOPLE_MANAGE)
    query = (
        select(Participant)
        .where(Participant.conference_id == actor.conference_id, Participant.id == participant_id)
        .options(selectinload(Participant.tag_rows))
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    person = db.session.scalar(query)
    if person is None or person.erased_at is not None:
        raise NotFound(_("There is no such participant."))
    return person


def profile_of(person: Participant) -> Profile:
    """Return a participant's profile as a value."""
    return Profile(
        **{name: getattr(person, name) for name in _PLAIN},
        languages=tuple(person.languages),
        offers=frozenset(row.tag_id for row in person.tag_rows if row.side is TagSide.OFFERS),
        seeks=frozenset(row.tag_id for row in person.tag_rows if row.side is TagSide.SEEKS),
    )


def save_profile(actor: Actor, participant_id: int | None, profile: Profile, seen: str) -> None:
    """Replace a profile. `seen` is the fingerprint of the profile that the editor began from.

    Raises `Stale` with both versions when it was changed meanwhile, and `Refused` for a tag of another conference.
    """
    person = person_to_edit(actor, participant_id, lock=True)
    stored = profile_of(person)
    if seen != stored.fingerprint and stored != profile:
        names = {tag.id: tag.name for tag in tags_of(actor.conference_id)}
        message = _("Somebody changed this profile while you were editing it. Nothing was saved yet.")
        raise Stale(message, _differences(profile, stored, names))
    _check_tags(actor.conference_id, profile.offers | profile.seeks)
    for name in _PLAIN:
        setattr(person, name, getattr(profile, name))
    person.languages = list(profile.languages)
    wanted = {(tag, TagSide.OFFERS) for tag in profile.offers} | {(tag, TagSide.SEEKS) for tag in profile.seeks}
    kept = [row for row in person.tag_rows if (row.tag_id, row.side) in wanted]
    missing = sorted(wanted - {(row.tag_id, row.side) for row in kept})
    person.tag_rows = [*kept, *(ParticipantTag(tag_id=tag_id, side=side) for tag_id, side in missing)]
    _commit()


def set_photo(actor: Actor, participant_id: int | None, data: BinaryIO) -> None:
    """Keep a new photo, cut square; the old one is removed. Raises `Refused` for what is no image."""
    person = person_to_edit(actor, participant_id, lock=True)
    before = person.photo
    try:
        person.photo = uploads.keep_image(data, longest_side=PHOTO_SIDE, square=True)
    except Refused as error:
        raise Refused(error.message, field="photo") from error
    uploads.remove(before)
    _commit()


def remove_photo(actor: Actor, participant_id: int | None) -> None:
    """Remove a photo."""
    person = person_to_edit(actor, participant_id, lock=True)
    uploads.remove(person.photo)
    person.photo = None
    _commit()


def may_edit(actor: Actor, participant_id: int) -> bool:
    """Tell whether the actor may edit that profile."""
    own = participant_id == actor.participant_id and can(actor, Permission.PEOPLE_PROFILE)
    return own or can(actor, Permission.PEOPLE_MANAGE)


def _commit() -> None:
    try:
        db.session.commit()
    except StaleDataError as error:
        db.session.rollback()
        message = _("Somebody changed this person in the same moment. Nothing was saved; please save again.")
        raise Stale(message) from error


def _check_tags(conference_id: int, tag_ids: frozenset[int]) -> None:
    known = set(db.session.scalars(select(Tag.id).where(Tag.conference_id == conference_id)))
    if not tag_ids <= known:
        raise Refused(_("One of the tags was removed meanwhile. Please look at your choice again."))


def _differences(mine: Profile, stored: Profile, names: dict[int, str]) -> dict[str, tuple[str, str]]:
    before, after = _words(mine, names), _words(stored, names)
    return {label: (before[label], after[label]) for label in before if before[label] != after[label]}


def _words(profile: Profile, names: dict[int, str]) -> dict[str, str]:
    def tags(ids: frozenset[int]) -> str:
        return ", ".join(sorted(names.get(tag_id, "?") for tag_id in ids))

    return {
        _("Name"): profile.name,
        _("Organisation"): profile.organisation,
        _("Position"): profile.position,
        _("Country"): profile.country,
        _("Kind of organisation"): kind_label(profile.organisation_kind),
        _("Languages"): ", ".join(profile.languages),
        _("Time zone"): profile.timezone,
        _("About"): profile.about,
        _("Offers"): tags(profile.offers),
        _("Offers, in words"): profile.offers_text,
        _("Looks for"): tags(profile.seeks),
        _("Looks for, in words"): profile.seeks_text,
        _("In the directory"): _("yes") if profile.in_directory else _("no"),
    }
