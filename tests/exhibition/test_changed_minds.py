"""Organisers who change their minds while a team builds: videos of no host any more, no places, people who go."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from conference.errors import Refused
from conference.exhibition import edit_state_actions
from conference.exhibition.actions import DESK
from conference.exhibition.edit_actions import draft_content
from conference.exhibition.edit_state_actions import withdraw
from conference.exhibition.models import Booth, BoothMember, ExhibitionSettings
from conference.exhibition.place_actions import decide
from conference.exhibition.question_actions import ask
from conference.exhibition.quota_actions import places, places_left
from conference.exhibition.rules import BoothState
from conference.exhibition.settings_actions import FIELDS, save_settings
from conference.exhibition.team_actions import remove_member
from conference.extensions import db
from conference.mail import Mail
from conference.people import manage_actions
from conference.people.manage_actions import Decision
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.editing import booth_now, publish_now, write
from tests.exhibition.test_booth_page import Stand


def save(organiser: Actor, **values: object) -> None:
    """Save the settings with some changed."""
    kept = db.session.get_one(ExhibitionSettings, organiser.conference_id)
    save_settings(organiser, {**{name: getattr(kept, name) for name in FIELDS}, **values}, kept.version)


def test_without_hosts_a_video_is_a_link_and_the_team_reads_what_to_do(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair()
        page = f"/{fair.house.slug}/exhibition/{fair.booth.id}"
        write(fair.lead, fair.booth, video_url="https://vimeo.com/12345")
        publish_now(fair.lead, fair.booth)
        seen = write(fair.lead, fair.booth, about="More of us").whole_fingerprint
        lead, visitor = fair.lead.account_id, fair.visitors[0].account_id
        save(fair.actor(fair.organiser), video_hosts="")
    shown = sign_in(visitor).get(page)
    assert "data-video=" not in shown.text
    assert 'href="https://vimeo.com/12345"' in shown.text
    assert "vimeo" not in shown.headers["Content-Security-Policy"]
    said = sign_in(lead).post(f"{page}/publish", data={"seen": seen}, follow_redirects=True).text
    assert "Video at an address: Videos from this address cannot be shown here." in said
    typed = {"name": "Booth", "tagline": "What we typed", "video_url": "https://vimeo.com/12345"}
    refused = sign_in(lead).post(f"{page}/edit", data=typed)
    assert refused.status_code == 422
    assert 'value="What we typed"' in refused.text
    assert "Videos from this address cannot be shown here." in refused.text


def test_a_quota_of_nothing_takes_no_place_away_and_gives_none(session: Any) -> None:
    fair = making.fair()
    organiser, lead = fair.actor(fair.organiser), fair.actor(fair.lead)
    draft = making.booth(fair.house, fair.mate, state=BoothState.DRAFT, published_at=None, name="Draft")
    applied = making.booth(
        fair.house, fair.visitors[0], state=BoothState.APPLIED, published_at=None, applied_at=fair.booth.published_at
    )
    save(organiser, quota=0)
    assert (places(fair.house.id).is_full, places_left(fair.house.id)) == (True, 0)
    # Who has a place keeps it, and builds on.
    write(fair.lead, fair.booth, about="Still here")
    assert publish_now(fair.lead, fair.booth).state is BoothState.PUBLISHED
    write(fair.mate, draft, about="Ready now")
    assert publish_now(fair.mate, draft).state is BoothState.PUBLISHED
    with pytest.raises(Refused):
        decide(organiser, applied.id, accept=True)
    db.session.rollback()
    withdraw(lead, fair.booth.id)
    with pytest.raises(Refused):
        edit_state_actions.put_back(lead, fair.booth.id)
    assert booth_now(fair.booth.id).state is BoothState.WITHDRAWN
    assert draft_content(booth_now(fair.booth.id)).about == "Still here"


@pytest.fixture
def stand(app: Flask, sign_in: SignIn) -> Iterator[Stand]:
    made = Stand(app, sign_in)
    yield made
    for line in filter(lambda line: line.is_connected(), made.lines):
        line.disconnect()


def take_off(fair: Stand) -> None:
    """Take the mate off the team."""
    remove_member(_actor(fair, "lead"), fair.booth, fair.ids["mate"])


def cancel(fair: Stand) -> None:
    """Cancel the mate's registration."""
    manage_actions.decide(_actor(fair, "organiser"), [fair.ids["mate"]], Decision.CANCEL)


def _actor(fair: Stand, who: str) -> Actor:
    return make.actor(db.session.get_one(Participant, fair.ids[who]))


@pytest.mark.parametrize("let_go", [take_off, cancel])
def test_who_is_let_go_while_their_desk_is_open_is_told_nothing_more_of_it(stand: Stand, let_go: Any) -> None:
    mate, lead = stand.line("mate"), stand.line("lead")
    for line in (mate, lead):
        assert "state" in stand.watch(line, DESK)
    with stand.app.test_request_context():
        let_go(stand)
    for line in (mate, lead):
        line.get_received()
    with stand.app.test_request_context():
        ask(_actor(stand, "visitor"), stand.booth, "A word for the team alone?", "key-00000001")
    stand.tick()
    assert "snapshot" in [said["name"] for said in lead.get_received()]
    assert not mate.is_connected() or "snapshot" not in [said["name"] for said in mate.get_received()]
    assert not mate.is_connected()
    assert stand.watch(stand.line("mate"), DESK)["status"] in {403, 404}
    for path in ("desk", "leads", "team", "edit"):
        answer = stand.get("mate", f"{stand.booth}/{path}")
        assert answer.status_code == 403
        assert "A word for the team alone?" not in answer.text
    with stand.app.app_context():
        address = db.session.get_one(Participant, stand.ids["mate"]).account
        assert address is not None
        assert db.session.query(Mail).filter_by(recipient=address.email).count() == 1


def test_the_role_alone_makes_nobody_one_of_a_team_nor_ends_it(session: Any) -> None:
    """A booth's team is who its leads invited: the role of an exhibitor is what lists and badges say of them."""
    fair = making.fair()
    manage_actions.change_role(fair.actor(fair.organiser), [fair.mate.id], Role.EXHIBITOR, give=False)
    assert db.session.get(BoothMember, (fair.booth.id, fair.mate.id)) is not None
    assert write(fair.mate, fair.booth, about="Still one of us").about == "Still one of us"
    assert db.session.get_one(Booth, fair.booth.id).about == ""
