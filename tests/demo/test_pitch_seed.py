"""The pitches of the paper: twelve for contacts and six of partnerships, and nothing else of their sessions."""

from flask import Flask
from sqlalchemy import func, select

from conference.agenda.actions import item_content
from conference.agenda.models import AgendaItem
from conference.demo.actions import load_demo
from conference.demo.people import LIVE, persona_email
from conference.extensions import db
from conference.people.models import Account
from conference.permissions import Role
from conference.pitches.actions import pitches_of
from conference.pitches.interest_actions import interests
from conference.pitches.models import Pitch, PitchInterest
from tests import factories as make


def test_the_papers_eighteen_pitches_are_there_and_one_is_the_demo_speakers(app: Flask) -> None:
    with app.test_request_context():
        load_demo()
        for slug in (LIVE, "ecc2020"):
            house = make.house_of(slug)
            items = db.session.scalars(
                select(AgendaItem).where(AgendaItem.conference_id == house.id, AgendaItem.kind == "pitches")
            )
            found = [pitches_of(item_content(item)) for item in items]
            assert sorted(len(pitches) for pitches in found if pitches) == [6, 12]
            titles = [one.part.title for pitches in found for one in pitches]
            assert not [title for title in titles if "quiz" in title]
            shown = next(one for pitches in found for one in pitches if one.part.title == "Digital Innovation Hub")
            assert shown.pitch.organisation == "Cluster for photonics and Fibre Optics"
            assert not shown.pitch.one_line
        record = make.house_of("ecc2020").id
        pressed = select(func.count()).select_from(PitchInterest).join(Pitch).where(Pitch.conference_id == record)
        assert db.session.scalar(pressed) == 0
        account = db.session.scalars(select(Account).where(Account.email == persona_email(Role.SPEAKER))).one()
        speaker = next(one for one in account.participants if one.conference.slug == LIVE)
        first = db.session.scalars(
            select(Pitch).where(Pitch.conference_id == speaker.conference_id).order_by(Pitch.id)
        ).first()
        assert first is not None
        assert len(interests(make.actor(speaker), first.id)) == 5
