"""The chair's part in an award: how far the jury is, the ranking once scoring has ended, and the shortlist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.awards.actions import locked_award, not_stale, tell
from conference.awards.jury_actions import require_duty, standing
from conference.awards.models import Award, AwardMember, Conflict, Nominee, ScoreSheet
from conference.awards.path_actions import arrive
from conference.awards.ranking import Progress, Ranked, progress, proposed, ranking
from conference.awards.rules import AwardState, DecidedBy, Duty
from conference.awards.sheet_actions import counted_sheets
from conference.errors import Refused
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class JurorProgress:
    """A juror and how far they are; what they gave is not in it."""

    participant_id: int
    name: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Sheet:
    """A submitted sheet, as chair and jurors read it once the shortlist is confirmed. `points` by criterion."""

    nominee_id: int
    juror: str
    points: Mapping[int, int]
    comment: str


def jury_progress(award_id: int) -> list[JurorProgress]:
    """Return how far each juror of an award is, by name."""
    ids = [nominee.id for nominee in standing(award_id)]
    submitted = _by_juror(
        select(ScoreSheet.participant_id, ScoreSheet.nominee_id).where(
            ScoreSheet.nominee_id.in_(ids), ScoreSheet.submitted_at.is_not(None)
        )
    )
    conflicts = _by_juror(select(Conflict.participant_id, Conflict.nominee_id).where(Conflict.nominee_id.in_(ids)))
    return [
        JurorProgress(juror_id, name, progress(ids, submitted.get(juror_id, ()), conflicts.get(juror_id, ())))
        for juror_id, name in _jurors(award_id)
    ]


def may_rank(award: Award, jurors: Sequence[JurorProgress]) -> bool:
    """Tell whether the scoring is over, so that its ranking can be seen: the chair ended it, or it led to finalists."""
    return award.scoring_ended_at is not None and bool(jurors)


def ranking_of(award: Award) -> list[Ranked]:
    """Return an award's nominees by their jury's submitted sheets. Whoever shows it asks `may_rank` first."""
    ids = [nominee.id for nominee in standing(award.id)]
    return ranking(ids, [(sheet.nominee_id, sheet.score) for sheet in counted_sheets(award)])


def sheets_of(award: Award) -> list[Sheet]:
    """Return the submitted sheets of an award, by juror. They are sealed until the shortlist is confirmed."""
    names = dict(_jurors(award.id))
    found = [
        Sheet(one.nominee_id, names.get(one.participant_id, ""), one.points, one.comment)
        for one in counted_sheets(award)
    ]
    return sorted(found, key=lambda sheet: (sheet.juror.casefold(), sheet.nominee_id))


def end_scoring(actor: Actor, award_id: int, seen_version: int) -> None:
    """End the scoring: no sheet changes any more, and the chair sees the ranking. Missing sheets do not count.

    Raises `Refused` while a chair who is a juror too has not submitted everything, or nobody has submitted anything.
    """
    award = _chaired(actor, award_id)
    if award.state is not AwardState.JURY or award.scoring_ended_at is not None:
        raise Refused(_("The jury is not scoring now."))
    not_stale(award, seen_version)
    jurors = jury_progress(award_id)
    own = next((one.progress for one in jurors if one.participant_id == actor.participant_id), None)
    if own is not None and not own.is_done:
        raise Refused(_("Please submit your own scores first: afterwards you would have seen those of the others."))
    if not any(one.progress.submitted for one in jurors):
        raise Refused(_("Nobody has submitted any scores yet."))
    award.scoring_ended_at = clock.now()
    tell(award)
    db.session.commit()


def confirm_shortlist(actor: Actor, award_id: int, nominee_ids: Sequence[int], reason: str, seen_version: int) -> None:
    """Make nominees the finalists, best ranked first, and lead the award there.

    Raises `Refused` (fields `nominees`, `reason`) for nobody, for others than standing nominees, for a nominee whom
    nobody scored where scores decide, and for a shortlist that departs from the ranking without a reason.
    """
    award = _chaired(actor, award_id)
    if award.state is not AwardState.JURY or award.scoring_ended_at is None:
        raise Refused(_("The shortlist is confirmed once the scoring has ended."))
    not_stale(award, seen_version)
    ranked = ranking_of(award)
    chosen = frozenset(nominee_ids)
    _check(award, ranked, chosen, reason.strip())
    places = {one.nominee_id: order for order, one in enumerate(ranked)}
    for nominee in db.session.scalars(select(Nominee).where(Nominee.award_id == award_id)):
        nominee.is_finalist = nominee.id in chosen
        nominee.order = places.get(nominee.id, len(places))
    award.shortlist_reason = reason.strip()
    arrive(award, AwardState.FINALISTS, actor.participant_id, reason.strip())
    db.session.commit()


def _check(award: Award, ranked: Sequence[Ranked], chosen: frozenset[int], reason: str) -> None:
    by_id = {one.nominee_id: one for one in ranked}
    if not chosen or not chosen <= by_id.keys():
        raise Refused(_("Please choose finalists among the nominees."), field="nominees")
    if award.decided_by is not DecidedBy.AUDIENCE and any(by_id[one].score is None for one in chosen):
        raise Refused(_("Somebody must have scored each finalist, as the scores count."), field="nominees")
    if chosen != proposed(ranked, award.finalists_wanted) and not reason:
        raise Refused(_("Please give a reason, as this is not what the ranking says."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("A reason has at most %(most)s characters.", most=LONGEST_REASON), field="reason")


def _chaired(actor: Actor, award_id: int) -> Award:
    require_duty(actor, award_id, Duty.CHAIR)
    return locked_award(actor, award_id)


def _jurors(award_id: int) -> list[tuple[int, str]]:
    """Return (participant, name) of an award's jurors, by name."""
    rows = db.session.execute(
        select(Participant.id, Participant.name)
        .join(AwardMember, AwardMember.participant_id == Participant.id)
        .where(AwardMember.award_id == award_id, AwardMember.duty == Duty.JUROR)
        .order_by(Participant.name, Participant.id)
    )
    return [(row.id, row.name) for row in rows]


def _by_juror(query: object) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for participant_id, nominee_id in db.session.execute(query):  # type: ignore[call-overload]
        found.setdefault(participant_id, set()).add(nominee_id)
    return found
