"""What the pages of a team have at their top: how a booth stands, what it lacks, and what its reader may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference.exhibition.actions import own_booths
from conference.exhibition.completeness import Completeness, completeness
from conference.exhibition.content import BoothContent
from conference.exhibition.edit_actions import EDITABLE, Standing, draft_content, standing_of
from conference.exhibition.models import Booth, BoothMaterial, BoothMember
from conference.extensions import db
from conference.permissions import Actor, Permission, can


@dataclass(frozen=True, slots=True)
class Head:
    """A booth for one of its team: the draft, how it stands to what is published, and what is missing."""

    booth: Booth
    content: BoothContent
    standing: Standing
    complete: Completeness
    is_lead: bool
    is_member: bool

    @property
    def name(self) -> str:
        """What the team calls it now."""
        return self.content.name or self.booth.name or _("Booth without a name")

    @property
    def is_built(self) -> bool:
        """Whether there is something to build: it is accepted."""
        return self.booth.state in EDITABLE


def head_of(actor: Actor, booth: Booth) -> Head:
    """Return a booth for somebody who may write it; organisers may do what leads may."""
    member = db.session.get(BoothMember, (booth.id, actor.participant_id)) if actor.participant_id else None
    counts = _counted(BoothMaterial, [booth.id]), _counted(BoothMember, [booth.id])
    return _head(booth, member, counts, is_organiser=can(actor, Permission.EXHIBITION_MANAGE))


def own_heads(actor: Actor) -> Sequence[Head]:
    """Return the actor's booths, in a number of queries that does not grow with them but for their drafts."""
    booths = own_booths(actor)
    ids = [booth.id for booth in booths]
    counts = _counted(BoothMaterial, ids), _counted(BoothMember, ids)
    rows = db.session.scalars(
        select(BoothMember).where(BoothMember.participant_id == actor.participant_id, BoothMember.booth_id.in_(ids))
    )
    mine = {row.booth_id: row for row in rows}
    return [_head(booth, mine.get(booth.id), counts, is_organiser=False) for booth in booths]


def _head(
    booth: Booth,
    member: BoothMember | None,
    counts: tuple[Mapping[int, int], Mapping[int, int]],
    *,
    is_organiser: bool,
) -> Head:
    content = draft_content(booth)
    materials, members = counts
    complete = completeness(content, materials=materials.get(booth.id, 0), members=members.get(booth.id, 0))
    return Head(
        booth=booth,
        content=content,
        standing=standing_of(booth),
        complete=complete,
        is_lead=is_organiser or (member is not None and member.is_lead),
        is_member=member is not None,
    )


def _counted(model: type[BoothMaterial] | type[BoothMember], booth_ids: Sequence[int]) -> Mapping[int, int]:
    counted = (
        select(model.booth_id, func.count().label("number"))
        .where(model.booth_id.in_(booth_ids))
        .group_by(model.booth_id)
    )
    return {row.booth_id: row.number for row in db.session.execute(counted)}
