"""What one test leaves in this process's memory is nobody's in the next, where people have the same numbers."""

import pytest
from flask import Flask

from conference import presence, realtime
from conference.extensions import db
from conference.presence import Watcher
from conference.stage import reaction_actions

TOPIC, PERSON = ("cafe_table", 1), 1


@pytest.mark.parametrize("_time", ["first", "again"])
def test_nothing_is_left_of_the_people_of_the_test_before(app: Flask, _time: str) -> None:
    assert not realtime.has_news()
    assert presence.watched_topics() == []
    assert realtime.watching(*TOPIC) == []
    burst = reaction_actions._pace.burst  # noqa: SLF001 - as many as somebody may do at once
    assert all(reaction_actions._pace.allows((1, PERSON)) for _ in range(burst))  # noqa: SLF001 - the same
    # None of this is told or undone before the test ends.
    presence.enter("a-page", TOPIC, Watcher(participant_id=PERSON))
    presence.visit(TOPIC, PERSON + 1)
    with app.app_context():
        realtime.changed(*TOPIC)
        realtime.dismiss(*TOPIC, [PERSON])
        realtime.recheck_participant(PERSON)
        db.session.commit()
