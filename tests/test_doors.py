"""Every address, walked from the URL map: strangers, attendees and organisers of elsewhere get in nowhere.

Nothing here changes anything, so all of it walks through the same furnished houses.
"""

import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from conference.agenda.models import AgendaChange, ItemContribution, ItemPerson, Material, Track, Unavailability
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import MaterialKind, RoleInItem
from conference.awards.models import AwardMember, Criterion, Nomination, Nominee
from conference.awards.rules import AwardState, Duty
from conference.cafe.harvest_models import CafeCard, CafeHeading, Recommendation
from conference.calls.models import CallMember
from conference.chat.models import ChatMessage
from conference.chat.session_actions import session_room
from conference.conferences.models import Conference
from conference.config import Settings
from conference.exhibition.contact_models import BoothLead, BoothQuestion, BoothTalk, ExhibitorLetter
from conference.exhibition.models import BoothInvitation, ExhibitionHall
from conference.exhibition.rules import LeadSource
from conference.extensions import db, limiter
from conference.factory import create_app
from conference.mail import Mail
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingDraft, MatchmakingRun
from conference.meetings.models import Meeting, MeetingPerson, MeetingPlace
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant, ParticipantReport, Tag
from conference.people.rules import ReportPlace
from conference.permissions import GRANTS, Permission, Role
from conference.pitches.models import Pitch
from conference.polls.join_actions import code_for
from conference.polls.models import Poll, PollRound
from conference.polls.rules import PollKind
from conference.questions.ask_actions import ask
from conference.questions.decide_actions import set_list
from conference.quiz.models import QuizPlayer
from tests import factories as make
from tests.awards.preparing import award as prepare_award
from tests.cafe.making import cafe as make_cafe
from tests.calls.making import room_at
from tests.conftest import browser_of, empty_tables
from tests.exhibition import making as fairs
from tests.meetings.making import window
from tests.quiz.making import quiz as make_quiz

Values = dict[str, Any]
# What is the same at every conference, or not an id of a row: these addresses have nothing of elsewhere to ask for.
NOT_IDS = {"token", "role", "kind", "form", "what", "side", "path", "filename", "topic", "name"}
HOUR = (datetime(2026, 3, 10, 10, tzinfo=UTC), datetime(2026, 3, 10, 11, tzinfo=UTC))


def _rules() -> Iterator[Rule]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(secret_key="walk", data_dir=Path(folder), database_url="sqlite://", demo=True)
        app = create_app(settings, SOCKETIO_ASYNC_MODE="threading", JOBS_IMMEDIATE=True)
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static"):
            rule.access = getattr(app.view_functions[rule.endpoint], "access", None)  # type: ignore[attr-defined]
            yield rule


RULES = list(_rules())
CASES = [
    pytest.param(rule, method, id=f"{method} {rule.rule}")
    for rule in RULES
    for method in sorted((rule.methods or set()) & {"GET", "POST"})
]
HOUSE_CASES = [case for case in CASES if "slug" in case.values[0].arguments]  # type: ignore[union-attr]
ID_CASES = [case for case in HOUSE_CASES if case.values[0].arguments - {"slug"} - NOT_IDS]  # type: ignore[union-attr]


