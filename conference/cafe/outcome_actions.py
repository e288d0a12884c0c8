"""What facilitators do with the list of a question: make it from headings, edit, order, agree to it, open it again."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, exists, select, update

from conference import clock
from conference.cafe.board_actions import hold_board
from conference.cafe.board_state_actions import cards_of, dots_are_open, dots_of, headings_of, tell_board
from conference.cafe.harvest import LONGEST_OUTCOME, MOST_OUTCOMES, QuestionOutcomes, piles
from conference.cafe.harvest_models import CafeOutcome, CafeOutcomeCard, Recommendation
from conference.cafe.models import Cafe, CafeQuestion
from conference.cafe.outcome_state_actions import outcomes_of_question
from conference.chat.plain import one_line
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.forms import number_in
from conference.permissions import Actor

Fields = Mapping[str, str]


def change_list(actor: Actor, cafe_id: int, question_id: int, step: str, fields: Fields) -> str:
    """Do one thing with the list of a question, and commit; return what was done.

    An agreed list is opened again before it is changed. Raises `Stale` where somebody changed the same meanwhile.
    """
    question = hold_board(actor, cafe_id, question_id)
    if question.agreed_at is not None and step not in {"agree", "reopen"}:
        raise Refused(_("This list is agreed. Open it again to change it."))
    words = _STEPS[step](question, fields)
    tell_board(question_id)
    db.session.commit()
    return words


def fingerprint(question: QuestionOutcomes) -> str:
    """Return what a list that is agreed to must still be: its lines in their order, as they were last changed."""
    return ",".join(f"{outcome.id}.{outcome.version}" for outcome in question.outcomes)


def _rows(question_id: int) -> Sequence[CafeOutcome]:
    return db.session.scalars(
        select(CafeOutcome).where(CafeOutcome.question_id == question_id).order_by(CafeOutcome.order, CafeOutcome.id)
    ).all()


def _make(question: CafeQuestion, _fields: Fields) -> str:
    """Add a line for each heading that has none yet, most dots first, and renew dots and trails of the others."""
    # While dots are put, not even their order may show.
    hidden = dots_are_open(db.session.get_one(Cafe, question.cafe_id))
    dots, rows = dots_of(question.id), _rows(question.id)
    by_heading = {row.heading_id: row for row in rows if row.heading_id is not None}
    headings = sorted(headings_of(question.id), key=lambda one: 0 if hidden else -dots.get(one.id, 0))
    new = [one for one in headings if one.id not in by_heading]
    if not headings:
        raise Refused(_("There are no headings yet: group cards first, or add a line by hand."))
    if len(rows) + len(new) > MOST_OUTCOMES:
        raise Refused(_("A list has at most %(count)s lines.", count=MOST_OUTCOMES))
    for at, heading in enumerate(new):
        by_heading[heading.id] = CafeOutcome(
            question_id=question.id, heading_id=heading.id, text=heading.text, order=len(rows) + at
        )
        db.session.add(by_heading[heading.id])
    db.session.flush()
    for heading_id, row in by_heading.items():
        row.dots = dots.get(heading_id, 0)
        _renew_trail(question.id, heading_id, row.id)
    return str(ngettext("%(num)s line was added to the list.", "%(num)s lines were added to the list.", len(new)))


def _renew_trail(question_id: int, heading_id: int, outcome_id: int) -> None:
    """Write down which cards stand behind an outcome now, those that were merged into them too."""
    behind = [pile for pile in piles(cards_of(question_id)) if pile.card.heading == heading_id]
    db.session.execute(delete(CafeOutcomeCard).where(CafeOutcomeCard.outcome_id == outcome_id))
    db.session.add_all(
        CafeOutcomeCard(outcome_id=outcome_id, card_id=card.id) for pile in behind for card in (pile.card, *pile.merged)
    )
    db.session.flush()


def _words(fields: Fields) -> str:
    words = one_line(fields.get("text"), LONGEST_OUTCOME)
    if not words:
        raise Refused(_("Write the line first."), field="text")
    if len(words) > LONGEST_OUTCOME:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_OUTCOME), field="text")
    return words


def _outcome(question: CafeQuestion, fields: Fields) -> CafeOutcome:
    row = db.session.get(CafeOutcome, number_in(fields.get("outcome")) or 0)
    if row is None or row.question_id != question.id:
        raise NotFound(_("There is no such line. Somebody may have removed it."))
    return row


def _add(question: CafeQuestion, fields: Fields) -> str:
    rows = _rows(question.id)
    if len(rows) >= MOST_OUTCOMES:
        raise Refused(_("A list has at most %(count)s lines.", count=MOST_OUTCOMES))
    words = _words(fields)
    if words in {row.text for row in rows}:
        raise Refused(_("This line is in the list already."), field="text")
    db.session.add(CafeOutcome(question_id=question.id, text=words, order=len(rows)))
    return str(_("The line is in the list."))


def _edit(question: CafeQuestion, fields: Fields) -> str:
    row, words = _outcome(question, fields), _words(fields)
    if words != row.text:
        if row.version != number_in(fields.get("version")):
            raise Stale(_("Somebody else changed this line meanwhile: “%(text)s”.", text=row.text))
        row.text = words
    return str(_("The line is changed."))


def _move(question: CafeQuestion, fields: Fields) -> str:
    """Put a line before another one (`before`), or (0) at the end."""
    row, before = _outcome(question, fields), number_in(fields.get("before")) or 0
    ids = [one.id for one in _rows(question.id) if one.id != row.id]
    ids.insert(ids.index(before) if before in ids else len(ids), row.id)
    name = row.text
    for order, one in enumerate(ids):
        # Past its version: whoever edits it beside goes on.
        place = update(CafeOutcome).where(CafeOutcome.id == one).values(order=order)
        db.session.execute(place.execution_options(synchronize_session=False))
    return str(_("“%(name)s” is number %(place)s.", name=name, place=ids.index(row.id) + 1))


def _remove(question: CafeQuestion, fields: Fields) -> str:
    row = _outcome(question, fields)
    if db.session.scalar(select(exists().where(Recommendation.outcome_id == row.id))):
        raise Refused(_("This line was adopted as a recommendation, whose trail it is: it stays."))
    db.session.delete(row)
    return str(_("The line is removed."))


def _agree(question: CafeQuestion, fields: Fields) -> str:
    if question.agreed_at is not None:
        return str(_("The list is agreed."))
    if dots_are_open(db.session.get_one(Cafe, question.cafe_id)):
        raise Refused(_("Dots are still being put: close them first."))
    seen = outcomes_of_question(question)
    if not seen.outcomes:
        raise Refused(_("There is nothing in the list yet."))
    if fields.get("seen") != fingerprint(seen):
        raise Stale(_("Somebody else changed the list meanwhile. Look it over once more."))
    dots = dots_of(question.id)
    for row in _rows(question.id):
        row.dots = dots.get(row.heading_id or 0, 0)
    question.agreed_at = clock.now()
    return str(_("The list is agreed."))


def _reopen(question: CafeQuestion, _fields: Fields) -> str:
    question.agreed_at = None
    return str(_("The list is open again."))


_STEPS: Mapping[str, Callable[[CafeQuestion, Fields], str]] = {
    "make": _make,
    "add": _add,
    "edit": _edit,
    "move": _move,
    "remove": _remove,
    "agree": _agree,
    "reopen": _reopen,
}
STEPS = tuple(_STEPS)
