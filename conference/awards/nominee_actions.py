"""What organisers do with nominees: add, mend, reject, note a decline, merge duplicates and separate them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from conference.awards.actions import locked_award, managed_award, not_stale
from conference.awards.likeness import likely_same
from conference.awards.models import Award, Nomination, Nominee, ScoreSheet
from conference.awards.path import FIXED
from conference.awards.rules import AwardState, DecidedBy, NomineeState
from conference.awards.telling_actions import tell_nominee
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.countries import country_codes
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require

MOST_NOMINEES = 500
LONGEST_NAME = 200
LONGEST_NOTE = 2000
# While these last, who stands may change; from the finalists on, only a decline is noted.
OPEN = frozenset({AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.JURY})


@dataclass(frozen=True, slots=True)
class NomineeContent:
    """Who or what is nominated; `participant_id` where that is somebody at the conference."""

    name: str
    organisation: str = ""
    country: str = ""
    participant_id: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A nominee in the organisers' list: those merged into it, and how many people nominated any of them."""

    nominee: Nominee
    merged: tuple[Nominee, ...]
    nominations: int


def listed_nominees(award: Award) -> list[Listed]:
    """Return an award's nominees, each with those merged into it, in their order; a fixed number of queries."""
    rows = db.session.scalars(
        select(Nominee)
        .where(Nominee.award_id == award.id)
        .options(selectinload(Nominee.nominations))
        .order_by(Nominee.order, Nominee.id)
    ).all()
    return [
        Listed(row, merged, len(nominators(row, *merged)))
        for row in rows
        if row.merged_into_id is None
        for merged in [tuple(one for one in rows if one.merged_into_id == row.id)]
    ]


def nominators(*nominees: Nominee) -> frozenset[int | None]:
    """Return who nominates any of these now; whoever named two of them counts once."""
    return frozenset(one.by_id for row in nominees for one in row.nominations if one.withdrawn_at is None)


def duplicates_of(award: Award) -> list[tuple[Nominee, Nominee]]:
    """Return pairs of nominees that stand and are likely the same, the most alike first."""
    standing = {one.id: one for one in award.nominees if one.state is NomineeState.STANDING}
    pairs = likely_same({one.id: f"{one.name}" for one in standing.values()})
    return [(standing[one], standing[other]) for one, other in pairs]


def managed_nominee(actor: Actor, nominee_id: int) -> Nominee:
    """Return a nominee of an award of the actor's conference, for its organisers. Raises `NotFound`."""
    require(actor, Permission.AWARDS_MANAGE)
    row = db.session.get(Nominee, nominee_id)
    if row is None:
        raise NotFound(_("There is no such nominee."))
    managed_award(actor, row.award_id)
    return row


def save_nominee(
    actor: Actor, award_id: int, nominee_id: int | None, content: NomineeContent, seen_version: int = 0
) -> Nominee:
    """Change a nominee, or add one at the end. Raises `Stale`, and `Refused` beside the field that is wrong."""
    require(actor, Permission.AWARDS_MANAGE)
    award = locked_award(actor, award_id)
    refuse_content(actor, content)
    if nominee_id is None:
        row = add_nominee(award, content)
    else:
        row = _nominee(award, nominee_id)
        not_stale(row, seen_version, {_("Name"): (content.name, row.name)})
        if award.state in FIXED:
            raise Refused(_("Who stands is fixed: the vote was opened, or the award is decided."))
        row.name, row.organisation, row.country = content.name, content.organisation, content.country
        row.participant_id = content.participant_id
    db.session.flush()
    tell_nominee(award, row, actor.participant_id)
    db.session.commit()
    return row


def add_nominee(award: Award, content: NomineeContent) -> Nominee:
    """Add a nominee at the end; a step of an action that holds the award's lock, and commits."""
    if award.state not in OPEN:
        raise Refused(_("The finalists are chosen. Nobody can be added any more."))
    if len(award.nominees) >= MOST_NOMINEES:
        raise Refused(_("An award has at most %(most)s nominees.", most=MOST_NOMINEES))
    last = db.session.scalar(select(func.max(Nominee.order)).where(Nominee.award_id == award.id))
    row = Nominee(
        award_id=award.id, order=0 if last is None else last + 1, name=content.name,
        organisation=content.organisation, country=content.country, participant_id=content.participant_id,
    )  # fmt: skip
    award.nominees.append(row)
    db.session.flush()
    return row


def refuse_content(actor: Actor, content: NomineeContent) -> None:
    """Raise `Refused` for a nominee without a name, of no country there is, or who is not at this conference."""
    if not content.name or max(len(content.name), len(content.organisation)) > LONGEST_NAME:
        raise Refused(_("Please give a name of at most %(most)s characters.", most=LONGEST_NAME), field="name")
    if content.country and content.country not in country_codes():
        raise Refused(_("There is no such country."), field="country")
    if content.participant_id is not None:
        person = db.session.get(Participant, content.participant_id)
        if person is None or person.conference_id != actor.conference_id or person.is_guest or person.erased_at:
            raise Refused(_("There is no such participant."), field="participant_id")


