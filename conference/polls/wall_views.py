"""HTTP door of the hall: a poll as the projector shows it, with the code by which people join."""

from flask import render_template, url_for

from conference import clock
from conference.coming_back import is_fragment
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.polls.actions import facts_of, poll_state, present_round, seen_poll
from conference.polls.blueprint import blueprint
from conference.polls.join_actions import code_of_poll
from conference.polls.own_actions import OwnPart
from conference.polls.rules import RoundState
from conference.polls.vote_setup_actions import panel_setup, result_view


@blueprint.get("/<slug>/polls/<int:poll_id>/wall")
@permitted(Permission.STAGE_WATCH)
def wall(poll_id: int) -> str:
    """Show a poll to the hall: what everyone may see of it, and nothing more."""
    poll = seen_poll(current_actor(), poll_id)
    asking = present_round(poll.id)
    state = poll_state(poll.id)
    return render_template(
        "polls/_wall.html" if is_fragment() else "polls/wall.html",
        setup=panel_setup(poll, asking, state, OwnPart()),
        view=result_view(poll, state),
        state={"answered": 0, "result": None, **state},
        closes_at=asking.closes_at if facts_of(asking).state_at(clock.now()) is RoundState.OPEN else None,
        code=code_of_poll(poll),
        address=url_for("polls.enter_code", _external=True).partition("://")[2],
    )
