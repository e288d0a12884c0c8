"""What becomes of a booth by its team's will: published, its draft discarded, withdrawn, put back."""

from flask_babel import gettext as _

from conference import clock, uploads
from conference.errors import Refused, Stale
from conference.exhibition.actions import is_of_team, tell
from conference.exhibition.chat_subject_actions import audience_changed
from conference.exhibition.content import BoothContent
from conference.exhibition.edit_actions import (
    draft_content,
    edited_booth,
    keep_draft,
    letting_go_of_files,
    locked_booth,
    refuse_wrong,
    standing_of,
)
from conference.exhibition.models import Booth, BoothTag
from conference.exhibition.quota_actions import lock_places, require_place
from conference.exhibition.rules import HAS_A_PLACE, BoothState, may_be_put_back, may_become
from conference.extensions import db
from conference.people.rules import TagSide
from conference.permissions import Actor, Permission, can


def publish(actor: Actor, booth_id: int, seen: str) -> None:
    """Show visitors what the draft says, and the materials added since, all at once.

    `seen` is the whole fingerprint of the draft that was looked at: raises `Stale` where somebody wrote meanwhile, and
    `Refused` where it cannot be shown or nothing is new.
    """
    booth = locked_booth(actor, booth_id, lead=True)
    content = draft_content(booth)
    if content.whole_fingerprint != seen:
        raise Stale(_("Somebody of the team changed the booth meanwhile. Please look at it again, then publish."))
    if booth.state not in HAS_A_PLACE:
        raise Refused(_out(booth))
    if booth.state is not BoothState.PUBLISHED:
        _go(booth, BoothState.PUBLISHED)
    elif not standing_of(booth).number:
        raise Refused(_("Everything is published already."))
    refuse_wrong(content, booth)
    now = clock.now()
    with letting_go_of_files(booth):
        _take_over(booth, content)
    booth.draft = None
    booth.published_at = booth.published_at or now
    for material in booth.materials:
        material.published_at = material.published_at or now
    tell(booth)
    db.session.commit()


def discard(actor: Actor, booth_id: int, seen: str) -> None:
    """Go back to what is published: the draft and the materials added since are gone, with their files.

    Raises `Refused` for a booth that was never published, and `Stale` as `publish` does.
    """
    booth = locked_booth(actor, booth_id)
    if booth.published_at is None:
        raise Refused(_("This booth was never in the hall: there is nothing to go back to."))
    if draft_content(booth).whole_fingerprint != seen:
        raise Stale(_("Somebody of the team changed the booth meanwhile. Please look at it again."))
    keep_draft(booth, None)
    for material in [row for row in booth.materials if row.published_at is None]:
        uploads.remove(material.upload)
        booth.materials.remove(material)
    db.session.commit()


def withdraw(actor: Actor, booth_id: int) -> None:
    """Take a booth out of the hall; its place is free for another. Raises `Refused` where that makes no sense.

    Organisers who are not of its team do it as `place_actions.take_out` does: they alone put it back.
    """
    booth = locked_booth(actor, booth_id, lead=True)
    _go(booth, BoothState.WITHDRAWN)
    booth.featured_at = None
    booth.taken_out_at = None if is_of_team(actor, booth_id) else clock.now()
    tell(booth)
    # Visitors who are at it see it no more.
    audience_changed(booth)
    db.session.commit()


def put_back(actor: Actor, booth_id: int) -> None:
    """Build a withdrawn booth again, as a draft; publishing it shows it in the hall.

    Raises `Refused` while all places are taken, for an application that was withdrawn before it was accepted, and for
    whoever is no organiser where organisers took it out.
    """
    booth = edited_booth(actor, booth_id, lead=True)
    lock_places(booth.conference_id)
    booth = locked_booth(actor, booth_id, lead=True)
    if booth.state is BoothState.WITHDRAWN and not may_be_put_back(booth.state, booth.applied_at, booth.decided_at):
        raise Refused(_("This application was withdrawn before it was accepted. Please apply again."))
    if booth.taken_out_at is not None and not can(actor, Permission.EXHIBITION_MANAGE):
        raise Refused(_out(booth))
    # Before it is a draft, which is counted.
    require_place(booth.conference_id)
    _go(booth, BoothState.DRAFT)
    booth.taken_out_at = None
    tell(booth)
    db.session.commit()


def _out(booth: Booth) -> str:
    by_team = _("This booth was taken out of the hall. Build it again first, while a place is free.")
    by_organisers = _("The organisers took this booth out of the hall. Only they put it back: please write to them.")
    return str(by_team if booth.taken_out_at is None else by_organisers)


def _go(booth: Booth, then: BoothState) -> None:
    if not may_become(booth.state, then):
        raise Refused(_("Somebody changed what becomes of this booth meanwhile. Please look at it again."))
    booth.state = then


def _take_over(booth: Booth, content: BoothContent) -> None:
    for key, value in content.to_json().items():
        if key not in {"offers", "seeks"}:
            setattr(booth, key, value)
    wanted = {(tag, TagSide.OFFERS) for tag in content.offers} | {(tag, TagSide.SEEKS) for tag in content.seeks}
    kept = [row for row in booth.tag_rows if (row.tag_id, row.side) in wanted]
    missing = sorted(wanted - {(row.tag_id, row.side) for row in kept})
    booth.tag_rows = [*kept, *(BoothTag(tag_id=tag_id, side=side) for tag_id, side in missing)]
