"""Who takes a booth out of the hall puts it back: what organisers took out, its team does not."""

from typing import Any

import pytest

from conference.errors import Refused
from conference.exhibition import edit_state_actions, place_actions
from conference.exhibition.edit_state_actions import publish, withdraw
from conference.exhibition.models import Booth
from conference.exhibition.place_actions import take_out
from conference.exhibition.rules import BoothState
from conference.extensions import db
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.editing import booth_now, write


@pytest.mark.parametrize("by", [take_out, withdraw])
def test_what_organisers_took_out_its_team_neither_puts_back_nor_publishes(session: Any, by: Any) -> None:
    fair = making.fair()
    lead, organiser = fair.actor(fair.lead), fair.actor(fair.organiser)
    by(organiser, fair.booth.id)
    with pytest.raises(Refused, match="organisers"):
        edit_state_actions.put_back(lead, fair.booth.id)
    drawn = write(fair.lead, fair.booth, about="For later")
    with pytest.raises(Refused, match="organisers"):
        publish(lead, fair.booth.id, drawn.whole_fingerprint)
    assert booth_now(fair.booth.id).state is BoothState.WITHDRAWN
    place_actions.put_back(organiser, fair.booth.id)
    assert booth_now(fair.booth.id).state is BoothState.PUBLISHED
    # From then on it is the team's own again.
    withdraw(lead, fair.booth.id)
    edit_state_actions.put_back(lead, fair.booth.id)
    assert booth_now(fair.booth.id).state is BoothState.DRAFT


def test_an_organiser_who_builds_it_again_gives_it_back_to_its_team(session: Any) -> None:
    fair = making.fair()
    take_out(fair.actor(fair.organiser), fair.booth.id)
    edit_state_actions.put_back(fair.actor(fair.organiser), fair.booth.id)
    booth = booth_now(fair.booth.id)
    assert (booth.state, booth.taken_out_at) == (BoothState.DRAFT, None)


def test_the_team_reads_who_took_it_out_and_has_no_button(app: Any, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair()
        own = f"/{fair.house.slug}/exhibition/{fair.booth.id}"
        booth_id, lead, organiser = fair.booth.id, fair.lead.account_id, fair.organiser.account_id
        take_out(fair.actor(fair.organiser), booth_id)
    page = sign_in(lead).get(f"{own}/edit").text
    assert "The organisers took this booth out of the hall" in page
    assert "Build it again" not in page
    said = sign_in(lead).post(f"{own}/withdraw", data={"do": "back"}, follow_redirects=True).text
    assert "please write to them" in said
    assert "Build it again" in sign_in(organiser).get(f"{own}/edit").text
    assert "By organisers" in sign_in(organiser).get(f"{own.rsplit('/', 1)[0]}/booths").text
    with app.app_context():
        assert db.session.get_one(Booth, booth_id).state is BoothState.WITHDRAWN
