"""Teams and applicants who do the same in the same moment: one of them is first, and nothing is given twice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from conference.errors import ConferenceError
from conference.exhibition.apply_actions import Application, apply
from conference.exhibition.content import BoothContent
from conference.exhibition.edit_actions import draft_content, save_draft
from conference.exhibition.edit_state_actions import put_back, withdraw
from conference.exhibition.material_edit_actions import NewMaterial, add_material
from conference.exhibition.models import Booth, BoothMember, ExhibitionSettings
from conference.exhibition.rules import BoothState, MaterialKind
from conference.exhibition.team_actions import remove_member, set_lead
from conference.exhibition.team_invite_actions import invite, join
from conference.extensions import db
from tests import factories as make
from tests.exhibition.editing import booth_now, materials_of
from tests.exhibition.making import booth, fair, settings
from tests.exhibition.test_team import MATE, mails_to, token_in
from tests.racing import DONE, Job, at_once_as


def tried(act: Callable[[Any], object], done: list[bool]) -> Callable[[Any], None]:
    """Return a job that notes whether it was done or refused."""

    def job(actor: Any) -> None:
        try:
            act(actor)
        except ConferenceError:
            done.append(False)
        else:
            done.append(True)

    return job


def test_two_pressings_of_one_applicant_are_one_application(app: Flask) -> None:
    with app.test_request_context():
        house = make.conference()
        settings(house, takes_applications=True)
        person_id = make.participant(house).id
    wish, done = Application(BoothContent(name="Our booth"), None, "Because."), list[bool]()
    at_once_as(app, [(person_id, tried(lambda actor: apply(actor, wish), done))] * 4)
    with app.test_request_context():
        assert sorted(done) == [False, False, False, True]
        assert db.session.scalar(select(func.count()).select_from(Booth)) == 1


def test_a_link_that_two_follow_at_once_lets_in_one(app: Flask) -> None:
    with app.test_request_context():
        house = fair(visitors=4)
        invite(make.actor(house.lead), house.booth.id, MATE)
        token, people, booth_id = token_in(mails_to(MATE)[0]), [one.id for one in house.visitors], house.booth.id
    done = list[bool]()
    at_once_as(app, [(person, tried(lambda actor: join(actor, token), done)) for person in people])
    with app.test_request_context():
        assert sorted(done) == [False, False, False, True]
        members = select(func.count()).select_from(BoothMember).where(BoothMember.booth_id == booth_id)
        assert db.session.scalar(members) == 3


def test_the_last_place_is_given_back_to_one_of_two_booths(app: Flask) -> None:
    with app.test_request_context():
        house = fair()
        neighbour = make.participant(house.house)
        other = booth(house.house, neighbour, name="Other")
        withdraw(make.actor(house.lead), house.booth.id)
        withdraw(make.actor(neighbour), other.id)
        db.session.get_one(ExhibitionSettings, house.house.id).quota = 1
        db.session.commit()
        pairs = [(house.lead.id, house.booth.id), (neighbour.id, other.id)]
    done = list[bool]()

    def back(booth_id: int) -> Callable[[Any], None]:
        return tried(lambda actor: put_back(actor, booth_id), done)

    at_once_as(app, [(who, back(of)) for who, of in pairs])
    with app.test_request_context():
        assert sorted(done) == [False, True]
        drafts = select(func.count()).select_from(Booth).where(Booth.state == BoothState.DRAFT)
        assert db.session.scalar(drafts) == 1


def test_of_two_who_save_at_once_one_is_told(app: Flask) -> None:
    with app.test_request_context():
        house = fair()
        before, booth_id, people = draft_content(house.booth), house.booth.id, (house.lead.id, house.mate.id)
    done = list[bool]()

    def save(name: str) -> Callable[[Any], object]:
        content = replace(before, tagline=name)
        return tried(lambda actor: save_draft(actor, booth_id, content, before.fingerprint), done)

    at_once_as(app, [(who, save(f"By {who}")) for who in people])
    with app.test_request_context():
        assert sorted(done) == [False, True]
        assert draft_content(booth_now(booth_id)).tagline in {f"By {who}" for who in people}


def test_two_leads_who_step_back_at_once_leave_one(app: Flask) -> None:
    with app.test_request_context():
        house = fair()
        set_lead(make.actor(house.lead), house.booth.id, house.mate.id, leads=True)
        booth_id, people = house.booth.id, (house.lead.id, house.mate.id)
    done = list[bool]()
    at_once_as(
        app,
        [(who, tried(lambda actor: remove_member(actor, booth_id, actor.participant_id), done)) for who in people],
    )
    with app.test_request_context():
        assert sorted(done) == [False, True]


def test_materials_that_are_added_at_once_stand_one_after_the_other(app: Flask) -> None:
    with app.test_request_context():
        house = fair()
        booth_id, people = house.booth.id, (house.lead.id, house.mate.id) * 2
    new = NewMaterial(MaterialKind.LINK, "Work", "https://example.org/")
    jobs: list[tuple[int, Job]] = [(who, lambda actor: add_material(actor, booth_id, new)) for who in people]
    assert at_once_as(app, jobs) == [DONE] * 4
    with app.test_request_context():
        assert [row.order for row in materials_of(booth_now(booth_id))] == [0, 1, 2, 3]
