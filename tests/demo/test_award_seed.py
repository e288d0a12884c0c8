"""The three awards of 2020 as the paper tells them, and in the live demo a vote that is ready to be opened."""

from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference.awards.models import Award
from conference.awards.results import Outcome, result_from_json
from conference.awards.rules import AwardState, DecidedBy
from conference.conferences.models import Conference
from conference.demo.actions import load_demo
from conference.extensions import db


def _awards(slug: str) -> dict[str, Award]:
    rows = db.session.scalars(select(Award).join(Conference).where(Conference.slug == slug).order_by(Award.order))
    return {award.title: award for award in rows}


def test_the_record_has_three_awards_with_their_winners_and_makes_up_no_votes(session: scoped_session[Session]) -> None:
    load_demo()
    awards = _awards("ecc2020")

    winners = {}
    for title, award in awards.items():
        assert award.state is AwardState.REVEALED
        result = result_from_json((award.sealed or {})["result"])
        names = {one.guid.hex: one.name for one in award.nominees}
        assert (result.outcome, result.ballots) == (Outcome.WON, 0)
        winners[title] = [names[guid] for guid in result.winners]
    assert winners == {
        "European Cluster Manager of the Year 2020": ["Uwe Pfeil"],
        "European Cluster Partnership of the Year 2020": ["IOT4Industry"],
        "Special Award for EU Cluster Mobilisation 2020": ["Antonio Novo Guerrero"],
    }


def test_the_live_demo_s_vote_for_the_cluster_manager_stands_before_its_opening(
    session: scoped_session[Session],
) -> None:
    load_demo()
    manager = _awards("ecc-live")["European Cluster Manager of the Year 2020"]

    assert (manager.state, manager.decided_by) == (AwardState.PITCHES, DecidedBy.AUDIENCE)
    assert [one.name for one in manager.nominees if one.is_finalist] == [
        "Antonio Novo Guerrero",
        "Uwe Pfeil",
        "Corinne Farace",
    ]
    assert not any(one.is_chosen for one in manager.nominees)