def decide_nominee(actor: Actor, nominee_id: int, state: NomineeState, seen_version: int, note: str = "") -> Nominee:
    """Let a nominee stand, reject it, or note that it declined, with the reason.

    Raises `Stale`, and `Refused` where it is too late: from the finalists on only a decline can be noted.
    """
    require(actor, Permission.AWARDS_MANAGE)
    award, row = _locked(actor, nominee_id)
    if row.state is state and row.note == note:
        return row
    not_stale(row, seen_version, {_("Reason"): (note, row.note)})
    if row.state is NomineeState.MERGED or state is NomineeState.MERGED:
        raise Refused(_("Separate it from the other nominee first."))
    if len(note) > LONGEST_NOTE:
        raise Refused(_("A reason has at most %(most)s characters.", most=LONGEST_NOTE), field="note")
    if award.state in FIXED or (award.state not in OPEN and state is not NomineeState.DECLINED):
        raise Refused(_("Who stands is fixed here. Take the award back first, where that is possible."))
    put(row, state, note)
    db.session.commit()
    return row


def put(row: Nominee, state: NomineeState, note: str) -> None:
    """Set what became of a nominee; who does not stand is neither finalist nor chosen."""
    row.state, row.note = state, note
    if state is not NomineeState.STANDING:
        row.is_finalist = row.is_chosen = False


def merge_nominees(actor: Actor, nominee_id: int, into_id: int, seen_version: int) -> Nominee:
    """Say that a nominee is another one, and return that; its nominations count for it from now on.

    What was merged into it before goes with it. Raises `Refused` once the jury has scored it.
    """
    require(actor, Permission.AWARDS_MANAGE)
    award, row = _locked(actor, nominee_id)
    into = _nominee(award, into_id)
    if row.state is NomineeState.MERGED and row.merged_into_id == into.id:
        return into
    not_stale(row, seen_version)
    if award.state not in OPEN:
        raise Refused(_("The finalists are chosen. Nobody can be merged any more."))
    if row is into or row.state is NomineeState.MERGED or into.state is not NomineeState.STANDING:
        raise Refused(_("Only into another nominee that stands can one be merged."))
    if _is_scored(row.id):
        raise Refused(_("The jury has begun to score this nominee. Merge the other way round, or not at all."))
    for one in award.nominees:
        if one.merged_into_id == row.id:
            one.merged_into_id = into.id
    put(row, NomineeState.MERGED, row.note)
    row.merged_into_id = into.id
    db.session.commit()
    return into


def separate_nominee(actor: Actor, nominee_id: int) -> Nominee:
    """Let a merged nominee stand by itself again, with its own nominations."""
    require(actor, Permission.AWARDS_MANAGE)
    award, row = _locked(actor, nominee_id)
    if row.state is not NomineeState.MERGED:
        return row
    if award.state not in OPEN:
        raise Refused(_("The finalists are chosen. Nobody can be separated any more."))
    row.merged_into_id, row.state = None, NomineeState.STANDING
    db.session.commit()
    return row


def choose_nominee(actor: Actor, nominee_id: int, *, chosen: bool = True) -> Nominee:
    """Say who gets a conferred award, or that nobody is chosen yet; choosing one takes it from the other."""
    require(actor, Permission.AWARDS_MANAGE)
    award, row = _locked(actor, nominee_id)
    if award.decided_by is not DecidedBy.CONFERRED or award.state is not AwardState.DRAFT:
        raise Refused(_("Only who gets a conferred award is chosen by hand, before it is decided."))
    if row.state is not NomineeState.STANDING:
        raise Refused(_("This nominee does not stand."))
    for one in award.nominees:
        # Of these nobody votes, and yet they are shown as whoever stood.
        one.is_chosen = one.is_finalist = chosen and one is row
    db.session.commit()
    return row


def people_of(nominations: Sequence[Nomination]) -> Mapping[int, Participant]:
    """Return who wrote these nominations, by id."""
    ids = {one.by_id for one in nominations if one.by_id is not None}
    return {person.id: person for person in db.session.scalars(select(Participant).where(Participant.id.in_(ids)))}


def _locked(actor: Actor, nominee_id: int) -> tuple[Award, Nominee]:
    award = locked_award(actor, managed_nominee(actor, nominee_id).award_id)
    return award, _nominee(award, nominee_id)


def _nominee(award: Award, nominee_id: int) -> Nominee:
    row = db.session.get(Nominee, nominee_id)
    if row is None or row.award_id != award.id:
        raise NotFound(_("There is no such nominee."))
    return row


def _is_scored(nominee_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(ScoreSheet.nominee_id == nominee_id))))
