"""What must not be known is on no page: sessions for participants and for invited people, their people, their words."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.agenda.models import AgendaItem, ItemInvitee, ItemPerson
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import ItemKind, RoleInItem, Visibility
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn

WORDS = {Visibility.PUBLIC: "Openhall", Visibility.PARTICIPANTS: "Memberroom", Visibility.INVITED: "Cellardoor"}
STRANGERS = ("stranger", "passer_by", "waiting", "elsewhere")
SEES = {
    **{reader: {Visibility.PUBLIC} for reader in STRANGERS},
    "attendee": {Visibility.PUBLIC, Visibility.PARTICIPANTS},
    "invitee": set(Visibility),
    "speaker": set(Visibility),
    "organiser": set(Visibility),
}


@dataclass(frozen=True)
class World:
    """A released agenda with one session of each visibility, and the accounts of its readers."""

    slug: str
    items: dict[Visibility, int]
    speakers: dict[Visibility, int]
    accounts: dict[str, int | None]


def _session(visibility: Visibility, speaker: Participant) -> AgendaItem:
    """Make a session in which everything that could leak carries the visibility's word."""
    word = WORDS[visibility]
    house = speaker.conference
    item = make.item(
        house,
        kind=ItemKind.PANEL,
        title=f"{word} session",
        subtitle=f"{word} subtitle",
        abstract=f"{word} abstract",
        visibility=visibility,
        room_id=make.room(house, name=f"{word} room").id,
        track_id=make.track(house, name=f"{word} track", slug=word.lower()).id,
    )
    item.people.append(ItemPerson(participant_id=speaker.id, role=RoleInItem.SPEAKER))
    db.session.commit()
    return item


@pytest.fixture
def world(app: Flask, at_noon: object) -> World:
    """One conference, three sessions, eight kinds of reader."""
    with app.app_context():
        house = make.conference()
        organiser = make.participant(house, Role.ORGANISER)
        speakers = {
            visibility: make.participant(house, Role.SPEAKER, name=f"{word} person", organisation=f"{word} house")
            for visibility, word in WORDS.items()
        }
        items = {visibility: _session(visibility, speakers[visibility]).id for visibility in Visibility}
        invitee = make.participant(house)
        make.kept(ItemInvitee(item_id=items[Visibility.INVITED], participant_id=invitee.id))
        release_agenda(make.actor(organiser), notify=False)
        other = make.participant(make.conference(), Role.ORGANISER)
        waiting = make.participant(house, status=ParticipantStatus.WAITING_FOR_APPROVAL)
        make.kept(ItemInvitee(item_id=items[Visibility.INVITED], participant_id=waiting.id))
        return World(
            slug=house.slug,
            items=items,
            speakers={visibility: speaker.id for visibility, speaker in speakers.items()},
            accounts={
                "stranger": None,
                "passer_by": make.account().id,
                "waiting": waiting.account_id,
                "elsewhere": other.account_id,
                "attendee": make.participant(house).account_id,
                "invitee": invitee.account_id,
                "speaker": speakers[Visibility.INVITED].account_id,
                "organiser": organiser.account_id,
            },
        )


PAGES = (
    "/{slug}/",
    "/{slug}/?draft=1",
    "/{slug}/agenda",
    "/{slug}/agenda?draft=1",
    "/{slug}/agenda?day=all",
    "/{slug}/agenda?view=grid",
    "/{slug}/agenda?kind=panel",
    "/{slug}/agenda/{public}",
    "/{slug}/agenda/speakers",
    "/{slug}/agenda/speakers?draft=1",
    "/{slug}/agenda/mine",
)


@pytest.mark.parametrize("reader", SEES)
def test_a_page_names_only_what_its_reader_may_know(world: World, sign_in: SignIn, reader: str) -> None:
    client = sign_in(world.accounts[reader])
    for page in PAGES:
        text = _page(client, world, page).lower()
        named = {visibility for visibility, word in WORDS.items() if word.lower() in text}
        assert named <= SEES[reader], page


@pytest.mark.parametrize("reader", SEES)
def test_the_programme_shows_all_that_its_reader_may_know(world: World, sign_in: SignIn, reader: str) -> None:
    client = sign_in(world.accounts[reader])
    for page in ("/{slug}/agenda", "/{slug}/agenda?view=grid"):
        text = _page(client, world, page)
        assert all(f"{WORDS[visibility]} session" in text for visibility in SEES[reader])


def _page(client: FlaskClient, world: World, page: str) -> str:
    answer = client.get(page.format(slug=world.slug, public=world.items[Visibility.PUBLIC]))
    assert answer.status_code in {200, 302, 403}
    return answer.text


