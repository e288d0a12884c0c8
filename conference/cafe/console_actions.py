"""What facilitators say and answer: help, messages to tables, the state of the café."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.cafe.act_actions import Done, act
from conference.cafe.actions import open_call, present_round, seated_round, tell_all_tables
from conference.cafe.hall_actions import seats_in
from conference.cafe.models import Cafe, CafeMessage, CafeQuestion
from conference.cafe.opening_actions import leave_for
from conference.cafe.round_actions import close, moment_of
from conference.cafe.rules import LONGEST_MESSAGE, CafeState, ConsoleAct, may_become, numbers_in
from conference.cafe.seat_actions import table_in_use
from conference.chat.plain import one_line
from conference.clock import now
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.permissions import Actor


def answer_help(actor: Actor, cafe_id: int, table_id: int, key: str) -> int:
    """Say that a table's call for help is answered, and commit. Raises `Stale` where nobody calls any more."""

    def change(cafe: Cafe) -> Done:
        table = table_in_use(cafe, table_id)
        call = open_call(table.id)
        if call is None:
            raise Stale(_("Table %(number)s does not call for help any more.", number=table.number))
        call.answered_at, call.answered_by_id = now(), actor.participant_id
        realtime.changed("cafe_table", table.id)
        return Done({"call": call.id}, {"table": table.id})

    return act(actor, cafe_id, key, ConsoleAct.HELP, change)


def say(
    actor: Actor, cafe_id: int, text: object, table_ids: Collection[int] | None, key: str, *, only: object = ""
) -> int:
    """Say something to all tables, or to some, and commit; `only` names some by their numbers ("3, 5-7")."""
    words = one_line(text, LONGEST_MESSAGE)
    if not words:
        raise Refused(_("Write your message first."), field="text")
    if len(words) > LONGEST_MESSAGE:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_MESSAGE), field="text")
    numbers = numbers_in(only) if isinstance(only, str) else None
    if numbers is None:
        raise Refused(_("Write the numbers of tables, such as 3, 5-7; nothing for all."), field="only")
    if table_ids is not None and not table_ids:
        raise Refused(_("Choose at least one table."), field="tables")

    def change(cafe: Cafe) -> Done:
        named = _numbered(cafe, numbers) if numbers else table_ids
        tables = None if named is None else [table_in_use(cafe, one).id for one in sorted(set(named))]
        message = CafeMessage(cafe_id=cafe.id, table_ids=tables, text=words, by_id=actor.participant_id, at=now())
        db.session.add(message)
        db.session.flush()
        tell_all_tables(cafe.id)
        return Done({}, {"message": message.id})

    return act(actor, cafe_id, key, ConsoleAct.MESSAGE, change)


def _numbered(cafe: Cafe, numbers: Collection[int]) -> list[int]:
    """Return the tables that bear some numbers. Raises `Refused` where one does not exist."""
    ids = {table.number: table.id for table in cafe.tables}
    missing = min(set(numbers) - set(ids), default=None)
    if missing is not None:
        raise Refused(_("There is no table %(number)s.", number=missing), field="only")
    return [ids[number] for number in numbers]


def set_state(actor: Actor, cafe_id: int, to: CafeState, key: str) -> int:
    """Take the café to its next state or back, and commit; a round that is on ends with it."""

    def change(cafe: Cafe) -> Done:
        before = cafe.state
        if before is to:
            raise Stale(_("Somebody else has done that already."))
        if not may_become(before, to):
            raise Refused(_("A world café goes from draft to open, then to the harvest, then it is closed."))
        row, at = present_round(cafe.id), now()
        ended = moment_of(row, at) if row else None
        if row is not None:
            close(row, at)
        become(cafe, to)
        return Done({"state": before.value, "ended": ended}, {"state": to.value}, row.id if row else None)

    return act(actor, cafe_id, key, ConsoleAct.STATE, change)


def become(cafe: Cafe, to: CafeState) -> None:
    """Take the café to a state, without committing; whoever may no longer watch it is asked again."""
    cafe.state = to
    # Dots are opened anew, by somebody who means it.
    cafe.dots_open = cafe.dots_open and to is CafeState.HARVEST
    questions = db.session.scalars(select(CafeQuestion.id).where(CafeQuestion.cafe_id == cafe.id)).all()
    for question_id in questions:
        realtime.changed("cafe_board", question_id)
    if to in {CafeState.DRAFT, CafeState.OPEN}:
        for question_id in questions:
            realtime.recheck_watchers("cafe_board", question_id)
    if to is CafeState.DRAFT:
        for topic in ("cafe", "cafe_seats"):
            realtime.recheck_watchers(topic, cafe.id)
    last = seated_round(cafe.id)
    if to is not CafeState.OPEN and last is not None:
        # Nobody sits any more: what facilitators say at a table now is among themselves.
        leave_for({seat.participant_id: seat.table_id for seat in seats_in(last.id)}, {})
    tell_all_tables(cafe.id)
