"""HTTP door of moderating open answers and words."""

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.errors import Refused
from conference.forms import number_in
from conference.people.identity import permitted
from conference.permissions import Actor, Permission
from conference.polls.blueprint import blueprint
from conference.polls.controls_views import said_back
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


@blueprint.post("/<slug>/polls/<int:poll_id>/texts")
@permitted(Permission.POLLS_MANAGE)
def moderate(poll_id: int) -> Response:
    """Do `do` with the chosen answers, a group or a word."""
    return said_back(poll_id, "answers", _do)


def _do(actor: Actor, poll_id: int) -> str:
    poll_of(actor, poll_id)
    deeds = {
        "show": _show, "hide": _hide, "group": _group, "ungroup": _ungroup, "rename": _rename, "dissolve": _dissolve,
        "hide_word": _hide_word, "show_word": _show_word,
    }  # fmt: skip
    deed = deeds.get(request.form.get("do", ""))
    if deed is None:
        raise Refused(_("Choose what to do with the chosen answers."))
    return deed(actor, poll_id)


def _show(actor: Actor, poll_id: int) -> str:
    count = judge_texts(actor, poll_id, request.form.getlist("marks"), TextState.SHOWN)
    return str(ngettext("%(num)s answer is shown.", "%(num)s answers are shown.", count))


def _hide(actor: Actor, poll_id: int) -> str:
    count = judge_texts(actor, poll_id, request.form.getlist("marks"), TextState.HIDDEN)
    return str(ngettext("%(num)s answer is hidden.", "%(num)s answers are hidden.", count))


def _group(actor: Actor, poll_id: int) -> str:
    into = number_in(request.form.get("group_id"))
    group = group_texts(actor, poll_id, request.form.getlist("marks"), request.form.get("name", ""), into)
    return str(_("They stand together under “%(name)s”.", name=group.name))


def _ungroup(actor: Actor, poll_id: int) -> str:
    count = ungroup_texts(actor, poll_id, request.form.getlist("marks"))
    return str(ngettext("%(num)s answer stands alone again.", "%(num)s answers stand alone again.", count))


def _rename(actor: Actor, poll_id: int) -> str:
    rename_group(actor, poll_id, number_in(request.form.get("group_id")) or 0, request.form.get("name", ""))
    return str(_("The group has another name."))


def _dissolve(actor: Actor, poll_id: int) -> str:
    dissolve_group(actor, poll_id, number_in(request.form.get("group_id")) or 0)
    return str(_("The group is taken apart; its answers stay."))


def _hide_word(actor: Actor, poll_id: int) -> str:
    judge_word(actor, poll_id, request.form.get("word", ""), hide=True)
    return str(_("“%(word)s” is out of the cloud.", word=request.form.get("word", "")))


def _show_word(actor: Actor, poll_id: int) -> str:
    judge_word(actor, poll_id, request.form.get("word", ""), hide=False)
    return str(_("“%(word)s” is back in the cloud.", word=request.form.get("word", "")))