@pytest.mark.parametrize("reader", SEES)
def test_a_search_finds_only_what_its_reader_may_know(world: World, sign_in: SignIn, reader: str) -> None:
    client = sign_in(world.accounts[reader])
    for visibility, word in WORDS.items():
        item_id, speaker_id = world.items[visibility], world.speakers[visibility]
        for query in (f"text={word}", f"track={word.lower()}", f"speaker={speaker_id}"):
            found = f'id="item-{item_id}"' in client.get(f"/{world.slug}/agenda?day=all&{query}").text
            assert found == (visibility in SEES[reader])
        listed = client.get(f"/{world.slug}/agenda/speakers?text={word}").text
        assert (f"/agenda/speakers/{speaker_id}" in listed) == (visibility in SEES[reader])


@pytest.mark.parametrize("reader", SEES)
def test_a_hidden_session_answers_as_one_that_is_not_there(world: World, sign_in: SignIn, reader: str) -> None:
    client = sign_in(world.accounts[reader])
    nowhere = client.get(f"/{world.slug}/agenda/999999")
    nobody = client.get(f"/{world.slug}/agenda/speakers/999999")
    for visibility, item_id in world.items.items():
        session = client.get(f"/{world.slug}/agenda/{item_id}")
        speaker = client.get(f"/{world.slug}/agenda/speakers/{world.speakers[visibility]}")
        if visibility in SEES[reader]:
            assert (session.status_code, speaker.status_code) == (200, 200)
            continue
        assert (session.status_code, speaker.status_code) == (404, 404)
        assert _body(session.text) == _body(nowhere.text)
        assert _body(speaker.text) == _body(nobody.text)


def _body(text: str) -> str:
    start = text.index("<main")
    return text[start : text.index("</main>")]


def test_a_hidden_session_cannot_be_starred(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.accounts["attendee"])
    hidden = world.items[Visibility.INVITED]
    assert client.post(f"/{world.slug}/agenda/{hidden}/star").status_code == 404
    assert client.post(f"/{world.slug}/agenda/{hidden}/unstar").status_code == 404
    assert client.post(f"/{world.slug}/agenda/{world.items[Visibility.PARTICIPANTS]}/star").status_code == 302


def test_a_star_on_a_session_that_was_hidden_later_shows_nothing(app: Flask, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.accounts["attendee"])
    public = world.items[Visibility.PUBLIC]
    client.post(f"/{world.slug}/agenda/{public}/star")
    with app.app_context():
        db.session.get_one(AgendaItem, public).visibility = Visibility.INVITED
        db.session.commit()
        house_organiser = db.session.query(Participant).filter_by(account_id=world.accounts["organiser"]).one()
        release_agenda(make.actor(house_organiser), notify=False)
    assert "Openhall" not in client.get(f"/{world.slug}/agenda/mine").text
    assert client.post(f"/{world.slug}/agenda/{public}/unstar").status_code == 302


def test_the_draft_is_not_seen_before_its_release(app: Flask, sign_in: SignIn, at_noon: object) -> None:
    with app.app_context():
        house = make.conference()
        item = make.item(house, title="Unreleased session", room_id=make.room(house).id)
        organiser, attendee = make.participant(house, Role.ORGANISER), make.participant(house)
        slug, item_id = house.slug, item.id
        accounts = (organiser.account_id, attendee.account_id)
    for query in ("", "?draft=1"):
        for page in ("", "agenda", "agenda/speakers", "agenda/mine"):
            text = sign_in(accounts[1]).get(f"/{slug}/{page}{query}").text
            assert "Unreleased session" not in text
    assert sign_in(accounts[1]).get(f"/{slug}/agenda/{item_id}?draft=1").status_code == 404
    assert "to be announced" in sign_in(None).get(f"/{slug}/").text
    preview = sign_in(accounts[0]).get(f"/{slug}/agenda?draft=1").text
    assert "Unreleased session" in preview
    assert "You are looking at the draft" in preview
    assert "Unreleased session" not in sign_in(accounts[0]).get(f"/{slug}/agenda").text


def test_a_draft_conference_is_on_nobodys_front_page_but_its_organisers(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = make.conference(title="Not public yet", status=ConferenceStatus.DRAFT)
        organiser, speaker = make.participant(house, Role.ORGANISER), make.participant(house, Role.SPEAKER)
        accounts = (organiser.account_id, speaker.account_id)
    assert "Not public yet" in sign_in(accounts[0]).get("/").text
    assert "Not public yet" not in sign_in(accounts[1]).get("/").text
    assert "Not public yet" not in sign_in(None).get("/").text
