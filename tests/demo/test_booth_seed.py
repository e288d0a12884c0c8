"""The live demo's exhibition: 93 booths of which none is made up, with people who are called what they are."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from statistics import median

from flask import Flask
from sqlalchemy import func, select

from conference.demo.actions import load_demo
from conference.demo.people import LIVE, persona_email
from conference.exhibition.actions import settings_of
from conference.exhibition.contact_models import BoothLead, BoothQuestion
from conference.exhibition.models import Booth, BoothMember, BoothOpening, BoothVisit, ExhibitionHall
from conference.exhibition.rules import SAME_VISIT, BoothState, MaterialKind
from conference.exhibition.visit_figures_actions import all_visit_figures
from conference.extensions import db
from conference.people.models import Account, Participant
from conference.permissions import Role
from conference.uploads import path_of
from tests import factories as make


def test_the_live_demo_has_an_exhibition_to_walk_through(app: Flask) -> None:
    with app.app_context():
        load_demo()
        house = make.house_of(LIVE)
        assert settings_of(house.id).is_open
        booths = db.session.scalars(select(Booth).where(Booth.conference_id == house.id)).all()
        shown = [booth for booth in booths if booth.state is BoothState.PUBLISHED]
        assert len(shown) == 93
        assert [booth.state for booth in booths if booth not in shown] == [BoothState.APPLIED]
        numbered = [booth for booth in shown if booth.name.startswith("Demo booth ")]
        assert all(booth.name == f"Demo booth {booth.number}" and booth.country for booth in numbered)
        assert len({booth.name for booth in shown}) == 93
        halls = Counter(booth.hall_id for booth in shown)
        assert len(halls) == db.session.scalar(select(func.count()).select_from(ExhibitionHall)) == 15
        # Whoever stands anywhere is of the demo, and visits no booth of their own.
        people = db.session.scalars(select(Participant).join(BoothMember)).all()
        assert all(person.name.startswith("Demo ") for person in people)
        teams = {(row.booth_id, row.participant_id) for row in db.session.scalars(select(BoothMember))}
        visits = {(row.booth_id, row.participant_id) for row in db.session.scalars(select(BoothVisit))}
        assert not teams & visits
        # Organisers find booths that nobody has been to, to bring people there.
        assert sorted(booth.number or 0 for booth in shown if booth.id not in dict(visits)) == [91, 92, 93]


def test_organisers_read_from_which_countries_visits_were_although_small_groups_are_hidden(app: Flask) -> None:
    with app.app_context():
        load_demo()
        house = make.house_of(LIVE)
        role = select(Participant).join(Account).where(Account.email == persona_email(Role.ORGANISER))
        organiser = next(one for one in db.session.scalars(role) if one.conference_id == house.id)
        countries = all_visit_figures(make.actor(organiser)).countries
        assert len([group for group in countries if group.value is not None]) > 10


def test_something_waits_at_the_exhibitors_booth(app: Flask) -> None:
    with app.app_context():
        load_demo()
        account = db.session.scalars(select(Account).where(Account.email == persona_email(Role.EXHIBITOR))).one()
        house = make.house_of(LIVE)
        person = next(person for person in account.participants if person.conference_id == house.id)
        booth = db.session.scalars(select(Booth).join(BoothMember).where(BoothMember.participant_id == person.id)).one()
        assert db.session.scalar(select(func.count()).where(BoothQuestion.booth_id == booth.id)) == 2
        leads = db.session.scalars(select(BoothLead).where(BoothLead.booth_id == booth.id)).all()
        assert Counter(lead.consented_at is not None for lead in leads) == {True: 3, False: 2}


def test_the_exhibitors_booth_shows_each_part_of_a_booth(app: Flask) -> None:
    with app.test_request_context():
        load_demo()
        booth = db.session.scalars(select(Booth).where(Booth.name == "Demo booth 53")).one()
        assert booth.about
        for upload in (booth.logo, booth.banner, *(one.upload for one in booth.materials)):
            assert upload is not None
            assert path_of(upload).stat().st_size > 500
        kinds = [one.kind for one in booth.materials]
        assert kinds == [MaterialKind.DOCUMENT, MaterialKind.PICTURE, MaterialKind.PICTURE]
        assert all(one.published_at for one in booth.materials)
        opened = db.session.scalar(select(func.count()).where(BoothOpening.material_id == booth.materials[0].id))
        assert opened == 3


def test_visits_are_as_many_as_the_paper_counts_and_as_uneven_as_on_a_real_day(app: Flask) -> None:
    with app.app_context():
        load_demo()
        house = make.house_of(LIVE)
        rows = db.session.execute(
            select(BoothVisit, Booth.name)
            .join(Booth)
            .where(Booth.conference_id == house.id)
            .order_by(BoothVisit.started_at)
        ).all()
        assert len(rows) == 1090
        by_booth = Counter(name for _visit, name in rows)
        assert max(by_booth.values()) > 5 * median(by_booth.values())
        first = rows[0][0].started_at
        by_hour = Counter((visit.started_at - first) // timedelta(hours=1) for visit, _name in rows)
        assert max(by_hour.values()) > 2 * sorted(by_hour.values())[1]
        # Nobody is at two booths at once, and whoever comes back so soon that it is one visit has one.
        for person in {visit.participant_id for visit, _name in rows}:
            own = [visit for visit, _name in rows if visit.participant_id == person]
            assert all(later.started_at > earlier.last_at for earlier, later in pairwise(own))
            for booth_id in {visit.booth_id for visit in own}:
                there = [visit for visit in own if visit.booth_id == booth_id]
                assert [visit.number for visit in there] == list(range(1, len(there) + 1))
                assert all(later.started_at - earlier.last_at > SAME_VISIT for earlier, later in pairwise(there))
        # Whoever asked or left a card was there.
        known = {(row.booth_id, row.participant_id) for row in db.session.scalars(select(BoothLead))}
        assert known
        assert known <= {(visit.booth_id, visit.participant_id) for visit, _name in rows}
