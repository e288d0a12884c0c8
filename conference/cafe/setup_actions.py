"""Setting a café up: making, changing and deleting one."""

import secrets

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from conference import realtime
from conference.agenda.models import AgendaItem
from conference.cafe.actions import lock_cafe, tell_all_tables, tell_cafe
from conference.cafe.content import AskedQuestion, CafeContent, LaidTable, problems
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading, CafeOutcome
from conference.cafe.models import Cafe, CafeQuestion, CafeRound, CafeTable, Seat
from conference.cafe.rules import CafeState, RoundState
from conference.cafe.table_subject_actions import recheck_cafe
from conference.errors import InvalidFields, NotFound, Refused, Stale
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require

# What a café has one of, as its form and its row call it alike.
PLAIN = (
    "title", "theme", "item_id", "fewest", "most", "hosts", "mix_organisation", "mix_country", "mix_kind",
    "mix_language", "may_choose", "dots", "briefing",
)  # fmt: skip


def managed_cafe(actor: Actor, cafe_id: int) -> Cafe:
    """Return a café of the actor's conference, for its organisers. Raises `Forbidden` and `NotFound`."""
    require(actor, Permission.CAFE_MANAGE)
    cafe = db.session.get(Cafe, cafe_id)
    if cafe is None or cafe.conference_id != actor.conference_id:
        raise NotFound(_("There is no such world café."))
    return cafe


def content_of(cafe: Cafe) -> CafeContent:
    """Return a stored café as a value."""
    return CafeContent(
        questions=tuple(AskedQuestion(one.text, one.round_number, one.id) for one in cafe.questions),
        rounds=tuple(one.minutes for one in cafe.rounds),
        tables=tuple(LaidTable(one.name, one.language, one.host_id) for one in cafe.tables),
        **{name: getattr(cafe, name) for name in PLAIN},
    )


def held_rounds(cafe: Cafe) -> int:
    """Return up to which round the café was held: those keep their minutes, and their place."""
    return max((one.number for one in cafe.rounds if one.state is not RoundState.WAITING), default=0)


def create_cafe(actor: Actor, content: CafeContent) -> Cafe:
    """Make a café, as a draft. Raises `InvalidFields`."""
    require(actor, Permission.CAFE_MANAGE)
    content = _checked(actor, None, content)
    cafe = Cafe(conference_id=actor.conference_id, title=content.title, seed=1 + secrets.randbelow(2**31 - 2))
    _write(cafe, content)
    db.session.add(cafe)
    _commit()
    return cafe


def change_cafe(actor: Actor, cafe_id: int, content: CafeContent, seen_version: int) -> Cafe:
    """Change a café.

    Raises `Stale` when somebody else changed it since, and `InvalidFields`, also where something would be lost that
    people have done: a round that was held, a question with cards, a table that somebody sat at.
    """
    managed_cafe(actor, cafe_id)
    cafe = lock_cafe(actor, cafe_id)
    if cafe.version != seen_version:
        raise Stale(_("Somebody else changed this café meanwhile."), _differences(content, content_of(cafe)))
    content = _checked(actor, cafe, content)
    elsewhere = cafe.item_id != content.item_id
    _write(cafe, content)
    # Rows below it carry no version of the whole: whoever changed only a question is seen by the next writer too.
    flag_modified(cafe, "title")
    if elsewhere:
        # Asked once it is written: who is to leave is found by asking who may still be there.
        recheck_cafe(cafe)
    tell_cafe(cafe.id)
    tell_all_tables(cafe.id)
    for question in cafe.questions:
        realtime.changed("cafe_board", question.id or 0)
    _commit()
    return cafe


def may_delete(cafe: Cafe) -> bool:
    """Tell whether a café can be deleted: a draft that was never held, and of which nothing was gathered."""
    is_fresh = cafe.state is CafeState.DRAFT and held_rounds(cafe) == 0
    return is_fresh and not any(_is_answered(question.id) for question in cafe.questions)


def delete_cafe(actor: Actor, cafe_id: int) -> None:
    """Delete a draft that was never held. Raises `Refused` for any other."""
    managed_cafe(actor, cafe_id)
    cafe = lock_cafe(actor, cafe_id)
    if not may_delete(cafe):
        raise Refused(
            _("Only a draft can be deleted, as long as none of its rounds was held and nothing was gathered.")
        )
    tell_cafe(cafe.id)
    db.session.delete(cafe)
    db.session.commit()


def _checked(actor: Actor, cafe: Cafe | None, content: CafeContent) -> CafeContent:
    """Return the content as it is kept. Raises `InvalidFields` where something is wrong with it."""
    content = content.normal
    wrong = problems(content) | _strangers(actor, cafe, content)
    if cafe is not None:
        wrong = _losses(cafe, content) | wrong
    if wrong:
        raise InvalidFields(_("Some of this is not right yet."), wrong)
    return content


