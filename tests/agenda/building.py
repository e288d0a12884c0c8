"""An organiser at the builder, for the tests of its doors."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask

from conference.agenda.models import AgendaItem
from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn

if TYPE_CHECKING:
    from flask.testing import FlaskClient

TEN = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


class Builder:
    """A conference with an organiser at the browser, two rooms and a session in the first at 11:00 local."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app = app
        with app.app_context():
            house = make.conference()
            self.id, self.slug = house.id, house.slug
            self.rooms = [make.room(house, name=name).id for name in ("Stage", "Green room")]
            self.item = make.item(house, room_id=self.rooms[0], title="Opening").id
            organiser = make.participant(house, Role.ORGANISER)
            self.organiser, account = organiser.id, organiser.account_id
        self.browser: FlaskClient = sign_in(account)

    @property
    def base(self) -> str:
        return f"/{self.slug}/agenda/builder"

    def post(self, payload: object, to: str = "changes") -> Any:
        return self.browser.post(f"{self.base}/{to}", json=payload, headers={"Accept": "application/json"})

    def place(self, **overrides: object) -> dict[str, object]:
        entry = {"id": self.item, "version": 1, "do": "place", "day": "2026-03-10", "time": "14:15"}
        return {"items": [{**entry, "room": self.rooms[1], **overrides}]}

    def row(self) -> AgendaItem:
        with self.app.app_context():
            return db.session.get_one(AgendaItem, self.item)

    def form(self, **overrides: object) -> dict[str, object]:
        values = {"title": "Opening", "kind": "plenary", "track_id": "0", "language": "", "day": "2026-03-10"}
        more = {"time": "11:00", "minutes": "60", "room_id": str(self.rooms[0]), "visibility": "public", "version": "1"}
        return {**values, **more, **overrides}

    def house(self) -> Conference:
        """Inside a context: the conference."""
        return db.session.get_one(Conference, self.id)
