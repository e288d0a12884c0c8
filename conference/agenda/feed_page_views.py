"""HTTP door of the page that shows the calendars' addresses, and renews the secret one."""

from urllib.parse import urlsplit

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.agenda.blueprint import blueprint
from conference.agenda.feed_actions import renew_feed as renew
from conference.agenda.filters import Filters
from conference.links import external_url
from conference.people.identity import current_actor, current_conference, current_participant, open_to_all, permitted
from conference.permissions import Permission, can


@blueprint.get("/<slug>/agenda/feeds")
@open_to_all
def feeds() -> str:
    """Show how to have the agenda in a calendar: one's own, the whole, what the filters in the address leave."""
    slug = current_conference().slug
    person = current_participant()
    token = person.feed_token if person else None
    own = external_url("agenda.personal_feed", slug=slug, token=token) if token else ""
    filters = Filters.from_query(request.args)
    return render_template(
        "agenda/feeds.html",
        may_have_own=can(current_actor(), Permission.AGENDA_STAR),
        own=own,
        own_webcal=webcal(own),
        own_qr=segno.make(webcal(own), error="m", micro=False).svg_data_uri(border=2, light="#fff") if own else "",
        whole=external_url("agenda.calendar_feed", slug=slug),
        filtered=external_url("agenda.calendar_feed", slug=slug, **filters.to_query()) if filters else "",
        xml=external_url("agenda.schedule_xml", slug=slug),
        json=external_url("agenda.schedule_json", slug=slug),
        webcal=webcal,
    )


@blueprint.post("/<slug>/agenda/feeds/renew")
@permitted(Permission.AGENDA_STAR)
def renew_feed() -> Response:
    """Give the personal calendar a new secret address."""
    had_one = bool((person := current_participant()) and person.feed_token)
    renew(current_actor())
    if had_one:
        flash(_("Your calendar has a new address. The old one no longer works: subscribe again."), "success")
    else:
        flash(_("Your calendar has its own address now."), "success")
    return redirect(url_for("agenda.feeds"))


def webcal(address: str) -> str:
    """Return an address that calendar programs open by themselves."""
    return urlsplit(address)._replace(scheme="webcal").geturl() if address else ""
