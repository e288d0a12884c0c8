"""HTTP door of what facilitators do: the console's buttons, where no socket gets through."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.cafe import console_actions as console
from conference.cafe import round_actions as rounds
from conference.cafe import seat_actions as seats
from conference.cafe.act_forms import ActForm
from conference.cafe.actions import run_cafe
from conference.cafe.blueprint import blueprint
from conference.cafe.merge_actions import merge
from conference.cafe.opening_actions import open_round
from conference.cafe.rules import CafeState
from conference.cafe.undo_actions import undo
from conference.errorpages import wants_json
from conference.errors import ConferenceError, InvalidFields, NotFound
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.people.message_identity import form_key
from conference.permissions import Actor, Permission

Press = Callable[[Actor, int, ActForm, str], int]
Answer = Response | tuple[dict[str, int], int]


@blueprint.post("/<slug>/cafe/<int:cafe_id>/console/<what>")
@permitted(Permission.CAFE_FACILITATE)
def act(cafe_id: int, what: str) -> Answer:
    """Do what was pressed; a script is answered {ok, event}, a plain form with the console as it is then."""
    actor = current_actor()
    run_cafe(actor, cafe_id)
    if what not in PRESSES:
        raise NotFound(_("There is no such button."))
    try:
        form = _read()
        event = PRESSES[what](actor, cafe_id, form, form_key(form.key.data))
    except ConferenceError as refusal:
        if wants_json() or isinstance(refusal, NotFound):
            raise
        flash(refusal.message, "warning")
        return _back(cafe_id, what)
    return ({"ok": 1, "event": event}, 200) if wants_json() else _back(cafe_id, what)


def _back(cafe_id: int, what: str) -> Response:
    return redirect(url_for("cafe.act", cafe_id=cafe_id, what=what).removesuffix(f"/{what}"))


def _read() -> ActForm:
    form = ActForm()
    if not form.validate():
        wrong = {name: str(errors[0]) for name, errors in form.errors.items() if name}
        raise InvalidFields(next(iter(wrong.values()), _("This press says nothing that we understand.")), wrong)
    return form


def _tables() -> list[int] | None:
    """Return the tables that a message is for; None where the form names none: for all."""
    said = request.form.getlist("tables")
    numbers = [number_in(part.strip()) for one in said for part in one.split(",") if part.strip()]
    return [number for number in numbers if number is not None] if said else None


def _id(value: int | None) -> int:
    """Return an id that an act needs; nothing has the id 0."""
    return value or 0


def _state(form: ActForm) -> CafeState:
    if not form.to.data:
        raise NotFound(_("There is no such state."))
    return CafeState(form.to.data)


PRESSES: dict[str, Press] = {
    "open": lambda actor, cafe, form, key: open_round(actor, cafe, _id(form.number.data), key),
    "pause": lambda actor, cafe, form, key: rounds.pause(actor, cafe, key, form.round.data),
    "resume": lambda actor, cafe, form, key: rounds.resume(actor, cafe, key, form.round.data),
    "extend": lambda actor, cafe, form, key: rounds.extend(actor, cafe, form.seconds.data or 0, key, form.round.data),
    "end": lambda actor, cafe, form, key: rounds.end(actor, cafe, key, form.round.data),
    "message": lambda actor, cafe, form, key: console.say(
        actor, cafe, form.text.data, _tables(), key, only=form.only.data or ""
    ),
    "seat": lambda actor, cafe, form, key: seats.seat_latecomers(
        actor, cafe, form.participant.data, form.table.data, key
    ),
    "move": lambda actor, cafe, form, key: seats.move(
        actor, cafe, _id(form.participant.data), _id(form.table.data), key, seen=form.seen.data
    ),
    "merge": lambda actor, cafe, form, key: merge(actor, cafe, _id(form.table.data), _id(form.into.data), key),
    "host": lambda actor, cafe, form, key: seats.name_host(
        actor, cafe, _id(form.table.data), _id(form.participant.data), key
    ),
    "answer_help": lambda actor, cafe, form, key: console.answer_help(actor, cafe, _id(form.table.data), key),
    "undo": lambda actor, cafe, form, _key: undo(actor, cafe, _id(form.event.data)),
    "state": lambda actor, cafe, form, key: console.set_state(actor, cafe, _state(form), key),
}
