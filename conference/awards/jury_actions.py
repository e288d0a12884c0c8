"""A juror's part in an award: conflicts of interest first, then a sealed sheet for each nominee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from conference import clock
from conference.awards.actions import award_of, locked_award, tell
from conference.awards.models import Award, AwardMember, Conflict, Nominee, Score, ScoreSheet
from conference.awards.ranking import Progress, progress
from conference.awards.rules import HIGHEST_SCORE, AwardState, Duty, NomineeState
from conference.errors import InvalidFields, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Paper:
    """A nominee as one juror has it: declared conflict, or own sheet, or neither yet."""

    nominee: Nominee
    conflict: Conflict | None
    sheet: ScoreSheet | None


@dataclass(frozen=True, slots=True)
class Marks:
    """What a juror gives a nominee: points by criterion (0 to 10; None: not given yet) and a comment."""

    points: Mapping[int, int | None]
    comment: str = ""


def duties_of(actor: Actor, award_id: int) -> frozenset[Duty]:
    """Return what the actor does for an award."""
    mine = select(AwardMember.duty).where(
        AwardMember.award_id == award_id, AwardMember.participant_id == actor.participant_id
    )
    return frozenset(db.session.scalars(mine))


def require_duty(actor: Actor, award_id: int, *duties: Duty) -> Award:
    """Return an award at which the actor has one of the duties. Raises `NotFound` for an award that is not theirs."""
    require(actor, Permission.AWARDS_JUDGE)
    award = award_of(actor, award_id)
    if duties_of(actor, award_id).isdisjoint(duties):
        raise NotFound(_("There is no such award."))
    return award


def standing(award_id: int) -> Sequence[Nominee]:
    """Return the nominees that a jury scores, by name."""
    query = select(Nominee).where(Nominee.award_id == award_id, Nominee.state == NomineeState.STANDING)
    return sorted(db.session.scalars(query), key=lambda nominee: (nominee.name.casefold(), nominee.id))


def papers_of(actor: Actor, award_id: int) -> list[Paper]:
    """Return every nominee of an award as one of its jurors has it, by name."""
    require_duty(actor, award_id, Duty.JUROR)
    nominees = standing(award_id)
    ids = [nominee.id for nominee in nominees]
    own_sheets = select(ScoreSheet).where(
        ScoreSheet.participant_id == actor.participant_id, ScoreSheet.nominee_id.in_(ids)
    )
    own_conflicts = select(Conflict).where(
        Conflict.participant_id == actor.participant_id, Conflict.nominee_id.in_(ids)
    )
    sheets = {sheet.nominee_id: sheet for sheet in db.session.scalars(own_sheets)}
    conflicts = {conflict.nominee_id: conflict for conflict in db.session.scalars(own_conflicts)}
    return [Paper(nominee, conflicts.get(nominee.id), sheets.get(nominee.id)) for nominee in nominees]


def paper_of(actor: Actor, award_id: int, nominee_id: int) -> Paper:
    """Return one nominee as a juror has it. Raises `NotFound`."""
    found = next((paper for paper in papers_of(actor, award_id) if paper.nominee.id == nominee_id), None)
    if found is None:
        raise NotFound(_("There is no such nominee."))
    return found


def own_progress(papers: Sequence[Paper]) -> Progress:
    """Return how far a juror is."""
    return progress(
        [paper.nominee.id for paper in papers],
        [paper.nominee.id for paper in papers if paper.sheet and paper.sheet.submitted_at],
        [paper.nominee.id for paper in papers if paper.conflict],
    )


def declare_conflict(actor: Actor, award_id: int, nominee_id: int, reason: str) -> None:
    """Write down that a juror is biased about a nominee: from now on they neither see nor score it.

    What they have noted so far is thrown away. Raises `Refused` once their sheet is submitted.
    """
    _scoring(actor, award_id)
    paper = paper_of(actor, award_id, nominee_id)
    if paper.sheet is not None and paper.sheet.submitted_at is not None:
        raise Refused(_("You have submitted your scores for this nominee. Take them back first."))
    if paper.sheet is not None:
        db.session.delete(paper.sheet)
    if paper.conflict is None:
        db.session.add(Conflict(nominee_id=nominee_id, participant_id=actor.participant_id, reason=reason.strip()))
    _told(award_id)


def withdraw_conflict(actor: Actor, award_id: int, nominee_id: int) -> None:
    """Take a declared conflict back, which was a mistake; the nominee can be seen and scored again."""
    _scoring(actor, award_id)
    paper = paper_of(actor, award_id, nominee_id)
    if paper.conflict is not None:
        db.session.delete(paper.conflict)
    _told(award_id)


def declare_none(actor: Actor, award_id: int, nominee_id: int) -> None:
    """Write down that a juror has no conflict with a nominee, by an empty sheet: now they see its papers."""
    _scoring(actor, award_id)
    paper = paper_of(actor, award_id, nominee_id)
    if paper.conflict is not None:
        raise Refused(_("You declared a conflict of interest with this nominee."))
    if paper.sheet is None:
        db.session.add(ScoreSheet(nominee_id=nominee_id, participant_id=actor.participant_id))
    _told(award_id)


def save_sheet(actor: Actor, award_id: int, nominee_id: int, marks: Marks, *, seen_version: int, submit: bool) -> None:
    """Keep a juror's marks for a nominee; submitted, they count.

    Raises `Refused` where no sheet was begun, `Stale` where another tab wrote meanwhile, and `InvalidFields` for points
    that are none, or that are missing from what is submitted (fields `points_<criterion id>`).
    """
    award = _scoring(actor, award_id)
    sheet = paper_of(actor, award_id, nominee_id).sheet
    if sheet is None:
        raise Refused(_("Please say first whether you have a conflict of interest with this nominee."))
    if sheet.version != seen_version:
        raise Stale(_("You changed this in another window meanwhile."))
    criteria = [criterion.id for criterion in award.criteria]
    given = _given(criteria, marks, submit=submit)
    sheet.comment = marks.comment.strip()
    sheet.scores = [Score(criterion_id=one, points=points) for one, points in given.items()]
    sheet.saved_at = clock.now()
    sheet.submitted_at = clock.now() if submit else None
    # The points are rows of their own: without this a sheet whose points alone changed would keep its version.
    flag_modified(sheet, "saved_at")
    _told(award_id)


def _given(criteria: Sequence[int], marks: Marks, *, submit: bool) -> dict[int, int]:
    wrong: dict[str, str] = {}
    given: dict[int, int] = {}
    for one in criteria:
        points = marks.points.get(one)
        if points is not None and 0 <= points <= HIGHEST_SCORE:
            given[one] = points
        elif points is not None:
            wrong[f"points_{one}"] = _("Please give a whole number from 0 to %(most)s.", most=HIGHEST_SCORE)
        elif submit:
            wrong[f"points_{one}"] = _("Please give points here before you submit.")
    if wrong:
        raise InvalidFields(_("Some points are missing or wrong."), wrong)
    return given


def _scoring(actor: Actor, award_id: int) -> Award:
    """Return an award whose juror the actor is while it is scored, held where it stands. Raises `Refused` otherwise."""
    require_duty(actor, award_id, Duty.JUROR)
    award = locked_award(actor, award_id)
    if award.state is not AwardState.JURY or award.scoring_ended_at is not None:
        raise Refused(_("The jury is not scoring now."))
    return award


def _told(award_id: int) -> None:
    award = db.session.get_one(Award, award_id)
    tell(award)
    db.session.commit()
