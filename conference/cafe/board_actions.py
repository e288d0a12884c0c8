"""What facilitators do on a board: group cards under headings, name and order these; each step can be taken back."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import exists, select, update

from conference.cafe.actions import run_cafe
from conference.cafe.board_state_actions import cards_of, headings_of, seen_board, tell_board
from conference.cafe.harvest import (
    LONGEST_HEADING,
    MOST_AT_ONCE,
    MOST_HEADINGS,
    Done,
    Move,
    Undo,
    back_again,
    moves_in,
    piles,
)
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading
from conference.cafe.models import Cafe, CafeQuestion
from conference.cafe.rules import CafeState
from conference.chat.plain import one_line
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.forms import number_in
from conference.locking import lock_rows
from conference.permissions import Actor

Fields = Mapping[str, Sequence[str]]


def do_step(actor: Actor, cafe_id: int, question_id: int, step: str, fields: Fields) -> Done:
    """Do one thing on a board, and commit; return what was done, and the step that takes it back.

    `fields` are a form's, each with its values. Raises `Stale` where somebody changed the same thing meanwhile.
    """
    hold_board(actor, cafe_id, question_id)
    done = _STEPS[step](question_id, fields)
    tell_board(question_id)
    db.session.commit()
    return done


def hold_board(actor: Actor, cafe_id: int, question_id: int) -> CafeQuestion:
    """Return a question whose harvest the actor leads; whatever changes it goes one after the other, until the commit.

    Dots share this lock, so that none is put on a heading that goes in the same moment.
    """
    run_cafe(actor, cafe_id)
    seen_board(actor, cafe_id, question_id)
    lock_rows(select(Cafe.id).where(Cafe.id == cafe_id))
    cafe, question = seen_board(actor, cafe_id, question_id)
    if cafe.state is CafeState.CLOSED:
        raise Refused(_("This café is closed: what stands on its boards stays. Open its harvest again to change it."))
    return question


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name) or ("",)
    return values[0]


def _id(fields: Fields, name: str) -> int:
    return number_in(_one(fields, name)) or 0


def _moves(question_id: int, fields: Fields, to: int, *, needed: bool = True) -> list[Move]:
    """Return the moves that a form asks for, each looked over: the cards are there and where they were seen."""
    moves = {move.card: move for move in moves_in(fields.get("card") or (), to)}
    if needed and not moves:
        raise Refused(_("Choose cards first."))
    if len(moves) > MOST_AT_ONCE:
        raise Refused(_("At most %(count)s cards can be moved at once.", count=MOST_AT_ONCE))
    places = {pile.card.id: pile.card.heading for pile in piles(cards_of(question_id))}
    if not moves.keys() <= places.keys():
        raise Stale(_("One of these cards was deleted or merged meanwhile. Nothing was moved."))
    if any(places[move.card] != move.was for move in moves.values()):
        raise Stale(_("Somebody else moved one of these cards meanwhile. Nothing was moved."))
    return list(moves.values())


def _move(question_id: int, moves: Iterable[Move]) -> None:
    """Put cards where they go. Written past the cards' own versions: a host may edit one that is just being moved."""
    goals: dict[int, list[int]] = {}
    for move in moves:
        goals.setdefault(move.to, []).append(move.card)
    for heading_id, card_ids in goals.items():
        if heading_id:
            _heading(question_id, heading_id)
        db.session.execute(
            update(CafeCard)
            .where(CafeCard.id.in_(card_ids))
            .values(heading_id=heading_id or None)
            .execution_options(synchronize_session=False)
        )
    db.session.expire_all()


def _heading(question_id: int, heading_id: int) -> CafeHeading:
    heading = db.session.get(CafeHeading, heading_id)
    if heading is None or heading.question_id != question_id:
        raise NotFound(_("There is no such heading. Somebody may have taken it away."))
    return heading


def _words(fields: Fields) -> str:
    words = one_line(_one(fields, "text"), LONGEST_HEADING)
    if not words:
        raise Refused(_("Write the heading first."), field="text")
    if len(words) > LONGEST_HEADING:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_HEADING), field="text")
    return words


