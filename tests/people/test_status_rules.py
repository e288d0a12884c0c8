"""Which changes of a status are allowed, and what somebody who wants to register is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.conferences.rules import RegistrationMode
from conference.people.rules import ParticipantStatus as Status
from conference.people.rules import free_places
from conference.people.status import ACTIVE, ALLOWED, WELCOMING, Answer, By, Past, answer_registration, is_allowed

pasts = st.builds(
    Past, status=st.none() | st.sampled_from(Status), ended_by_organiser=st.booleans(), admitted=st.booleans()
)


@given(st.sampled_from(Status), st.sampled_from(By))
def test_staying_as_one_is_is_no_change(status: Status, by: By) -> None:
    assert not is_allowed(status, status, by)


@given(st.none() | st.sampled_from(Status), st.sampled_from(Status))
def test_the_system_never_ends_a_registration(before: Status | None, after: Status) -> None:
    if is_allowed(before, after, By.SYSTEM):
        assert after in {Status.CONFIRMED, Status.INVITED}


def test_nobody_approves_themselves() -> None:
    assert not is_allowed(Status.WAITING_FOR_APPROVAL, Status.CONFIRMED, By.PERSON)
    assert not is_allowed(Status.WAITING_LIST, Status.CONFIRMED, By.PERSON)


def test_nobody_declines_for_an_invited_person() -> None:
    assert not is_allowed(Status.INVITED, Status.DECLINED, By.ORGANISER)
    assert is_allowed(Status.INVITED, Status.DECLINED, By.PERSON)


def test_every_status_can_be_left_by_an_organiser() -> None:
    for status in Status:
        assert ALLOWED[By.ORGANISER][status]


@given(st.sampled_from(RegistrationMode), pasts)
def test_an_archived_conference_welcomes_nobody(mode: RegistrationMode, past: Past) -> None:
    assert answer_registration(mode, past, archived=True) not in WELCOMING


@given(st.sampled_from(RegistrationMode), pasts)
def test_what_is_welcomed_is_a_change_the_person_may_make(mode: RegistrationMode, past: Past) -> None:
    answer = answer_registration(mode, past)
    if answer is Answer.PLACE:
        assert is_allowed(past.status, Status.CONFIRMED, By.PERSON)
        assert is_allowed(past.status, Status.WAITING_LIST, By.PERSON)
    if answer is Answer.APPROVAL:
        assert is_allowed(past.status, Status.WAITING_FOR_APPROVAL, By.PERSON)


@given(st.sampled_from(RegistrationMode), st.sampled_from(sorted(ACTIVE)))
def test_who_is_registered_is_registered_already(mode: RegistrationMode, status: Status) -> None:
    assert answer_registration(mode, Past(status)) is Answer.ALREADY


@given(st.sampled_from(RegistrationMode))
def test_what_an_organiser_ended_only_an_organiser_begins_again(mode: RegistrationMode) -> None:
    assert answer_registration(mode, Past(Status.CANCELLED, ended_by_organiser=True)) is Answer.ENDED


@given(st.sampled_from(RegistrationMode))
def test_an_invitation_opens_the_door_in_every_mode(mode: RegistrationMode) -> None:
    assert answer_registration(mode, Past(Status.INVITED)) is Answer.PLACE


@pytest.mark.parametrize(
    ("mode", "answer"),
    [
        (RegistrationMode.OPEN, Answer.PLACE),
        (RegistrationMode.APPROVAL, Answer.APPROVAL),
        (RegistrationMode.INVITATION, Answer.ONLY_INVITED),
        (RegistrationMode.CLOSED, Answer.CLOSED),
    ],
)
def test_a_newcomer_is_answered_as_the_registration_is_set(mode: RegistrationMode, answer: Answer) -> None:
    assert answer_registration(mode, Past()) is answer


def test_who_cancelled_an_approved_registration_undoes_it_without_a_second_approval() -> None:
    assert answer_registration(RegistrationMode.APPROVAL, Past(Status.CANCELLED, admitted=True)) is Answer.PLACE


@given(st.none() | st.integers(1, 50), st.integers(0, 100))
def test_free_places_are_never_fewer_than_none(capacity: int | None, confirmed: int) -> None:
    left = free_places(capacity, confirmed)
    assert left is None if capacity is None else left == max(0, capacity - confirmed)
