"""The finalists: chosen by organisers where no jury shortlists, in their order, with what is shown of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm.attributes import flag_modified

from conference import uploads
from conference.agenda.models import AgendaItem
from conference.awards.actions import award_of, locked_award, not_stale, seen_award, tell
from conference.awards.models import Award, Nominee
from conference.awards.nomination_actions import is_link
from conference.awards.nominee_actions import managed_nominee
from conference.awards.opening_actions import standing_finalists
from conference.awards.path import FIXED
from conference.awards.rules import AwardState, DecidedBy, NomineeState
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Permission, can, require

# From when on everybody sees who the finalists are.
SHOWN = frozenset({AwardState.FINALISTS, AwardState.PITCHES}) | FIXED
LONGEST_SIDE = 1200
LONGEST_PITCH = 5000


@dataclass(frozen=True, slots=True)
class Papers:
    """What is shown of a finalist. A new file takes the place of the old one."""

    pitch: str = ""
    video_url: str = ""
    pitch_item_id: int | None = None
    photo: BinaryIO | None = None
    slides: BinaryIO | None = None
    slides_name: str = ""
    without_photo: bool = False
    without_slides: bool = False


def may_see_finalists(actor: Actor, award: Award) -> bool:
    """Tell whether somebody sees who the finalists are: everybody from then on, who gets a special award at the end."""
    if can(actor, Permission.AWARDS_MANAGE):
        return True
    if award.decided_by is DecidedBy.CONFERRED:
        return award.state is AwardState.REVEALED
    return award.state in SHOWN


def seen_finalists(actor: Actor, award_id: int) -> tuple[Award, Sequence[Nominee]]:
    """Return an award with its finalists, in their order. Raises `NotFound` before they are shown."""
    award = seen_award(actor, award_id)
    if not may_see_finalists(actor, award):
        raise NotFound(_("The finalists are not known yet."))
    return award, standing_finalists(award)


def seen_finalist(actor: Actor, nominee_id: int) -> Nominee:
    """Return a finalist whom the actor may see. Raises `NotFound` for all others."""
    row = db.session.get(Nominee, nominee_id)
    if row is None or not row.is_finalist:
        raise NotFound(_("There is no such finalist."))
    if not may_see_finalists(actor, seen_award(actor, row.award_id)):
        raise NotFound(_("There is no such finalist."))
    return row


def choose_finalists(actor: Actor, award_id: int, nominee_ids: Collection[int], seen_version: int) -> None:
    """Say who the finalists are, where no jury does, before they are shown.

    Raises `Stale` for another version than was seen, also where one of them stands no more, and `Refused`.
    """
    require(actor, Permission.AWARDS_MANAGE)
    award = locked_award(actor, award_id)
    not_stale(award, seen_version)
    if award.decided_by is not DecidedBy.AUDIENCE:
        raise Refused(_("The jury's chair chooses the finalists of this award, by the shortlist."))
    if award.state not in {AwardState.DRAFT, AwardState.NOMINATIONS}:
        raise Refused(_("The finalists are chosen before they are shown, and not while the jury is at work."))
    standing = {one.id for one in award.nominees if one.state is NomineeState.STANDING}
    if not standing.issuperset(nominee_ids):
        raise Stale(_("Somebody of those you chose does not stand any more."))
    for one in award.nominees:
        one.is_finalist = one.id in nominee_ids
    # Whoever chose at the same time sees that somebody was first.
    flag_modified(award, "finalists_wanted")
    db.session.commit()


def move_finalist(actor: Actor, nominee_id: int, by: int) -> int:
    """Move a finalist one place up (-1) or down (+1), and return the award's id. Raises `Refused` once it is fixed."""
    award = locked_award(actor, managed_nominee(actor, nominee_id).award_id)
    if award.state in FIXED:
        raise Refused(_("The order of the finalists is fixed: the vote was opened, or the award is decided."))
    finalists = [one.id for one in standing_finalists(award)]
    if nominee_id not in finalists:
        raise NotFound(_("There is no such finalist."))
    at = finalists.index(nominee_id)
    finalists.insert(max(0, at + by), finalists.pop(at))
    others = select(Nominee.id).where(Nominee.award_id == award.id).order_by(Nominee.order, Nominee.id)
    ids = [*finalists, *(one for one in db.session.scalars(others) if one not in finalists)]
    # Past the rows' versions: whoever is editing one of them loses nothing by its new place.
    for order, one in enumerate(ids):
        db.session.execute(update(Nominee).where(Nominee.id == one).values(order=order))
    db.session.expire_all()
    tell(award_of(actor, award.id))
    db.session.commit()
    return award.id


