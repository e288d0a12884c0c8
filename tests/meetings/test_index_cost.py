"""What a page of one's own meetings costs, however many there are."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from conference import clock
from conference.extensions import db
from conference.meetings.models import Meeting, MeetingPerson
from conference.meetings.rules import Answer, MeetingState
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings import making

Counting = Callable[[Callable[[], Any]], int]


@pytest.mark.parametrize("coming", [True, False])
def test_three_hundred_meetings_cost_as_many_queries_as_ten(
    app: Flask, sign_in: SignIn, count_queries: Counting, coming: bool
) -> None:
    counts = []
    for many in (10, 300):
        with app.test_request_context():
            day = making.day(people=1)
            me, slot = day.people[0], day.slots[0]
            others = [make.participant(day.house, name=f"Other {at}", timezone="Asia/Tokyo") for at in range(10)]
            moved = timedelta() if coming else timedelta(days=-2)
            rows = [
                Meeting(
                    conference_id=day.house.id, state=MeetingState.BOOKED, slot_id=slot.id,
                    starts_at=slot.starts_at + moved, ends_at=slot.ends_at + moved, booked_at=clock.now(),
                    people=[
                        MeetingPerson(participant_id=one.id, answer=Answer.ACCEPTED) for one in (me, others[at % 10])
                    ],
                )
                for at in range(many)
            ]  # fmt: skip
            db.session.add_all(rows)
            db.session.commit()
            client, address = sign_in(me.account_id), f"/{day.house.slug}/meetings/"
        assert client.get(address).status_code == 200
        counts.append(count_queries(partial(client.get, address)))
    assert counts[0] == counts[1]
