"""Several in the same moment: acts in threads that begin together, each in a request and a session of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from flask import Flask

from conference.errors import ConferenceError
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor
from conference.races import is_lost_race
from tests import factories as make

Act = Callable[[], Any]
Job = Callable[[Actor], object]
DONE, LOST = "done", "lost a race"


def at_once(app: Flask, acts: Sequence[Act]) -> list[Any]:
    """Return what each act returned, or how it was refused, or that its transaction gave way to another's."""
    gate = threading.Barrier(len(acts))

    def run(act: Act) -> Any:
        with app.test_request_context():
            gate.wait()
            try:
                return act()
            except ConferenceError as refusal:
                return refusal
            except Exception as error:
                if is_lost_race(error):
                    return error
                raise
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def at_once_as(app: Flask, jobs: Sequence[tuple[int, Job]]) -> list[str]:
    """Do each job as a participant, by their id; return DONE, a refusal's sentence, or LOST."""
    with app.test_request_context():
        actors = [make.actor(db.session.get_one(Participant, who)) for who, _job in jobs]
        db.session.remove()
    acts = [partial(job, actor) for actor, (_who, job) in zip(actors, jobs, strict=True)]
    return [_said(result) for result in at_once(app, acts)]


def _said(result: object) -> str:
    if isinstance(result, ConferenceError):
        return str(result.message)
    return LOST if isinstance(result, Exception) else DONE
