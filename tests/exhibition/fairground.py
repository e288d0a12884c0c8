"""An exhibition and a session with pitches where each thing that is not for everybody carries words of its own."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from conference import clock, uploads
from conference.agenda.models import ItemContribution, ItemPerson
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import ItemKind, RoleInItem, Visibility
from conference.exhibition.contact_models import BoothLead, BoothQuestion, BoothTalk, ExhibitorLetter
from conference.exhibition.content import BoothContent
from conference.exhibition.models import BoothInvitation, ExhibitionHall
from conference.exhibition.rules import BoothState, LeadSource, MaterialKind
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.people.sign_in import new_token, token_hash
from conference.permissions import Role
from conference.pitches.models import Pitch, PitchInterest
from tests import factories as make
from tests.exhibition import making
from tests.exhibition.editing import PDF, picture

# Who asks. The visitor asked, knocked, left a card and is interested; the attendee did nothing; the exhibitor has a
# booth of their own; the foreigner organises another conference.
STRANGER, FOREIGNER, WAITING = "stranger", "foreigner", "waiting"
ATTENDEE, VISITOR, EXHIBITOR, MODERATOR, JUROR = "attendee", "visitor", "exhibitor", "moderator", "juror"
PITCHER, LEAD, MATE, ORGANISER = "pitcher", "lead", "mate", "organiser"

PARTICIPANTS = frozenset({ATTENDEE, VISITOR, EXHIBITOR, MODERATOR, JUROR, PITCHER, LEAD, MATE, ORGANISER})
SIGNED_IN = PARTICIPANTS | {FOREIGNER, WAITING}
EVERYBODY = SIGNED_IN | {STRANGER}
TEAM = frozenset({LEAD, MATE})
BUILDERS = TEAM | {ORGANISER}
LEADERS = frozenset({LEAD, ORGANISER})

# Words that are for some people only, and for whom.
SECRETS = {
    "word-of-the-draft": BUILDERS,
    "word-of-a-hidden-material": BUILDERS,
    "word-of-the-application": BUILDERS,
    "word-of-the-decision": BUILDERS,
    "word-of-an-invitation": BUILDERS,
    "word-of-a-letter": BUILDERS | {EXHIBITOR},
    "word-of-a-question": TEAM | {VISITOR},
    "word-of-a-card": TEAM | {VISITOR},
    "word-of-a-note": TEAM,
    "visitor-address": TEAM | {VISITOR, PITCHER},
    "word-of-an-interest": frozenset({VISITOR, PITCHER}),
}


@dataclass(frozen=True)
class Fairground:
    """What was made: what addresses may name, and the account of each person by who they are (None: not signed in)."""

    values: dict[str, Any]
    accounts: dict[str, int | None]


def fairground(*, is_hidden: bool) -> Fairground:
    """Make it. Where it is hidden, the booth is not published, and hall and session are for participants alone."""
    house = make.conference()
    making.settings(house, takes_applications=True, has_stamps=True, is_public=not is_hidden)
    hall = make.kept(ExhibitionHall(conference_id=house.id, name="Hall 1"))
    people: dict[str, Participant] = {
        WAITING: make.participant(house, status=ParticipantStatus.WAITING_FOR_APPROVAL),
        ATTENDEE: make.participant(house),
        VISITOR: make.participant(house, account=make.account(email=f"visitor-address-{house.id}@example.org")),
        EXHIBITOR: make.participant(house, Role.EXHIBITOR),
        MODERATOR: make.participant(house, Role.MODERATOR),
        JUROR: make.participant(house, Role.JUROR),
        PITCHER: make.participant(house, Role.SPEAKER),
        LEAD: make.participant(house, Role.EXHIBITOR),
        MATE: make.participant(house, Role.EXHIBITOR),
        ORGANISER: make.participant(house, Role.ORGANISER),
        FOREIGNER: make.participant(make.conference(), Role.ORGANISER),
    }
    values = {
        "slug": house.slug,
        "key": house.id,
        "hall_id": hall.id,
        "visitor_id": people[VISITOR].id,
        **_booth(people, hall, is_hidden=is_hidden),
        **_pitch(people, is_hidden=is_hidden),
    }
    accounts = {who: person.account_id for who, person in people.items()}
    return Fairground(values, {**accounts, STRANGER: None})


def _booth(people: dict[str, Participant], hall: ExhibitionHall, *, is_hidden: bool) -> dict[str, Any]:
    house, visitor = people[ORGANISER].conference, people[VISITOR].id
    making.booth(house, people[EXHIBITOR], name="Another booth")
    shown, drawn = (uploads.keep_image(picture(colour), longest_side=40) for colour in ("red", "blue"))
    said = BoothContent(name="Booth", tagline="word-of-the-draft", country="BE", banner=drawn)
    booth = making.booth(
        house, people[LEAD], people[MATE], hall_id=hall.id, banner=shown, draft=said.to_json(), number=7,
        application="word-of-the-application", decided_word="word-of-the-decision", applied_at=clock.now(),
        decided_at=clock.now(), **({"state": BoothState.DRAFT, "published_at": None} if is_hidden else {}),
    )  # fmt: skip
    material = making.link(booth)
    gallery = uploads.keep_image(picture("green"), longest_side=40)
    image = making.link(booth, kind=MaterialKind.PICTURE, url="", upload=gallery, title="A picture")
    hidden = making.link(booth, title="word-of-a-hidden-material", published_at=None)
    question = make.kept(
        BoothQuestion(booth_id=booth.id, asked_by_id=visitor, text="word-of-a-question", key="key-00000001")
    )
    lead = make.kept(
        BoothLead(
            booth_id=booth.id, participant_id=visitor, source=LeadSource.CARD, message="word-of-a-card",
            note="word-of-a-note", consented_at=clock.now(), shares_email=True,
        )
    )  # fmt: skip
    talk = make.kept(BoothTalk(booth_id=booth.id, participant_id=visitor))
    token = new_token()
    invitation = make.kept(
        BoothInvitation(
            booth_id=booth.id, email="word-of-an-invitation@example.org", token_hash=token_hash(token),
            expires_at=clock.now() + timedelta(days=365),
        )
    )  # fmt: skip
    make.kept(ExhibitorLetter(conference_id=house.id, subject="News", text="word-of-a-letter"))
    return {
        "booth_id": booth.id, "booth_material_id": material.id, "picture_id": image.id, "hidden_id": hidden.id,
        "booth_question_id": question.id, "lead_id": lead.id, "talk_id": talk.id, "invitation_id": invitation.id,
        "token": token, "mate_id": people[MATE].id, "upload": shown,
    }  # fmt: skip


def _pitch(people: dict[str, Participant], *, is_hidden: bool) -> dict[str, Any]:
    organiser, visibility = people[ORGANISER], Visibility.PARTICIPANTS if is_hidden else Visibility.PUBLIC
    room = make.room(organiser.conference)
    item = make.item(organiser.conference, kind=ItemKind.PITCHES, visibility=visibility, room_id=room.id)
    part = make.kept(ItemContribution(item_id=item.id, title="A pitch"))
    make.kept(
        ItemPerson(item_id=item.id, contribution_id=part.id, participant_id=people[PITCHER].id, role=RoleInItem.SPEAKER)
    )
    slides = uploads.keep_document(io.BytesIO(PDF), "slides.pdf")
    pitch = make.kept(
        Pitch(
            conference_id=organiser.conference_id, item_id=item.id, contribution_guid=part.guid, slides=slides.name,
            slides_name="slides.pdf",
        )
    )  # fmt: skip
    make.kept(
        PitchInterest(
            pitch_id=pitch.id, participant_id=people[VISITOR].id, word="word-of-an-interest", shares_email=True
        )
    )
    release_agenda(make.actor(organiser), notify=False)
    return {"item_id": item.id, "pitch_id": pitch.id}
