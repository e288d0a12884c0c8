"""A library for each organiser: templates that go with the account, and are nobody else's."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from conference.conferences.models import Conference
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.people.account_actions import delete_account
from conference.people.held_data import held_data
from conference.people.models import Account
from conference.permissions import Actor, Role
from conference.polls.content import PollContent
from conference.polls.edit_actions import Place, content_of, create_poll, poll_of
from conference.polls.library_actions import delete_template, poll_from_template, save_as_template, templates_of
from conference.polls.list_actions import ListFilter, list_polls
from conference.polls.models import Poll
from conference.polls.rules import Eligibility, PollKind, PollSettings
from tests import factories as make

pytestmark = pytest.mark.usefixtures("session")
CONTENT = PollContent(
    PollKind.MULTIPLE,
    "Which ones?",
    options=("One", "Two", "Three"),
    settings=PollSettings(least=1, most=2),
    eligibility=Eligibility(roles=frozenset({"speaker"}), guests=True),
    group="Warm-up",
)


def _moderator(account: object = None) -> Actor:
    mine = {"account": account} if account else {}
    return make.actor(make.participant(make.conference(), Role.MODERATOR, **mine))


def test_a_template_is_used_at_another_conference_by_the_same_account() -> None:
    account = make.account()
    here, there = _moderator(account), _moderator(account)
    template = save_as_template(here, create_poll(here, CONTENT, Place()).id)
    (kept,) = templates_of(there)
    assert (kept.poll.id, kept.conference) == (template.id, db.session.get_one(Conference, here.conference_id).title)
    item = make.item(db.session.get_one(Conference, there.conference_id))
    poll = poll_from_template(there, template.id, item.id)
    assert content_of(poll) == CONTENT
    assert (poll.conference_id, poll.item_id, len(poll.rounds)) == (there.conference_id, item.id, 1)


def test_a_template_is_no_poll_and_stays_when_its_poll_changes() -> None:
    actor = _moderator()
    poll = create_poll(actor, CONTENT, Place())
    template = save_as_template(actor, poll.id)
    assert list_polls(actor, ListFilter()).total == 1
    with pytest.raises(NotFound):
        poll_of(actor, template.id)
    assert save_as_template(actor, poll.id).id == template.id
    other = create_poll(actor, replace(CONTENT, kind=PollKind.SINGLE), Place())
    assert save_as_template(actor, other.id).id != template.id


def test_a_library_is_its_owners_alone() -> None:
    actor = _moderator()
    template = save_as_template(actor, create_poll(actor, CONTENT, Place()).id)
    other = make.actor(make.participant(db.session.get_one(Conference, actor.conference_id), Role.ORGANISER))
    assert templates_of(other) == []
    for act in (lambda: poll_from_template(other, template.id, None), lambda: delete_template(other, template.id)):
        with pytest.raises(NotFound):
            act()
    attendee = make.actor(make.participant(make.conference()))
    with pytest.raises(Forbidden):
        templates_of(attendee)


def test_a_library_goes_with_its_account() -> None:
    actor = _moderator()
    poll = create_poll(actor, CONTENT, Place())
    save_as_template(actor, poll.id)
    account = db.session.get_one(Account, actor.account_id)
    (person,) = held_data(account.id)["participants"]
    assert person["poll_templates"] == ["Which ones?"]
    delete_account(account.id, account.email)
    assert db.session.scalars(select(Poll.id)).all() == [poll.id]


def test_deleting_a_template_leaves_its_polls() -> None:
    actor = _moderator()
    template = save_as_template(actor, create_poll(actor, CONTENT, Place()).id)
    poll_from_template(actor, template.id, None)
    with pytest.raises(Refused):
        poll_from_template(actor, template.id, make.item(make.conference()).id)
    db.session.rollback()
    delete_template(actor, template.id)
    assert templates_of(actor) == []
    assert len(db.session.scalars(select(Poll)).all()) == 2
