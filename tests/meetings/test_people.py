"""People to meet: who is suggested to whom, with which reasons and times, and “not interested”."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.errors import NotFound, SignInNeeded
from conference.extensions import db
from conference.meetings.matching import Direction, Reason
from conference.meetings.models import MeetingDismissal, MeetingPreference
from conference.meetings.people_actions import (
    PAGE_SIZE,
    Wanted,
    dismiss,
    one_to_meet,
    people_to_meet,
    restore,
    restore_all,
)
from conference.meetings.rules import MeetingState
from conference.people.directory import DirectoryFilter
from conference.people.held_data import erase_participant
from conference.people.models import Participant, ParticipantBlock, ParticipantTag, Tag
from conference.people.rules import OrganisationKind, TagSide
from conference.permissions import Actor
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making
from tests.meetings.making import Day


def tagged(person: Participant, *, offers: str = "", seeks: str = "") -> Participant:
    """Give somebody tags."""
    for side, names in ((TagSide.OFFERS, offers), (TagSide.SEEKS, seeks)):
        for name in names.split():
            tag = db.session.scalar(select(Tag).where(Tag.conference_id == person.conference_id, Tag.name == name))
            tag = tag or make.kept(Tag(conference_id=person.conference_id, name=name))
            db.session.add(ParticipantTag(participant_id=person.id, tag_id=tag.id, side=side))
    db.session.commit()
    return person


@pytest.fixture
def day(session: Any) -> Day:
    """Six people: the first looks for what the second and third offer, and offers what the third looks for."""
    return furnished()


def furnished() -> Day:
    made = making.day(people=6, slots=3)
    tagged(made.people[0], offers="hydrogen", seeks="photonics")
    tagged(made.people[1], offers="photonics")
    tagged(made.people[2], offers="photonics", seeks="hydrogen")
    tagged(made.people[3], offers="skills", seeks="data")
    return made


def ids(actor: Actor, wanted: Wanted | None = None) -> list[int]:
    return [one.entry.card.id for one in people_to_meet(actor, wanted or Wanted()).found]


def test_who_fits_is_suggested_best_first_with_reasons(day: Day) -> None:
    reader, one, both = day.people[:3]
    found = people_to_meet(day.actor(reader), Wanted()).found
    assert [who.entry.card.id for who in found] == [both.id, one.id]
    assert found[0].mutual
    assert found[0].reasons == (Reason(Direction.THEY_OFFER, "photonics"), Reason(Direction.THEY_SEEK, "hydrogen"))
    assert found[1].reasons == (Reason(Direction.THEY_OFFER, "photonics"),)


def test_the_common_times_are_those_in_which_neither_has_anything(day: Day) -> None:
    reader, one, both = day.people[:3]
    making.booked(day, day.slots[0], reader, day.people[3])
    making.booked(day, day.slots[1], both, day.people[4])
    found = {who.entry.card.id: who for who in people_to_meet(day.actor(reader), Wanted()).found}
    assert [slot.id for slot in found[both.id].free] == [day.slots[2].id]
    assert [slot.id for slot in found[one.id].free] == [slot.id for slot in day.slots[1:]]


def test_only_who_is_free_when_the_reader_is(day: Day) -> None:
    reader, one, both = day.people[:3]
    for at, slot in enumerate(day.slots):
        making.booked(day, slot, both, day.people[4 + at % 2])
    assert ids(day.actor(reader), Wanted(free=True)) == [one.id]


def test_who_is_asked_already_or_said_no_is_not_suggested(day: Day) -> None:
    reader, one, both = day.people[:3]
    making.request(day, one, reader)
    row = making.request(day, reader, both)
    assert ids(day.actor(reader)) == []
    row.state = MeetingState.DECLINED
    db.session.commit()
    assert ids(day.actor(reader)) == []
    row.state = MeetingState.EXPIRED
    db.session.commit()
    assert ids(day.actor(reader)) == [both.id]


def test_who_is_met_is_still_found_and_said_to_be(day: Day) -> None:
    reader, one = day.people[:2]
    making.request(day, reader, one)
    making.booked(day, day.slots[0], reader, one)
    (found,) = people_to_meet(day.actor(reader), Wanted(DirectoryFilter(text=one.name))).found
    assert found.state is MeetingState.BOOKED


@pytest.mark.parametrize("by_reader", [True, False])
def test_two_who_blocked_each_other_are_in_neither_ones_suggestions_nor_search(day: Day, by_reader: bool) -> None:
    reader, _one, both = day.people[:3]
    pair = (reader.id, both.id) if by_reader else (both.id, reader.id)
    db.session.add(ParticipantBlock(participant_id=pair[0], blocked_id=pair[1]))
    db.session.commit()
    for who, other in ((reader, both), (both, reader)):
        assert other.id not in ids(day.actor(who))
        assert other.id not in ids(day.actor(who), Wanted(DirectoryFilter(text=other.name)))
        with pytest.raises(NotFound):
            one_to_meet(day.actor(who), other.id)


@pytest.mark.parametrize("how", ["hides", "left the directory", "has no account", "was erased"])
def test_who_does_not_show_themselves_is_neither_suggested_nor_found(day: Day, how: str) -> None:
    reader, one, both = day.people[:3]
    name = both.name
    if how == "hides":
        db.session.add(MeetingPreference(participant_id=both.id, hidden=True))
    elif how == "left the directory":
        both.in_directory = False
    elif how == "has no account":
        both.account = None
    else:
        erase_participant(both)
    db.session.commit()
    assert ids(day.actor(reader)) == [one.id]
    assert ids(day.actor(reader), Wanted(DirectoryFilter(text=name))) == []


def test_who_hides_still_reads_suggestions(day: Day) -> None:
    reader = day.people[0]
    db.session.add(MeetingPreference(participant_id=reader.id, hidden=True))
    db.session.commit()
    assert len(ids(day.actor(reader))) == 2


def test_not_interested_counts_once_is_taken_back_and_is_nobody_elses(day: Day) -> None:
    reader, one, both = day.people[:3]
    actor = day.actor(reader)
    dismiss(actor, both.id)
    dismiss(actor, both.id)
    shown = people_to_meet(actor, Wanted())
    assert [who.entry.card.id for who in shown.found] == [one.id]
    assert [card.id for card in shown.dismissed] == [both.id]
    assert ids(day.actor(both)) == [reader.id]
    restore(day.actor(one), both.id)
    assert ids(actor) == [one.id]
    restore(actor, both.id)
    assert ids(actor) == [both.id, one.id]


def test_all_are_suggested_again_at_once(day: Day) -> None:
    actor = day.actor(day.people[0])
    for person in day.people[1:3]:
        dismiss(actor, person.id)
    assert ids(actor) == []
    restore_all(actor)
    assert len(ids(actor)) == 2


def test_nobody_says_no_to_themselves_to_whom_they_may_not_see_or_without_signing_in(day: Day) -> None:
    reader = day.people[0]
    elsewhere = make.participant(make.conference(), in_directory=True)
    for person in (reader, elsewhere, make.participant(day.house)):
        with pytest.raises(NotFound):
            dismiss(day.actor(reader), person.id)
    with pytest.raises(NotFound):
        restore(day.actor(reader), elsewhere.id)
    with pytest.raises(SignInNeeded):
        people_to_meet(Actor(day.house.id), Wanted())
    assert not db.session.scalars(select(MeetingDismissal)).all()


def test_a_search_finds_also_who_is_not_suggested_after_those_who_are(day: Day) -> None:
    reader = day.people[0]
    day.people[5].country = day.people[2].country = "PT"
    day.people[4].organisation_kind = OrganisationKind.RESEARCH
    db.session.commit()
    actor = day.actor(reader)
    assert ids(actor, Wanted(DirectoryFilter(country="PT"))) == [day.people[2].id, day.people[5].id]
    assert ids(actor, Wanted(DirectoryFilter(kind="research"))) == [day.people[4].id]
    assert ids(actor, Wanted(tag="data")) == [day.people[3].id]
    assert ids(actor, Wanted(DirectoryFilter(text="skills"))) == [day.people[3].id]
    assert reader.id not in ids(actor, Wanted(DirectoryFilter(text="Attendee")))


def test_the_number_of_queries_does_not_grow_with_the_people(
    session: Any, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    counts = []
    for size in (4, 30):
        made = making.day(people=size)
        for person in made.people:
            tagged(person, offers="photonics", seeks="photonics")
        actor = made.actor(made.people[0])
        db.session.expire_all()
        counts.append(count_queries(lambda actor=actor: people_to_meet(actor, Wanted(free=True))))  # type: ignore[misc]
    assert counts[0] == counts[1]


def test_a_page_beyond_the_last_is_the_last(session: Any) -> None:
    made = making.day(people=PAGE_SIZE + 3)
    for person in made.people:
        tagged(person, offers="photonics", seeks="photonics")
    shown = people_to_meet(made.actor(made.people[0]), Wanted(page=9))
    assert (shown.page, shown.pages, len(shown.found)) == (2, 2, 2)


def _house(app: Flask) -> tuple[str, list[int], list[int]]:
    with app.app_context():
        made = furnished()
        accounts = [person.account_id or 0 for person in made.people]
        return f"/{made.house.slug}/meetings/people", accounts, [person.id for person in made.people]


def test_the_page_says_why_and_when_and_leads_to_the_profile(app: Flask, sign_in: SignIn) -> None:
    path, accounts, people = _house(app)
    page = sign_in(accounts[0]).get(path).text
    assert "You look for <strong>photonics</strong>, and they offer it" in page
    assert "You offer <strong>hydrogen</strong>, and they look for it" in page
    assert "Both free: <time" in page
    assert "Each has what the other looks for" in page
    assert f"people/{people[2]}" in page


def test_not_interested_works_without_scripts_and_swaps_the_card_with_them(app: Flask, sign_in: SignIn) -> None:
    path, accounts, people = _house(app)
    client = sign_in(accounts[0])
    said = client.post(f"{path}/{people[2]}/dismiss", follow_redirects=True).text
    assert "Attendee 2 is not suggested to you any more. They are not told." in said
    assert "1 person in whom you are not interested" in said
    part = client.post(f"{path}/{people[1]}/dismiss", headers={"HX-Request": "true"}).text
    assert part.count("<li") == 1
    assert "Undo" in part
    assert "<html" not in part
    assert "Nobody is left to be suggested" in client.get(path).text
    card = client.post(f"{path}/{people[1]}/restore", headers={"HX-Request": "true"}).text
    assert "Attendee 1" in card
    assert "Not interested" in card
    assert "Attendee 2" in client.post(f"{path}/restore", follow_redirects=True).text


def test_who_has_no_tags_is_led_to_their_profile(app: Flask, sign_in: SignIn) -> None:
    path, accounts, _people = _house(app)
    page = sign_in(accounts[5]).get(path).text
    assert "Nobody can be suggested to you yet" in page
    assert "What I offer and look for" in page


def test_filters_stand_in_the_address(app: Flask, sign_in: SignIn) -> None:
    path, accounts, _people = _house(app)
    client = sign_in(accounts[0])
    page = client.get(f"{path}?tag=data&country=PL").text
    assert '<option value="data" selected>' in page
    assert "Attendee 3" in page
    assert "Nobody fits what you look for" in client.get(f"{path}?text=nobody").text
    assert client.get(f"{path}?tag=nothing&country=%3F&kind=x&free=2&page=-1").status_code == 200
