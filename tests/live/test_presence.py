"""Who is present, here and at other workers; and the news between them, over a real Redis."""

import threading
from collections.abc import Iterator

import pytest
import redis

from conference import presence, realtime
from conference.change_marks import News, Outage, Post
from conference.metrics import LIVE_REDIS_OUTAGES
from conference.presence import Watcher
from tests.serving import Redis, until

HALL = ("a_hall_of_the_tests", 1)


def enter(sid: str, person: int) -> None:
    presence.enter(sid, HALL, Watcher(participant_id=person))


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    """Nobody is left behind."""
    yield
    for claim in list(presence.claims()):
        realtime.leave(claim.sid)
    presence.hear({})
    presence._present.visits.clear()  # noqa: SLF001 - visits run out by themselves otherwise


def test_somebody_with_two_tabs_is_present_once_until_the_last_is_closed() -> None:
    enter("tab-1", 7)
    enter("tab-2", 7)
    enter("other", 3)
    assert realtime.watching(*HALL) == [3, 7]
    realtime.leave("tab-1")
    assert realtime.watching(*HALL) == [3, 7]
    realtime.leave("tab-2")
    assert realtime.watching(*HALL) == [3]


def test_a_connection_that_ends_leaves_everything_it_watched() -> None:
    enter("one", 1)
    presence.enter("one", ("elsewhere_in_the_tests", 2), Watcher(participant_id=1))
    assert presence.connection_count() == 1
    realtime.leave("one")
    assert presence.connection_count() == 0
    assert presence.watched_topics() == []


def test_who_asks_by_http_is_present_for_a_while() -> None:
    presence.visit(HALL, 9)
    presence.visit(HALL, None)
    assert realtime.watching(*HALL) == [9]
    assert presence.all_here()[HALL] == [9]


def test_the_people_of_other_workers_count_once() -> None:
    enter("one", 1)
    assert presence.hear({"two": {HALL: frozenset({1, 2})}, "three": {HALL: frozenset({2, 5})}})
    assert realtime.watching(*HALL) == [1, 2, 5]
    assert not presence.hear({"two": {HALL: frozenset({1, 2})}, "three": {HALL: frozenset({2, 5})}})
    assert presence.hear({})
    assert realtime.watching(*HALL) == [1]


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A Redis that nobody else speaks with."""
    server = Redis()
    server.start()
    yield server.url
    server.kill()


@pytest.fixture
def two(redis_url: str) -> Iterator[tuple[Post, Post]]:
    """Two workers' ways to each other."""
    posts = Post(redis_url), Post(redis_url)
    yield posts
    for post in posts:
        post.say_goodbye()


class Ear:
    """Listens in a thread until its Redis connection is taken away."""

    def __init__(self, post: Post) -> None:
        self.heard: list[News] = []
        self.ended: list[BaseException] = []
        self._thread = threading.Thread(target=self._listen, args=(post,), daemon=True)
        self._thread.start()
        until(lambda: self.heard, "it listens")

    def _listen(self, post: Post) -> None:
        try:
            post.listen(self.heard.append)
        except (redis.RedisError, OSError, ValueError) as error:
            self.ended.append(error)


@pytest.mark.redis
def test_who_is_present_is_told_to_the_others_until_goodbye(two: tuple[Post, Post]) -> None:
    one, other = two
    one.exchange({HALL: [1, 2]})
    assert other.exchange({HALL: [3]}) == {one.worker: {HALL: frozenset({1, 2})}}
    assert one.exchange({HALL: [1]}) == {other.worker: {HALL: frozenset({3})}}
    assert other.exchange({HALL: [3]}) == {one.worker: {HALL: frozenset({1})}}
    one.say_goodbye()
    assert other.exchange({HALL: [3]}) == {}


@pytest.mark.redis
def test_who_shows_no_more_sign_of_life_is_gone(two: tuple[Post, Post]) -> None:
    one, other = two
    one.exchange({HALL: [1]})
    assert other.exchange({})
    until(lambda: not other.exchange({}), "it ran out")


@pytest.mark.redis
def test_news_reaches_the_others_and_not_oneself(two: tuple[Post, Post]) -> None:
    one, other = two
    near, far = Ear(one), Ear(other)
    assert far.heard[0].everything
    one.mark([("poll", 1), ("poll", 1)], [("account", 5)])
    one.publish(42)
    until(lambda: len(far.heard) > 1, "the news")
    assert far.heard[1] == News(frozenset({("poll", 1)}), frozenset({("account", 5)}), 42)
    other.publish(43)
    until(lambda: len(near.heard) > 1, "the answer")
    assert [news.version for news in near.heard] == [0, 43]
    assert not one.has_news


@pytest.mark.redis
def test_rubbish_in_the_channel_is_passed_over(
    two: tuple[Post, Post], redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = two
    far = Ear(other)
    client = redis.Redis.from_url(redis_url)
    for rubbish in ("", "{", "[]", '{"w":1}', '{"w":1,"v":"x","t":[1],"d":[]}', "\0" * 100):
        client.publish(one._name, rubbish)  # noqa: SLF001 - as another program would
    client.close()
    one.mark([("poll", 2)])
    one.publish(1)
    until(lambda: far.heard[1:], "the news")
    assert far.heard[1].topics == frozenset({("poll", 2)})
    assert "Another program" in caplog.text


@pytest.mark.redis
def test_what_could_not_be_told_waits_until_redis_is_back() -> None:
    server = Redis()
    server.start()
    one, other = Post(server.url), Post(server.url)
    try:
        one.publish(1)
        server.kill()
        one.mark([("poll", 3)])
        with pytest.raises(redis.RedisError):
            one.publish(2)
        assert one.has_news
        server.start()
        far = Ear(other)
        one.publish(3)
        until(lambda: far.heard[1:], "the news")
        assert far.heard[1].topics == frozenset({("poll", 3)})
    finally:
        server.kill()
        for post in (one, other):
            post._redis.close()  # noqa: SLF001 - there is nobody left to say goodbye to


def test_a_version_from_a_clock_that_is_far_ahead_is_not_believed() -> None:
    before = realtime.newest_version()
    realtime.hear(News(version=2**62))
    assert realtime.newest_version() == before


def test_an_outage_is_said_once_and_counted_once(caplog: pytest.LogCaptureFixture) -> None:
    before = LIVE_REDIS_OUTAGES._value.get()  # noqa: SLF001 - the library's own way to read a counter
    outage = Outage()
    for _ in range(3):
        outage.begins(OSError("gone"))
    outage.ends()
    assert LIVE_REDIS_OUTAGES._value.get() == before + 1  # noqa: SLF001 - the same
    assert caplog.text.count("does not answer") == 1
