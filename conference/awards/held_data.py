"""What awards hold about a person, and what of it is erased with them. Nobody knows what somebody voted."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from conference import uploads
from conference.awards.models import Award, AwardMember, AwardStep, Conflict, Nomination, Nominee, ScoreSheet
from conference.awards.voting_models import AwardParticipation, RollEntry, Voting
from conference.extensions import db
from conference.people.held_data import as_data, contributor, eraser
from conference.people.models import Participant

Rows = list[dict[str, object]]


@contributor
def award_data(person: Participant) -> Mapping[str, object]:
    """Return where the person stands, judged, nominated and could vote; that they voted, never what."""
    return {
        "award_duties": _duties(person),
        "award_nominees": _nominees(person),
        "award_nominations": _nominations(person),
        "award_conflicts": _conflicts(person),
        "award_scores": _scores(person),
        "award_votes": _votes(person),
        "award_steps": _steps(person),
    }


def _duties(person: Participant) -> Rows:
    rows = db.session.execute(
        select(Award.title, AwardMember.duty)
        .join(AwardMember, AwardMember.award_id == Award.id)
        .where(AwardMember.participant_id == person.id)
        .order_by(AwardMember.id)
    )
    return [{"award": title, "duty": as_data(duty)} for title, duty in rows]


def _nominees(person: Participant) -> Rows:
    rows = db.session.execute(
        select(Award.title, Nominee)
        .join(Nominee, Nominee.award_id == Award.id)
        .where(Nominee.participant_id == person.id)
        .order_by(Nominee.id)
    )
    return [
        {
            "award": title,
            "name": one.name,
            "organisation": one.organisation,
            "pitch": one.pitch,
            "state": one.state.value,
        }
        for title, one in rows
    ]


def _nominations(person: Participant) -> Rows:
    rows = db.session.execute(
        select(Award.title, Nominee.name, Nomination)
        .join(Nominee, Nominee.award_id == Award.id)
        .join(Nomination, Nomination.nominee_id == Nominee.id)
        .where(Nomination.by_id == person.id)
        .order_by(Nomination.id)
    )
    return [
        {
            "award": title, "nominee": name, "text": one.text, "links": one.links, "file": one.file_name,
            "at": as_data(one.at), "withdrawn_at": as_data(one.withdrawn_at),
        }
        for title, name, one in rows
    ]  # fmt: skip


def _conflicts(person: Participant) -> Rows:
    rows = db.session.execute(
        select(Nominee.name, Conflict.reason, Conflict.at)
        .join(Conflict, Conflict.nominee_id == Nominee.id)
        .where(Conflict.participant_id == person.id)
        .order_by(Nominee.id)
    )
    return [{"nominee": name, "reason": reason, "at": as_data(at)} for name, reason, at in rows]


def _scores(person: Participant) -> Rows:
    return [
        {
            "nominee": db.session.get_one(Nominee, sheet.nominee_id).name,
            "comment": sheet.comment,
            "points": sorted(score.points for score in sheet.scores),
            "submitted_at": as_data(sheet.submitted_at),
        }
        for sheet in _sheets(person)
    ]


def _sheets(person: Participant) -> Sequence[ScoreSheet]:
    mine = select(ScoreSheet).where(ScoreSheet.participant_id == person.id).order_by(ScoreSheet.id)
    return db.session.scalars(mine).all()


def _votes(person: Participant) -> Rows:
    rows = db.session.execute(
        select(Award.title, Voting.number, AwardParticipation.participant_id)
        .join(Voting, Voting.award_id == Award.id)
        .join(RollEntry, RollEntry.voting_id == Voting.id)
        .outerjoin(
            AwardParticipation,
            (AwardParticipation.voting_id == RollEntry.voting_id)
            & (AwardParticipation.participant_id == RollEntry.participant_id),
        )
        .where(RollEntry.participant_id == person.id)
        .order_by(Voting.id)
    )
    return [{"award": title, "voting": number, "has_voted": voter is not None} for title, number, voter in rows]


def _steps(person: Participant) -> Rows:
    rows = db.session.execute(
        select(Award.title, AwardStep)
        .join(AwardStep, AwardStep.award_id == Award.id)
        .where(AwardStep.by_id == person.id)
        .order_by(AwardStep.id)
    )
    return [
        {"award": title, "state": step.state.value, "note": step.note, "at": as_data(step.at)} for title, step in rows
    ]


@eraser
def erase_from_awards(person: Participant) -> None:
    """Blank what the person wrote in their own words, and loosen what they nominated and stood for.

    Their points and their ballot stay counted. The name of somebody who stood for an award stays with it: what was
    published of a vote never changes.
    """
    for nomination in db.session.scalars(select(Nomination).where(Nomination.by_id == person.id)):
        uploads.remove(nomination.file)
        nomination.by_id = nomination.file = None
        nomination.file_name = ""
    for nominee in db.session.scalars(select(Nominee).where(Nominee.participant_id == person.id)):
        uploads.remove(nominee.photo)
        nominee.participant_id = nominee.photo = None
    for conflict in db.session.scalars(select(Conflict).where(Conflict.participant_id == person.id)):
        conflict.reason = ""
    for sheet in _sheets(person):
        sheet.comment = ""
