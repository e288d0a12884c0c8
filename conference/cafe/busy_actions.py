"""When cafés need people: in the round they sit in, and while the session of a table that they chose or host is on."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from conference.agenda.busy import Busy, BusyKind, source
from conference.agenda.models import AgendaItem
from conference.cafe.models import Cafe, CafeRound, CafeTable, Seat, TableChoice
from conference.cafe.rules import CafeState, RoundState
from conference.extensions import db


@source
def seats(
    conference_id: int, participant_ids: Collection[int], _starts_at: datetime, _ends_at: datetime
) -> Iterator[Busy]:
    """Give the rounds in which people sit at a table now, until their clock runs out."""
    rows = db.session.execute(
        select(Seat.participant_id, CafeRound.opened_at, CafeRound.ends_at, Cafe.title)
        .join(CafeRound, CafeRound.id == Seat.round_id)
        .join(Cafe, Cafe.id == CafeRound.cafe_id)
        .where(
            Cafe.conference_id == conference_id,
            CafeRound.state == RoundState.OPEN,
            Seat.participant_id.in_(participant_ids),
        )
    )
    for person, opened_at, ends_at, title in rows:
        if opened_at is None or ends_at is None:
            continue
        yield Busy(person, opened_at, ends_at, BusyKind.CAFE, title)


@source
def chosen_tables(
    conference_id: int, participant_ids: Collection[int], starts_at: datetime, ends_at: datetime
) -> Iterator[Busy]:
    """Give the sessions of cafés to come in which people chose a table, or host one."""
    rows = db.session.execute(
        select(TableChoice.participant_id, CafeTable.host_id, AgendaItem.starts_at, AgendaItem.minutes, Cafe.title)
        .join(Cafe, Cafe.id == CafeTable.cafe_id)
        .join(AgendaItem, AgendaItem.id == Cafe.item_id)
        .outerjoin(TableChoice, TableChoice.table_id == CafeTable.id)
        .where(
            Cafe.conference_id == conference_id,
            Cafe.state.in_((CafeState.DRAFT, CafeState.OPEN)),
            AgendaItem.starts_at < ends_at,
            AgendaItem.starts_at > starts_at - timedelta(days=1),
            or_(TableChoice.participant_id.in_(participant_ids), CafeTable.host_id.in_(participant_ids)),
        )
    )
    wanted = set(participant_ids)
    found = {
        (person, begin, begin + timedelta(minutes=minutes), title)
        for chooser, host, begin, minutes, title in rows
        for person in (chooser, host)
        if begin is not None and person in wanted
    }
    for person, begin, end, title in sorted(found):
        yield Busy(person, begin, end, BusyKind.CAFE, title)
