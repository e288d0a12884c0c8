"""HTTP door of a booth's team: its page, inviting, leading and leaving, and the mailed link."""

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from conference import clock
from conference.errors import ConferenceError, Forbidden, NotFound
from conference.exhibition import team_actions, team_invite_actions
from conference.exhibition.blueprint import blueprint
from conference.exhibition.edit_views import Answer
from conference.exhibition.own_actions import head_of
from conference.extensions import limiter
from conference.forms import REQUIRED, Form
from conference.people.identity import current_account, current_actor, open_to_all, permitted
from conference.permissions import Permission, can

# A mail goes to whatever address is typed: nobody is to be flooded from here.
INVITATIONS_PER_SOURCE = "60 per hour; 200 per day"


class InviteForm(Form):
    """The address of somebody to invite."""

    address = StringField(
        _l("E-mail address"),
        validators=[REQUIRED, Length(max=254)],
        description=_l(
            "Who takes part already is of the team at once. Anybody else gets a link that works for 14 days."
        ),
    )


@blueprint.route("/<slug>/exhibition/<int:booth_id>/team", methods=["GET", "POST"])
@limiter.limit(INVITATIONS_PER_SOURCE, methods=["POST"])
@permitted(Permission.EXHIBITION_EXHIBIT)
def team(booth_id: int) -> Answer:
    """Show who is of the team, and invite by address."""
    form = InviteForm()
    if form.validate_on_submit():
        address = form.address.data or ""
        try:
            is_there = team_invite_actions.invite(current_actor(), booth_id, address)
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            said = _("%(address)s is of the team now, and told by mail.", address=address)
            flash(said if is_there else _("The invitation to %(address)s is sent.", address=address), "success")
            return redirect(url_for("exhibition.team", booth_id=booth_id))
    booth, people = team_actions.team_to_edit(current_actor(), booth_id)
    page = render_template(
        "exhibition/team.html",
        head=head_of(current_actor(), booth),
        team=people,
        form=form,
        me=current_actor().participant_id,
        now=clock.now(),
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<slug>/exhibition/<int:booth_id>/team/<int:participant_id>/lead")
@permitted(Permission.EXHIBITION_EXHIBIT)
def team_lead(booth_id: int, participant_id: int) -> Response:
    """Let somebody lead the booth too, or (leads=0) no more."""
    leads = request.form.get("leads") != "0"
    said = _("They lead the booth too now.") if leads else _("They do not lead the booth any more.")
    return _done(booth_id, lambda: team_actions.set_lead(current_actor(), booth_id, participant_id, leads=leads), said)


@blueprint.post("/<slug>/exhibition/<int:booth_id>/team/<int:participant_id>/remove")
@permitted(Permission.EXHIBITION_EXHIBIT)
def team_remove(booth_id: int, participant_id: int) -> Response:
    """Let somebody be of the team no more, or leave it oneself."""
    actor = current_actor()
    leaves = participant_id == actor.participant_id
    said = _("You have left the team.") if leaves else _("They are of the team no more.")
    answer = _done(booth_id, lambda: team_actions.remove_member(actor, booth_id, participant_id), said)
    is_gone = leaves and not can(actor, Permission.EXHIBITION_MANAGE)
    return redirect(url_for("exhibition.own")) if is_gone and not _is_of(booth_id, participant_id) else answer


@blueprint.post("/<slug>/exhibition/invitations/<int:invitation_id>/resend")
@limiter.limit(INVITATIONS_PER_SOURCE)
@permitted(Permission.EXHIBITION_EXHIBIT)
def invitation_resend(invitation_id: int) -> Response:
    """Send an invitation again."""
    booth_id = team_invite_actions.booth_invited_to(current_actor(), invitation_id).id
    said = _("The invitation is sent again. Only the newest link works.")
    return _done(booth_id, lambda: team_invite_actions.resend(current_actor(), invitation_id), said)


@blueprint.post("/<slug>/exhibition/invitations/<int:invitation_id>/withdraw")
@permitted(Permission.EXHIBITION_EXHIBIT)
def invitation_withdraw(invitation_id: int) -> Response:
    """Take an invitation back."""
    booth_id = team_invite_actions.booth_invited_to(current_actor(), invitation_id).id
    said = _("The invitation is taken back. Its link works no more.")
    return _done(booth_id, lambda: team_invite_actions.withdraw_invitation(current_actor(), invitation_id), said)


@blueprint.post("/<slug>/exhibition/invitations/<int:invitation_id>/join")
@permitted(Permission.EXHIBITION_EXHIBIT)
def invitation_join(invitation_id: int) -> Response:
    """Take up an invitation to one's own address."""
    return _welcomed(team_invite_actions.join_by_address(current_actor(), invitation_id).id)


@blueprint.route("/<slug>/exhibition/invitation/<token>", methods=["GET", "POST"])
@open_to_all
def invitation(token: str) -> Response:
    """Show what a mailed link invites to: to sign in and to register first, then to join."""
    actor = current_actor()
    if request.method == "POST":
        return _welcomed(team_invite_actions.join(actor, token).id)
    page = render_template(
        "exhibition/team_invitation.html",
        welcome=team_invite_actions.welcome_by(actor, token),
        signed_in=current_account() is not None,
        may_join=can(actor, Permission.EXHIBITION_EXHIBIT),
        path=request.path,
    )
    answer = make_response(page)
    # The address is a secret: it goes into no cache and to no other page.
    answer.headers["Cache-Control"], answer.headers["Referrer-Policy"] = "no-store", "no-referrer"
    return answer


def _welcomed(booth_id: int) -> Response:
    flash(_("You are of the team now. Welcome!"), "success")
    return redirect(url_for("exhibition.edit", booth_id=booth_id))


def _is_of(booth_id: int, participant_id: int) -> bool:
    return any(member.participant_id == participant_id for member in team_actions.members_of(booth_id))


def _done(booth_id: int, act: Callable[[], object], said: str) -> Response:
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except ConferenceError as error:
        flash(error.message, "error")
    else:
        flash(said, "success")
    return redirect(url_for("exhibition.team", booth_id=booth_id))
