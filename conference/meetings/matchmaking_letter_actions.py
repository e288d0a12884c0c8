"""The mails that invite people to a matchmaking and remind them to wish: noted in one act, written by a job."""

import gevent
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, String, cast, exists, literal, select, update

from conference import clock, jobs, mail
from conference.conferences.models import Conference
from conference.errors import Refused
from conference.extensions import db
from conference.links import external_url
from conference.mail import Mail
from conference.meetings.matchmaking_actions import lock_matchmaking, tell_matchmaking
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingPerson, MatchmakingWish
from conference.meetings.matchmaking_rules import Part, takes_wishes
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor

BATCH = 2
PAUSE_SECONDS = 0.02
INVITE = "invite"


def invite(actor: Actor, matchmaking_id: int) -> int:
    """Have everybody mailed who takes part or was asked, and was not mailed before; return how many."""
    row = _open_to_wishes(actor, matchmaking_id)
    key = literal(f"matchmaking:{row.id}:{INVITE}:") + cast(MatchmakingPerson.participant_id, String)
    return _note(row, INVITE, ~exists().where(Mail.once_key == key))


def remind(actor: Actor, matchmaking_id: int, press: str) -> int:
    """Have everybody reminded who takes part or was asked, and wished for nobody: once for each `press` (its key)."""
    row = _open_to_wishes(actor, matchmaking_id)
    wished = exists().where(
        MatchmakingWish.matchmaking_id == row.id, MatchmakingWish.by_id == MatchmakingPerson.participant_id
    )
    letter = f"remind:{press[:64]}"
    told = literal(f"matchmaking:{row.id}:{letter}:") + cast(MatchmakingPerson.participant_id, String)
    return _note(row, letter, ~wished & ~exists().where(Mail.once_key == told))


def _open_to_wishes(actor: Actor, matchmaking_id: int) -> Matchmaking:
    row = lock_matchmaking(actor, matchmaking_id)
    if not takes_wishes(row.state, row.wishes_until, clock.now()):
        raise Refused(_("Wishes are not collected now, so nobody is mailed."))
    return row


def _note(row: Matchmaking, letter: str, which: ColumnElement[bool]) -> int:
    ids = db.session.scalars(
        update(MatchmakingPerson)
        .where(MatchmakingPerson.matchmaking_id == row.id, MatchmakingPerson.part != Part.OUT, which)
        .where(MatchmakingPerson.letter == "")
        .where(MatchmakingPerson.participant_id.in_(_reachable(row)))
        .values(letter=letter)
        .returning(MatchmakingPerson.participant_id)
        .execution_options(synchronize_session=False)
    ).all()
    tell_matchmaking(row.id)
    db.session.commit()
    jobs.enqueue("write_matchmaking_letters", row.id)
    return len(ids)


def _reachable(row: Matchmaking) -> ScalarSelect[int]:
    return (
        select(Participant.id)
        .where(
            Participant.conference_id == row.conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.account_id.is_not(None),
        )
        .scalar_subquery()
    )


@jobs.job
def write_matchmaking_letters(matchmaking_id: int) -> None:
    """Write the mails that are noted, a batch to a transaction; what a kill leaves is noted still."""
    while _write_batch(matchmaking_id):
        # A moment for everybody else: an answer needs many turns, and a turn comes only between two of these.
        gevent.sleep(PAUSE_SECONDS)


@jobs.every_minute
def write_forgotten_letters() -> None:
    """Catch up on the mails whose job a kill took away."""
    due = select(MatchmakingPerson.matchmaking_id).where(MatchmakingPerson.letter != "").distinct()
    for matchmaking_id in db.session.scalars(due).all():
        write_matchmaking_letters(matchmaking_id)


def _write_batch(matchmaking_id: int) -> int:
    row = db.session.get(Matchmaking, matchmaking_id)
    parts = db.session.scalars(
        select(MatchmakingPerson)
        .where(MatchmakingPerson.matchmaking_id == matchmaking_id, MatchmakingPerson.letter != "")
        .order_by(MatchmakingPerson.participant_id)
        .limit(BATCH)
    ).all()
    if row is None or not parts:
        db.session.rollback()
        return 0
    conference = db.session.get_one(Conference, row.conference_id)
    for part in parts:
        if takes_wishes(row.state, row.wishes_until, clock.now()):
            _write(conference, row, part)
        part.letter = ""
    count = len(parts)
    tell_matchmaking(row.id)
    db.session.commit()
    return count


def _write(conference: Conference, row: Matchmaking, part: MatchmakingPerson) -> None:
    person = db.session.get(Participant, part.participant_id)
    if person is None or person.account is None or part.part is Part.OUT:
        return
    mail.send(
        person.account.email,
        "matchmaking",
        once_key=f"matchmaking:{row.id}:{part.letter}:{person.id}",
        language=conference.language,
        conference=conference,
        matchmaking=row,
        name=person.name,
        is_reminder=part.letter != INVITE,
        is_in=part.part is Part.IN,
        zone=conference.zone,
        address=external_url("meetings.matchmaking_wishes", slug=conference.slug, matchmaking_id=row.id),
    )
