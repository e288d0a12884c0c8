"""What participants do before the jury: nominate, change and withdraw what they wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock, uploads
from conference.awards.actions import award_of, locked_award, seen_award
from conference.awards.likeness import name_key
from conference.awards.models import Award, Nomination, Nominee
from conference.awards.nominee_actions import NomineeContent, add_nominee, refuse_content
from conference.awards.rules import AwardState, DecidedBy, NominationsBy
from conference.awards.telling_actions import tell_nominee
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.people.models import Participant
from conference.people.sight_actions import may_see_person
from conference.permissions import Actor, Permission, can, require

LONGEST_TEXT = 5000
MOST_LINKS, LONGEST_LINK = 5, 500
MOST_EACH = 20


@dataclass(frozen=True, slots=True)
class NominationContent:
    """What somebody says for a nominee. A new file takes the place of the old one."""

    text: str
    links: tuple[str, ...] = ()
    file: BinaryIO | None = None
    file_name: str = ""
    remove_file: bool = False


def why_not_nominate(actor: Actor, award: Award) -> str:
    """Return why somebody cannot nominate for an award now; empty where they can."""
    if award.decided_by is DecidedBy.CONFERRED or award.nominations_by is NominationsBy.ORGANISERS:
        return str(_("The organisers choose the nominees of this award."))
    if award.state is AwardState.DRAFT:
        return str(_("Nobody can be nominated yet."))
    if award.state is not AwardState.NOMINATIONS or _is_over(award.nominations_close_at):
        return str(_("The nominations are closed."))
    if not can(actor, Permission.AWARDS_NOMINATE):
        return str(_("People who take part in the conference can nominate."))
    return ""


def nominate(actor: Actor, award_id: int, nominee: NomineeContent, content: NominationContent) -> Nomination:
    """Nominate somebody; who is nominated already gets one more nomination.

    Raises `Refused` beside the field that is wrong, for a second nomination of the same, and once it is closed.
    """
    require(actor, Permission.AWARDS_NOMINATE)
    seen_award(actor, award_id)
    award = locked_award(actor, award_id)
    _refuse_closed(actor, award)
    refuse_content(actor, nominee)
    _refuse_unseen(actor, nominee.participant_id)
    row = _known(award, nominee)
    mine = _mine(actor, award.id)
    if row is not None and any(one.nominee_id == row.id for one in mine):
        raise Refused(_("You have nominated %(name)s already. Change what you wrote.", name=row.name), field="name")
    if len(mine) >= MOST_EACH:
        raise Refused(_("One person can nominate %(most)s times for an award.", most=MOST_EACH))
    # What was wrong is found before anybody new stands.
    _refuse_words(content)
    row = row or add_nominee(award, nominee)
    nomination = Nomination(nominee_id=row.id, by_id=actor.participant_id, text="")
    _write(nomination, content)
    db.session.add(nomination)
    db.session.flush()
    tell_nominee(award, row, actor.participant_id)
    db.session.commit()
    return nomination


def change_nomination(actor: Actor, nomination_id: int, content: NominationContent) -> Nomination:
    """Change what one wrote, while nominations last."""
    nomination, award = _own(actor, nomination_id)
    _refuse_closed(actor, award)
    _refuse_words(content)
    _write(nomination, content)
    db.session.commit()
    return nomination


def withdraw(actor: Actor, nomination_id: int, *, back: bool = False) -> Nomination:
    """Take a nomination back, or let it count again, while nominations last."""
    nomination, award = _own(actor, nomination_id)
    _refuse_closed(actor, award)
    nomination.withdrawn_at = None if back else nomination.withdrawn_at or clock.now()
    db.session.commit()
    return nomination


def own_nomination(actor: Actor, nomination_id: int) -> tuple[Nomination, Nominee, Award]:
    """Return a nomination that the actor wrote. Raises `NotFound` for anybody else's."""
    require(actor, Permission.AWARDS_NOMINATE)
    row = db.session.get(Nomination, nomination_id)
    if row is None or row.by_id is None or row.by_id != actor.participant_id:
        raise NotFound(_("There is no such nomination."))
    nominee = db.session.get_one(Nominee, row.nominee_id)
    return row, nominee, award_of(actor, nominee.award_id)


