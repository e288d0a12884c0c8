"""HTTP door of an award's jury: its members, chosen among the participants, and its criteria."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.awards.actions import managed_award
from conference.awards.blueprint import blueprint
from conference.awards.member_actions import (
    BEFORE_SHORTLIST,
    OVER,
    CriterionContent,
    appoint,
    are_criteria_fixed,
    criterion_of,
    mark_of,
    members_of,
    remove_criterion,
    remove_member,
    save_criterion,
)
from conference.awards.rules import Duty
from conference.errors import ConferenceError, NotFound
from conference.forms import number_in, stripped
from conference.people.identity import current_actor, permitted
from conference.people.list_actions import ListFilter, list_participants
from conference.people.rules import ParticipantStatus
from conference.permissions import Permission

MOST_FOUND = 10


def told(act: Callable[[], object], said: str, to: str) -> Response:
    """Do something, and say on the next page that it was done or why not."""
    try:
        act()
    except ConferenceError as refusal:
        if refusal.status in {401, 403, 404}:
            raise
        flash(refusal.message, "error")
    else:
        flash(said, "success")
    return redirect(to)


@blueprint.route("/<slug>/awards/<int:award_id>/members", methods=["GET", "POST"])
@permitted(Permission.AWARDS_MANAGE)
def members(award_id: int) -> Response | str:
    """Show the jury and the observers, the criteria, and the people found by `text`; appoint somebody.

    Sent are `participant_id` and `duty`.
    """
    if request.method == "GET":
        return _page(award_id)
    duty, person_id = request.form.get("duty", ""), number_in(request.form.get("participant_id"))
    if duty not in set(Duty) or person_id is None:
        raise NotFound(_("There is no such duty."))
    here = url_for("awards.members", award_id=award_id)
    return told(lambda: appoint(current_actor(), award_id, person_id, Duty(duty)), _("Appointed."), here)


@blueprint.post("/<slug>/awards/members/<int:member_id>/remove")
@permitted(Permission.AWARDS_MANAGE)
def drop_member(member_id: int) -> Response:
    """Take a duty away."""
    award_id = number_in(request.form.get("award_id"))
    to = url_for("awards.members", award_id=award_id) if award_id else url_for("awards.home")
    return told(lambda: remove_member(current_actor(), member_id), _("The duty is taken away."), to)


@blueprint.post("/<slug>/awards/<int:award_id>/criteria")
@permitted(Permission.AWARDS_MANAGE)
def add_criterion(award_id: int) -> Response | tuple[str, int]:
    """Add a criterion."""
    return _save(award_id, None)


@blueprint.post("/<slug>/awards/criteria/<int:criterion_id>")
@permitted(Permission.AWARDS_MANAGE)
def edit_criterion(criterion_id: int) -> Response | tuple[str, int]:
    """Change a criterion."""
    return _save(criterion_of(current_actor(), criterion_id).award_id, criterion_id)


@blueprint.post("/<slug>/awards/criteria/<int:criterion_id>/remove")
@permitted(Permission.AWARDS_MANAGE)
def drop_criterion(criterion_id: int) -> Response:
    """Take a criterion away."""
    award_id = criterion_of(current_actor(), criterion_id).award_id
    to = url_for("awards.members", award_id=award_id, _anchor="criteria")
    return told(lambda: remove_criterion(current_actor(), criterion_id), _("The criterion is gone."), to)


def _save(award_id: int, criterion_id: int | None) -> Response | tuple[str, int]:
    sent = {name: stripped(request.form.get(name, "")) for name in ("name", "description", "weight", "seen")}
    content = CriterionContent(sent["name"], sent["description"][:2000], number_in(sent["weight"]) or 0)
    try:
        save_criterion(current_actor(), award_id, criterion_id, content, sent["seen"])
    except ConferenceError as refusal:
        if refusal.status in {401, 403, 404}:
            raise
        return _page(award_id, refused=refusal.message, sent={**sent, "id": criterion_id}), refusal.status
    flash(_("“%(name)s” is saved.", name=content.name), "success")
    return redirect(url_for("awards.members", award_id=award_id, _anchor="criteria"))


def _page(award_id: int, refused: str = "", sent: dict[str, object] | None = None) -> str:
    actor = current_actor()
    award = managed_award(actor, award_id)
    text = request.args.get("text", "")[:100].strip()
    wanted = ListFilter(text=text, status=ParticipantStatus.CONFIRMED)
    found = [person for person in list_participants(actor, wanted).people if person.account_id] if text else []
    return render_template(
        "awards/members.html",
        award=award,
        members=members_of(award),
        criteria=award.criteria,
        weights=sum(one.weight for one in award.criteria),
        criteria_fixed=are_criteria_fixed(award),
        jury_fixed=award.state not in BEFORE_SHORTLIST,
        all_fixed=award.state in OVER,
        text=text,
        found=found[:MOST_FOUND],
        found_more=max(0, len(found) - MOST_FOUND),
        mark_of=mark_of,
        refused=refused,
        sent=sent,
    )
