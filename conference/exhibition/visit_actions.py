"""Being at a booth: a visit is counted once, however often its page is loaded and from however many tabs it says so."""

import hmac

from sqlalchemy import select, update

from conference import clock
from conference.exhibition.actions import is_in_the_hall, is_of_team, seen_booth, settings_of
from conference.exhibition.models import Booth, BoothVisit, ExhibitionVisitor
from conference.exhibition.presence_actions import drawn_mark
from conference.exhibition.rules import Visit
from conference.exhibition.visit_keeping import visit_to_keep
from conference.extensions import db
from conference.locking import insert_once, take_turns
from conference.permissions import Actor, Permission, can, require


def come(actor: Actor, booth_id: int) -> None:
    """Note that somebody is at a booth now, as the beginning of a visit or as more of the one they are on.

    Whoever is no visitor (the booth's team, and who is not signed in) is not counted. Raises `NotFound` for a booth
    that is not there for the actor.
    """
    # What is held here is not read again.
    _settings, booth = settings_of(actor.conference_id), seen_booth(actor, booth_id)
    person = actor.participant_id
    if person is None or not is_visitor(actor, booth) or visit_to_keep(_latest(booth_id, person), clock.now()) is None:
        return
    # Two workers that heard of one person at once would each go by what the other has not written yet.
    take_turns(BoothVisit.__tablename__, [person])
    latest = _latest(booth_id, person)
    visit = visit_to_keep(latest, clock.now())
    if visit is not None:
        _keep(booth_id, person, latest, visit)
    db.session.commit()


def stay(actor: Actor, booth_id: int, mark: str) -> None:
    """Note that somebody has a booth's page open still. Raises as `come` does.

    It is a visit only where they came: by a page that was counted, or by one drawn for them ahead, which has a mark.
    """
    seen_booth(actor, booth_id)
    person = actor.participant_id
    is_drawn = hmac.compare_digest(mark.encode(errors="replace"), drawn_mark(booth_id, person).encode())
    if is_drawn or (person is not None and _latest(booth_id, person) is not None):
        come(actor, booth_id)


def is_visitor(actor: Actor, booth: Booth) -> bool:
    """Tell whether the actor counts as somebody who comes to a booth: by name, not of its team, while it is open."""
    if not can(actor, Permission.EXHIBITION_VISIT) or is_of_team(actor, booth.id):
        return False
    return is_in_the_hall(booth)


def _latest(booth_id: int, person: int) -> Visit | None:
    row = db.session.execute(
        select(BoothVisit.number, BoothVisit.started_at, BoothVisit.last_at)
        .where(BoothVisit.booth_id == booth_id, BoothVisit.participant_id == person)
        .order_by(BoothVisit.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Visit(*row)


def _keep(booth_id: int, person: int, latest: Visit | None, visit: Visit) -> None:
    key = {"booth_id": booth_id, "participant_id": person, "number": visit.number}
    if latest is None or latest.number != visit.number:
        insert_once(BoothVisit, **key, started_at=visit.started_at, last_at=visit.last_at)
    else:
        db.session.execute(update(BoothVisit).filter_by(**key).values(last_at=visit.last_at))


def is_seen(actor: Actor) -> bool | None:
    """Return whether the actor agreed to be seen by the teams of booths; None for whoever was not asked."""
    kept = db.session.get(ExhibitionVisitor, actor.participant_id) if actor.participant_id else None
    return None if kept is None else kept.is_seen


def be_seen(actor: Actor, *, seen: bool) -> None:
    """Agree to be seen by name by the teams of the booths that one is at, or take that back. It holds at once."""
    require(actor, Permission.EXHIBITION_VISIT)
    insert_once(ExhibitionVisitor, participant_id=actor.participant_id, is_seen=seen, at=clock.now())
    kept = update(ExhibitionVisitor).where(ExhibitionVisitor.participant_id == actor.participant_id)
    db.session.execute(kept.values(is_seen=seen, at=clock.now()))
    db.session.commit()
