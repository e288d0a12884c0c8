"""Nominees and nominations: who may say what for whom, who reads it, declining, merging and separating."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conference import uploads
from conference.awards.likeness import alike, likely_same, name_key
from conference.awards.models import Award, Conflict, Nomination, Nominee, ScoreSheet
from conference.awards.nominated_actions import decline, nominated_as, nomination_papers
from conference.awards.nomination_actions import (
    MOST_EACH,
    NominationContent,
    change_nomination,
    is_link,
    nominate,
    own_nominations,
    withdraw,
)
from conference.awards.nominee_actions import (
    NomineeContent,
    choose_nominee,
    decide_nominee,
    duplicates_of,
    listed_nominees,
    merge_nominees,
    save_nominee,
    separate_nominee,
)
from conference.awards.path_actions import go_to
from conference.awards.rules import AwardState, DecidedBy, NominationsBy, NomineeState
from conference.conferences.models import Conference
from conference.errors import Forbidden, NotFound, Refused, SignInNeeded, Stale
from conference.extensions import db
from conference.mail import Mail
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make
from tests.awards import preparing as prepare
from tests.conftest import NOON

ADA = NomineeContent("Ada Example", "Example Cluster", "BE")
TOO_LARGE = b"%PDF-1.4" + b" " * uploads.MOST_BYTES
WORDS = NominationContent("She brought forty companies together.", ("https://example.org/report",))


@pytest.fixture
def house(session: object) -> Conference:
    return make.conference()


@pytest.fixture
def who(house: Conference) -> Actor:
    return prepare.organiser(house)


@pytest.fixture
def award(house: Conference) -> Award:
    return prepare.award(house, state=AwardState.NOMINATIONS)


def _someone(house: Conference, *roles: Role, **overrides: Any) -> Actor:
    return make.actor(make.participant(house, *roles, **overrides))


def _pdf() -> io.BytesIO:
    return io.BytesIO(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


def _refused(says: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused, match=says):
        act()
    db.session.rollback()


def _count(award: Award) -> list[tuple[str, int]]:
    return [(one.nominee.name, one.nominations) for one in listed_nominees(award)]


def test_whoever_is_named_twice_is_one_nominee_with_two_nominations(house: Conference, award: Award) -> None:
    nominate(_someone(house), award.id, ADA, WORDS)
    nominate(_someone(house), award.id, NomineeContent("EXAMPLE, Ada", "example cluster"), WORDS)
    assert _count(award) == [("Ada Example", 2)]


def test_one_person_nominates_somebody_once(house: Conference, award: Award) -> None:
    person = _someone(house)
    nominate(person, award.id, ADA, WORDS)
    with pytest.raises(Refused, match="already") as refusal:
        nominate(person, award.id, ADA, WORDS)
    assert refusal.value.field == "name"


def test_one_person_nominates_no_endless_list(house: Conference, award: Award) -> None:
    person = _someone(house)
    for number in range(MOST_EACH):
        nominate(person, award.id, NomineeContent(f"Person {number}"), WORDS)
    with pytest.raises(Refused, match="times for an award"):
        nominate(person, award.id, ADA, WORDS)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (NominationContent(""), "text"),
        (NominationContent("x" * 5001), "text"),
        (NominationContent("Good.", ("http://example.org/",)), "links"),
        (NominationContent("Good.", ("javascript:alert(1)",)), "links"),
        (NominationContent("Good.", ("https://example.org/",) * 6), "links"),
        (NominationContent("Good.", file=io.BytesIO(b"MZ"), file_name="it.exe"), "file"),
        (NominationContent("Good.", file=io.BytesIO(b"not a pdf"), file_name="it.pdf"), "file"),
        (NominationContent("Good.", file=io.BytesIO(TOO_LARGE), file_name="it.pdf"), "file"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_and_nobody_is_added(
    house: Conference, award: Award, content: NominationContent, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        nominate(_someone(house), award.id, ADA, content)
    assert refusal.value.field == field
    db.session.rollback()
    assert not db.session.scalars(select(Nominee)).all()


@pytest.mark.parametrize(
    ("nominee", "field"),
    [
        (NomineeContent(""), "name"),
        (NomineeContent("x" * 201), "name"),
        (NomineeContent("Ada", country="XX"), "country"),
        (NomineeContent("Ada", participant_id=2**31 - 1), "participant_id"),
    ],
)
def test_who_cannot_be_is_refused(house: Conference, award: Award, nominee: NomineeContent, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        nominate(_someone(house), award.id, nominee, WORDS)
    assert refusal.value.field == field


def test_who_is_not_in_the_directory_cannot_be_chosen_from_it(house: Conference, award: Award) -> None:
    hidden, elsewhere = make.participant(house), make.participant(make.conference(), in_directory=True)
    for person in (hidden, elsewhere):
        with pytest.raises(Refused) as refusal:
            nominate(_someone(house), award.id, NomineeContent("Somebody", participant_id=person.id), WORDS)
        assert refusal.value.field == "participant_id"
        db.session.rollback()


@given(st.text(max_size=60))
def test_only_https_addresses_are_links(text: str) -> None:
    assert not is_link(text) or text.startswith("https://")


def test_nominations_end_by_the_clock_by_state_and_by_rule(house: Conference, award: Award, at_noon: Any) -> None:
    person = _someone(house)
    row = nominate(person, award.id, ADA, WORDS)
    award.nominations_close_at = NOON
    db.session.commit()
    _refused("nominations are closed", lambda: nominate(person, award.id, NomineeContent("Ben"), WORDS))
    _refused("nominations are closed", lambda: change_nomination(person, row.id, WORDS))
    _refused("nominations are closed", lambda: withdraw(person, row.id))
    award.nominations_close_at = NOON + timedelta(seconds=1)
    db.session.commit()
    change_nomination(person, row.id, WORDS)
    award.nominations_by = NominationsBy.ORGANISERS
    db.session.commit()
    with pytest.raises(Refused, match="organisers choose"):
        nominate(person, award.id, NomineeContent("Ben"), WORDS)


def test_guests_and_strangers_nominate_nobody(house: Conference, award: Award) -> None:
    with pytest.raises(SignInNeeded):
        nominate(Actor(house.id), award.id, ADA, WORDS)
    with pytest.raises((Forbidden, SignInNeeded)):
        nominate(_someone(house, Role.GUEST, account=None), award.id, ADA, WORDS)
    with pytest.raises(NotFound):
        nominate(_someone(make.conference()), award.id, ADA, WORDS)
    draft = prepare.award(house)
    with pytest.raises(NotFound):
        nominate(_someone(house), draft.id, ADA, WORDS)


def test_a_nomination_is_changed_and_withdrawn_by_its_author_only(house: Conference, award: Award) -> None:
    author, other = _someone(house), _someone(house)
    row = nominate(author, award.id, ADA, NominationContent("First.", file=_pdf(), file_name="report.pdf"))
    kept = row.file
    assert kept
    change_nomination(author, row.id, NominationContent("Better."))
    assert (row.text, row.links, row.file_name) == ("Better.", [], "report.pdf")
    withdraw(author, row.id)
    assert _count(award) == [("Ada Example", 0)]
    withdraw(author, row.id, back=True)
    assert _count(award) == [("Ada Example", 1)]
    change_nomination(author, row.id, NominationContent("Best.", remove_file=True))
    assert row.file is None
    assert not uploads.path_of(kept).exists()
    with pytest.raises(NotFound):
        withdraw(other, row.id)
    with pytest.raises(NotFound):
        change_nomination(other, row.id, WORDS)
    assert own_nominations(other) == []


def test_the_file_is_read_by_its_author_organisers_and_a_jury_without_conflict(
    house: Conference, who: Actor, award: Award
) -> None:
    author = _someone(house)
    row = nominate(author, award.id, ADA, NominationContent("Good.", file=_pdf(), file_name="report.pdf"))
    jury = [db.session.get_one(Participant, one.participant_id) for one in prepare.jury(award, house, 2)]
    chair, juror, biased = (make.actor(person) for person in jury)
    make.kept(Conflict(nominee_id=row.nominee_id, participant_id=biased.participant_id))
    for reader in (author, who, chair, juror):
        assert nomination_papers(reader, row.id) is row
    strangers = [_someone(house), biased, _someone(house, Role.JUROR), _someone(house, Role.MODERATOR)]
    for reader in (*strangers, prepare.organiser(make.conference()), Actor(house.id)):
        with pytest.raises(NotFound):
            nomination_papers(reader, row.id)


def test_a_nominee_who_takes_part_is_told_once_and_not_by_whom(house: Conference, award: Award) -> None:
    person = make.participant(house, in_directory=True, name="Ada Example")
    author = make.participant(house, name="Nominator")
    nominate(make.actor(author), award.id, NomineeContent("Ada Example", participant_id=person.id), WORDS)
    nominate(_someone(house), award.id, NomineeContent("Ada Example", participant_id=person.id), WORDS)
    mail = db.session.scalars(select(Mail)).one()
    assert person.account
    assert mail.recipient == person.account.email
    assert award.title in mail.subject
    assert "/awards/mine" in mail.text
    assert "Nominator" not in mail.text


def test_who_nominates_themselves_gets_no_mail(house: Conference, award: Award) -> None:
    person = make.participant(house)
    nominate(make.actor(person), award.id, NomineeContent(person.name, participant_id=person.id), WORDS)
    assert not db.session.scalars(select(Mail)).all()


def test_nominees_of_a_draft_are_told_when_it_is_out_and_of_a_conferred_award_never(
    house: Conference, who: Actor
) -> None:
    person = make.participant(house)
    draft, secret = prepare.award(house), prepare.award(house, DecidedBy.CONFERRED)
    for one in (draft, secret):
        save_nominee(who, one.id, None, NomineeContent("Ada", participant_id=person.id))
    assert not db.session.scalars(select(Mail)).all()
    assert nominated_as(make.actor(person)) == []
    go_to(who, draft.id, AwardState.NOMINATIONS, draft.version)
    assert len(db.session.scalars(select(Mail)).all()) == 1
    assert [one.id for _nominee, one in nominated_as(make.actor(person))] == [draft.id]


def test_a_nominee_declines_and_takes_it_back_while_the_jury_is_at_work(house: Conference, award: Award) -> None:
    person = make.participant(house)
    nominee = prepare.nominee(award, participant_id=person.id, is_finalist=True)
    decline(make.actor(person), nominee.id, "No time.")
    assert (nominee.state, nominee.note, nominee.is_finalist) == (NomineeState.DECLINED, "No time.", False)
    award.state = AwardState.JURY
    db.session.commit()
    decline(make.actor(person), nominee.id, back=True)
    assert (nominee.state, nominee.note) == (NomineeState.STANDING, "")
    award.state = AwardState.PITCHES
    db.session.commit()
    decline(make.actor(person), nominee.id)
    with pytest.raises(Refused, match="too late"):
        decline(make.actor(person), nominee.id, back=True)


def test_nobody_declines_for_another_and_nobody_once_the_vote_is_open(house: Conference, award: Award) -> None:
    person = make.participant(house)
    nominee = prepare.nominee(award, participant_id=person.id)
    with pytest.raises(NotFound):
        decline(_someone(house), nominee.id)
    award.state = AwardState.VOTING
    db.session.commit()
    with pytest.raises(Refused, match="too late"):
        decline(make.actor(person), nominee.id)


def test_a_rejected_nominee_cannot_let_themselves_stand_again(house: Conference, award: Award) -> None:
    person = make.participant(house)
    nominee = prepare.nominee(award, participant_id=person.id, state=NomineeState.REJECTED)
    with pytest.raises(NotFound):
        decline(make.actor(person), nominee.id, back=True)


def test_merged_nominees_count_each_person_once_and_are_separated_exactly(
    house: Conference, who: Actor, award: Award
) -> None:
    both, other = _someone(house), _someone(house)
    nominate(both, award.id, ADA, WORDS)
    nominate(both, award.id, NomineeContent("Ada Exampel", "Example Cluster"), WORDS)
    nominate(other, award.id, NomineeContent("Ada Exampel", "Example Cluster"), WORDS)
    right, wrong = award.nominees
    assert [{one.name, another.name} for one, another in duplicates_of(award)] == [{"Ada Example", "Ada Exampel"}]
    merge_nominees(who, wrong.id, right.id, wrong.version)
    assert _count(award) == [("Ada Example", 2)]
    assert duplicates_of(award) == []
    separate_nominee(who, wrong.id)
    assert _count(award) == [("Ada Example", 1), ("Ada Exampel", 2)]


def test_what_was_merged_into_a_merged_nominee_goes_with_it(who: Actor, award: Award) -> None:
    first, second, third = (prepare.nominee(award) for _ in range(3))
    merge_nominees(who, first.id, second.id, first.version)
    merge_nominees(who, second.id, third.id, second.version)
    assert {first.merged_into_id, second.merged_into_id} == {third.id}
    for one, into in ((third, third), (third, first), (first, second)):
        with pytest.raises(Refused):
            merge_nominees(who, one.id, into.id, one.version)
        db.session.rollback()


def test_a_nominee_of_another_award_is_no_duplicate(house: Conference, who: Actor, award: Award) -> None:
    here, there = prepare.nominee(award), prepare.nominee(prepare.award(house))
    with pytest.raises(NotFound):
        merge_nominees(who, here.id, there.id, here.version)


def test_a_scored_nominee_is_not_merged_away(house: Conference, who: Actor, award: Award) -> None:
    _chair, juror = prepare.jury(award, house)
    scored, other = prepare.nominee(award), prepare.nominee(award)
    make.kept(ScoreSheet(nominee_id=scored.id, participant_id=juror.participant_id))
    with pytest.raises(Refused, match="begun to score"):
        merge_nominees(who, scored.id, other.id, scored.version)


def test_organisers_reject_note_a_decline_and_take_it_back(who: Actor, award: Award) -> None:
    nominee = prepare.nominee(award, is_finalist=True)
    seen = nominee.version
    decide_nominee(who, nominee.id, NomineeState.REJECTED, seen, "Twice winner.")
    assert (nominee.state, nominee.note, nominee.is_finalist) == (NomineeState.REJECTED, "Twice winner.", False)
    with pytest.raises(Stale):
        decide_nominee(who, nominee.id, NomineeState.STANDING, seen)
    db.session.rollback()
    decide_nominee(who, nominee.id, NomineeState.STANDING, nominee.version)
    award.state = AwardState.PITCHES
    db.session.commit()
    with pytest.raises(Refused):
        decide_nominee(who, nominee.id, NomineeState.REJECTED, nominee.version)
    db.session.rollback()
    decide_nominee(who, nominee.id, NomineeState.DECLINED, nominee.version, "Ill.")
    award.state = AwardState.VOTING
    db.session.commit()
    with pytest.raises(Refused):
        decide_nominee(who, nominee.id, NomineeState.STANDING, nominee.version)


def test_who_saves_a_nominee_second_is_told(who: Actor, award: Award) -> None:
    nominee = prepare.nominee(award)
    seen = nominee.version
    save_nominee(who, award.id, nominee.id, ADA, seen)
    with pytest.raises(Stale):
        save_nominee(who, award.id, nominee.id, NomineeContent("Other"), seen)


def test_one_nominee_gets_a_conferred_award(house: Conference, who: Actor) -> None:
    award = prepare.award(house, DecidedBy.CONFERRED)
    first, second = prepare.nominee(award), prepare.nominee(award)
    choose_nominee(who, first.id)
    choose_nominee(who, second.id)
    assert (first.is_chosen, second.is_chosen) == (False, True)
    choose_nominee(who, second.id, chosen=False)
    assert not second.is_chosen
    voted = prepare.nominee(prepare.award(house))
    with pytest.raises(Refused):
        choose_nominee(who, voted.id)


def test_only_organisers_touch_nominees(house: Conference, award: Award) -> None:
    nominee = prepare.nominee(award)
    for person in (_someone(house), _someone(house, Role.MODERATOR), _someone(house, Role.JUROR)):
        with pytest.raises(Forbidden):
            decide_nominee(person, nominee.id, NomineeState.REJECTED, nominee.version)
        with pytest.raises(Forbidden):
            save_nominee(person, award.id, None, ADA)
    with pytest.raises(NotFound):
        decide_nominee(prepare.organiser(make.conference()), nominee.id, NomineeState.REJECTED, nominee.version)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Žofia Kováč", "kovac, zofia", True),
        ("Cluster Digital Wallonia", "Digital Wallonia", True),
        ("Photonics Bretagne", "Photonic Bretagne", True),
        ("Ada Example", "Ada Exemple", True),
        ("Ada", "Ada Example", False),
        ("Photonics Bretagne", "Photonics Finland", False),
        ("Ada Example", "Ben Example", False),
    ],
)
def test_names_that_are_likely_the_same(one: str, other: str, same: bool) -> None:
    assert likely_same({1: one, 2: other}) == ([(1, 2)] if same else [])


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_part_of_one(one: str, other: str) -> None:
    left, right = name_key(one), name_key(other)
    assert 0 <= alike(left, right) <= 1
    assert alike(left, left) == (1.0 if left else 0.0)


def test_a_nomination_is_one_a_person_and_nominee_in_the_database(house: Conference, award: Award) -> None:
    person = make.participant(house)
    nominee = prepare.nominee(award)
    make.kept(Nomination(nominee_id=nominee.id, by_id=person.id, text="Once."))
    with pytest.raises(IntegrityError):
        make.kept(Nomination(nominee_id=nominee.id, by_id=person.id, text="Twice."))
