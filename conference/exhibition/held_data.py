"""What the exhibition holds about a person: visits, questions, talks, cards, stamps; and what of it is erased."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, delete, select, update

from conference.exhibition.contact_models import BoothLead, BoothQuestion, BoothStamp, BoothTalk, StampDraw
from conference.exhibition.models import (
    Booth,
    BoothInvitation,
    BoothMaterial,
    BoothMember,
    BoothOpening,
    BoothVisit,
    ExhibitionVisitor,
)
from conference.exhibition.rules import HAS_A_PLACE, BoothState
from conference.exhibition.talk_end_actions import end_talks_of
from conference.extensions import db
from conference.people.held_data import as_data, contributor, eraser, row_as_data
from conference.people.models import Participant

# What a team noted of somebody is about that person, and so is in their copy.
_OF_THE_TEAM = ("noted_by_id",)


@contributor
def exhibition_data(person: Participant) -> Mapping[str, object]:
    """Return the person's booths, and what they did at others'."""
    me = person.id
    mine = select(BoothMember.booth_id).where(BoothMember.participant_id == me)
    booths = db.session.scalars(select(Booth.name).where(Booth.id.in_(mine)).order_by(Booth.name)).all()
    applied = select(Booth).where(Booth.id.in_(mine), Booth.applied_at.is_not(None)).order_by(Booth.id)
    return {
        "booths": list(booths),
        "booth_applications": [
            {"name": row.name, "why": row.application, "applied_at": as_data(row.applied_at)}
            for row in db.session.scalars(applied)
        ],
        "booth_teams": _rows(select(BoothMember).where(BoothMember.participant_id == me)),
        "booth_visits": _rows(select(BoothVisit).where(BoothVisit.participant_id == me)),
        "booth_seen": _rows(select(ExhibitionVisitor).where(ExhibitionVisitor.participant_id == me)),
        "booth_openings": _rows(select(BoothOpening).where(BoothOpening.participant_id == me)),
        "booth_questions": _rows(select(BoothQuestion).where(BoothQuestion.asked_by_id == me), "key", "answered_by_id"),
        "booth_answers": _rows(select(BoothQuestion).where(BoothQuestion.answered_by_id == me), "key", "asked_by_id"),
        "booth_talks": _rows(select(BoothTalk).where(BoothTalk.participant_id == me), "taken_by_id"),
        "booth_cards": _rows(select(BoothLead).where(BoothLead.participant_id == me), *_OF_THE_TEAM),
        "booth_stamps": _rows(select(BoothStamp).where(BoothStamp.participant_id == me)),
        "booth_draws_won": _rows(select(StampDraw).where(StampDraw.winner_id == me), "drawn_by_id"),
        "booth_invitations": _rows(
            select(BoothInvitation)
            .join(Booth, Booth.id == BoothInvitation.booth_id)
            .where(
                Booth.conference_id == person.conference_id,
                BoothInvitation.email == (person.account.email if person.account else ""),
            ),
            "token_hash",
            "invited_by_id",
        ),
        "booth_materials": _rows(select(BoothMaterial).where(BoothMaterial.added_by_id == me), "upload"),
    }  # fmt: skip


def _rows(query: Select[Any], *without: str) -> list[dict[str, object]]:
    rows = db.session.scalars(query).all()
    return [row_as_data(row, "participant_id", *without) for row in rows]


@eraser
def erase_from_exhibition(person: Participant) -> None:
    """Take back their cards and words; that somebody came stays counted, nameless."""
    me = person.id
    end_talks_of(me)
    db.session.execute(delete(BoothLead).where(BoothLead.participant_id == me))
    db.session.execute(delete(ExhibitionVisitor).where(ExhibitionVisitor.participant_id == me))
    _erase_applications(me)
    db.session.execute(delete(BoothMember).where(BoothMember.participant_id == me))
    db.session.execute(delete(BoothStamp).where(BoothStamp.participant_id == me))
    forgotten = update(BoothQuestion).where(BoothQuestion.asked_by_id == me).values(text="", answer="", is_public=False)
    db.session.execute(forgotten.execution_options(synchronize_session="fetch"))
    if person.account is not None:
        db.session.execute(delete(BoothInvitation).where(BoothInvitation.email == person.account.email))


def _erase_applications(me: int) -> None:
    """Forget what only they applied for; of a booth that has been accepted only why they wanted it."""
    others = select(BoothMember.booth_id).where(BoothMember.participant_id != me)
    mine = select(BoothMember.booth_id).where(BoothMember.participant_id == me)
    rows = db.session.scalars(
        select(Booth).where(Booth.id.in_(mine), Booth.id.not_in(others), Booth.applied_at.is_not(None))
    )
    for booth in rows.all():
        was_accepted = booth.state in HAS_A_PLACE or (
            booth.state is BoothState.WITHDRAWN and booth.decided_at is not None
        )
        if was_accepted:
            booth.application = ""
        else:
            db.session.delete(booth)
    db.session.flush()
