"""HTTP door of the demo: who you can be, and being them. Nothing here exists outside the demo."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.demo.actions import demo_account, live_conference
from conference.demo.award_actions import award_to_vote_on
from conference.demo.blueprint import blueprint
from conference.demo.cafe_actions import cafe_to_open
from conference.demo.people import ATTENDEES, LIVE, PERSONAS, DemoAttendee, persona_name
from conference.demo.stage_actions import session_to_run
from conference.errors import NotFound
from conference.forms import Form
from conference.people.identity import begin_session, open_to_all
from conference.permissions import Role

# Where one may be led straight away: to the session that is on now, and to the award that is voted on.
PLACES = {
    "desk": "stage.desk",
    "stage": "stage.session",
    "projector": "stage.projector",
    "questions": "questions.speaker",
}
AWARD_PLACES = {"award-controls": "awards.controls", "award-vote": "awards.vote_page", "award-wall": "awards.wall"}
CAFE_PLACES = {"cafe": "cafe.show", "cafe-console": "cafe.console"}


@blueprint.get("/demo")
@open_to_all
def roles() -> str:
    """Show who one can be."""
    personas = [(role.value, persona_name(role)) for role in PERSONAS]
    return render_template(
        "demo/roles.html",
        personas=personas,
        attendees=ATTENDEES,
        live=LIVE,
        can_run=_to_run() is not None,
        can_vote=_to_vote_on() is not None,
        can_open_cafe=_to_open() is not None,
    )


@blueprint.route("/demo/sign-in/<role>", methods=["GET", "POST"])
@blueprint.route("/demo/sign-in/<role>/<int:number>", methods=["GET", "POST"])
@open_to_all
def sign_in(role: str, number: int | None = None) -> str | Response:
    """Show a form whose button signs in as the demo participant for a role, or as a numbered attendee."""
    name = _persona_name(role, number)
    form = Form()
    if not form.validate_on_submit():
        return render_template("demo/sign_in.html", form=form, name=name, role=role)
    begin_session(demo_account(Role(role), number))
    wanted = request.args.get("to", "")
    item_id, award_id, cafe_id = _to_run(), _to_vote_on(), _to_open()
    if item_id is not None and wanted in PLACES:
        return redirect(url_for(PLACES[wanted], slug=LIVE, item_id=item_id))
    if award_id is not None and wanted in AWARD_PLACES:
        return redirect(url_for(AWARD_PLACES[wanted], slug=LIVE, award_id=award_id))
    if cafe_id is not None and wanted in CAFE_PLACES:
        return redirect(url_for(CAFE_PLACES[wanted], slug=LIVE, cafe_id=cafe_id))
    return redirect(url_for("agenda.home", slug=LIVE) if live_conference() else url_for("agenda.front_page"))


def _to_run() -> int | None:
    """Return the session of the live conference that is on now, or was or will be, and has something to launch."""
    house = live_conference()
    return session_to_run(house) if house else None


def _to_vote_on() -> int | None:
    """Return the award of the live conference whose vote is ready, open or just over."""
    house = live_conference()
    return award_to_vote_on(house) if house else None


def _to_open() -> int | None:
    """Return the café of the live conference that demo attendees come to."""
    house = live_conference()
    return cafe_to_open(house) if house else None


def _persona_name(role: str, number: int | None) -> str:
    if role not in {persona.value for persona in PERSONAS}:
        raise NotFound(_("The demo has no such role."))
    if number is None:
        return persona_name(Role(role))
    if role != Role.ATTENDEE or not 1 <= number <= ATTENDEES:
        raise NotFound(_("The demo has no such attendee."))
    return DemoAttendee(number).name