def furnish() -> Values:
    """Make a conference with one of everything, released, and return what its addresses may name."""
    house = make.conference()
    organiser = make.participant(house, Role.ORGANISER)
    person = make.participant(house, in_directory=True)
    speaker = make.speaker(house)
    room = make.room(house)
    track: Track = make.track(house)
    item = make.item(house, room_id=room.id, track_id=track.id)
    part = make.kept(ItemContribution(item_id=item.id, title="A pitch"))
    make.kept(
        ItemPerson(item_id=item.id, contribution_id=part.id, participant_id=organiser.id, role=RoleInItem.SPEAKER)
    )
    db.session.expire_all()
    material = make.kept(Material(item_id=item.id, kind=MaterialKind.LINK, title="Link", url="https://example.org/"))
    absence = make.kept(Unavailability(participant_id=speaker.id, starts_at=HOUR[0], ends_at=HOUR[1]))
    tag = make.kept(Tag(conference_id=house.id, name="Photonics"))
    report = make.kept(
        ParticipantReport(
            conference_id=house.id, by_id=speaker.id, about_id=person.id, place=ReportPlace.CHAT, text="Words."
        )
    )
    change = make.kept(AgendaChange(conference_id=house.id, by_id=organiser.id, label="Change", items=[]))
    mail = make.kept(Mail(recipient="person@example.org", subject="Mail", text="Text", html="<p>Text</p>"))
    poll = make.kept(
        Poll(conference_id=house.id, item_id=item.id, kind=PollKind.SINGLE, question="Which?", rounds=[PollRound()])
    )
    template = make.kept(
        Poll(
            conference_id=house.id, owner_account_id=organiser.account_id, is_template=True, kind=PollKind.TEXT,
            question="What?",
        )
    )  # fmt: skip
    quiz = make_quiz(house)
    asked = quiz.parts[0].questions[0]
    player = make.kept(QuizPlayer(quiz_id=quiz.id, participant_id=person.id, nickname="Heron", nickname_key="heron"))
    release = release_agenda(make.actor(organiser), notify=False)
    chat_room = session_room(make.actor(organiser), item.id)
    chat_message = make.kept(ChatMessage(room_id=chat_room.id, author_id=person.id, text="Hello", key="key-00000001"))
    call_room = room_at(house, item.id)
    make.kept(CallMember(room_id=call_room.id, participant_id=organiser.id, peer=token_hex(16), key="key-00000001"))
    set_list(make.actor(organiser), item.id, is_open=True)
    question = ask(make.actor(person), item.id, "Who pays?", "key-00000001", anonymous=False)
    award = prepare_award(house, state=AwardState.NOMINATIONS)
    nominee = make.kept(Nominee(award_id=award.id, name="Nominee"))
    nomination = make.kept(Nomination(nominee_id=nominee.id, by_id=person.id, text="For them."))
    criterion = make.kept(Criterion(award_id=award.id, name="Impact"))
    member = make.kept(AwardMember(award_id=award.id, participant_id=person.id, duty=Duty.OBSERVER))
    cafe = make_cafe(house, may_choose=True)
    cafe_table, cafe_question = cafe.tables[0], cafe.questions[0]
    card = make.kept(
        CafeCard(
            table_id=cafe_table.id, question_id=cafe_question.id, author_id=person.id, text="Card", key="key-00000001"
        )
    )
    heading = make.kept(CafeHeading(question_id=cafe_question.id, text="Heading"))
    recommendation = make.kept(Recommendation(conference_id=house.id, text="Act."))
    row = window(house, datetime.now(UTC).replace(microsecond=0) + timedelta(days=1), slots=2)
    meeting = make.kept(
        Meeting(
            conference_id=house.id, asked_by_id=person.id, proposed_by_id=person.id, any_time=True,
            expires_at=datetime.now(UTC) + timedelta(days=1),
            people=[
                MeetingPerson(participant_id=person.id, answer=Answer.ACCEPTED),
                MeetingPerson(participant_id=organiser.id),
            ],
        )
    )  # fmt: skip
    agreed = make.kept(
        Meeting(
            conference_id=house.id, state=MeetingState.BOOKED, asked_by_id=person.id, slot_id=row.slots[1].id,
            starts_at=row.slots[1].starts_at, ends_at=row.slots[1].ends_at,
            people=[MeetingPerson(participant_id=one, answer=Answer.ACCEPTED) for one in (person.id, organiser.id)],
        )
    )  # fmt: skip
    place = make.kept(MeetingPlace(conference_id=house.id, name="Table 1"))
    matchmaking = make.kept(Matchmaking(conference_id=house.id, title="Matchmaking"))
    draft = make.kept(MatchmakingDraft(matchmaking_id=matchmaking.id, slot_id=row.slots[0].id))
    run = make.kept(MatchmakingRun(matchmaking_id=matchmaking.id))
    return {
        "slug": house.slug,
        **_exhibition(house, person, organiser, part),
        "meeting_id": meeting.id,
        "agreed_meeting_id": agreed.id,
        "organiser_id": organiser.id,
        "window_id": row.id,
        "slot_id": row.slots[0].id,
        "place_id": place.id,
        "matchmaking_id": matchmaking.id,
        "draft_id": draft.id,
        "run_id": run.id,
        "cafe_id": cafe.id,
        "heading_id": heading.id,
        "recommendation_id": recommendation.id,
        "table_id": cafe_table.id,
        "cafe_question_id": cafe_question.id,
        "card_id": card.id,
        "award_id": award.id,
        "nominee_id": nominee.id,
        "nomination_id": nomination.id,
        "criterion_id": criterion.id,
        "member_id": member.id,
        "topic": "agenda_builder",
        "key": house.id,
        "item_id": item.id,
        "participant_id": person.id,
        "room_id": room.id,
        "track_id": track.id,
        "material_id": material.id,
        "absence_id": absence.id,
        "tag_id": tag.id,
        "report_id": report.id,
        "change_id": change.id,
        "mail_id": mail.id,
        "quiz_id": quiz.id,
        "part_id": asked.part_id,
        "quiz_question_id": asked.id,
        "player_id": player.id,
        "poll_id": poll.id,
        "template_id": template.id,
        "code": code_for(house.id, item_id=item.id),
        "chat_room_id": chat_room.id,
        "chat_message_id": chat_message.id,
        "call_room_id": call_room.id,
        "question_id": question.id,
        "number": release.number,
        "older": release.number,
        "newer": release.number,
        "organiser": organiser.account_id,
        "attendee": person.account_id,
    }


