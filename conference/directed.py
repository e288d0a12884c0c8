"""What is told to one person alone and kept nowhere, at whatever worker they are: the signals of a call.

It reaches those of the person's connections that watch a topic now, so that cutting them off from it ends it too.
Whoever is not there when it is told never hears it; nor is it told again after an outage of Redis.
"""

from collections.abc import Iterable, Mapping

from conference import presence
from conference.change_marks import Letter, Post
from conference.extensions import socketio
from conference.presence import Watched

_posts: list[Post] = []


def serve(post: Post | None) -> None:
    """Note how this process reaches the other workers (None: there are no others)."""
    _posts[:] = [post] if post else []


def say(watched: Watched, participant_id: int, event: str, data: Mapping[str, object]) -> None:
    """Send an event to a person's connections that watch a topic. The caller has asked whether they may hear it."""
    letter = Letter(watched, participant_id, event, data)
    deliver([letter])
    for post in _posts:
        post.mark(letters=[letter])


def deliver(letters: Iterable[Letter]) -> None:
    """Send to the connections of this worker what is for them."""
    for letter in letters:
        for sid, watcher in list(presence.connections(letter.watched).items()):
            if watcher.participant_id == letter.participant_id:
                socketio.server.emit(letter.event, dict(letter.data), to=sid, namespace="/")  # type: ignore[attr-defined]
