"""HTTP door of applications for a booth: the form, and what becomes of one."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Forbidden, NotFound, Stale
from conference.exhibition import apply_actions
from conference.exhibition.apply_forms import ApplicationForm
from conference.exhibition.blueprint import blueprint
from conference.exhibition.edit_views import Answer
from conference.exhibition.models import ExhibitionHall
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.people.identity import current_actor, permitted, signed_in
from conference.people.tag_actions import tags_of
from conference.permissions import Permission


@blueprint.route("/<slug>/exhibition/apply", methods=["GET", "POST"])
@signed_in
def apply() -> Answer:
    """Apply for a booth, or read why one cannot."""
    actor = current_actor()
    door = apply_actions.door_for(actor)
    form = ApplicationForm(None, tags_of(actor.conference_id), _halls(actor.conference_id))
    if form.validate_on_submit():
        try:
            booth = apply_actions.apply(actor, form.application())
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("Your application is with the organisers. You are told by mail what they decide."), "success")
            return redirect(url_for("exhibition.application", booth_id=booth.id))
    page = render_template("exhibition/apply.html", form=form, door=door, booth=None, stale=None)
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.route("/<slug>/exhibition/<int:booth_id>/application", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_EXHIBIT)
def application(booth_id: int) -> Answer:
    """Read what becomes of an application, and change it until somebody decides."""
    actor = current_actor()
    booth = apply_actions.application_of(actor, booth_id)
    stored = apply_actions.application_in(booth)
    form = ApplicationForm(stored, tags_of(actor.conference_id), _halls(actor.conference_id))
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            apply_actions.change_application(actor, booth_id, form.application(), form.seen.data or "")
        except Stale as error:
            stale = error
            form.seen.data = apply_actions.application_in(apply_actions.application_of(actor, booth_id)).fingerprint
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("The application is saved."), "success")
            return redirect(url_for("exhibition.application", booth_id=booth_id))
    booth = apply_actions.application_of(actor, booth_id)
    page = render_template(
        "exhibition/apply.html",
        form=form,
        booth=booth,
        stale=stale,
        may_change=booth.state is BoothState.APPLIED,
        is_built=booth.state not in {BoothState.APPLIED, BoothState.DECLINED} and booth.decided_at is not None,
    )
    if stale is not None:
        return page, 409
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.post("/<slug>/exhibition/<int:booth_id>/application/withdraw")
@permitted(Permission.EXHIBITION_EXHIBIT)
def application_withdraw(booth_id: int) -> Response:
    """Take an application back."""
    try:
        apply_actions.withdraw_application(current_actor(), booth_id)
    except Stale as error:
        flash(error.message, "error")
    else:
        flash(_("Your application is taken back."), "success")
    return redirect(url_for("exhibition.application", booth_id=booth_id))


def _halls(conference_id: int) -> Sequence[ExhibitionHall]:
    halls = select(ExhibitionHall).where(ExhibitionHall.conference_id == conference_id)
    return db.session.scalars(halls.order_by(ExhibitionHall.order, ExhibitionHall.id)).all()
