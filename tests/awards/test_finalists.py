"""The finalists: who chooses them, in which order they stand, what is shown of them, and to whom."""

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from conference import uploads
from conference.agenda.release_actions import release_agenda
from conference.awards.finalist_actions import (
    Papers,
    choose_finalists,
    move_finalist,
    pitches_of,
    save_papers,
    seen_finalist,
    seen_finalists,
)
from conference.awards.models import Award, Nominee
from conference.awards.opening_actions import standing_finalists
from conference.awards.path_actions import go_to
from conference.awards.rules import AwardState, DecidedBy, NomineeState
from conference.conferences.models import Conference
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Role
from tests import factories as make
from tests.awards import preparing as prepare
from tests.awards.preparing import Office
from tests.conftest import SignIn

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def house(session: object) -> Conference:
    return make.conference()


@pytest.fixture
def who(house: Conference) -> Actor:
    return prepare.organiser(house)


@pytest.fixture
def award(house: Conference) -> Award:
    return prepare.award(house, state=AwardState.NOMINATIONS)


def _picture() -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (1600, 900), "#3443a0").save(data, "PNG")
    data.seek(0)
    return data


def test_organisers_choose_where_no_jury_does(who: Actor, award: Award) -> None:
    first, second, third = (prepare.nominee(award) for _ in range(3))
    choose_finalists(who, award.id, [first.id, third.id], award.version)
    choose_finalists(who, award.id, [second.id, third.id], award.version)
    assert [one.id for one in standing_finalists(award)] == [second.id, third.id]
    go_to(who, award.id, AwardState.FINALISTS, award.version)
    with pytest.raises(Refused, match="before they are shown"):
        choose_finalists(who, award.id, [first.id], award.version)


@pytest.mark.parametrize("decided_by", [DecidedBy.JURY, DecidedBy.BOTH])
def test_the_finalists_of_a_jury_are_its_chairs_to_choose(house: Conference, who: Actor, decided_by: DecidedBy) -> None:
    award = prepare.award(house, decided_by, state=AwardState.NOMINATIONS)
    with pytest.raises(Refused, match="chair"):
        choose_finalists(who, award.id, [prepare.nominee(award).id], award.version)


def test_two_who_choose_at_once_do_not_overwrite_each_other(who: Actor, award: Award) -> None:
    first, second = prepare.nominee(award), prepare.nominee(award)
    seen = award.version
    choose_finalists(who, award.id, [first.id], seen)
    with pytest.raises(Stale):
        choose_finalists(who, award.id, [second.id], seen)
    db.session.rollback()
    assert [one.id for one in standing_finalists(award)] == [first.id]


def test_who_declined_meanwhile_is_no_finalist(house: Conference, who: Actor, award: Award) -> None:
    gone = prepare.nominee(award, state=NomineeState.DECLINED)
    elsewhere = prepare.nominee(prepare.award(house))
    for one in (gone, elsewhere):
        with pytest.raises(Stale):
            choose_finalists(who, award.id, [one.id], award.version)
        db.session.rollback()


def test_finalists_are_put_in_order_until_the_vote(who: Actor, award: Award) -> None:
    a, b, c = (prepare.nominee(award, is_finalist=True) for _ in range(3))
    prepare.nominee(award)
    versions = [one.version for one in (a, b, c)]
    move_finalist(who, c.id, -1)
    move_finalist(who, a.id, 1)
    assert [one.id for one in standing_finalists(award)] == [c.id, a.id, b.id]
    assert [one.version for one in (a, b, c)] == versions
    award.state = AwardState.VOTING
    db.session.commit()
    with pytest.raises(Refused, match="fixed"):
        move_finalist(who, a.id, 1)


def test_papers_are_kept_replaced_and_taken_away(house: Conference, who: Actor, award: Award) -> None:
    one = prepare.nominee(award, is_finalist=True)
    item = make.item(house)
    whole = Papers("**Forty** companies.", "https://example.org/film", item.id, _picture(), io.BytesIO(PDF), "talk.pdf")
    save_papers(who, one.id, whole, one.version)
    photo, slides = one.photo, one.slides
    assert photo and slides  # noqa: PT018 - both files are there
    assert (one.pitch, one.video_url, one.pitch_item_id, one.slides_name) == (
        "**Forty** companies.", "https://example.org/film", item.id, "talk.pdf",
    )  # fmt: skip
    with Image.open(uploads.path_of(photo)) as kept:
        assert max(kept.size) <= 1200
    save_papers(who, one.id, Papers(photo=_picture(), without_slides=True), one.version)
    assert one.photo != photo
    assert not uploads.path_of(photo).exists()
    assert not uploads.path_of(slides).exists()
    assert (one.pitch, one.slides, one.slides_name) == ("", None, "")


@pytest.mark.parametrize(
    ("papers", "field"),
    [
        (lambda: Papers(pitch="x" * 5001), "pitch"),
        (lambda: Papers(video_url="javascript:alert(1)"), "video_url"),
        (lambda: Papers(video_url="http://example.org/film"), "video_url"),
        (lambda: Papers(pitch_item_id=2**31 - 1), "pitch_item_id"),
        (lambda: Papers(photo=io.BytesIO(b"no picture")), "photo"),
        (lambda: Papers(slides=_picture(), slides_name="slide.png"), "slides"),
        (lambda: Papers(slides=io.BytesIO(b"MZ"), slides_name="talk.pdf"), "slides"),
        (lambda: Papers(slides=io.BytesIO(PDF + b" " * uploads.MOST_BYTES), slides_name="talk.pdf"), "slides"),
    ],
)
def test_papers_that_cannot_be_are_refused(who: Actor, award: Award, papers: Any, field: str) -> None:
    one = prepare.nominee(award, is_finalist=True)
    with pytest.raises(Refused) as refusal:
        save_papers(who, one.id, papers(), one.version)
    assert refusal.value.field == field


