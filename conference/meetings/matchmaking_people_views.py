"""HTTP door of who takes part in a matchmaking: the organisers' list, and the mails to them."""

from collections.abc import Callable
from secrets import token_urlsafe

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.errors import ConferenceError
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.matchmaking_actions import matchmaking_of
from conference.meetings.matchmaking_forms import AddPeopleForm
from conference.meetings.matchmaking_labels import PARTS
from conference.meetings.matchmaking_letter_actions import invite, remind
from conference.meetings.matchmaking_people_actions import add_many, add_one, find_people, list_people, remove_person
from conference.people.identity import current_actor, permitted
from conference.people.labels import ROLES
from conference.people.tag_actions import tags_of
from conference.permissions import EVERY_ROLE, Permission

_ADDRESS = "/<slug>/meetings/matchmaking/<int:matchmaking_id>/people"


@blueprint.get(_ADDRESS)
@permitted(Permission.MEETINGS_MANAGE)
def matchmaking_people(matchmaking_id: int) -> str:
    """Show who takes part, and who could; ?text= looks for somebody among both."""
    actor = current_actor()
    row = matchmaking_of(actor, matchmaking_id)
    text = request.args.get("text", "")[:100].strip()
    return render_template(
        "meetings/matchmaking_people.html",
        row=row,
        text=text,
        shown=list_people(actor, row, text, number_in(request.args.get("page")) or 1),
        found=find_people(actor, row, text),
        form=_add_form(),
        parts=PARTS,
        press=token_urlsafe(12),
    )


def _add_form() -> AddPeopleForm:
    form = AddPeopleForm()
    form.whom.choices = [
        ("tagged", _("Everybody who offers or looks for something")),
        ("all", _("Everybody")),
        *((f"role:{role.value}", name) for role, name in ROLES.items() if role in EVERY_ROLE),
        *((f"tag:{tag.id}", _("Topic: %(name)s", name=tag.name)) for tag in tags_of(current_actor().conference_id)),
    ]
    return form


@blueprint.post(f"{_ADDRESS}/add")
@permitted(Permission.MEETINGS_MANAGE)
def add_matchmaking_people(matchmaking_id: int) -> Response:
    """Add everybody who fits."""
    matchmaking_of(current_actor(), matchmaking_id)
    form = _add_form()
    if form.validate_on_submit():
        _said_who(lambda: add_many(current_actor(), matchmaking_id, form.wanted(), ask=form.ask.data))
    else:
        flash(_("Choose whom to add."), "error")
    return redirect(url_for("meetings.matchmaking_people", matchmaking_id=matchmaking_id))


@blueprint.post(f"{_ADDRESS}/<int:participant_id>/add")
@permitted(Permission.MEETINGS_MANAGE)
def add_matchmaking_person(matchmaking_id: int, participant_id: int) -> Response:
    """Add one person."""
    _said_who(lambda: add_one(current_actor(), matchmaking_id, participant_id, ask=False))
    return redirect(url_for("meetings.matchmaking_people", matchmaking_id=matchmaking_id))


def _said_who(act: Callable[[], tuple[int, int]]) -> None:
    try:
        at_once, asked = act()
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
        return
    if at_once:
        flash(ngettext("%(num)s person takes part now.", "%(num)s people take part now.", at_once), "success")
    if asked:
        flash(
            ngettext("%(num)s person is asked first: invite them by mail.",
                     "%(num)s people are asked first: invite them by mail.", asked),
            "info",
        )  # fmt: skip
    if not at_once and not asked:
        flash(_("Nobody was added: all who fit are in the list already."), "info")


@blueprint.post(f"{_ADDRESS}/<int:participant_id>/remove")
@permitted(Permission.MEETINGS_MANAGE)
def remove_matchmaking_person(matchmaking_id: int, participant_id: int) -> Response:
    """Take one person out."""
    person = remove_person(current_actor(), matchmaking_id, participant_id)
    flash(_("%(name)s is not in the list any more.", name=person.name), "success")
    return redirect(url_for("meetings.matchmaking_people", matchmaking_id=matchmaking_id))


@blueprint.post(f"{_ADDRESS}/invite")
@permitted(Permission.MEETINGS_MANAGE)
def invite_to_matchmaking(matchmaking_id: int) -> Response:
    """Mail everybody who was not mailed yet."""
    _said_mailed(matchmaking_id, lambda: invite(current_actor(), matchmaking_id))
    return redirect(url_for("meetings.matchmaking_people", matchmaking_id=matchmaking_id))


@blueprint.post(f"{_ADDRESS}/remind")
@permitted(Permission.MEETINGS_MANAGE)
def remind_of_matchmaking(matchmaking_id: int) -> Response:
    """Remind those without wishes: once for each drawing of the button."""
    press = request.form.get("press", "")[:64]
    _said_mailed(matchmaking_id, lambda: remind(current_actor(), matchmaking_id, press))
    return redirect(url_for("meetings.matchmaking_people", matchmaking_id=matchmaking_id))


def _said_mailed(matchmaking_id: int, act: Callable[[], int]) -> None:
    matchmaking_of(current_actor(), matchmaking_id)
    try:
        count = act()
    except ConferenceError as error:
        flash(error.message, "error")
        return
    if count:
        flash(ngettext("%(num)s person is mailed.", "%(num)s people are mailed.", count), "success")
    else:
        flash(_("There is nobody left to mail."), "info")
