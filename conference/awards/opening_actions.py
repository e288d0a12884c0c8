"""Opening a vote: what is declared of it is frozen, logged and mailed, in one transaction. No commits here."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import SystemRandom, token_hex
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import insert, select

from conference import clock
from conference.awards.actions import tell
from conference.awards.frozen_actions import freeze
from conference.awards.frozen_roll_actions import voters_of, write_roll
from conference.awards.head_mail_actions import Occasion, mail_head
from conference.awards.log_actions import Head, append, append_act
from conference.awards.models import Award, AwardStep, Nominee
from conference.awards.path_actions import arrive
from conference.awards.results import Outcome, result_from_json
from conference.awards.rules import PATHS, AwardState, DecidedBy, EntryKind, FinalistOrder, NomineeState
from conference.awards.sheet_actions import jury_scores
from conference.awards.voting_actions import ballots_in, counts_at, frozen_of, lock_voting, present_voting
from conference.awards.voting_models import Voting, VotingFinalist
from conference.errors import Refused
from conference.extensions import db
from conference.permissions import Actor

BEFORE_A_VOTE = frozenset({AwardState.FINALISTS, AwardState.PITCHES})
LONGEST_SECONDS = 24 * 60 * 60
FEWEST_FINALISTS = 2


def open_vote(actor: Actor, award: Award) -> None:
    """Open the vote of an award that the caller holds. Raises `Refused` where something is missing for it."""
    if AwardState.VOTING not in PATHS[award.decided_by]:
        raise Refused(_("Nobody votes on this award: it is decided without the audience."))
    if award.state not in BEFORE_A_VOTE:
        raise Refused(_("A vote is opened once the finalists are chosen, and once only."))
    _begin(actor, award, in_order(award, standing_finalists(award)), number=1)


def open_run_off(actor: Actor, award: Award) -> None:
    """Ask again between those who share the first place. Raises `Refused` where the result asks for no run-off."""
    result = result_from_json(award.sealed["result"]) if award.sealed else None
    if award.state is not AwardState.CLOSED or result is None or result.outcome is not Outcome.RUN_OFF:
        raise Refused(_("There is nothing to decide by a run-off."))
    tied = [one for one in standing_finalists(award) if one.guid.hex in result.winners]
    _begin(actor, award, in_order(award, tied), number=2)


def take_back(actor: Actor, award: Award) -> None:
    """Take an opening back, as long as nobody has voted; the log keeps that it was opened. Raises `Refused`."""
    voting = present_voting(award.id)
    if award.state is not AwardState.VOTING or voting is None:
        raise Refused(_("The vote is not open."))
    lock_voting(voting)
    if ballots_in(voting.id):
        raise Refused(_("Somebody has voted already, so the opening stays. You can close the vote."))
    append_act(voting, "taken_back", clock.now())
    before = AwardState.CLOSED if voting.number > 1 else _state_before_vote(award)
    db.session.delete(voting)
    db.session.flush()
    arrive(award, before, actor.participant_id)


def extend(award: Award, seconds: int) -> None:
    """Give an open vote more time. Raises `Refused` where it has no end, or that has passed."""
    voting = present_voting(award.id)
    if not 0 < seconds <= LONGEST_SECONDS:
        raise Refused(_("Please give a time from one second to a day."), field="seconds")
    if award.state is not AwardState.VOTING or voting is None or voting.closes_at is None:
        raise Refused(_("Only an open vote with an end can be given more time."))
    lock_voting(voting)
    now = clock.now()
    if not counts_at(voting, now):
        raise Refused(_("The time is up: no ballot counts any more."))
    before, voting.closes_at = voting.closes_at, voting.closes_at + timedelta(seconds=seconds)
    append_act(voting, "extended", now, before=before.isoformat(), closes_at=voting.closes_at.isoformat())
    tell(award)


def standing_finalists(award: Award) -> Sequence[Nominee]:
    """Return who stands on the shortlist, as the finalists' page has them."""
    return db.session.scalars(
        select(Nominee)
        .where(
            Nominee.award_id == award.id, Nominee.is_finalist.is_(True), Nominee.state == NomineeState.STANDING
        )
        .order_by(Nominee.order, Nominee.id)
    ).all()  # fmt: skip


def in_order(award: Award, finalists: Sequence[Nominee]) -> list[Nominee]:
    """Return the finalists in the order that is frozen."""
    ordered = list(finalists)
    if award.finalist_order is FinalistOrder.RANDOM:
        SystemRandom().shuffle(ordered)
    return ordered


def _begin(actor: Actor, award: Award, finalists: Sequence[Nominee], number: int) -> None:
    if len(finalists) < FEWEST_FINALISTS:
        raise Refused(_("A vote needs at least two finalists."))
    roll = voters_of(award)
    if not roll:
        raise Refused(_("Nobody may vote by what this award declares. Look at its roles and kinds of organisation."))
    _require_scores(award, finalists)
    voting = new_voting(award, finalists, roll, number)
    head = append_opening(voting)
    arrive(award, AwardState.VOTING, actor.participant_id)
    mail_head(award, voting, head, Occasion.OPENED)


def _require_scores(award: Award, finalists: Sequence[Nominee]) -> None:
    """Raise `Refused` where a jury decides with the audience and has not scored everybody."""
    if award.decided_by is DecidedBy.BOTH:
        scores = jury_scores(award)
        missing = [one.name for one in finalists if one.id not in scores]
        if missing:
            raise Refused(_("The jury has not scored %(names)s, and its scores count.", names=", ".join(missing)))


def new_voting(award: Award, finalists: Sequence[Nominee], roll: Sequence[int], number: int) -> Voting:
    """Write down a vote with who stands, who may vote and what is frozen of it."""
    now, first = clock.now(), present_voting(award.id)
    ends = now + timedelta(seconds=award.seconds) if award.seconds and roll else None
    voting = Voting(
        award_id=award.id,
        guid=uuid4(),
        salt=token_hex(16),
        number=number,
        opened_at=now,
        closes_at=ends,
        frozen="",
        frozen_hash="",
    )
    db.session.add(voting)
    db.session.flush()
    freeze(award, voting, finalists, roll, first)
    rows = [{"voting_id": voting.id, "nominee_id": one.id, "position": at} for at, one in enumerate(finalists)]
    if rows:
        db.session.execute(insert(VotingFinalist), rows)
    write_roll(voting.id, roll)
    return voting


def append_opening(voting: Voting) -> Head:
    """Note in the log what is frozen."""
    what = {
        "voting": voting.guid.hex,
        "at": voting.opened_at.isoformat(),
        "frozen": frozen_of(voting),
        "frozen_sha256": voting.frozen_hash,
    }
    return append(voting.award_id, EntryKind.OPENING, what)


def _state_before_vote(award: Award) -> AwardState:
    """Return where the award stood before its vote was opened."""
    states = db.session.scalars(
        select(AwardStep.state).where(AwardStep.award_id == award.id).order_by(AwardStep.id.desc())
    )
    return next((state for state in states if state in BEFORE_A_VOTE), AwardState.FINALISTS)
