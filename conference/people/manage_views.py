"""HTTP door of the organisers' list of participants and of one person's page in it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Refused
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.invitation_actions import resend
from conference.people.labels import KINDS, ROLES, STATUSES
from conference.people.list_actions import SORTS, ListFilter, list_participants
from conference.people.manage_actions import (
    Decision,
    Outcome,
    change_role,
    decide,
)
from conference.people.place_actions import confirmed_attendees
from conference.people.report_actions import count_open
from conference.people.rules import OrganisationKind, ParticipantStatus
from conference.permissions import Permission, Role

Choice = TypeVar("Choice", bound=StrEnum)


def choice_of(values: type[Choice], text: str) -> Choice | None:
    """Return the member that a text names, or None."""
    return values(text) if text in set(values) else None


def filter_from(args: Mapping[str, str]) -> ListFilter:
    """Return what an address asks for; what it says wrongly is as if it were not said."""
    page = args.get("page", "1")
    return ListFilter(
        text=args.get("text", "")[:100].strip(),
        status=choice_of(ParticipantStatus, args.get("status", "")),
        role=choice_of(Role, args.get("role", "")),
        country=args.get("country", "")[:2].upper(),
        kind=choice_of(OrganisationKind, args.get("kind", "")),
        sort=args["sort"] if args.get("sort") in SORTS else "name",
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


def filter_args(wanted: ListFilter, **other: str | int | None) -> dict[str, Any]:
    """Return a filter as it stands in an address, with some of it other; None and empty are left out."""
    values: dict[str, str | int | None] = {
        "text": wanted.text,
        "status": wanted.status,
        "role": wanted.role,
        "country": wanted.country,
        "kind": wanted.kind,
        "sort": wanted.sort if wanted.sort != "name" else None,
        "page": wanted.page if wanted.page > 1 else None,
    }
    return {name: value for name, value in {**values, **other}.items() if value}


@blueprint.route("/<slug>/people/manage")
@permitted(Permission.PEOPLE_MANAGE)
def manage() -> str:
    """Show the list."""
    wanted = filter_from(request.args)
    found = list_participants(current_actor(), wanted)
    return render_template(
        "people/manage.html",
        found=found,
        wanted=wanted,
        filter_args=filter_args,
        statuses=STATUSES,
        roles=ROLES,
        kinds=KINDS,
        confirmed=confirmed_attendees(current_conference().id),
        open_reports=count_open(current_actor()),
    )


@blueprint.route("/<slug>/people/manage/bulk", methods=["POST"])
@permitted(Permission.PEOPLE_MANAGE)
def bulk() -> Response:
    """Do one thing to all chosen people, and come back to the same part of the list."""
    back = redirect(url_for("people.manage", **filter_args(filter_from(request.args))))
    ids = [int(text) for text in request.form.getlist("ids") if text.isdecimal() and len(text) < 12]
    try:
        _do_in_bulk(ids, request.form.get("do", ""))
    except ConferenceError as error:
        flash(error.message, "error")
    return back


def _do_in_bulk(ids: list[int], what: str) -> None:
    actor = current_actor()
    if decision := choice_of(Decision, what):
        flash_outcome(decide(actor, ids, decision), decision)
    elif what == "resend":
        count = resend(actor, ids)
        flash(ngettext("%(num)s invitation sent again", "%(num)s invitations sent again", count), "success")
    elif what in {"give", "take"} and (role := choice_of(Role, request.form.get("role", ""))):
        outcome = change_role(actor, ids, role, give=what == "give")
        flash(
            ngettext("Roles of %(num)s person changed", "Roles of %(num)s people changed", outcome.changed), "success"
        )
    else:
        raise Refused(_("Choose what to do with the chosen people."))


def flash_outcome(outcome: Outcome, decision: Decision) -> None:
    """Tell what became of a decision."""
    placed = outcome.changed - outcome.waiting
    sentences = {
        Decision.APPROVE: ngettext("%(num)s person approved", "%(num)s people approved", placed),
        Decision.DECLINE: ngettext("%(num)s person declined", "%(num)s people declined", placed),
        Decision.CANCEL: ngettext("%(num)s registration cancelled", "%(num)s registrations cancelled", placed),
    }
    if placed:
        flash(sentences[decision], "success")
    if outcome.waiting:
        text = ngettext(
            "No place was free for %(num)s person: they are on the waiting list",
            "No place was free for %(num)s people: they are on the waiting list",
            outcome.waiting,
        )
        flash(text, "warning")
    for sentence in outcome.refused[:5]:
        flash(sentence, "warning")
    if len(outcome.refused) > 5:
        flash(_("And %(count)s more for whom it does not fit.", count=len(outcome.refused) - 5), "warning")
