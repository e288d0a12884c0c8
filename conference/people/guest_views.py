"""HTTP door of guests: the nickname that others see, and the way out."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from conference.forms import Form
from conference.people.blueprint import blueprint
from conference.people.guest_actions import LONGEST_NICKNAME, forget_guest, name_guest
from conference.people.identity import current_actor, current_participant, end_guest, permitted
from conference.permissions import Permission

Page = str | Response | tuple[str, int]


class NicknameForm(Form):
    """What others see of a guest."""

    name = StringField(
        _l("Nickname"),
        validators=[Length(max=LONGEST_NICKNAME)],
        description=_l("Shown beside what you ask or write, with the word “guest”. Empty: only the word."),
    )


@blueprint.route("/<slug>/guest", methods=["GET", "POST"])
@permitted(Permission.STAGE_ATTEND)
def guest() -> Page:
    """Show a guest what they are here; whoever has an account has a profile."""
    actor, person = current_actor(), current_participant()
    if not actor.is_guest or person is None:
        return redirect(url_for("people.profile"))
    form = NicknameForm(obj=person)
    if form.validate_on_submit():
        name_guest(actor, form.name.data or "")
        flash(_("Saved."), "success")
        return redirect(url_for("people.guest"))
    return render_template("people/guest.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/<slug>/guest/forget")
@permitted(Permission.STAGE_ATTEND)
def forget() -> Response:
    """Forget a guest."""
    forget_guest(current_actor())
    end_guest()
    flash(_("You are no longer a guest here, and your nickname is forgotten."), "success")
    return redirect(url_for("agenda.home"))
