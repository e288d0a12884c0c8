"""The demo's matchmaking: wishes of the demo attendees, within what each may have."""

from typing import Any

from sqlalchemy import func, select

from conference.demo.actions import live_conference, load_demo
from conference.demo.matchmaking_actions import MOST_WISHES, TITLE
from conference.extensions import db
from conference.meetings.matchmaking_actions import slots_of_matchmaking
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingWish
from conference.meetings.matchmaking_problem_actions import problem_of
from conference.meetings.matchmaking_rules import MatchmakingState


def test_the_demo_collects_wishes_for_a_matchmaking(session: Any) -> None:
    load_demo()
    house = live_conference()
    assert house is not None
    row = db.session.scalars(select(Matchmaking).where(Matchmaking.conference_id == house.id)).one()
    assert (row.title, row.state) == (TITLE, MatchmakingState.COLLECTING)
    assert slots_of_matchmaking(row)
    counts = db.session.scalars(
        select(func.count()).where(MatchmakingWish.matchmaking_id == row.id).group_by(MatchmakingWish.by_id)
    ).all()
    assert len(counts) >= 90
    assert max(counts) <= MOST_WISHES
    problem, _elsewhere = problem_of(row)
    assert len(problem.wishes) == sum(counts)
