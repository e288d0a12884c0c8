"""Polls for tests, put into the current session with overrides and committed."""

from itertools import count
from typing import Any

from conference.conferences.models import Conference
from conference.permissions import Actor, Role
from conference.polls.models import Poll, PollOption, PollRound
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import Eligibility, PollKind, PollSettings, Showing
from conference.polls.settings import eligibility_to_json, settings_to_json
from tests import factories as make

_numbers = count(1)


def poll(
    of: Conference,
    kind: PollKind = PollKind.SINGLE,
    *options: str,
    settings: PollSettings | None = None,
    eligibility: Eligibility | None = None,
    **overrides: Any,
) -> Poll:
    """Make a named poll with three options, whose first round is a draft and will show its tally live."""
    values: dict[str, Any] = {
        "conference_id": of.id,
        "kind": kind,
        "question": f"Question {next(_numbers)}?",
        "settings": settings_to_json(settings or PollSettings()),
        "eligibility": eligibility_to_json(eligibility or Eligibility()),
        "showing": Showing.LIVE,
    }
    row = Poll(**{**values, **overrides})
    texts = options or ("Steel", "Batteries", "Hydrogen")
    row.options = [PollOption(order=order, text=text) for order, text in enumerate(texts)]
    row.rounds = [PollRound(showing=row.showing)]
    return make.kept(row)


def open_poll(of: Conference, kind: PollKind = PollKind.SINGLE, *options: str, **overrides: Any) -> Poll:
    """Make a poll that is open."""
    row = poll(of, kind, *options, **overrides)
    act_on_round(Actor(of.id, roles=frozenset({Role.MODERATOR})), row.id, What.OPEN, None)
    return row
