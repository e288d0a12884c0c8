"""HTTP door of voters: the panel of one poll, and answering it by a plain form."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from conference import clock
from conference.agenda.sight_actions import may_see_item
from conference.coming_back import is_fragment, path_before
from conference.errors import ConferenceError, Forbidden, InvalidFields, NotFound
from conference.forms import number_in
from conference.people.identity import current_actor, open_to_all, permitted
from conference.people.message_identity import form_key
from conference.permissions import Permission, can
from conference.polls.actions import facts_of, is_unasked, poll_of, poll_state, present_round, seen_poll
from conference.polls.answers import read_answer
from conference.polls.ballot_actions import cast_ballot
from conference.polls.blueprint import blueprint
from conference.polls.join_actions import code_known, guests_welcome
from conference.polls.models import Poll
from conference.polls.own_actions import OwnPart, own_part
from conference.polls.rules import RoundState, Secrecy
from conference.polls.tally_actions import asked_of
from conference.polls.vote_forms import payload_of
from conference.polls.vote_setup_actions import panel_setup, result_view, said_by

Page = Response | tuple[str, int]
NOT_KEPT = {"csrf_token", "confirmed", "back"}


@dataclass
class Typed:
    """What a form brought: the answer as a payload, what is wrong with it, and whether it is to be confirmed."""

    answer: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    confirm: bool = False
    status: int = 200
    key: str = ""


@blueprint.get("/<slug>/polls/<int:poll_id>/panel")
@open_to_all
def panel(poll_id: int) -> Page:
    """Show a poll to who may answer or see it; offer the others the ways in."""
    actor = current_actor()
    if not can(actor, Permission.POLLS_ANSWER):
        return _doorstep(poll_id)
    return _panel(seen_poll(actor, poll_id), Typed())


@blueprint.post("/<slug>/polls/<int:poll_id>/answer")
@permitted(Permission.POLLS_ANSWER)
def answer(poll_id: int) -> Page:
    """Count an answer; ask once more before an anonymous one, and show again what is not one."""
    actor = current_actor()
    poll = seen_poll(actor, poll_id)
    form = request.form
    typed = Typed(answer=payload_of(poll.kind, form), key=form.get("key", ""))
    if "back" in form:
        return _panel(poll, typed)
    try:
        if poll.secrecy is Secrecy.ANONYMOUS and "confirmed" not in form:
            read_answer(asked_of(poll), typed.answer)
            typed.confirm = True
            return _panel(poll, typed)
        cast_ballot(actor, poll.id, number_in(form.get("round")) or 0, typed.answer, form_key(form.get("key")))
    except (NotFound, Forbidden):
        raise
    except ConferenceError as error:
        fields = error.fields if isinstance(error, InvalidFields) else {error.field or "answer": str(error.message)}
        typed.errors, typed.status = dict(fields), error.status
        return _panel(seen_poll(actor, poll_id), typed)
    return redirect(_back_to(poll_id))


def _back_to(poll_id: int) -> str:
    """Return the page that the form stood on: the poll's own, or the stage's."""
    own = url_for("polls.panel", poll_id=poll_id)
    # Without its query, by which the form was asked for again.
    path = path_before(own).partition("?")[0]
    return f"{own if path.endswith('/answer') else path}#poll-{poll_id}"


def _panel(poll: Poll, typed: Typed) -> Page:
    asking = present_round(poll.id)
    state = poll_state(poll.id)
    mine = own_part(current_actor(), poll)
    setup = panel_setup(poll, asking, state, mine)
    said = typed.answer if typed.confirm else mine.answer
    phase = _phase(state["state"], mine, typed, unasked=is_unasked(asking))
    page = render_template(
        "polls/_panel.html" if is_fragment() else "polls/panel.html",
        setup=setup,
        view=result_view(poll, state),
        state={"answered": 0, "result": None, **state},
        phase=phase,
        # Beside the form, or where the form was.
        refused=" ".join(typed.errors.values()) if phase != "form" else "",
        part_of=mine,
        given=_Given(typed.answer or mine.answer or {}),
        errors=typed.errors,
        said=said_by(poll, said),
        kept_fields=_kept_fields(request.form) if typed.confirm else [],
        key=typed.key if typed.errors else secrets.token_hex(16),
        opens_at=asking.opens_at,
        closes_at=asking.closes_at if facts_of(asking).state_at(clock.now()) is RoundState.OPEN else None,
        is_guest=current_actor().is_guest,
        item_id=poll.item_id,
    )
    return page, typed.status


def _phase(state: str, mine: OwnPart, typed: Typed, *, unasked: bool) -> str:
    """Return which part of the panel is shown."""
    if unasked or state == RoundState.DRAFT:
        return "waiting"
    if state == RoundState.CLOSED:
        return "answered" if mine.has_answered else "closed"
    if mine.why_not:
        return "blocked"
    if typed.confirm:
        return "confirm"
    wants_form = bool(typed.errors) or "change" in request.args or "back" in request.form
    return "form" if wants_form or not mine.has_answered else "answered"


class _Given(dict[str, Any]):
    """An answer as its payload, of which templates may ask anything."""

    def __missing__(self, key: str) -> None:
        return None


def _kept_fields(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.items(multi=True) if name not in NOT_KEPT]


def _doorstep(poll_id: int) -> Page:
    """Offer the ways in to somebody who takes no part: nothing of the question is told."""
    actor = current_actor()
    poll = poll_of(actor, poll_id)
    if poll.item_id is not None and not may_see_item(actor, poll.item_id):
        raise NotFound(_("There is no such poll."))
    code = code_known(item_id=poll.item_id) if poll.item_id else code_known(poll_id=poll.id)
    return (
        render_template(
            "polls/doorstep.html",
            poll_id=poll.id,
            code=code if code and guests_welcome(poll) else None,
            is_fragment=is_fragment(),
            signed_in=g.get("account") is not None,
        ),
        200,
    )
