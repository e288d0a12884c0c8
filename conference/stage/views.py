"""HTTP door of the stage: an attendee's page of one session, and reactions without a script."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.agenda.actions import draft_agenda
from conference.agenda.content import ItemContent
from conference.agenda.display import Entry, entries_of, now_and_next
from conference.agenda.material_actions import materials_of
from conference.agenda.neighbours import in_track
from conference.agenda.reading_views import shown_agenda
from conference.agenda.sight_actions import seen_item
from conference.cafe.lobby_actions import cafe_of_session
from conference.chat.session_actions import session_room
from conference.errorpages import wants_json
from conference.errors import ConferenceError, NotFound, Refused, TooMany
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.message_identity import form_key
from conference.permissions import Permission, can
from conference.pitches.actions import pitches_of
from conference.presentation import panel_of, static_url
from conference.questions.actions import may_present
from conference.security import allow_source, allow_stream
from conference.stage.actions import load_run, open_now, reaction_counts, stage_of, timer_of
from conference.stage.blueprint import blueprint
from conference.stage.embeds import STYLES, View, path_of, script_names
from conference.stage.reaction_actions import react
from conference.stage.rules import Reaction, Timer
from conference.stage.words import REACTION_ICONS, STEP_ICONS, phase_name, reaction_name, step_name, step_title
from conference.streams import Stream, StreamKind, stream_of

for word in (step_name, step_title, phase_name, reaction_name):
    blueprint.add_app_template_global(word)


def scripts_of(view: View) -> dict[str, str]:
    """Return the addresses of the scripts that make a view's fragments live, by kind."""
    return {kind: static_url(name) for kind, name in script_names(view).items()}


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the stage shows it. `entry` is None while it has no time; `next` follows it in its track."""

    item: ItemContent
    entry: Entry | None
    next: Entry | None


def session_of(item_id: int) -> Session:
    """Return a session that the reader may know of: of the release, or for moderators of the draft."""
    item = seen_item(current_actor(), item_id)
    shown = shown_agenda()
    entry = shown.entry(item_id) if shown else None
    if shown is not None and entry is not None:
        following = in_track(entry, shown.entries)[1]
        # Without anything further in its track, what the house does next.
        soonest = now_and_next(shown.entries, entry.ends_at).next
        return Session(entry.item, entry, following or next(iter(soonest), None))
    if shown is None:
        return Session(item, None, None)
    agenda = draft_agenda(current_conference().id)
    drafted = entries_of(agenda.only([item]), shown.cards, shown.viewing)
    return Session(item, next(iter(drafted), None), None)


@blueprint.get("/<slug>/stage/<int:item_id>")
@permitted(Permission.STAGE_ATTEND)
def session(item_id: int) -> str:
    """Show a session while it runs: what is open now, the stream, reactions, who speaks, materials, what is next."""
    actor, shown = current_actor(), session_of(item_id)
    stage, run = stage_of(item_id), load_run(item_id)
    return render_template(
        "stage/session.html",
        session=shown,
        now=clock.now(),
        parts=open_now(run, item_id),
        timer=timer_of(stage),
        stream=_stream(shown) if not actor.is_guest else None,
        reactions=[(kind, REACTION_ICONS[kind], form_key(None)) for kind in Reaction],
        counts=reaction_counts(item_id),
        reactions_open=stage.reactions_open if stage else True,
        materials=materials_of(actor, shown.item),
        icons=STEP_ICONS,
        scripts=scripts_of(View.PANEL),
        styles=STYLES,
        chat=_chat(item_id),
        cafe=cafe_of_session(actor, item_id),
        pitches=_pitches(shown),
        presents=may_present(actor, item_id),
        path_of=lambda part: path_of(part.kind, part.ref, View.PANEL),
    )


def _chat(item_id: int) -> dict[str, str] | None:
    """Return where the session's chat is, for who may read it."""
    actor = current_actor()
    if not can(actor, Permission.CHAT_READ):
        return None
    return panel_of("chat", session_room(actor, item_id).id, "chat.js")


def _pitches(shown: Session) -> dict[str, str] | None:
    """Return where the session's pitches are, if it has any."""
    if not pitches_of(shown.item):
        return None
    return {"path": f"pitches/{shown.item.id}", "script": static_url("pitches.js")}


@blueprint.app_template_global()
def stage_timer(item_id: int) -> Timer | None:
    """Return the timer of a session for a page that shows it besides: the speakers' view."""
    return timer_of(stage_of(item_id))


def _stream(shown: Session) -> Stream | None:
    """Return the stream of the session's room, and let the page hold a frame of exactly its host."""
    entry = shown.entry
    url = entry.room.stream_url if entry and entry.room and not entry.is_cancelled else ""
    stream = stream_of(url) if url else None
    if stream is not None and stream.kind is StreamKind.HLS:
        allow_stream(stream.origin)
    elif stream is not None and stream.kind is not StreamKind.LINK:
        allow_source("frame" if stream.kind is StreamKind.FRAME else "media", stream.origin)
    return stream


@blueprint.post("/<slug>/stage/<int:item_id>/react")
@permitted(Permission.STAGE_ATTEND)
def send_reaction(item_id: int) -> Response | tuple[dict[str, int], int]:
    """Count a reaction that was sent by a form."""
    kind = request.form.get("kind", "")
    if kind not in {one.value for one in Reaction}:
        raise NotFound(_("There is no such reaction."))
    try:
        react(current_actor(), item_id, Reaction(kind), form_key(request.form.get("key")))
    except (Refused, TooMany) as refusal:
        return _say(refusal, item_id)
    return ({"ok": 1}, 200) if wants_json() else redirect(url_for("stage.session", item_id=item_id, _anchor="react"))


def _say(refusal: ConferenceError, item_id: int) -> Response:
    if wants_json():
        raise refusal
    flash(refusal.message, "warning")
    return redirect(url_for("stage.session", item_id=item_id))
