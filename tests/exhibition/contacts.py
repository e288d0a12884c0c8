"""People at booths, as presence knows them."""

from conference import presence
from conference.exhibition.actions import BOOTH, DESK
from conference.presence import Watcher


def stand(booth_id: int, *people: int, topic: str = DESK) -> None:
    """Have some people watch a booth's desk (or the booth)."""
    for person in people:
        presence.enter(f"{topic}-{booth_id}-{person}", (topic, booth_id), Watcher(participant_id=person))


def visit(booth_id: int, *people: int) -> None:
    """Have some people be at a booth."""
    stand(booth_id, *people, topic=BOOTH)


def leave(booth_id: int, *people: int) -> None:
    """Have some people go, from desk and booth."""
    for topic in (BOOTH, DESK):
        for person in people:
            presence.leave(f"{topic}-{booth_id}-{person}", (topic, booth_id))