def _strangers(actor: Actor, cafe: Cafe | None, content: CafeContent) -> dict[str, str]:
    """Return what is wrong with the session and the hosts: of elsewhere, gone, or taken."""
    wrong: dict[str, str] = {}
    item = db.session.get(AgendaItem, content.item_id) if content.item_id is not None else None
    if content.item_id is not None and (item is None or item.conference_id != actor.conference_id):
        wrong["item_id"] = _("There is no such session.")
    if item is not None:
        taken = select(Cafe.title).where(Cafe.item_id == item.id, Cafe.id != (cafe.id if cafe else 0))
        if title := db.session.scalar(taken):
            wrong["item_id"] = _("This session has a café already: “%(title)s”.", title=title)
    hosts = {table.host_id for table in content.tables if table.host_id is not None}
    here = set(
        db.session.scalars(
            select(Participant.id).where(
                Participant.id.in_(hosts),
                Participant.conference_id == actor.conference_id,
                Participant.erased_at.is_(None),
            )
        )
    )
    for at, table in enumerate(content.tables):
        if table.host_id is not None and table.host_id not in here:
            wrong[f"tables-{at}"] = _("There is no such person at this conference.")
    return wrong


def _losses(cafe: Cafe, content: CafeContent) -> dict[str, str]:
    """Return what would be lost of what people have done."""
    wrong: dict[str, str] = {}
    held = held_rounds(cafe)
    if len(content.rounds) < held:
        wrong["rounds"] = _("Round %(number)s was held already: it cannot be removed.", number=held)
    for at, (before, minutes) in enumerate(zip(cafe.rounds[:held], content.rounds, strict=False)):
        if before.minutes != minutes:
            wrong[f"rounds-{at}"] = _("This round was held already: its minutes stay. The console extends an open one.")
    if content.dots < cafe.dots and _dots_are_put(cafe):
        wrong["dots"] = _("People have put their dots already: they cannot be given fewer.")
    kept = {one.id: one.text for one in content.questions}
    for question in cafe.questions:
        is_final = question.agreed_at is not None or cafe.state is CafeState.CLOSED
        if is_final and kept.get(question.id, question.text) != question.text:
            wrong["questions"] = _(
                "The list of “%(question)s” is agreed, or the café closed: its words stay.", question=question.text
            )
        if question.id not in kept and _is_answered(question.id):
            wrong["questions"] = _(
                "“%(question)s” has answers: it cannot be removed. Reload the page to see it again.",
                question=question.text,
            )
    for table in cafe.tables[len(content.tables) :]:
        if _is_used(table.id):
            wrong["table_count"] = _("Table %(number)s was used: it cannot be removed.", number=table.number)
    return wrong


def _dots_are_put(cafe: Cafe) -> bool:
    put = select(CafeDot.heading_id).join(CafeHeading, CafeHeading.id == CafeDot.heading_id)
    of_cafe = put.join(CafeQuestion, CafeQuestion.id == CafeHeading.question_id).where(CafeQuestion.cafe_id == cafe.id)
    return db.session.scalar(of_cafe.limit(1)) is not None


def _is_answered(question_id: int) -> bool:
    rows = (CafeCard, CafeHeading, CafeOutcome)
    return any(db.session.scalar(select(row.id).where(row.question_id == question_id).limit(1)) for row in rows)


def _is_used(table_id: int) -> bool:
    sat = exists().where(Seat.table_id == table_id)
    written = exists().where(CafeCard.table_id == table_id)
    merged = exists().where(CafeTable.merged_into_id == table_id)
    found = select(CafeTable.id).where(CafeTable.id == table_id, or_(sat, written, merged))
    return db.session.scalar(found) is not None


def _write(cafe: Cafe, content: CafeContent) -> None:
    """Make a café's rows say what the content says; rows that stay keep their ids. Does not flush."""
    for name in PLAIN:
        setattr(cafe, name, getattr(content, name))
    stored = {one.id: one for one in cafe.questions}
    cafe.questions = [stored.get(one.id or 0) or CafeQuestion() for one in content.questions]
    for order, (row, asked) in enumerate(zip(cafe.questions, content.questions, strict=True)):
        row.order, row.text, row.round_number = order, asked.text, asked.round_number
    rounds = cafe.rounds
    cafe.rounds = [*rounds[: len(content.rounds)], *(CafeRound() for _more in content.rounds[len(rounds) :])]
    for number, (held, minutes) in enumerate(zip(cafe.rounds, content.rounds, strict=True), start=1):
        held.number, held.minutes = number, minutes
    tables = cafe.tables
    cafe.tables = [*tables[: len(content.tables)], *(CafeTable() for _more in content.tables[len(tables) :])]
    for number, (table, laid) in enumerate(zip(cafe.tables, content.tables, strict=True), start=1):
        table.number, table.name, table.language, table.host_id = number, laid.name, laid.language, laid.host_id


def _commit() -> None:
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(_("This session has got a café meanwhile."), field="item_id") from error
    except StaleDataError as error:
        db.session.rollback()
        raise Stale(_("Somebody else changed this café meanwhile.")) from error


def _differences(sent: CafeContent, stored: CafeContent) -> dict[str, tuple[str, str]]:
    """Return what differs, as (what was sent, what is stored), in words."""

    def said(one: CafeContent) -> dict[str, str]:
        return {
            _("Title"): one.title,
            _("Theme"): one.theme,
            _("Questions"): " · ".join(question.text for question in one.questions),
            _("Minutes of the rounds"): ", ".join(map(str, one.rounds)),
            _("Tables"): str(len(one.tables)),
            _("Names of the tables"): ", ".join(table.name for table in one.tables if table.name),
            _("Briefing"): one.briefing,
        }

    theirs = said(stored)
    return {label: (text, theirs[label]) for label, text in said(sent.normal).items() if text != theirs[label]}
