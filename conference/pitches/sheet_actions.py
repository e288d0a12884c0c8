"""What is said of a pitch for contacts: which contributions are pitches, and their sheets."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from flask_babel import gettext as _

from conference import uploads
from conference.agenda.actions import item_content
from conference.agenda.materials import is_web_address
from conference.agenda.models import AgendaItem
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.locking import locked
from conference.permissions import Actor, Permission, can, require
from conference.pitches.actions import Shown, hold_pitches, interest_counts, is_presenter, rows_of, seen_pitch, tell
from conference.pitches.clock_actions import give_time
from conference.pitches.models import Pitch
from conference.pitches.rules import LONGEST, SHORTEST

SLIDES = frozenset({"application/pdf"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a pitch says. `slides` is a new file, `drops_slides` takes the old one away; `seconds` is a moderator's."""

    organisation: str
    country: str
    one_line: str
    seeks: str
    video_url: str
    seconds: int
    slides: BinaryIO | None = None
    slides_name: str = ""
    drops_slides: bool = False


def contributions_of(actor: Actor, item_id: int) -> tuple[AgendaItem, list[tuple[str, str, Pitch | None]]]:
    """Return a session with its contributions: identity, title, and the pitch that each is. Raises `NotFound`."""
    require(actor, Permission.PITCHES_MANAGE)
    row = db.session.get(AgendaItem, item_id)
    if row is None or row.conference_id != actor.conference_id:
        raise NotFound(_("There is no such session."))
    pitches = {pitch.contribution_guid: pitch for pitch in rows_of(item_id)}
    return row, [(part.guid, part.title, pitches.get(UUID(part.guid))) for part in item_content(row).contributions]


def choose_pitches(actor: Actor, item_id: int, guids: Collection[str]) -> None:
    """Say which contributions of a session are pitches, and commit.

    Raises `Refused` where one would go in which somebody is interested.
    """
    contributions_of(actor, item_id)
    locked(AgendaItem, item_id)
    row, parts = contributions_of(actor, item_id)
    hold_pitches([pitch.id for guid, _title, pitch in parts if pitch is not None and guid not in guids])
    # What was read before is read anew: somebody pressed meanwhile.
    row, parts = contributions_of(actor, item_id)
    gone = [pitch for guid, _title, pitch in parts if pitch is not None and guid not in guids]
    wanted = interest_counts([pitch.id for pitch in gone])
    if wanted:
        titles = [title for _guid, title, pitch in parts if pitch is not None and pitch.id in wanted]
        raise Refused(_("Somebody is interested in what you would take away: %(titles)s.", titles=", ".join(titles)))
    for pitch in gone:
        uploads.remove(pitch.slides)
        db.session.delete(pitch)
    new = [guid for guid, _title, pitch in parts if pitch is None and guid in guids]
    db.session.add_all(
        Pitch(conference_id=row.conference_id, item_id=item_id, contribution_guid=UUID(guid)) for guid in new
    )
    db.session.flush()
    for pitch in rows_of(item_id):
        tell(pitch)
    db.session.commit()


def readable_pitch(actor: Actor, pitch_id: int) -> tuple[Shown, bool]:
    """Return a pitch whose sheet the actor may read, and whether they may change it.

    Moderators read it: they say on the stage what it is about. Raises as `editable_pitch`.
    """
    if not can(actor, Permission.PITCHES_RUN):
        return editable_pitch(actor, pitch_id), True
    return seen_pitch(actor, pitch_id), can(actor, Permission.PITCHES_MANAGE) or is_presenter(actor, pitch_id)


def editable_pitch(actor: Actor, pitch_id: int) -> Shown:
    """Return a pitch whose sheet the actor may change: who presents it, and organisers. Raises as `seen_pitch`."""
    shown = seen_pitch(actor, pitch_id)
    if not can(actor, Permission.PITCHES_MANAGE) and not is_presenter(actor, pitch_id):
        raise Forbidden(_("This is for those who pitch it, and for organisers."))
    return shown


def save_sheet(actor: Actor, pitch_id: int, sheet: Sheet, version: int) -> None:
    """Save a sheet, and commit. Raises `Stale`, or `Refused` beside the field that is wrong."""
    editable_pitch(actor, pitch_id)
    locked(Pitch, pitch_id)
    pitch = editable_pitch(actor, pitch_id).pitch
    if pitch.version != version:
        raise Stale(_("Somebody else changed this pitch meanwhile. Please look at it and save again."))
    if sheet.video_url and not is_web_address(sheet.video_url):
        raise Refused(_("Please give a whole address, such as https://example.org/video."), field="video_url")
    _put_slides(pitch, sheet)
    pitch.organisation, pitch.country = sheet.organisation, sheet.country
    pitch.one_line, pitch.seeks, pitch.video_url = sheet.one_line, sheet.seeks, sheet.video_url
    if can(actor, Permission.PITCHES_RUN):
        give_time(pitch, min(max(sheet.seconds, SHORTEST), LONGEST))
    if db.session.is_modified(pitch):
        pitch.version += 1
    tell(pitch)
    db.session.commit()


def _put_slides(pitch: Pitch, sheet: Sheet) -> None:
    if sheet.slides is not None:
        try:
            kept = uploads.keep_document(sheet.slides, sheet.slides_name)
        except Refused as refusal:
            raise Refused(refusal.message, field="slides") from refusal
        if kept.media_type not in SLIDES:
            uploads.remove(kept.name)
            raise Refused(_("Slides are a PDF file, which everybody can open."), field="slides")
        uploads.remove(pitch.slides)
        pitch.slides, pitch.slides_name = kept.name, kept.file_name
    elif sheet.drops_slides:
        uploads.remove(pitch.slides)
        pitch.slides, pitch.slides_name = None, ""