def _place(question_id: int, fields: Fields) -> Done:
    """Put cards under a heading (`heading`), or among the loose ones (0)."""
    moves = _moves(question_id, fields, _id(fields, "heading"))
    _move(question_id, moves)
    count, goals = len(moves), {move.to for move in moves}
    undo = Undo("place", {"card": back_again(moves)})
    if goals == {0}:
        return Done(ngettext("%(num)s card is loose again.", "%(num)s cards are loose again.", count), undo)
    if len(goals) > 1:
        return Done(ngettext("%(num)s card was put back.", "%(num)s cards were put back.", count), undo)
    name = _heading(question_id, goals.pop()).text
    return Done(
        ngettext("%(num)s card is under “%(name)s”.", "%(num)s cards are under “%(name)s”.", count, name=name), undo
    )


def _head(question_id: int, fields: Fields) -> Done:
    """Make a heading, from cards or from nothing but its text; without one it has the text of its first card."""
    moves = _moves(question_id, fields, 0, needed=False)
    headings = headings_of(question_id)
    if len(headings) >= MOST_HEADINGS:
        raise Refused(_("A board has at most %(count)s headings.", count=MOST_HEADINGS))
    if not one_line(_one(fields, "text"), LONGEST_HEADING) and moves:
        words = one_line(db.session.get_one(CafeCard, moves[0].card).text, LONGEST_HEADING)[:LONGEST_HEADING]
    else:
        words = _words(fields)
    heading = CafeHeading(question_id=question_id, text=words, order=len(headings))
    db.session.add(heading)
    db.session.flush()
    made = [Move(move.card, move.was, heading.id) for move in moves]
    _move(question_id, made)
    _put_before(question_id, heading.id, _id(fields, "before"))
    undo = Undo("drop", {"heading": [str(heading.id)], "card": back_again(made)})
    return Done(_("There is a heading “%(name)s” now.", name=words), undo)


def _rename(question_id: int, fields: Fields) -> Done:
    heading = _heading(question_id, _id(fields, "heading"))
    words, before = _words(fields), heading.text
    if words == before:
        return Done(_("The heading is called “%(name)s”.", name=words))
    if heading.version != _id(fields, "version"):
        raise Stale(_("Somebody else renamed this heading meanwhile: “%(name)s”.", name=before))
    heading.text = words
    db.session.flush()
    undo = Undo("rename", {"heading": [str(heading.id)], "text": [before], "version": [str(heading.version)]})
    return Done(_("The heading is called “%(name)s”.", name=words), undo)


def _order(question_id: int, fields: Fields) -> Done:
    """Put a heading before another (`before`), or (0) at the end."""
    heading = _heading(question_id, _id(fields, "heading"))
    after = _follower(question_id, heading.id)
    _put_before(question_id, heading.id, _id(fields, "before"))
    undo = Undo("order", {"heading": [str(heading.id)], "before": [str(after)]})
    ids = [one.id for one in headings_of(question_id)]
    return Done(_("“%(name)s” is number %(place)s.", name=heading.text, place=ids.index(heading.id) + 1), undo)


def _follower(question_id: int, heading_id: int) -> int:
    ids = [one.id for one in headings_of(question_id)]
    return next(iter(ids[ids.index(heading_id) + 1 :]), 0)


def _put_before(question_id: int, heading_id: int, before: int) -> None:
    """Give the headings of a question their order anew. Written past their versions: renaming goes on beside it."""
    ids = [one.id for one in headings_of(question_id) if one.id != heading_id]
    ids.insert(ids.index(before) if before in ids else len(ids), heading_id)
    for order, one in enumerate(ids):
        place = update(CafeHeading).where(CafeHeading.id == one).values(order=order)
        db.session.execute(place.execution_options(synchronize_session=False))
    db.session.expire_all()


def _drop(question_id: int, fields: Fields) -> Done:
    """Take an empty heading away, after putting the `card`s of the form where they were before it."""
    heading = _heading(question_id, _id(fields, "heading"))
    moves = _moves(question_id, fields, 0, needed=False)
    _move(question_id, moves)
    if any(pile.card.heading == heading.id for pile in piles(cards_of(question_id))):
        raise Refused(_("There are cards under this heading: put them elsewhere first."))
    if db.session.scalar(select(exists().where(CafeDot.heading_id == heading.id))):
        raise Refused(_("People have put dots on this heading: it stays."))
    before = _follower(question_id, heading.id)
    undo = Undo("head", {"text": [heading.text], "before": [str(before)], "card": back_again(moves)})
    name = heading.text
    db.session.delete(heading)
    return Done(_("The heading “%(name)s” is gone.", name=name), undo)


_STEPS: Mapping[str, Callable[[int, Fields], Done]] = {
    "place": _place,
    "head": _head,
    "rename": _rename,
    "order": _order,
    "drop": _drop,
}
STEPS = tuple(_STEPS)
