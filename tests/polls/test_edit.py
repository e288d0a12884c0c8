"""Making, changing, copying, putting away and deleting polls; what an answered poll still allows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from conference.conferences.models import Conference
from conference.errors import Forbidden, InvalidFields, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Role
from conference.polls.content import PollContent, problems
from conference.polls.edit_actions import (
    Place,
    archive_poll,
    change_poll,
    content_of,
    create_poll,
    delete_poll,
    duplicate_poll,
    restore_poll,
)
from conference.polls.list_actions import ListFilter, list_polls
from conference.polls.models import Participation, Poll, PollEvent, PollRound
from conference.polls.order_actions import arrange_polls, group_poll, move_poll
from conference.polls.rules import WITH_OPTIONS, Eligibility, PollKind, PollSettings, RoundState, Segment
from tests import factories as make

pytestmark = pytest.mark.usefixtures("session")
PLAIN = PollContent(PollKind.SINGLE, "Which way?", options=("Left", "Right"))


def _moderator() -> Actor:
    return make.actor(make.participant(make.conference(), Role.MODERATOR))


def _answered(poll: Poll) -> Poll:
    person = make.participant(db.session.get_one(Conference, poll.conference_id))
    make.kept(Participation(round_id=poll.rounds[-1].id, participant_id=person.id, **_keys()))
    return poll


def _keys() -> dict[str, str]:
    return {name: "key-of-a-client" for name in ("key", "keys") if name in Participation.__table__.columns}


def test_a_new_poll_says_what_was_given_and_waits_to_be_opened() -> None:
    actor = _moderator()
    content = replace(
        PLAIN,
        description="Think well.",
        eligibility=Eligibility(organisation_kinds=frozenset({"public_authority"}), guests=True),
        segment_by=Segment.COUNTRY,
        seconds=60,
        group="Opening",
    )
    opens_at = datetime(2031, 5, 6, 8, tzinfo=UTC)
    poll = create_poll(actor, content, Place(None, opens_at))
    db.session.expire_all()
    assert content_of(db.session.get_one(Poll, poll.id)) == content
    (first,) = poll.rounds
    assert (first.state, first.opens_at) == (RoundState.DRAFT, opens_at)


@given(st.sampled_from(PollKind), st.integers(-5, 5), st.integers(-5, 20), st.lists(st.text(max_size=4), max_size=5))
def test_what_has_no_problem_keeps_only_what_its_kind_uses(
    kind: PollKind, least: int, most: int, options: list[str]
) -> None:
    content = PollContent(kind, "Q", options=tuple(options), settings=PollSettings(least=least, most=most, unit="km"))
    normal = content.normal
    assert normal == normal.normal
    assert bool(normal.options) <= (kind in WITH_OPTIONS)
    assert (normal.settings.unit == "km") == (kind is PollKind.NUMBER)
    if not problems(content):
        assert not problems(normal)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (replace(PLAIN, question=""), "question"),
        (replace(PLAIN, options=("Only",)), "options"),
        (replace(PLAIN, options=("Left", "left")), "options"),
        (replace(PLAIN, options=("x" * 301, "y")), "options"),
        (replace(PLAIN, seconds=1), "seconds"),
        (replace(PLAIN, kind=PollKind.MULTIPLE, settings=PollSettings(least=2, most=1)), "most"),
        (replace(PLAIN, kind=PollKind.SCALE, settings=PollSettings(least=1, most=99)), "most"),
        (replace(PLAIN, kind=PollKind.NUMBER, settings=PollSettings(least=5, most=5)), "most"),
        (replace(PLAIN, kind=PollKind.POINTS, settings=PollSettings(points=0)), "points"),
        (replace(PLAIN, kind=PollKind.WORDS, settings=PollSettings(words=0)), "words"),
    ],
)
def test_a_poll_that_makes_no_sense_is_refused_beside_its_field(content: PollContent, field: str) -> None:
    actor = _moderator()
    with pytest.raises(InvalidFields) as refusal:
        create_poll(actor, content, Place())
    assert field in refusal.value.fields
    assert db.session.scalar(select(Poll)) is None


def test_attendees_make_no_polls_and_other_conferences_polls_are_not_there() -> None:
    actor = _moderator()
    poll = create_poll(actor, PLAIN, Place())
    attendee = make.actor(make.participant(make.conference()))
    with pytest.raises(Forbidden):
        create_poll(attendee, PLAIN, Place())
    for act in (archive_poll, delete_poll, duplicate_poll, restore_poll):
        with pytest.raises(NotFound):
            act(_moderator(), poll.id)
    with pytest.raises(Refused):
        create_poll(actor, PLAIN, Place(make.item(make.conference()).id))


def test_options_change_while_nobody_answered_and_those_that_stay_keep_their_row() -> None:
    actor = _moderator()
    poll = create_poll(actor, PLAIN, Place())
    right = poll.options[1].id
    change_poll(actor, poll.id, replace(PLAIN, options=("Right", "Up")), Place(), poll.version)
    db.session.expire_all()
    assert [(option.text, option.order) for option in poll.options] == [("Right", 0), ("Up", 1)]
    assert poll.options[0].id == right


def test_an_answered_poll_keeps_its_options_and_notes_its_old_wording() -> None:
    actor = _moderator()
    poll = _answered(create_poll(actor, PLAIN, Place()))
    for other in (
        replace(PLAIN, options=("Left", "Right", "Up")),
        replace(PLAIN, kind=PollKind.MULTIPLE),
        replace(PLAIN, eligibility=Eligibility(guests=True)),
    ):
        with pytest.raises(Refused):
            change_poll(actor, poll.id, other, Place(), poll.version)
        db.session.rollback()
    change_poll(actor, poll.id, replace(PLAIN, question="Which way now?"), Place(), poll.version)
    event = db.session.scalars(select(PollEvent)).one()
    assert (event.what, event.note, event.by_id) == ("reworded", "Which way?", actor.participant_id)


def test_an_open_poll_keeps_its_options() -> None:
    actor = _moderator()
    poll = create_poll(actor, PLAIN, Place())
    _set_open(poll)
    with pytest.raises(Refused):
        change_poll(actor, poll.id, replace(PLAIN, options=("A", "B")), Place(), poll.version)
    db.session.rollback()
    with pytest.raises(Refused):
        archive_poll(actor, poll.id)
    with pytest.raises(Refused):
        delete_poll(actor, poll.id)


def _set_open(poll: Poll) -> None:
    poll.rounds[0].state, poll.rounds[0].opened_at = RoundState.OPEN, datetime(2026, 3, 10, tzinfo=UTC)
    db.session.commit()


def test_the_second_of_two_editors_is_told_and_overwrites_nothing() -> None:
    actor = _moderator()
    poll = create_poll(actor, PLAIN, Place())
    seen = poll.version
    change_poll(actor, poll.id, replace(PLAIN, question="First"), Place(), seen)
    with pytest.raises(Stale) as stale:
        change_poll(actor, poll.id, replace(PLAIN, question="Second"), Place(), seen)
    assert ("Second", "First") in stale.value.differences.values()
    assert poll.question == "First"


def test_a_poll_is_deleted_only_while_nobody_answered_it() -> None:
    actor = _moderator()
    poll = create_poll(actor, PLAIN, Place())
    kept = _answered(create_poll(actor, PLAIN, Place()))
    delete_poll(actor, poll.id)
    with pytest.raises(Refused):
        delete_poll(actor, kept.id)
    db.session.rollback()
    archive_poll(actor, kept.id)
    assert db.session.scalars(select(Poll.id)).all() == [kept.id]
    assert db.session.scalars(select(PollRound.poll_id)).all() == [kept.id]
    assert [section.polls for section in list_polls(actor, ListFilter()).sections] == []
    assert list_polls(actor, ListFilter(archived=True)).found == 1
    restore_poll(actor, kept.id)
    assert list_polls(actor, ListFilter()).found == 1


def test_a_copy_has_everything_but_the_answers() -> None:
    actor = _moderator()
    poll = _answered(create_poll(actor, replace(PLAIN, group="G"), Place()))
    copy = duplicate_poll(actor, poll.id)
    assert content_of(copy) == content_of(poll)
    assert copy.order == poll.order + 1
    assert not db.session.scalars(select(Participation).where(Participation.round_id == copy.rounds[0].id)).all()


def test_the_run_of_a_session_is_ordered_and_grouped_without_disturbing_an_editor() -> None:
    actor = _moderator()
    house = db.session.get_one(Conference, actor.conference_id)
    item = make.item(house)
    polls = [create_poll(actor, replace(PLAIN, question=name), Place(item.id)) for name in "abc"]
    versions = [poll.version for poll in polls]

    def order() -> str:
        (section,) = list_polls(actor, ListFilter()).sections
        return "".join(one.poll.question for one in section.polls)

    move_poll(actor, polls[2].id, -1)
    assert order() == "acb"
    move_poll(actor, polls[0].id, -1)
    assert order() == "acb"
    arrange_polls(actor, item.id, [polls[1].id, polls[0].id, polls[2].id])
    assert order() == "bac"
    with pytest.raises(Stale):
        arrange_polls(actor, item.id, [polls[1].id, polls[0].id])
    group_poll(actor, polls[0].id, "Warm-up")
    db.session.expire_all()
    assert polls[0].group == "Warm-up"
    assert [poll.version for poll in polls] == versions


def test_the_list_is_by_session_and_searched_by_words_of_question_option_and_group() -> None:
    actor = _moderator()
    house = db.session.get_one(Conference, actor.conference_id)
    late = make.item(house, starts_at=datetime(2026, 3, 11, 9, tzinfo=UTC))
    early = make.item(house)
    for place in (None, late.id, early.id):
        create_poll(actor, replace(PLAIN, question=f"About {place}", group="Warm-up"), Place(place))
    found = list_polls(actor, ListFilter())
    assert [section.item_id for section in found.sections] == [early.id, late.id, None]
    assert list_polls(actor, ListFilter(text="right warm about")).found == 3
    assert list_polls(actor, ListFilter(text=f"about {late.id}")).found == 1
    assert list_polls(actor, ListFilter(state=RoundState.OPEN)).found == 0
