"""Importing a list of people: a plan first, then exactly that plan, in one transaction."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from conference import clock, jobs
from conference.conferences.models import Conference
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.people.import_plan import FIELDS, Existing, ImportPlan, PlannedLine, Verdict, plan_import, roles_for
from conference.people.importing import NoPeopleList, PeopleList, read_people
from conference.people.models import Account, Participant, ParticipantRole, StatusChange
from conference.people.place_actions import lock_conference, move_up, places_left, refuse_archived
from conference.people.rules import OrganisationKind, ParticipantStatus
from conference.people.spreadsheet import Table
from conference.permissions import Actor, Permission, Role, require

AT_ONCE = 500
T = TypeVar("T")


def read_list(table: Table) -> PeopleList:
    """Return the people of a table. Raises `Refused` for one that is no list of people."""
    try:
        return read_people(table)
    except NoPeopleList as error:
        raise Refused(_refused_list(str(error)), field="file") from error


def dry_run(actor: Actor, people: PeopleList) -> ImportPlan:
    """Return what importing the list would do now; nothing is written."""
    require(actor, Permission.PEOPLE_MANAGE)
    conference = db.session.get_one(Conference, actor.conference_id)
    refuse_archived(conference)
    return _plan(conference, people)


def import_people(actor: Actor, people: PeopleList, digest: str) -> ImportPlan:
    """Do what the dry run with that digest showed, all of it or nothing, and return it.

    Raises `Stale` when the plan would be another one by now.
    """
    require(actor, Permission.PEOPLE_MANAGE)
    conference = lock_conference(actor.conference_id)
    refuse_archived(conference)
    plan = _plan(conference, people)
    if plan.digest != digest:
        raise Stale(_("Something changed since you looked. Nothing was imported; please look over the list again."))
    try:
        _create(conference, [line for line in plan.lines if line.verdict is Verdict.CREATED], actor.participant_id)
        _change([line for line in plan.lines if line.verdict is Verdict.CHANGED])
        move_up(conference)
        db.session.commit()
    except IntegrityError as error:
        # Somebody asked for a sign-in link in this very moment, which makes the account that we were about to make.
        raise Stale(_("Something changed while this was imported. Nothing was written; please try again.")) from error
    jobs.enqueue("send_invitations", conference.id)
    return plan


def _plan(conference: Conference, people: PeopleList) -> ImportPlan:
    # By the ids of accounts: each step finds its rows by an index, also when the tables have just grown.
    emails = {id_: email for email, id_ in _account_ids([line.email for line in people.lines]).items()}
    existing = {
        emails[person.account_id or 0]: _existing(person)
        for account_ids in _batches(list(emails))
        for person in db.session.scalars(
            select(Participant).where(
                Participant.conference_id == conference.id, Participant.account_id.in_(account_ids)
            )
        )
    }
    return plan_import(people.lines, existing, places_left(conference))


def _existing(person: Participant) -> Existing:
    values = {
        "name": person.name,
        "organisation": person.organisation,
        "position": person.position,
        "country": person.country,
        "kind": person.organisation_kind.value if person.organisation_kind else "",
        "languages": ", ".join(person.languages),
    }
    return Existing(person.id, person.status, values, person.roles)


def _create(conference: Conference, planned: Sequence[PlannedLine], by_id: int | None) -> None:
    """Insert accounts, participants, roles and history by the batch: ten thousand lines are a matter of seconds."""
    if not planned:
        return
    emails = [one.line.email for one in planned]
    accounts = _account_ids(emails)
    missing = [{"email": email} for email in emails if email not in accounts]
    if missing:
        rows = db.session.execute(insert(Account).returning(Account.email, Account.id), missing)
        accounts.update({email: account_id for email, account_id in rows})  # noqa: C416
    now = clock.now()
    made = db.session.execute(
        insert(Participant).returning(Participant.account_id, Participant.id),
        [
            {
                "conference_id": conference.id,
                "account_id": accounts[one.line.email],
                "status": ParticipantStatus.INVITED,
                "status_since": now,
                "name": one.line.name,
                "organisation": one.line.organisation,
                "position": one.line.position,
                "country": one.line.country,
                "organisation_kind": one.line.kind,
                "languages": list(one.line.languages),
            }
            for one in planned
        ],
    )
    by_account = {account_id: participant_id for account_id, participant_id in made}  # noqa: C416
    ids = [(by_account[accounts[one.line.email]], one) for one in planned]
    roles = [{"participant_id": id_, "role": role} for id_, one in ids for role in sorted(roles_for(one.line))]
    history = [
        {"participant_id": id_, "after": ParticipantStatus.INVITED, "by_id": by_id, "at": now} for id_, _o in ids
    ]
    db.session.execute(insert(ParticipantRole), roles)
    db.session.execute(insert(StatusChange), history)


def _change(planned: Sequence[PlannedLine]) -> None:
    by_id = {one.participant_id: one for one in planned}
    for ids in _batches([one.participant_id for one in planned if one.participant_id]):
        for person in db.session.scalars(select(Participant).where(Participant.id.in_(ids))):
            _change_one(person, by_id[person.id])


def _change_one(person: Participant, planned: PlannedLine) -> None:
    line = planned.line
    for change in planned.changes:
        if change.field == "roles":
            added = sorted(frozenset(line.roles) - person.roles)
            person.role_rows = [*person.role_rows, *(ParticipantRole(role=Role(role)) for role in added)]
        elif change.field == "kind":
            person.organisation_kind = OrganisationKind(change.after)
        elif change.field == "languages":
            person.languages = list(line.languages)
        elif change.field in FIELDS:
            setattr(person, change.field, change.after)


def _account_ids(emails: Sequence[str]) -> dict[str, int]:
    return {
        email: account_id
        for batch in _batches(emails)
        for email, account_id in db.session.execute(select(Account.email, Account.id).where(Account.email.in_(batch)))
    }


def _batches(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))


def _refused_list(what: str) -> str:
    sentences: dict[str, str] = {
        "empty": _("The list is empty."),
        "too_many": _("The list has more than 10,000 lines. Please split it."),
        "no_email_column": _("No column is called “email”. The first line must name the columns."),
        "column_twice": _("Two columns mean the same. Please remove one of them."),
    }
    return sentences[what]
