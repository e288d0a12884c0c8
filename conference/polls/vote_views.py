"""HTTP door of voters: the panel of one poll."""

from flask import render_template
from flask_babel import gettext as _

from conference.agenda.sight_actions import may_see_item
from conference.errors import NotFound
from conference.extensions import db
from conference.people.identity import current_actor, open_to_all
from conference.polls.blueprint import blueprint
from conference.polls.models import Poll


@blueprint.get("/<slug>/polls/<int:poll_id>/panel")
@open_to_all
def panel(poll_id: int) -> str:
    """Show a poll to who may know of it."""
    actor = current_actor()
    poll = db.session.get(Poll, poll_id)
    if poll is None or poll.conference_id != actor.conference_id or poll.is_template:
        raise NotFound(_("There is no such poll."))
    if poll.item_id is not None and not may_see_item(actor, poll.item_id):
        raise NotFound(_("There is no such poll."))
    return render_template("polls/panel.html", poll=poll)
