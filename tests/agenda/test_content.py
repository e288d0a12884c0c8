"""An agenda's content survives its way through rows and through JSON."""

import json

from conference.agenda.actions import draft_agenda, item_content, write_item
from conference.agenda.content import AgendaContent, Contribution, PersonInItem
from conference.agenda.models import AgendaItem
from conference.agenda.rules import RoleInItem
from conference.extensions import db
from tests import factories as make


def test_content_written_to_a_row_reads_back_the_same(session: object) -> None:
    house = make.conference()
    first, second = make.speaker(house), make.speaker(house)
    row = make.item(house, room_id=make.room(house).id)
    before = item_content(row)
    after = before.__class__.from_json(
        {
            **before.to_json(),
            "people": [{"participant_id": first.id, "role": "moderator"}],
            "contributions": [
                {
                    "title": "Keynote",
                    "abstract": "",
                    "minutes": 20,
                    "people": [{"participant_id": second.id, "role": "speaker"}],
                }
            ],
        }
    )
    write_item(row, after)
    db.session.commit()
    db.session.expire_all()
    stored = item_content(db.session.get_one(AgendaItem, row.id))
    assert stored == after
    assert stored.people == (PersonInItem(first.id, RoleInItem.MODERATOR),)
    assert stored.contributions == (Contribution("Keynote", "", 20, (PersonInItem(second.id, RoleInItem.SPEAKER),)),)


def test_an_agenda_reads_back_from_its_json(session: object, at_noon: object) -> None:
    house = make.conference()
    make.item(house, room_id=make.room(house).id, track_id=make.track(house).id)
    make.item(house, starts_at=None)
    draft = draft_agenda(house.id)
    plain = json.loads(json.dumps(draft.to_json()))
    again = AgendaContent.from_json(plain)
    assert again == draft