def _exhibition(house: Conference, person: Participant, organiser: Participant, part: ItemContribution) -> Values:
    """Make an exhibition with one of everything, and a pitch."""
    fairs.settings(house, takes_applications=True, has_stamps=True)
    hall = make.kept(ExhibitionHall(conference_id=house.id, name="Hall 1"))
    booth = fairs.booth(house, person, organiser, hall_id=hall.id)
    booth_material = fairs.link(booth)
    booth_question = make.kept(
        BoothQuestion(booth_id=booth.id, asked_by_id=organiser.id, text="How?", key="key-00000001")
    )
    booth_talk = make.kept(BoothTalk(booth_id=booth.id, participant_id=organiser.id))
    lead = make.kept(BoothLead(booth_id=booth.id, participant_id=organiser.id, source=LeadSource.CARD))
    booth_invitation = make.kept(
        BoothInvitation(booth_id=booth.id, email="mate@example.org", token_hash=token_hex(32), expires_at=HOUR[1])
    )
    letter = make.kept(ExhibitorLetter(conference_id=house.id, subject="News", text="Welcome."))
    pitch = make.kept(Pitch(conference_id=house.id, item_id=part.item_id, contribution_guid=part.guid))
    return {
        "hall_id": hall.id,
        "booth_id": booth.id,
        "booth_material_id": booth_material.id,
        "booth_question_id": booth_question.id,
        "talk_id": booth_talk.id,
        "lead_id": lead.id,
        "invitation_id": booth_invitation.id,
        "letter_id": letter.id,
        "pitch_id": pitch.id,
    }


def address_of(app: Flask, rule: Rule, values: Values) -> str:
    filled = {name: values.get(name, "nothing") for name in rule.arguments}
    for name, converter in rule._converters.items():  # noqa: SLF001 - werkzeug offers no public way to its converters
        if hasattr(converter, "items"):
            filled[name] = min(converter.items)
    with app.test_request_context():
        return app.url_map.bind("conference.test").build(rule.endpoint, filled)


ENDLESS = 10**4_999
TOO_LARGE = (2**31, 2**63, 10**25, ENDLESS)
NUMBERED = [
    pytest.param(rule, method, id=f"{method} {rule.rule}")
    for rule in RULES
    for method in sorted((rule.methods or set()) & {"GET", "POST"})
    if "<int:" in rule.rule
]
NAMED = [case for case in CASES if re.search(r"<(?!int:|any\()", case.values[0].rule)]  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def houses(migrated_app: Flask) -> Iterator[tuple[Values, Values]]:
    """Theirs and ours, furnished once; more rows in ours, so that no id of theirs is by chance an id of ours."""
    with migrated_app.app_context():
        theirs, _between, ours = (furnish() for _ in range(3))
    yield theirs, ours
    with migrated_app.app_context():
        empty_tables()


