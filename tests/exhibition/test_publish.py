"""Publishing, discarding, withdrawing and putting back; and that a draft reaches nobody else before."""

import json
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference.errors import Forbidden, Refused, Stale
from conference.exhibition.edit_actions import draft_content, save_draft, set_picture, standing_of
from conference.exhibition.edit_state_actions import discard, publish, put_back, withdraw
from conference.exhibition.live_actions import booth_state, hall_state
from conference.exhibition.material_edit_actions import NewMaterial, add_material
from conference.exhibition.models import Booth, ExhibitionSettings
from conference.exhibition.rules import BoothState, MaterialKind
from conference.extensions import db
from conference.mail import Mail
from conference.people.models import Tag
from conference.people.rules import TagSide
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition.editing import booth_now, is_kept, materials_of, picture, publish_now, write
from tests.exhibition.making import Fair, booth, fair

Database = scoped_session[Session]
SECRET = "Quintessence"


def seen(of: Booth) -> str:
    """Return the fingerprint that the publish button carries."""
    return draft_content(booth_now(of.id)).whole_fingerprint


def add_link(house: Fair, title: str = "Work") -> None:
    """Add a link as the lead."""
    add_material(make.actor(house.lead), house.booth.id, NewMaterial(MaterialKind.LINK, title, "https://example.org/"))


@pytest.mark.usefixtures("session")
def test_publishing_takes_everything_over_at_once() -> None:
    house = fair(state=BoothState.DRAFT, published_at=None)
    tags = [make.kept(Tag(conference_id=house.house.id, name=name)) for name in ("Photonics", "Textiles")]
    write(house.lead, house.booth, about="Words", offers=frozenset({tags[0].id}), seeks=frozenset({tags[1].id}))
    set_picture(make.actor(house.lead), house.booth.id, "logo", picture())
    add_link(house)
    now = publish_now(house.lead, house.booth)
    assert (now.state, now.about, now.draft) == (BoothState.PUBLISHED, "Words", None)
    assert {(row.tag_id, row.side) for row in now.tag_rows} == {
        (tags[0].id, TagSide.OFFERS),
        (tags[1].id, TagSide.SEEKS),
    }
    assert is_kept(now.logo)
    assert now.published_at is not None
    assert [row.published_at is not None for row in materials_of(now)] == [True]
    assert standing_of(now).number == 0


@pytest.mark.usefixtures("session")
def test_what_somebody_wrote_after_the_look_is_not_published_unseen() -> None:
    house = fair()
    write(house.lead, house.booth, tagline="Looked at")
    looked = seen(house.booth)
    write(house.mate, house.booth, tagline="Half a sent")
    with pytest.raises(Stale):
        publish(make.actor(house.lead), house.booth.id, looked)
    with pytest.raises(Stale):
        discard(make.actor(house.lead), house.booth.id, looked)
    assert booth_now(house.booth.id).tagline == "What it is about"


@pytest.mark.usefixtures("session")
def test_only_a_lead_or_an_organiser_publishes_and_withdraws() -> None:
    house = fair()
    write(house.mate, house.booth, tagline="Mate's")
    with pytest.raises(Forbidden):
        publish(make.actor(house.mate), house.booth.id, seen(house.booth))
    with pytest.raises(Forbidden):
        withdraw(make.actor(house.mate), house.booth.id)
    assert publish_now(house.organiser, house.booth).tagline == "Mate's"


@pytest.mark.usefixtures("session")
def test_nothing_new_is_not_published_again() -> None:
    house = fair()
    with pytest.raises(Refused):
        publish(make.actor(house.lead), house.booth.id, seen(house.booth))


@pytest.mark.usefixtures("session")
def test_discarding_goes_back_to_what_visitors_see_with_files_and_materials() -> None:
    house = fair()
    set_picture(make.actor(house.lead), house.booth.id, "logo", picture("red"))
    shown = publish_now(house.lead, house.booth).logo
    write(house.lead, house.booth, about="Thrown away")
    set_picture(make.actor(house.lead), house.booth.id, "logo", picture("blue"))
    dropped = draft_content(booth_now(house.booth.id)).logo
    add_link(house)
    discard(make.actor(house.lead), house.booth.id, seen(house.booth))
    now = booth_now(house.booth.id)
    assert (now.draft, now.logo, materials_of(now)) == (None, shown, [])
    assert (is_kept(shown), is_kept(dropped)) == (True, False)


@pytest.mark.usefixtures("session")
def test_what_was_never_published_is_not_discarded() -> None:
    house = fair(state=BoothState.DRAFT, published_at=None)
    write(house.lead, house.booth, about="All there is")
    with pytest.raises(Refused):
        discard(make.actor(house.lead), house.booth.id, seen(house.booth))
    assert draft_content(booth_now(house.booth.id)).about == "All there is"


@pytest.mark.usefixtures("session")
def test_a_withdrawn_booth_comes_back_while_a_place_is_free(session: Database) -> None:
    house = fair()
    session.get_one(ExhibitionSettings, house.house.id).quota = 1
    session.commit()
    withdraw(make.actor(house.lead), house.booth.id)
    other = booth(house.house, house.visitors[0], name="Other")
    with pytest.raises(Refused):
        put_back(make.actor(house.lead), house.booth.id)
    assert booth_now(house.booth.id).state is BoothState.WITHDRAWN
    withdraw(make.actor(house.visitors[0]), other.id)
    put_back(make.actor(house.lead), house.booth.id)
    assert booth_now(house.booth.id).state is BoothState.DRAFT
    assert publish_now(house.lead, house.booth).state is BoothState.PUBLISHED


