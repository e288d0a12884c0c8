"""HTTP door of the agenda: the front page of the site, and the home of one conference."""

from flask import render_template
from werkzeug.wrappers import Response

from conference import clock
from conference.agenda.appointments import appointment_entry, appointments_of
from conference.agenda.blueprint import blueprint
from conference.agenda.display import NowAndNext, now_and_next
from conference.agenda.front import arranged, standing_of
from conference.agenda.front_actions import listed_conferences
from conference.agenda.on_home import parts_for
from conference.agenda.plan import now_and_next as my_now_and_next
from conference.agenda.reading_views import agenda_page, keep_chosen_zone, shown_agenda, viewing_of
from conference.agenda.speakers import speakers_of
from conference.people.identity import current_account, current_actor, current_conference, open_to_all

TEASER = 8
Answer = str | Response


@blueprint.get("/")
@open_to_all
def front_page() -> Answer:
    """Show the conferences: what is on, what comes, what was."""
    account = current_account()
    groups = arranged(listed_conferences(account.id if account else None, clock.now()))
    return render_template("agenda/front_page.html", groups=groups)


@blueprint.get("/<slug>/")
@open_to_all
def home() -> Answer:
    """Show a conference's front: what it is, what is on now and next, and what to do."""
    keep_chosen_zone()
    conference, now = current_conference(), clock.now()
    shown = shown_agenda()
    entries, viewing = shown.entries if shown else [], viewing_of(shown)
    others = [appointment_entry(one, viewing) for one in appointments_of(current_actor())]
    return agenda_page(
        "home",
        shown,
        now,
        others,
        standing=standing_of(conference.days, conference.status, now),
        live=now_and_next(entries, now) if entries else NowAndNext(),
        my_next=my_now_and_next([*(entry for entry in entries if entry.in_my_agenda), *others]),
        speakers=speakers_of(entries)[:TEASER],
        parts=parts_for(current_actor()),
        count=len([entry for entry in entries if not entry.is_break and not entry.is_cancelled]),
    )