def test_papers_change_by_organisers_only_and_not_while_people_vote(
    house: Conference, who: Actor, award: Award
) -> None:
    one = prepare.nominee(award, is_finalist=True)
    seen = one.version
    with pytest.raises(Forbidden):
        save_papers(make.actor(make.participant(house, Role.MODERATOR)), one.id, Papers("Mine"), seen)
    save_papers(who, one.id, Papers("First"), seen)
    with pytest.raises(Stale) as refusal:
        save_papers(who, one.id, Papers("Second"), seen)
    assert refusal.value.differences == {"Pitch": ("Second", "First")}
    db.session.rollback()
    award.state = AwardState.VOTING
    db.session.commit()
    with pytest.raises(Refused, match="People are voting"):
        save_papers(who, one.id, Papers("Third"), one.version)


@pytest.mark.parametrize("state", list(AwardState))
def test_finalists_are_known_from_the_shortlist_on(house: Conference, who: Actor, state: AwardState) -> None:
    award = prepare.award(house, state=state)
    one = prepare.nominee(award, is_finalist=True, photo="ab/" + "0" * 32 + ".webp")
    prepare.nominee(award)
    attendee = make.actor(make.participant(house))
    assert [row.id for row in seen_finalists(who, award.id)[1]] == [one.id]
    if state in {AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.JURY}:
        with pytest.raises(NotFound):
            seen_finalists(attendee, award.id)
        with pytest.raises(NotFound):
            seen_finalist(attendee, one.id)
    else:
        assert [row.id for row in seen_finalists(attendee, award.id)[1]] == [one.id]
        assert seen_finalist(attendee, one.id) is one


@pytest.mark.parametrize("state", [AwardState.DRAFT, AwardState.CLOSED])
def test_who_gets_a_conferred_award_is_known_when_it_is_revealed(house: Conference, state: AwardState) -> None:
    award = prepare.award(house, DecidedBy.CONFERRED, state=state)
    one = prepare.nominee(award, is_finalist=True, is_chosen=True)
    for reader in (Actor(house.id), make.actor(make.participant(house, Role.MODERATOR))):
        with pytest.raises(NotFound):
            seen_finalist(reader, one.id)
    award.state = AwardState.REVEALED
    db.session.commit()
    assert seen_finalist(Actor(house.id), one.id) is one


def test_who_is_no_finalist_has_no_photo_for_anybody(house: Conference, award: Award) -> None:
    award.state = AwardState.FINALISTS
    db.session.commit()
    with pytest.raises(NotFound):
        seen_finalist(Actor(house.id), prepare.nominee(award).id)


def test_a_session_names_who_pitches_in_it_as_soon_as_they_are_known(
    house: Conference, who: Actor, award: Award
) -> None:
    item = make.item(house)
    one = prepare.nominee(award, is_finalist=True, pitch_item_id=item.id)
    prepare.nominee(award, pitch_item_id=item.id)
    attendee = make.actor(make.participant(house))
    assert pitches_of(attendee, item.id) == []
    award.state = AwardState.PITCHES
    db.session.commit()
    assert [row.id for row, _award in pitches_of(attendee, item.id)] == [one.id]


@pytest.fixture
def office(app: Flask, sign_in: SignIn) -> Office:
    return Office(app, sign_in)


def test_finalists_from_choosing_to_the_sessions_page(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS, title="Cluster Manager")
    with office.here() as house:
        item = make.item(house, room_id=make.room(house).id)
        item_id = item.id
        row = db.session.get_one(Award, award)
        ids = [prepare.nominee(row, name=name).id for name in ("Ada Example", "Ben Example", "Cleo Example")]
        release_agenda(office.actor(office.organiser_id), notify=False)
    chosen = {"ids": ids[:2], "seen": office.version(award)}
    assert office.organiser.post(f"{office.base}/{award}/finalists/choose", data=chosen).status_code == 302
    late = office.second.post(f"{office.base}/{award}/finalists/choose", data={**chosen, "ids": ids[2:]})
    assert late.status_code == 409
    assert f'value="{ids[2]}" id="nominee-{ids[2]}" checked' in late.text
    papers = {
        "version": "2", "pitch": "**Forty** companies.", "video_url": "https://film.example.org/ada",
        "pitch_item_id": str(item_id), "photo": (_picture(), "ada.png"), "slides": (io.BytesIO(PDF), "talk.pdf"),
    }  # fmt: skip
    assert office.attendee.get(f"{office.base}/{award}/finalists").status_code == 404
    saved = office.organiser.post(f"{office.base}/nominees/{ids[0]}/papers", data=papers)
    assert saved.status_code == 302
    office.organiser.post(f"{office.base}/{award}/path", data={"to": "finalists", "seen": office.version(award)})
    page = office.stranger.get(f"{office.base}/{award}/finalists").text
    assert "<strong>Forty</strong>" in page
    assert "Video on film.example.org" in page
    assert "Cleo Example" not in page
    for what, kind in (("photo", "image/webp"), ("slides", "application/pdf")):
        with office.stranger.get(f"{office.base}/nominees/{ids[0]}/{what}") as sent:
            assert sent.mimetype == kind
    session = office.stranger.get(f"{office.base.removesuffix('/awards')}/agenda/{item_id}").text
    assert "Finalists who present themselves" in session
    assert "Ada Example" in session
    with office.here():
        assert db.session.get_one(Nominee, ids[2]).is_finalist is False
