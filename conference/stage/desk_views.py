"""HTTP door of the moderator's desk: the run of a session, and every press at it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock, realtime
from conference.agenda.actions import people_cards
from conference.errorpages import wants_json
from conference.errors import ConferenceError, InvalidFields, NotFound, Stale
from conference.extensions import db
from conference.people.identity import current_actor, permitted
from conference.permissions import Actor, Permission
from conference.pitches.actions import pitches_of
from conference.stage.actions import (
    DESK_TOPIC,
    head_count,
    load_run,
    moderated_item,
    reaction_counts,
    scene_now,
    stage_of,
    timer_of,
)
from conference.stage.blueprint import blueprint
from conference.stage.desk_forms import SCENES, STEPS, PressForm
from conference.stage.display_actions import add_screen, revoke_screen, screens_of, token_of
from conference.stage.embeds import STYLES, View, path_of
from conference.stage.parts_actions import asked_first, parts_of, ready_in
from conference.stage.pitch_actions import start_pitch, stop_pitch
from conference.stage.rules import Act, Phase, Reaction, Scene, StepKind
from conference.stage.run import Run, next_move
from conference.stage.run_actions import go_back, go_to, press_next, take_back, undoable
from conference.stage.show_actions import (
    allow_reactions,
    extend_timer,
    pitch_on_timer,
    show_scene,
    start_timer,
    stop_timer,
)
from conference.stage.step_actions import add_step, fill_run, move_step, remove_step
from conference.stage.views import scripts_of, session_of
from conference.stage.words import REACTION_ICONS, STEP_ICONS, done_label, move_label, scene_name, step_title

blueprint.add_app_template_global(scene_name)
Answer = str | Response | tuple[str, int] | tuple[dict[str, int], int]
Press = Callable[[Actor, int, PressForm], None]


@blueprint.get("/<slug>/stage/<int:item_id>/desk")
@permitted(Permission.STAGE_MODERATE)
def desk(item_id: int) -> str:
    """Show the desk; with `fragment`, only what changes when something is pressed."""
    return _desk(item_id)


def _desk(item_id: int) -> str:
    moderated_item(current_actor(), item_id)
    stage, run, shown = stage_of(item_id), load_run(item_id), session_of(item_id)
    move, undo = next_move(run), undoable(item_id, run)
    done = run.step(undo.step_id) if undo else None
    return render_template(
        "stage/_desk.html" if request.args.get("fragment") else "stage/desk.html",
        session=shown,
        item_id=item_id,
        now=clock.now(),
        run=run,
        version=stage.version if stage else 0,
        move=move,
        move_label=move_label(run, move) if move else "",
        move_step=(move_step := run.step(move.step_id) if move else None),
        ready_in=ready_in(move_step) if move_step else None,
        asked_first=asked_first(move_step) if move and move_step and move.act is Act.AWARD else "",
        undo=undo,
        undo_label=done_label(undo.act, done) if undo else "",
        undo_title=step_title(done) if done else "",
        before=run.beside(-1),
        scene=scene_now(stage, run),
        chosen=_chosen(item_id),
        scenes=_scenes(item_id),
        missing=_missing(item_id, run),
        timer=timer_of(stage),
        pitches=pitches_of(shown.item),
        pitch_on=pitch_on_timer(stage) if stage else None,
        reactions=[(Reaction(kind), REACTION_ICONS[Reaction(kind)], n) for kind, n in reaction_counts(item_id).items()],
        reactions_open=stage.reactions_open if stage else True,
        count=head_count(run, item_id),
        moderators=list(people_cards(realtime.watching(DESK_TOPIC, item_id)).values()),
        screens=[(one, url_for("stage.screen", token=token_of(one), _external=True)) for one in screens_of(item_id)],
        icons=STEP_ICONS,
        scripts=scripts_of(View.CONTROLS),
        styles=STYLES,
        controls=_controls(item_id, run),
    )


def _controls(item_id: int, run: Run) -> str:
    """Return where one leads what is on: the present step, or open questions while that has nothing to lead."""
    here = run.current
    path = path_of(here.kind, here.ref, View.CONTROLS) if here else ""
    if path:
        return path
    asked = (part for part in parts_of(item_id).values() if part.kind is StepKind.QUESTIONS)
    return next((path_of(part.kind, part.ref, View.CONTROLS) for part in asked if part.phase is Phase.OPEN), "")


def _chosen(item_id: int) -> str:
    stage = stage_of(item_id)
    if stage is None:
        return Scene.AUTO
    return f"{stage.scene}:{stage.scene_ref}" if stage.scene_ref else stage.scene.value


def _scenes(item_id: int) -> list[tuple[str, str]]:
    """Return what the projector can show, as (value, words): each poll and part of the session by its name."""
    listed: list[tuple[str, str]] = [(Scene.AUTO.value, scene_name(Scene.AUTO))]
    for part in parts_of(item_id).values():
        if part.kind is StepKind.POLL:
            listed.append((f"poll:{part.ref}", _("Poll: %(title)s", title=part.title)))
        elif part.kind is StepKind.QUIZ:
            listed.append((f"quiz:{part.ref}", _("Quiz: %(title)s", title=part.title)))
            listed.append((f"leaderboard:{part.ref}", _("Leaderboard: %(title)s", title=part.title)))
        elif part.kind is StepKind.AWARD:
            listed.append((f"award:{part.ref}", _("Award: %(title)s", title=part.title)))
    simple = (Scene.QUESTIONS, Scene.JOIN, Scene.TIMER, Scene.BLANK)
    return listed + [(scene.value, scene_name(scene)) for scene in simple]


def _missing(item_id: int, run: Run) -> list[tuple[str, str]]:
    """Return what belongs to the session and is not in its run, as (value, title)."""
    there = {(step.kind, step.ref) for step in run.steps}
    return [
        (f"{part.kind}:{part.ref}", step_title(part))
        for part in parts_of(item_id).values()
        if (part.kind, part.ref) not in there
    ]


@blueprint.post("/<slug>/stage/<int:item_id>/desk/<what>")
@permitted(Permission.STAGE_MODERATE)
def press(item_id: int, what: str) -> Answer:
    """Do what was pressed; a press that came too late is answered 409 with the desk as it stands now."""
    actor = current_actor()
    moderated_item(actor, item_id)
    if what not in PRESSES:
        raise NotFound(_("There is no such button."))
    try:
        PRESSES[what](actor, item_id, _read_press())
    except ConferenceError as refusal:
        if wants_json() or not isinstance(refusal, Stale):
            return _refused(refusal, item_id)
        # What the press had begun to hold is let go before the desk is read anew.
        db.session.rollback()
        flash(refusal.message, "warning")
        return _desk(item_id), Stale.status
    return ({"ok": 1}, 200) if wants_json() else redirect(url_for("stage.desk", item_id=item_id))


def _read_press() -> PressForm:
    form = PressForm()
    if not form.validate():
        wrong = {name: str(errors[0]) for name, errors in form.errors.items() if name}
        raise InvalidFields(next(iter(wrong.values()), _("This press says nothing that we understand.")), wrong)
    return form


def _refused(refusal: ConferenceError, item_id: int) -> Response:
    if wants_json() or isinstance(refusal, NotFound):
        raise refusal
    flash(refusal.message, "warning")
    return redirect(url_for("stage.desk", item_id=item_id))


def _add(actor: Actor, item_id: int, form: PressForm) -> None:
    word, ref = form.chosen()
    if word not in STEPS:
        raise NotFound(_("There is no such step."))
    seconds = (form.minutes.data or 0) * 60
    add_step(actor, item_id, _seen(form), StepKind(word), ref=ref, text=form.text.data or "", seconds=seconds)


def _show(actor: Actor, item_id: int, form: PressForm) -> None:
    word, ref = form.chosen()
    if word not in SCENES:
        raise NotFound(_("The projector cannot show that."))
    show_scene(actor, item_id, _seen(form), Scene(word), ref=ref, text=form.text.data or "")


def _start_timer(actor: Actor, item_id: int, form: PressForm) -> None:
    start_timer(actor, item_id, _seen(form), (form.minutes.data or 1) * 60, form.text.data or "")


def _seen(form: PressForm) -> int:
    return form.version.data or 0


def _step(form: PressForm) -> int:
    return form.step.data or 0


PRESSES: dict[str, Press] = {
    "next": lambda actor, item_id, form: _ignore(press_next(actor, item_id, _seen(form), form.move.data or "")),
    "back": lambda actor, item_id, form: go_back(actor, item_id, _seen(form)),
    "go": lambda actor, item_id, form: go_to(actor, item_id, _step(form), _seen(form)),
    "undo": lambda actor, item_id, form: take_back(actor, item_id, form.event.data or 0, _seen(form)),
    "add": _add,
    "fill": lambda actor, item_id, form: _ignore(fill_run(actor, item_id, _seen(form))),
    "remove": lambda actor, item_id, form: remove_step(actor, item_id, _seen(form), _step(form)),
    "move": lambda actor, item_id, form: move_step(actor, item_id, _seen(form), _step(form), form.place.data or 0),
    "show": _show,
    "timer": _start_timer,
    "more": lambda actor, item_id, form: extend_timer(actor, item_id, _seen(form), form.seconds.data or 60),
    "stop": lambda actor, item_id, form: stop_timer(actor, item_id, _seen(form)),
    "pitch": lambda actor, item_id, form: start_pitch(actor, item_id, _seen(form), _step(form)),
    "pitch_stop": lambda actor, item_id, form: stop_pitch(actor, item_id, _seen(form)),
    "screen": lambda actor, item_id, form: _ignore(add_screen(actor, item_id, form.text.data or _("Screen"))),
    "revoke": lambda actor, item_id, form: revoke_screen(actor, item_id, _step(form)),
    "reactions": lambda actor, item_id, form: allow_reactions(
        actor, item_id, _seen(form), is_open=form.is_open.data == "1"
    ),
}


def _ignore(_outcome: object) -> None:
    """Let a press be nothing but done."""
