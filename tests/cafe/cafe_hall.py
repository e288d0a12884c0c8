"""A café in a database of its own, before real servers that may be killed."""

from typing import Any

from sqlalchemy import select

from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import CafeEvent, CafeRound, HelpCall, Seat
from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.cafe.making import cafe as make_cafe
from tests.polls.hall import Hall


class CafeHall(Hall):
    """People before a café with ten tables, and who facilitates it."""

    tables = 10

    def open(self, house: Conference) -> None:
        """Make the café; its rounds wait."""
        made = make_cafe(house, self.tables)
        self.cafe_id = made.id
        self.facilitator_cookie = self._cookie(make.participant(house, Role.MODERATOR).account)

    def stored(self) -> dict[str, Any]:
        """Return all that must be as it was: seats, hosts, the clock, cards, calls for help, what can be undone."""
        with self.looking():
            rounds = db.session.scalars(select(CafeRound).order_by(CafeRound.number)).all()
            return {
                "seats": sorted(
                    (row.round_id, row.participant_id, row.table_id, row.is_host) for row in db.session.query(Seat)
                ),
                "rounds": [(row.state, row.ends_at, row.left_seconds, row.opened_at) for row in rounds],
                "cards": sorted((row.table_id, row.text, row.key) for row in db.session.query(CafeCard)),
                "help": sorted((row.table_id, row.answered_at) for row in db.session.query(HelpCall)),
                "events": sorted((row.id, row.act) for row in db.session.query(CafeEvent)),
            }
