"""HTTP door of joining by a code: digits typed or a QR code, then straight on, as a guest, or by signing in."""

from flask import Response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from conference.conferences.models import Conference
from conference.errors import NotFound
from conference.extensions import limiter
from conference.people.identity import (
    begin_guest,
    browser_secret,
    current_account,
    load_guest,
    load_participant,
    open_to_all,
)
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.polls.blueprint import blueprint
from conference.polls.join_actions import JoinTarget, find_target, join_by_code, open_poll_behind
from conference.polls.join_code import typed_code
from conference.polls.vote_forms import CodeForm
from conference.qr import qr_svg

# Only wrong codes count: a thousand people behind one address get in, and nobody tries out all the digits.
WRONG_CODES = "60 per minute; 600 per hour"
# A hall that joins at once, behind one address; more than that is no hall.
GUESTS_PER_SOURCE = "3000 per 10 minutes"
Page = str | AnyResponse | tuple[str, int]


def _was_wrong(response: Response) -> bool:
    return response.status_code == 404


wrong_codes = limiter.shared_limit(WRONG_CODES, scope="wrong join codes", deduct_when=_was_wrong)


@blueprint.route("/j", methods=["GET", "POST"])
@wrong_codes
@open_to_all
def enter_code() -> Page:
    """Ask for the digits on the screen."""
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("polls/enter_code.html", form=form), 422 if form.is_submitted() else 200
    try:
        return redirect(url_for("polls.join", code=find_target(typed_code(form.code.data or "")).code))
    except NotFound as error:
        return _wrong_code(form, error)


@blueprint.get("/j/<int:code>")
@wrong_codes
@open_to_all
def join(code: int) -> Page:
    """Lead those who take part straight on; offer the others what they can do."""
    try:
        target = find_target(str(code))
    except NotFound as error:
        return _wrong_code(CodeForm(formdata=None, code=str(code)), error)
    person = _person_at(target.conference)
    if person is not None and person.roles_in_force:
        return redirect(_address(target))
    browser_secret()
    waiting = person is not None and person.status is ParticipantStatus.WAITING_FOR_APPROVAL
    return render_template("polls/join.html", target=target, signed_in=current_account() is not None, waiting=waiting)


@blueprint.post("/j/<int:code>/guest")
@limiter.limit(GUESTS_PER_SOURCE)
@open_to_all
def join_as_guest(code: int) -> Page:
    """Take part without an account, in this browser."""
    target = find_target(str(code))
    person = _person_at(target.conference)
    if person is None or not person.roles_in_force:
        begin_guest(join_by_code(target.code, browser_secret()))
    # Without a script the stage only links to what is open: the one poll is what the code was typed for.
    poll_id = open_poll_behind(target) if request.form.get("plain") else None
    if poll_id is not None:
        return redirect(url_for("polls.panel", slug=target.conference.slug, poll_id=poll_id))
    return redirect(_address(target))


@blueprint.get("/j/<int:code>/sheet")
@wrong_codes
@open_to_all
def join_sheet(code: int) -> Page:
    """Show a code large, for a poster at the door or the last slide."""
    target = find_target(str(code))
    return render_template("polls/join_sheet.html", target=target, address=url_for("polls.enter_code", _external=True))


@blueprint.get("/j/<int:code>/qr.svg")
@wrong_codes
@open_to_all
def join_qr(code: int) -> Response:
    """Draw the QR code of a code that leads somewhere."""
    target = find_target(str(code))
    picture = Response(qr_svg(url_for("polls.join", code=target.code, _external=True)), mimetype="image/svg+xml")
    picture.headers["Cache-Control"] = "private, max-age=3600"
    return picture


def _wrong_code(form: CodeForm, error: NotFound) -> Page:
    """Ask for the digits again, with what is wrong with these."""
    form.code.errors = [error.message]
    return render_template("polls/enter_code.html", form=form), 404


def _person_at(conference: Conference) -> Participant | None:
    return load_participant(current_account(), conference) or load_guest(session.get("guests"), conference)


def _address(target: JoinTarget) -> str:
    """Return where a code leads: the session's stage, or the poll."""
    slug = target.conference.slug
    if target.poll_id is not None:
        return url_for("polls.panel", slug=slug, poll_id=target.poll_id)
    return url_for("stage.session", slug=slug, item_id=target.item_id)
