"""Who may know of a café, be at a table, and host one."""

import pytest
from sqlalchemy.exc import IntegrityError

from conference.cafe import actions
from conference.cafe.models import Seat
from conference.cafe.rules import CafeState, Clock, may_become
from conference.clock import now
from conference.errors import NotFound
from conference.extensions import db
from conference.people import block_actions
from conference.people.models import ParticipantBlock
from conference.permissions import Role
from tests import factories as make
from tests.cafe.making import hall, seated_hall

pytestmark = pytest.mark.usefixtures("session")


def test_who_sits_at_a_table_may_be_there_and_nobody_else_but_who_facilitates() -> None:
    made = seated_hall()
    table, other = made.cafe.tables[:2]
    sitter, stranger = made.at[0][1], made.at[1][0]
    assert actions.may_be_at(make.actor(sitter), table.id)
    assert not actions.may_be_at(make.actor(sitter), other.id)
    assert not actions.may_be_at(make.actor(stranger), table.id)
    assert actions.may_be_at(make.actor(made.facilitator), table.id)
    assert not actions.may_be_at(make.actor(make.participant(make.conference(), Role.ORGANISER)), table.id)


def test_only_the_host_of_a_table_and_who_facilitates_may_host_it() -> None:
    made = seated_hall()
    table = made.cafe.tables[0]
    host, sitter = made.at[0][:2]
    assert [actions.may_host(make.actor(one), table.id) for one in (host, sitter, made.facilitator)] == [
        True,
        False,
        True,
    ]
    assert not actions.may_host(make.actor(made.at[1][0]), table.id)


def test_a_draft_is_not_there_for_attendees() -> None:
    made = hall(state=CafeState.DRAFT)
    with pytest.raises(NotFound):
        actions.seen_cafe(make.actor(made.people[0]), made.cafe.id)
    assert actions.seen_cafe(make.actor(made.facilitator), made.cafe.id) is made.cafe


def test_nobody_has_two_seats_in_a_round() -> None:
    made = seated_hall()
    first = made.cafe.rounds[0]
    db.session.add(Seat(round_id=first.id, table_id=made.cafe.tables[1].id, participant_id=made.at[0][0].id))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_whoever_blocked_somebody_is_kept_from_them_both_ways() -> None:
    made = hall()
    one, two, three = made.people[:3]
    db.session.add(ParticipantBlock(participant_id=two.id, blocked_id=one.id))
    db.session.commit()
    assert block_actions.blocked_pairs([one.id, two.id, three.id]) == {(one.id, two.id)}
    assert block_actions.blocked_pairs([one.id, three.id]) == set()


def test_the_clock_of_a_round_stands_still_goes_on_and_is_extended() -> None:
    at = now()
    running = Clock(left_seconds=300).resumed(at)
    assert running.left(at) == 300
    assert running.paused(at) == Clock(left_seconds=300)
    assert running.extended(60, at).left(at) == 360
    assert running.extended(-600, at).left(at) == 0
    assert Clock(left_seconds=10).extended(5, at) == Clock(left_seconds=15)
    assert Clock().left(at) == 0


def test_a_cafe_goes_one_state_at_a_time() -> None:
    assert may_become(CafeState.OPEN, CafeState.HARVEST)
    assert may_become(CafeState.OPEN, CafeState.DRAFT)
    assert not may_become(CafeState.DRAFT, CafeState.HARVEST)
