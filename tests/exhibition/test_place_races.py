"""The last place and the draw, pressed by several organisers in one moment, on both databases."""

from functools import partial

from flask import Flask
from sqlalchemy import func, select

from conference import clock
from conference.exhibition.actions import settings_of
from conference.exhibition.contact_models import BoothStamp, StampDraw
from conference.exhibition.draw_actions import draw
from conference.exhibition.models import Booth, ExhibitionSettings
from conference.exhibition.place_actions import decide, make_booth, put_back, take_out
from conference.exhibition.quota_actions import places
from conference.exhibition.rules import HAS_A_PLACE, BoothState
from conference.extensions import db
from conference.mail import Mail
from conference.permissions import Role
from tests import factories as make
from tests.exhibition import making
from tests.racing import DONE, at_once_as


def test_the_last_place_is_given_to_one_whichever_way_it_is_asked_for(app: Flask) -> None:
    with app.test_request_context():
        fair = making.fair(state=BoothState.WITHDRAWN)
        for number, person in enumerate(fair.visitors):
            making.booth(fair.house, person, name=f"Wish {number}", state=BoothState.APPLIED, applied_at=clock.now(),
                         published_at=None)  # fmt: skip
        wishes = list(db.session.scalars(select(Booth.id).where(Booth.state == BoothState.APPLIED)))
        newcomer = make.participant(fair.house)
        assert newcomer.account is not None
        second = make.participant(fair.house, Role.ORGANISER)
        db.session.get_one(ExhibitionSettings, fair.house.id).quota = 1
        db.session.commit()
        first_id, second_id, house_id, back = fair.organiser.id, second.id, fair.house.id, fair.booth.id
        address = newcomer.account.email
    jobs = [
        (first_id, partial(decide, booth_id=wishes[0], accept=True)),
        (second_id, partial(decide, booth_id=wishes[0], accept=True)),
        (second_id, partial(decide, booth_id=wishes[1], accept=True)),
        (first_id, partial(put_back, booth_id=back)),
        (second_id, partial(make_booth, name="New", email=address, hall_id=None)),
    ]
    assert at_once_as(app, jobs).count(DONE) == 1
    with app.test_request_context():
        assert places(house_id).taken == settings_of(house_id).quota == 1
        # Whoever has it was told, and nobody else.
        (winner,) = db.session.scalars(select(Booth).where(Booth.state.in_(HAS_A_PLACE)))
        told = set(db.session.scalars(select(Mail.recipient).where(Mail.once_key.startswith("exhibition_decided:"))))
        expected = {one.participant.account.email for one in winner.members if one.participant.account}
        assert told == (set() if winner.id == back else expected)


def test_a_place_that_comes_free_is_given_once(app: Flask) -> None:
    with app.test_request_context():
        fair = making.fair()
        wish = making.booth(fair.house, fair.visitors[0], state=BoothState.APPLIED, applied_at=clock.now()).id
        db.session.get_one(ExhibitionSettings, fair.house.id).quota = 1
        db.session.commit()
        organiser, house_id, booth_id = fair.organiser.id, fair.house.id, fair.booth.id
    jobs = [
        (organiser, partial(take_out, booth_id=booth_id)),
        (organiser, partial(decide, booth_id=wish, accept=True)),
        (organiser, partial(put_back, booth_id=booth_id)),
    ]
    at_once_as(app, jobs)
    with app.test_request_context():
        assert places(house_id).taken <= 1


def test_two_organisers_who_draw_in_the_same_moment_draw_one(app: Flask) -> None:
    with app.test_request_context():
        fair = making.fair(visitors=4)
        settings = db.session.get_one(ExhibitionSettings, fair.house.id)
        settings.has_stamps, settings.stamps_needed = True, 1
        for person in fair.visitors:
            make.kept(BoothStamp(booth_id=fair.booth.id, participant_id=person.id))
        organisers = [fair.organiser.id, make.participant(fair.house, Role.ORGANISER).id]
    assert at_once_as(app, [(who, partial(draw, seen=0)) for who in organisers * 2]).count(DONE) == 1
    with app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(StampDraw)) == 1
