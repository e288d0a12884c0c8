"""HTTP door of the library of templates."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError
from conference.forms import number_in
from conference.people.countries import country_choices
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission
from conference.polls.blueprint import blueprint
from conference.polls.content import summary
from conference.polls.edit_actions import content_of
from conference.polls.labels import audience_text, kind_icon, kind_name
from conference.polls.library_actions import delete_template, poll_from_template, save_as_template, templates_of
from conference.polls.list_actions import sessions_to_choose


@blueprint.get("/<slug>/polls/library")
@permitted(Permission.POLLS_MANAGE)
def library() -> str:
    """Show one's own templates, with the sessions that a poll can be made for."""
    countries = dict(country_choices())
    return render_template(
        "polls/library.html",
        templates=templates_of(current_actor()),
        sessions=sessions_to_choose(current_conference().id),
        kind_name=kind_name,
        kind_icon=kind_icon,
        content_of=content_of,
        summary=summary,
        audience=lambda content: audience_text(content.eligibility, countries),
    )


@blueprint.post("/<slug>/polls/<int:poll_id>/template")
@permitted(Permission.POLLS_MANAGE)
def keep_as_template(poll_id: int) -> Response:
    """Put a poll into one's library."""
    save_as_template(current_actor(), poll_id)
    flash(_("The poll is in your library. You find it there at every conference that you moderate."), "success")
    return redirect(url_for("polls.list_of_polls", _anchor=f"poll-{poll_id}"))


@blueprint.post("/<slug>/polls/library/<int:template_id>/use")
@permitted(Permission.POLLS_MANAGE)
def use_template(template_id: int) -> Response:
    """Make a poll from a template, and open its form."""
    try:
        poll = poll_from_template(current_actor(), template_id, number_in(request.form.get("item_id")) or None)
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
        return redirect(url_for("polls.library"))
    flash(_("The poll is made from your template."), "success")
    return redirect(url_for("polls.edit_poll", poll_id=poll.id))


@blueprint.post("/<slug>/polls/library/<int:template_id>/delete")
@permitted(Permission.POLLS_MANAGE)
def remove_template(template_id: int) -> Response:
    """Take a template out of one's library."""
    delete_template(current_actor(), template_id)
    flash(_("The template is out of your library."), "success")
    return redirect(url_for("polls.library"))
