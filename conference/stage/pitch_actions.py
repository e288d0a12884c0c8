"""What pitches need of the rooms beside theirs: the hall's timer for their clock, and meetings out of interests."""

from flask_babel import gettext as _

from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.meetings.ask_actions import AlreadyAsked, Wish, ask, asked_with, open_between
from conference.permissions import Actor
from conference.pitches.clock_actions import end_clock, start_clock
from conference.pitches.interest_actions import interest_for_meeting, note_meeting
from conference.pitches.rules import ends_at
from conference.stage.rules import Timer
from conference.stage.show_actions import pitch_on_timer, put_timer
from conference.stage.write_actions import begin_press, end_press

_LONGEST_LABEL = 200


def start_pitch(actor: Actor, item_id: int, seen_version: int, pitch_id: int) -> None:
    """Start the clock of a pitch: one moment for the hall's timer, the speaker's and everybody's page.

    Raises `NotFound` for a pitch of another session, and as `begin_press`.
    """
    stage = begin_press(actor, item_id, seen_version)
    shown = start_clock(actor, item_id, pitch_id)
    pitch = shown.pitch
    if pitch.started_at is not None:
        over = ends_at(pitch.started_at, pitch.seconds)
        put_timer(stage, Timer(over, pitch.seconds, shown.part.title[:_LONGEST_LABEL]))
    end_press(stage)


def stop_pitch(actor: Actor, item_id: int, seen_version: int) -> None:
    """Stop the pitch that is on, and its timer; where none is on that is fine."""
    stage = begin_press(actor, item_id, seen_version)
    pitch = pitch_on_timer(stage)
    if pitch is not None:
        end_clock(pitch)
        put_timer(stage, None)
    end_press(stage)


def ask_for_meeting(actor: Actor, pitch_id: int, participant_id: int) -> int:
    """Ask somebody who is interested in the actor's pitch for a meeting, at any time; return the meeting's id.

    Pressed twice it is one request, and of those who pitch together one asks. Raises `Refused` where there can be none,
    and as `interest_for_meeting`.
    """
    key = f"pitch:{pitch_id}:{participant_id}"
    title, was_asked = interest_for_meeting(actor, pitch_id, participant_id)
    mine = asked_with(actor, key) or open_between(actor.participant_id or 0, [participant_id])
    if mine is not None:
        meeting_id = mine.id
        note_meeting(actor, pitch_id, participant_id)
        return meeting_id
    if was_asked:
        db.session.rollback()
        raise Refused(_("Somebody who pitches with you has asked them for a meeting already."))
    message = _("You are interested in my pitch “%(title)s”. Shall we meet?", title=title)
    try:
        # It commits both, the request and that the interest became one.
        return ask(actor, Wish((participant_id,), message, key)).id
    except AlreadyAsked as already:
        db.session.rollback()
        note_meeting(actor, pitch_id, participant_id)
        return already.meeting_id
    except NotFound as nobody:
        db.session.rollback()
        raise Refused(_("They cannot be asked for a meeting. Keep them as a contact instead.")) from nobody
