"""What a visitor reads who knocks while the team talks with somebody else."""

import pytest
from flask import Flask

from conference.exhibition.talk_actions import take_talk, wish_to_talk
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.contacts import stand

BUSY = "Everybody of the team who is here talks with somebody else just now."


@pytest.mark.parametrize("mate_is_here", [True, False])
def test_who_knocks_is_told_that_all_who_are_here_talk_with_somebody_else(
    app: Flask, sign_in: SignIn, mate_is_here: bool
) -> None:
    with app.test_request_context():
        fair = making.fair()
        stand(fair.booth.id, fair.lead.id, *([fair.mate.id] if mate_is_here else []))
        slug, booth_id = fair.house.slug, fair.booth.id
        first, second = fair.visitors
        alone = wish_to_talk(fair.actor(first), booth_id).id
        take = fair.actor(fair.lead)
        accounts = first.account_id, second.account_id
    waiting = sign_in(accounts[0]).get(f"/{slug}/exhibition/talks/{alone}").text
    assert "It rings at the booth" in waiting
    assert BUSY not in waiting
    with app.test_request_context():
        take_talk(take, alone)
    next_one = sign_in(accounts[1]).post(f"/{slug}/exhibition/{booth_id}/talk").location
    page = sign_in(accounts[1]).get(next_one).text
    assert "It rings at the booth" in page
    assert (BUSY in page) != mate_is_here
