"""An old page of a call in the moment of joining anew: the new seat stays, and is what the new page says."""

from functools import partial

import pytest
from flask import Flask

from conference.calls.join_actions import Joined, join_call, leave_call, set_flags
from conference.calls.models import CallMember
from conference.errors import Stale
from conference.extensions import db
from tests.calls.making import actor_named, table
from tests.racing import at_once


def test_who_leaves_and_joins_again_in_the_same_moment_has_the_new_seat(app: Flask) -> None:
    with app.test_request_context():
        at = table("anna")
        anna = actor_named(at, "anna")
        peer = join_call(anna, at.room, "key-00000000", {}).peer
    for number in range(1, 25):
        leave = partial(leave_call, anna, at.room, peer)
        left, joined = at_once(app, [leave, partial(join_call, anna, at.room, f"key-{number:08}", {})])
        assert left is None
        assert isinstance(joined, Joined)
        peer = joined.peer
        with app.test_request_context():
            assert [row.peer for row in db.session.query(CallMember).all()] == [peer]


def test_a_page_that_comes_back_by_itself_takes_over_from_no_other_page(app: Flask) -> None:
    with app.test_request_context():
        at = table("anna")
        anna = actor_named(at, "anna")
        first = join_call(anna, at.room, "key-00000001", {}).peer
        again = join_call(anna, at.room, "key-00000002", {}, first).peer
        assert join_call(anna, at.room, "key-00000002", {}, first).peer == again
        second = join_call(anna, at.room, "key-00000003", {}).peer
        with pytest.raises(Stale):
            join_call(anna, at.room, "key-00000004", {}, again)
        assert [row.peer for row in db.session.query(CallMember).all()] == [second]
        leave_call(anna, at.room, second)
        assert join_call(anna, at.room, "key-00000005", {}, again).peer


def test_what_an_old_page_says_in_the_moment_of_joining_anew_is_not_said_of_the_new_seat(app: Flask) -> None:
    with app.test_request_context():
        at = table("anna")
        anna = actor_named(at, "anna")
        peer = join_call(anna, at.room, "key-00000000", {}).peer
    for number in range(1, 25):
        say = partial(set_flags, anna, at.room, peer, {"camera": True})
        said, joined = at_once(app, [say, partial(join_call, anna, at.room, f"key-{number:08}", {"camera": False})])
        assert said is None or isinstance(said, Stale)
        assert isinstance(joined, Joined)
        peer = joined.peer
        with app.test_request_context():
            assert [(row.peer, row.camera) for row in db.session.query(CallMember).all()] == [(peer, False)]