def save_papers(actor: Actor, nominee_id: int, papers: Papers, seen_version: int) -> Nominee:
    """Change what is shown of a finalist. Raises `Stale`, and `Refused` beside the field that is wrong.

    While people vote nothing of it changes.
    """
    award = locked_award(actor, managed_nominee(actor, nominee_id).award_id)
    row = managed_nominee(actor, nominee_id)
    if not row.is_finalist:
        raise Refused(_("Only finalists have a page. Choose them first."))
    not_stale(row, seen_version, {_("Pitch"): (papers.pitch, row.pitch)} if papers.pitch != row.pitch else {})
    if award.state is AwardState.VOTING:
        raise Refused(_("People are voting. What is shown of the finalists changes when the vote is closed."))
    _refuse_papers(actor, papers)
    row.pitch, row.video_url, row.pitch_item_id = papers.pitch, papers.video_url, papers.pitch_item_id
    _keep_photo(row, papers)
    _keep_slides(row, papers)
    tell(award)
    db.session.commit()
    return row


def pitches_of(actor: Actor, item_id: int) -> Sequence[tuple[Nominee, Award]]:
    """Return the finalists who pitch in a session, and whom the actor may see; with their awards."""
    rows = db.session.execute(
        select(Nominee, Award)
        .join(Award, Award.id == Nominee.award_id)
        .where(
            Nominee.pitch_item_id == item_id,
            Nominee.is_finalist.is_(True),
            Award.conference_id == actor.conference_id,
            Award.state != AwardState.DRAFT,
        )
        .order_by(Award.order, Award.id, Nominee.order, Nominee.id)
    )
    return [(row, award) for row, award in rows if may_see_finalists(actor, award)]


def _refuse_papers(actor: Actor, papers: Papers) -> None:
    if len(papers.pitch) > LONGEST_PITCH:
        raise Refused(_("At most %(most)s characters.", most=LONGEST_PITCH), field="pitch")
    if papers.video_url and not is_link(papers.video_url):
        raise Refused(_("Please give a whole address that begins with https://."), field="video_url")
    item = db.session.get(AgendaItem, papers.pitch_item_id) if papers.pitch_item_id is not None else None
    if papers.pitch_item_id is not None and (item is None or item.conference_id != actor.conference_id):
        raise Refused(_("There is no such session."), field="pitch_item_id")


def _keep_photo(row: Nominee, papers: Papers) -> None:
    if papers.photo is None and not papers.without_photo:
        return
    kept = None
    if papers.photo is not None:
        try:
            kept = uploads.keep_image(papers.photo, longest_side=LONGEST_SIDE)
        except Refused as refusal:
            raise Refused(refusal.message, field="photo") from refusal
    uploads.remove(row.photo)
    row.photo = kept


def _keep_slides(row: Nominee, papers: Papers) -> None:
    if papers.slides is None:
        if papers.without_slides:
            uploads.remove(row.slides)
            row.slides, row.slides_name = None, ""
        return
    if not papers.slides_name.lower().endswith(".pdf"):
        raise Refused(_("Slides are a PDF: everybody can open it."), field="slides")
    try:
        kept = uploads.keep_document(papers.slides, papers.slides_name)
    except Refused as refusal:
        raise Refused(refusal.message, field="slides") from refusal
    uploads.remove(row.slides)
    row.slides, row.slides_name = kept.name, kept.file_name
