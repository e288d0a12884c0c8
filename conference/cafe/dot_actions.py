"""Dots: opened and closed by facilitators, put and taken back by everybody at the café, never more than are given."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, select

from conference.cafe.actions import run_cafe, tell_all_tables, tell_cafe
from conference.cafe.board_state_actions import dots_are_open, seen_board, tell_board, tell_boards
from conference.cafe.harvest_models import CafeDot, CafeHeading
from conference.cafe.models import Cafe, CafeQuestion
from conference.cafe.rules import CafeState
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.locking import insert_once, lock_rows, locked
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require


def open_dots(actor: Actor, cafe_id: int, *, opened: bool) -> None:
    """Let dots be put on all boards of a café, or no longer; commit. Doing so twice is fine."""
    run_cafe(actor, cafe_id)
    lock_rows(select(Cafe.id).where(Cafe.id == cafe_id))
    cafe = run_cafe(actor, cafe_id)
    if opened and cafe.state is not CafeState.HARVEST:
        raise Refused(_("Dots are put during the harvest: begin it first."))
    if opened and not cafe.dots:
        raise Refused(_("This café gives no dots. Its settings say how many."))
    if cafe.dots_open != opened:
        cafe.dots_open = opened
        tell_boards(cafe_id)
        # The lobby and the tables lead to the boards as long as dots are put there.
        tell_cafe(cafe_id)
        tell_all_tables(cafe_id)
        db.session.commit()


def put_dot(actor: Actor, heading_id: int, *, wanted: bool) -> int:
    """Put a dot of one's own on a heading, or take it back; commit, and return the question that it is about.

    Saying the same twice is fine, also when dots have been closed since: then the answer was lost. Raises `Refused`
    where dots are not being put, or all are put already.
    """
    require(actor, Permission.CAFE_JOIN)
    assert actor.participant_id is not None  # noqa: S101 - whoever may take part is a participant
    cafe_id = _place_of(actor, heading_id)[1].id
    # Judged as the café stands when the dot is committed; who opens, closes and groups waits for it, others do not.
    lock_rows(select(Cafe.id).where(Cafe.id == cafe_id), shared=True)
    # One person's dots follow each other, so that several browsers at once gain nothing.
    locked(Participant, actor.participant_id)
    question, cafe = _place_of(actor, heading_id)
    mine = own_dots(actor, question.id)
    if wanted is (heading_id in mine):
        return question.id
    if not dots_are_open(cafe):
        raise Refused(_("No dots are being put just now."))
    if not wanted:
        db.session.execute(
            delete(CafeDot).where(CafeDot.heading_id == heading_id, CafeDot.participant_id == actor.participant_id)
        )
    elif len(mine) >= cafe.dots:
        raise Refused(
            ngettext(
                "You have %(num)s dot, and have put it already. Take it back to put it elsewhere.",
                "You have %(num)s dots, and have put them all. Take one back to put it elsewhere.",
                cafe.dots,
            )
        )
    else:
        insert_once(CafeDot, heading_id=heading_id, participant_id=actor.participant_id)
    tell_board(question.id)
    question_id = question.id
    db.session.commit()
    return question_id


def _place_of(actor: Actor, heading_id: int) -> tuple[CafeQuestion, Cafe]:
    heading = db.session.get(CafeHeading, heading_id)
    question = db.session.get(CafeQuestion, heading.question_id) if heading else None
    if question is None:
        raise NotFound(_("There is no such heading. Somebody may have taken it away."))
    cafe, question = seen_board(actor, question.cafe_id, question.id)
    return question, cafe


def own_dots(actor: Actor, question_id: int) -> list[int]:
    """Return the headings of a question that the actor has put a dot on."""
    return list(
        db.session.scalars(
            select(CafeDot.heading_id)
            .join(CafeHeading, CafeHeading.id == CafeDot.heading_id)
            .where(CafeHeading.question_id == question_id, CafeDot.participant_id == actor.participant_id)
            .order_by(CafeDot.heading_id)
        )
    )
