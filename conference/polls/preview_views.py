"""HTTP door of the preview: a poll as its voters will see it, with nothing that could be sent."""

from flask import render_template

from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.polls.actions import poll_desk_state, present_round
from conference.polls.blueprint import blueprint
from conference.polls.edit_actions import poll_of
from conference.polls.own_actions import OwnPart
from conference.polls.rules import RoundState, Showing
from conference.polls.vote_setup_actions import panel_setup, question_setup, result_view


class _Nothing(dict[str, object]):
    """An answer that says nothing, whatever a template asks of it."""

    def __missing__(self, key: str) -> None:
        return None


@blueprint.get("/<slug>/polls/<int:poll_id>/preview")
@permitted(Permission.POLLS_MANAGE)
def preview(poll_id: int) -> str:
    """Show a poll as it looks while it is open and one has not answered yet."""
    poll = poll_of(current_actor(), poll_id)
    state = {
        **poll_desk_state(poll.id), "state": RoundState.OPEN, "showing": Showing.HIDDEN,
        "answered": 0, "total": None, "result": None, "closes_at": None,
    }  # fmt: skip
    setup = panel_setup(poll, present_round(poll.id), state, OwnPart()) | question_setup(poll)
    return render_template(
        "polls/preview.html",
        poll=poll,
        setup=setup,
        view=result_view(poll, state),
        state=state,
        phase="form",
        refused="",
        part_of=OwnPart(),
        given=_Nothing(),
        errors={},
        said="",
        kept_fields=[],
        key="",
        opens_at=None,
        closes_at=None,
        is_guest=False,
    )