@pytest.fixture
def ours(houses: tuple[Values, Values]) -> Values:
    """What the addresses of our house may name."""
    limiter.reset()
    return houses[1]


@pytest.mark.parametrize(("rule", "method"), ID_CASES)
def test_an_id_from_another_conference_is_not_found(
    migrated_app: Flask, houses: tuple[Values, Values], rule: Rule, method: str
) -> None:
    theirs, ours = houses
    mixed = {**ours, **{name: theirs[name] for name in rule.arguments if name in theirs and name != "slug"}}
    for name in ("number", "older", "newer"):
        mixed[name] = 99
    answer = browser_of(migrated_app, ours["organiser"]).open(address_of(migrated_app, rule, mixed), method=method)
    assert answer.status_code in {403, 404}


@pytest.mark.parametrize(("rule", "method"), CASES)
def test_a_stranger_gets_in_only_where_the_view_says_so(
    migrated_app: Flask, ours: Values, rule: Rule, method: str
) -> None:
    if rule.access == "open":  # type: ignore[attr-defined]
        return
    answer = browser_of(migrated_app, None).open(address_of(migrated_app, rule, ours), method=method)
    if answer.status_code == 302:
        assert "/sign-in" in answer.headers["Location"]
    else:
        assert answer.status_code in {401, 403, 404}


@pytest.mark.parametrize(("rule", "method"), HOUSE_CASES)
def test_an_attendee_does_nothing_that_is_an_organisers(
    migrated_app: Flask, ours: Values, rule: Rule, method: str
) -> None:
    access = rule.access  # type: ignore[attr-defined]
    if not isinstance(access, Permission) or Role.ATTENDEE in GRANTS[access]:
        return
    answer = browser_of(migrated_app, ours["attendee"]).open(address_of(migrated_app, rule, ours), method=method)
    assert answer.status_code == 403


@pytest.mark.parametrize(("rule", "method"), NUMBERED)
def test_an_id_that_no_row_can_have_is_not_found(migrated_app: Flask, ours: Values, rule: Rule, method: str) -> None:
    browser = browser_of(migrated_app, ours["organiser"])
    numbered = [name for name in rule.arguments if f"<int:{name}>" in rule.rule]
    marked = address_of(migrated_app, rule, {**ours, **dict.fromkeys(numbered, 987654321)})
    for number in TOO_LARGE:
        digits = "9" * 5000 if number == ENDLESS else str(number)
        assert browser.open(marked.replace("987654321", digits), method=method).status_code == 404


@pytest.mark.parametrize(("rule", "method"), NAMED)
def test_a_nul_in_an_address_is_not_found(migrated_app: Flask, ours: Values, rule: Rule, method: str) -> None:
    browser = browser_of(migrated_app, ours["organiser"])
    for name in rule.arguments:
        if f"<int:{name}>" in rule.rule or f":{name}>" in rule.rule:
            continue
        address = address_of(migrated_app, rule, {**ours, name: "mark"}).replace("mark", "%00x")
        assert browser.open(address, method=method).status_code < 500


@pytest.mark.parametrize("rule", [case.values[0] for case in CASES if case.values[1] == "GET"])
def test_a_nul_in_a_query_is_answered(migrated_app: Flask, ours: Values, rule: Rule) -> None:
    browser = browser_of(migrated_app, ours["organiser"])
    names = ("text", "q", "track", "kind", "speaker", "language", "country", "role", "status", "sort", "day", "zone")
    query = dict.fromkeys((*names, "next", "page", "item", "offers", "seeks", "older", "newer", "removed"), "a\0b")
    assert browser.get(address_of(migrated_app, rule, ours), query_string=query).status_code < 500
