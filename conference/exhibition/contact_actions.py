"""What a visitor can begin at a booth, and what they began there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from conference.exhibition.actions import is_in_the_hall, is_of_team, team_at
from conference.exhibition.contact_models import BoothLead, BoothQuestion, BoothTalk
from conference.exhibition.lead_actions import own_card
from conference.exhibition.models import Booth
from conference.exhibition.presence_actions import here, marks_of
from conference.exhibition.question_list_actions import Asked, own_questions, public_questions
from conference.exhibition.talk_actions import current_talk, met_by
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import PersonCard, sorted_cards
from conference.people.sight_actions import may_see_person
from conference.permissions import Actor, Permission, can


@dataclass(frozen=True, slots=True)
class Contact:
    """What the panel of a booth shows to one person; `may` is whether they can ask, talk and leave a card."""

    may: bool
    is_team: bool
    here: int = 0
    # The marks of all of the team who are there, as the news send them.
    marks: Sequence[str] = ()
    talk: BoothTalk | None = None
    talks_elsewhere: bool = False
    questions: Sequence[Asked] = ()
    answered: Sequence[BoothQuestion] = ()
    card: BoothLead | None = None


def contact_at(actor: Actor, booth: Booth) -> Contact:
    """Return what the actor can begin at a booth that is there for them."""
    is_team = is_of_team(actor, booth.id)
    answered = public_questions(booth.id)
    if is_team or not is_in_the_hall(booth) or not can(actor, Permission.EXHIBITION_VISIT):
        return Contact(may=False, is_team=is_team, answered=answered)
    talk = current_talk(actor.participant_id)
    at_this = talk is not None and talk.booth_id == booth.id
    own = own_questions(actor, booth.id)
    mine = {one.row.id for one in own}
    there = here(booth.id, team_at(booth.id))
    return Contact(
        may=True,
        is_team=False,
        here=len(met_by(actor, there)),
        marks=marks_of(booth.id, there),
        talk=talk if at_this else None,
        talks_elsewhere=talk is not None and not at_this,
        questions=own,
        answered=[one for one in answered if one.id not in mine],
        card=own_card(actor, booth.id),
    )


def people_to_meet(actor: Actor, booth_id: int) -> list[PersonCard]:
    """Return whom of a booth's team the actor can ask for a meeting: those whom the directory shows them."""
    if not can(actor, Permission.MEETINGS_MEET):
        return []
    ids = team_at(booth_id) - {actor.participant_id}
    people = db.session.scalars(select(Participant).where(Participant.id.in_(ids)))
    return sorted_cards(one.card for one in people if one.account_id and may_see_person(actor, one))
