"""HTTP door of moderating open answers and words."""

from collections.abc import Callable

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Refused
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.permissions import Actor, Permission
from conference.polls.blueprint import blueprint
from conference.polls.edit_actions import poll_of
from conference.polls.rules import TextState
from conference.polls.text_actions import (
    dissolve_group,
    group_texts,
    judge_texts,
    judge_word,
    rename_group,
    ungroup_texts,
)

Said = str


@blueprint.post("/<slug>/polls/<int:poll_id>/texts")
@permitted(Permission.POLLS_MANAGE)
def moderate(poll_id: int) -> Response | tuple[Response, int]:
    """Do `do` with the chosen answers, a group or a word; JSON for the script, else back to the controls."""
    script = "application/json" in request.headers.get("Accept", "")
    actor = current_actor()
    poll_of(actor, poll_id)
    try:
        says = _do(actor, poll_id)
    except ConferenceError as error:
        if error.status == 404:
            raise
        if script:
            return jsonify(error=error.message), error.status
        flash(error.message, "warning" if error.status == 409 else "error")
    else:
        if script:
            return jsonify(says=says)
        flash(says, "success")
    return redirect(url_for("polls.controls", poll_id=poll_id, _anchor="answers"))


def _do(actor: Actor, poll_id: int) -> Said:
    deeds: dict[str, Callable[[Actor, int], Said]] = {
        "show": _show, "hide": _hide, "group": _group, "ungroup": _ungroup, "rename": _rename, "dissolve": _dissolve,
        "hide_word": _hide_word, "show_word": _show_word,
    }  # fmt: skip
    deed = deeds.get(request.form.get("do", ""))
    if deed is None:
        raise Refused(_("Choose what to do with the chosen answers."))
    return deed(actor, poll_id)


def _show(actor: Actor, poll_id: int) -> Said:
    count = judge_texts(actor, poll_id, request.form.getlist("marks"), TextState.SHOWN)
    return ngettext("%(num)s answer is shown.", "%(num)s answers are shown.", count)


def _hide(actor: Actor, poll_id: int) -> Said:
    count = judge_texts(actor, poll_id, request.form.getlist("marks"), TextState.HIDDEN)
    return ngettext("%(num)s answer is hidden.", "%(num)s answers are hidden.", count)


def _group(actor: Actor, poll_id: int) -> Said:
    into = number_in(request.form.get("group_id"))
    group = group_texts(actor, poll_id, request.form.getlist("marks"), request.form.get("name", ""), into)
    return _("They stand together under “%(name)s”.", name=group.name)


def _ungroup(actor: Actor, poll_id: int) -> Said:
    count = ungroup_texts(actor, poll_id, request.form.getlist("marks"))
    return ngettext("%(num)s answer stands alone again.", "%(num)s answers stand alone again.", count)


def _rename(actor: Actor, poll_id: int) -> Said:
    rename_group(actor, poll_id, number_in(request.form.get("group_id")) or 0, request.form.get("name", ""))
    return _("The group has another name.")


def _dissolve(actor: Actor, poll_id: int) -> Said:
    dissolve_group(actor, poll_id, number_in(request.form.get("group_id")) or 0)
    return _("The group is taken apart; its answers stay.")


def _hide_word(actor: Actor, poll_id: int) -> Said:
    judge_word(actor, poll_id, request.form.get("word", ""), hide=True)
    return _("“%(word)s” is out of the cloud.", word=request.form.get("word", ""))


def _show_word(actor: Actor, poll_id: int) -> Said:
    judge_word(actor, poll_id, request.form.get("word", ""), hide=False)
    return _("“%(word)s” is back in the cloud.", word=request.form.get("word", ""))
