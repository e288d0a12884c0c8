"""HTTP door of the speakers: the list with its search, and the page of one."""

from flask import request
from flask_babel import gettext as _

from conference import clock
from conference.agenda.blueprint import blueprint
from conference.agenda.reading_views import agenda_page, keep_chosen_zone, shown_agenda
from conference.agenda.speaker_actions import speaker_about
from conference.agenda.speakers import by_initial, matching, speakers_of
from conference.agenda.views import Answer
from conference.errors import NotFound
from conference.people.identity import current_conference, open_to_all

MAX_TEXT = 100


@blueprint.get("/<slug>/agenda/speakers")
@open_to_all
def speakers() -> Answer:
    """Show everybody who appears in what the reader may see, by initial."""
    shown = shown_agenda()
    everyone = speakers_of(shown.entries) if shown else []
    text = " ".join(request.args.get("text", "").split())[:MAX_TEXT]
    track = request.args.get("track", "")
    used = {entry.track.slug for entry in shown.entries if entry.track and entry.people} if shown else set()
    found = matching(everyone, text, track)
    return agenda_page(
        "speakers",
        shown,
        clock.now(),
        groups=by_initial(found),
        found=len(found),
        total=len(everyone),
        text=text,
        track=track,
        tracks=[row for row in shown.agenda.tracks if row.slug in used] if shown else [],
    )


@blueprint.get("/<slug>/agenda/speakers/<int:participant_id>")
@open_to_all
def speaker_page(participant_id: int) -> Answer:
    """Show a speaker and their sessions; nobody is a speaker to a reader who may see none of these."""
    keep_chosen_zone()
    shown = shown_agenda()
    speaker = (
        next((row for row in speakers_of(shown.entries) if row.card.id == participant_id), None) if shown else None
    )
    if shown is None or speaker is None:
        raise NotFound(_("There is no such speaker."))
    return agenda_page(
        "speaker",
        shown,
        speaker.entries[0].starts_at,
        speaker=speaker,
        about=speaker_about(current_conference().id, participant_id),
    )
