"""Making and changing what an award is and how it is decided: settings, copies, the order, and deleting a draft."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, func, select, update

from conference.agenda.models import AgendaItem
from conference.agenda.sight_actions import tell_stage
from conference.awards.actions import locked_award, managed_award, not_stale, tell
from conference.awards.content import AwardContent, fixed_fields, may_decide_otherwise, problems
from conference.awards.models import Award, AwardStep, Criterion, Nomination, Nominee
from conference.awards.rules import AwardState, Roll
from conference.errors import InvalidFields, Refused
from conference.extensions import db
from conference.permissions import Actor, Permission, require


def content_of(award: Award) -> AwardContent:
    """Return an award's settings as they are stored."""
    plain = {name: getattr(award, name) for name in AwardContent.__slots__ if name != "roll"}
    return AwardContent(roll=roll_of(award.roll), **plain)


def roll_of(stored: dict[str, Any]) -> Roll:
    """Return who may vote, as it is stored with an award."""
    return Roll(frozenset(stored.get("roles", ())), frozenset(stored.get("organisation_kinds", ())))


def create_award(actor: Actor, content: AwardContent) -> Award:
    """Make an award, a draft at the end of the list. Raises `InvalidFields`."""
    require(actor, Permission.AWARDS_MANAGE)
    last = db.session.scalar(select(func.max(Award.order)).where(Award.conference_id == actor.conference_id))
    award = Award(conference_id=actor.conference_id, order=0 if last is None else last + 1)
    award.steps = [AwardStep(state=AwardState.DRAFT, by_id=actor.participant_id)]
    _write(actor, award, content)
    db.session.add(award)
    db.session.commit()
    return award


def change_award(actor: Actor, award_id: int, content: AwardContent, seen_version: int) -> Award:
    """Change an award's settings.

    Raises `Stale` for another version than was seen, and `InvalidFields` for what is wrong or fixed by now.
    """
    require(actor, Permission.AWARDS_MANAGE)
    award = locked_award(actor, award_id)
    before = content_of(award)
    not_stale(award, seen_version, _differences(content, before))
    fixed = fixed_fields(before.normal, content.normal, award.state)
    if fixed:
        sentence = _("This stays as it was declared: the vote was opened, or the award is decided.")
        raise InvalidFields(sentence, dict.fromkeys(fixed, sentence))
    if content.decided_by is not before.decided_by and not may_decide_otherwise(award.state, content.decided_by):
        raise Refused(
            _("How it is decided can be changed in the draft, and between ways with nominations while they last."),
            field="decided_by",
        )
    tell_stage(award.item_id)
    _write(actor, award, content)
    tell(award)
    db.session.commit()
    return award


def duplicate_award(actor: Actor, award_id: int) -> Award:
    """Make the same award again, a draft with its criteria; without nominees, jury and session."""
    award = managed_award(actor, award_id)
    copy = Award(conference_id=award.conference_id, order=award.order + 1)
    for name in AwardContent.__slots__:
        setattr(copy, name, getattr(award, name))
    copy.title = _("%(title)s (copy)", title=award.title)[:200]
    copy.item_id = copy.nominations_close_at = None
    copy.citation = ""
    copied = ("order", "name", "description", "weight")
    copy.criteria = [Criterion(**{name: getattr(one, name) for name in copied}) for one in award.criteria]
    copy.steps = [AwardStep(state=AwardState.DRAFT, by_id=actor.participant_id)]
    db.session.add(copy)
    db.session.commit()
    return copy


def delete_award(actor: Actor, award_id: int) -> None:
    """Delete a draft for which nobody was nominated by a participant. Raises `Refused` for any other."""
    require(actor, Permission.AWARDS_MANAGE)
    award = locked_award(actor, award_id)
    if award.state is not AwardState.DRAFT:
        raise Refused(_("Only a draft can be deleted. Take the award back to the draft first, where that is possible."))
    if is_nominated_for(award.id):
        raise Refused(_("Somebody has nominated for this award. What people wrote is not deleted with it."))
    tell_stage(award.item_id)
    db.session.delete(award)
    db.session.commit()


def is_nominated_for(award_id: int) -> bool:
    """Tell whether anybody has nominated for an award."""
    said = exists().where(Nomination.nominee_id == Nominee.id, Nominee.award_id == award_id)
    return bool(db.session.scalar(select(said)))


def move_award(actor: Actor, award_id: int, by: int) -> None:
    """Move an award one place earlier (-1) or later (+1) in the list."""
    award = managed_award(actor, award_id)
    ids = list(
        db.session.scalars(
            select(Award.id).where(Award.conference_id == award.conference_id).order_by(Award.order, Award.id)
        )
    )
    at = ids.index(award.id)
    ids.insert(max(0, at + by), ids.pop(at))
    # Past the rows' versions: whoever is editing one of them loses nothing by its new place.
    for order, one in enumerate(ids):
        db.session.execute(update(Award).where(Award.id == one).values(order=order))
    db.session.expire_all()
    db.session.commit()


def _write(actor: Actor, award: Award, content: AwardContent) -> None:
    wrong = problems(content)
    item = db.session.get(AgendaItem, content.item_id) if content.item_id is not None else None
    if content.item_id is not None and (item is None or item.conference_id != actor.conference_id):
        wrong["item_id"] = _("There is no such session.")
    if wrong:
        raise InvalidFields(next(iter(wrong.values())), wrong)
    said = content.normal
    for name in AwardContent.__slots__:
        if name != "roll":
            setattr(award, name, getattr(said, name))
    award.roll = {name: sorted(values) for name, values in asdict(said.roll).items()}


def _differences(sent: AwardContent, stored: AwardContent) -> dict[str, tuple[str, str]]:
    """Return the texts that differ, what was sent and what is stored; who compares settings sees the form."""
    texts = {"title": _("Name"), "description": _("Category"), "rules": _("Rules"), "citation": _("Citation")}
    pairs = {label: (str(getattr(sent, name)), str(getattr(stored, name))) for name, label in texts.items()}
    return {label: pair for label, pair in pairs.items() if pair[0] != pair[1]}