def own_nominations(actor: Actor, award_id: int | None = None) -> Sequence[tuple[Nomination, Nominee, Award]]:
    """Return what the actor nominated, newest first; of one award, or of all that are there for them."""
    rows = (
        select(Nomination, Nominee, Award)
        .join(Nominee, Nominee.id == Nomination.nominee_id)
        .join(Award, Award.id == Nominee.award_id)
        .where(Nomination.by_id == actor.participant_id, Award.conference_id == actor.conference_id)
        .where(Award.state != AwardState.DRAFT)
        .order_by(Nomination.id.desc())
    )
    if award_id is not None:
        rows = rows.where(Award.id == award_id)
    return [(one, nominee, award) for one, nominee, award in db.session.execute(rows)]


def _own(actor: Actor, nomination_id: int) -> tuple[Nomination, Award]:
    _row, _nominee, award = own_nomination(actor, nomination_id)
    locked_award(actor, award.id)
    row, _nominee, award = own_nomination(actor, nomination_id)
    return row, award


def _mine(actor: Actor, award_id: int) -> Sequence[Nomination]:
    return db.session.scalars(
        select(Nomination)
        .join(Nominee, Nominee.id == Nomination.nominee_id)
        .where(Nominee.award_id == award_id, Nomination.by_id == actor.participant_id)
    ).all()


def _known(award: Award, content: NomineeContent) -> Nominee | None:
    """Return who is meant, if nominated already: the same participant, or the same name and organisation."""
    for row in award.nominees:
        if content.participant_id is not None and row.participant_id == content.participant_id:
            return row
    wanted = (name_key(content.name), name_key(content.organisation))
    for row in award.nominees:
        nobody_else = content.participant_id is None or row.participant_id is None
        if nobody_else and (name_key(row.name), name_key(row.organisation)) == wanted:
            return row
    return None


def _refuse_closed(actor: Actor, award: Award) -> None:
    reason = why_not_nominate(actor, award)
    if reason:
        raise Refused(reason)


def _refuse_unseen(actor: Actor, participant_id: int | None) -> None:
    person = db.session.get(Participant, participant_id) if participant_id is not None else None
    if person is not None and not may_see_person(actor, person):
        raise Refused(_("There is no such participant."), field="participant_id")


def _refuse_words(content: NominationContent) -> None:
    if not content.text or len(content.text) > LONGEST_TEXT:
        message = _("Please say in at most %(most)s characters what speaks for them.", most=LONGEST_TEXT)
        raise Refused(message, field="text")
    if len(content.links) > MOST_LINKS:
        raise Refused(_("At most %(most)s links, one a line.", most=MOST_LINKS), field="links")
    for link in content.links:
        if not is_link(link):
            raise Refused(_("Please give whole addresses that begin with https://, one a line."), field="links")


def is_link(text: str) -> bool:
    """Tell whether a text is the address of a page that can be linked to: https only."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it finds what is no port
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and len(text) <= LONGEST_LINK and " " not in text


def _write(row: Nomination, content: NominationContent) -> None:
    if content.file is not None:
        try:
            kept = uploads.keep_document(content.file, content.file_name)
        except Refused as refusal:
            raise Refused(refusal.message, field="file") from refusal
        uploads.remove(row.file)
        row.file, row.file_name = kept.name, kept.file_name
    elif content.remove_file:
        uploads.remove(row.file)
        row.file, row.file_name = None, ""
    row.text, row.links = content.text, list(content.links)


def _is_over(moment: datetime | None) -> bool:
    return moment is not None and moment <= clock.now()


def nominations_of(award_id: int) -> int:
    """Return how many nominations an award has that were not withdrawn."""
    return db.session.scalar(
        select(func.count(Nomination.id))
        .join(Nominee, Nominee.id == Nomination.nominee_id)
        .where(Nominee.award_id == award_id, Nomination.withdrawn_at.is_(None))
    ) or 0  # fmt: skip