@pytest.mark.usefixtures("session")
def test_a_withdrawn_booth_is_written_on_and_not_published() -> None:
    house = fair()
    withdraw(make.actor(house.lead), house.booth.id)
    write(house.lead, house.booth, about="For later")
    with pytest.raises(Refused):
        publish(make.actor(house.lead), house.booth.id, seen(house.booth))
    assert booth_now(house.booth.id).state is BoothState.WITHDRAWN


@pytest.mark.usefixtures("session")
def test_a_draft_with_a_video_that_is_allowed_no_more_is_not_published(session: Database) -> None:
    house = fair()
    write(house.lead, house.booth, video_url="https://vimeo.com/12345")
    session.get_one(ExhibitionSettings, house.house.id).video_hosts = ""
    session.commit()
    with pytest.raises(Refused):
        publish(make.actor(house.lead), house.booth.id, seen(house.booth))
    assert booth_now(house.booth.id).video_url == ""


@dataclass(frozen=True)
class Written:
    """A booth with a secret in its draft; accounts and addresses as plain values."""

    slug: str
    conference_id: int
    booth_id: int
    visitor: int | None
    team: tuple[int | None, ...]
    materials: tuple[int, ...]

    @property
    def hidden(self) -> list[str]:
        """The addresses at which the draft could be read."""
        base = f"/{self.slug}/exhibition"
        parts = ("preview", "edit", "materials", "team", "draft/logo", "draft/banner", "logo", "banner")
        kinds = (("materials", "/edit"), ("materials", "/draft"), ("materials", ""), ("pictures", ""))
        return [
            *(f"{base}/{self.booth_id}/{part}" for part in parts),
            *(f"{base}/{kind}/{number}{end}" for number in self.materials for kind, end in kinds),
        ]


@pytest.fixture
def written(app: Flask) -> tuple[Written, Written]:
    """A published booth with a secret in its draft, and one never published; both with pictures and materials."""
    with app.app_context():
        return _written(fair()), _written(fair(state=BoothState.DRAFT, published_at=None))


def _written(house: Fair) -> Written:
    tag = make.kept(Tag(conference_id=house.house.id, name=f"{SECRET} tag"))
    write(house.lead, house.booth, name=f"{SECRET} name", tagline=SECRET, about=SECRET, offers=frozenset({tag.id}))
    for which in ("logo", "banner"):
        set_picture(make.actor(house.lead), house.booth.id, which, picture())
    add_link(house, f"{SECRET} link")
    shown = NewMaterial(MaterialKind.PICTURE, f"{SECRET} picture", file=picture(), file_name="p.png")
    add_material(make.actor(house.lead), house.booth.id, shown)
    return Written(
        slug=house.house.slug,
        conference_id=house.house.id,
        booth_id=house.booth.id,
        visitor=house.visitors[0].account_id,
        team=(house.lead.account_id, house.mate.account_id, house.organiser.account_id),
        materials=tuple(row.id for row in materials_of(house.booth)),
    )


def test_a_draft_and_its_pictures_reach_nobody_but_the_team_and_the_organisers(
    written: tuple[Written, Written], sign_in: SignIn
) -> None:
    for house in written:
        for account in (house.visitor, None):
            browser = sign_in(account)
            for address in house.hidden:
                answer = browser.get(address, buffered=True)
                assert answer.status_code in {302, 401, 403, 404}, address
                assert SECRET not in answer.text
        for account in house.team:
            browser = sign_in(account)
            preview = browser.get(house.hidden[0])
            assert preview.status_code == 200
            assert preview.text.count(SECRET) >= 5
            assert browser.get(house.hidden[4], buffered=True).mimetype == "image/webp"


def test_a_draft_is_in_no_hall_no_search_no_topic_and_no_mail(
    app: Flask, written: tuple[Written, Written], sign_in: SignIn
) -> None:
    for house in written:
        with app.test_request_context():
            topics = json.dumps([hall_state(house.conference_id), booth_state(house.booth_id)])
            mails = db.session.scalars(select(Mail)).all()
            assert SECRET not in topics
            assert not [mail for mail in mails if SECRET in mail.text + mail.html + mail.subject]
        hall = f"/{house.slug}/exhibition/"
        browser = sign_in(house.visitor)
        assert SECRET not in browser.get(hall).text
        assert f"/exhibition/{house.booth_id}" not in browser.get(f"{hall}?text={SECRET}").text
        assert SECRET not in browser.get(f"{hall}{house.booth_id}").text


@pytest.mark.usefixtures("session")
def test_a_save_without_a_change_leaves_the_draft_as_it_is() -> None:
    house = fair()
    content = write(house.lead, house.booth, about="Words")
    save_draft(make.actor(house.mate), house.booth.id, replace(content), content.fingerprint)
    assert draft_content(booth_now(house.booth.id)) == content
