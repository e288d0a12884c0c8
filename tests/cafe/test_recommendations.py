"""Recommendations: adopted once, public with their status, notes and trail, managed by organisers alone."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask

from conference.agenda.rules import Visibility
from conference.cafe import recommendation_actions as act
from conference.cafe.harvest_models import Recommendation, RecommendationNote
from conference.cafe.models import CafeQuestion
from conference.cafe.outcome_actions import change_list, fingerprint
from conference.cafe.outcome_state_actions import outcomes_of_question
from conference.cafe.rules import CafeState, RecommendationStatus
from conference.clock import now
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Role
from tests import factories as make
from tests.cafe.harvesting import card_ids, harvest, heading, question, step
from tests.cafe.making import Hall
from tests.conftest import SignIn

Change = Callable[[], None]


def _agreed() -> tuple[Hall, int]:
    """Make a café with one agreed line, from a card of table 1; return the line's id too."""
    made = harvest()
    step(made, "place", card=[f"{card_ids(made)['More funding']}:0"], heading=heading(made, "Money").id)
    facilitator = make.actor(made.facilitator)
    change_list(facilitator, made.cafe.id, question(made), "make", {})
    found = outcomes_of_question(db.session.get_one(CafeQuestion, question(made)))
    change_list(facilitator, made.cafe.id, question(made), "agree", {"seen": fingerprint(found)})
    return made, found.outcomes[0].id


@pytest.mark.usefixtures("session")
def test_an_agreed_line_is_adopted_once_and_is_proposed() -> None:
    made, line = _agreed()
    organiser = make.actor(made.organiser)
    assert [outcome.id for _c, _q, outcome in act.adoptable(organiser)] == [line]
    one = act.adopt(organiser, text="Fund them", addressee="The Commission", outcome_id=line)
    again = act.adopt(organiser, text="Fund them again", addressee="", outcome_id=line)
    assert one.id == again.id
    (shown,) = act.recommendations(organiser)
    assert (shown.text, shown.addressee, shown.status) == ("Fund them", "The Commission", RecommendationStatus.PROPOSED)
    assert len(shown.notes) == 1
    assert act.adoptable(organiser) == []


@pytest.mark.usefixtures("session")
def test_a_line_that_is_not_agreed_or_of_elsewhere_is_not_adopted() -> None:
    made, line = _agreed()
    other, theirs = _agreed()
    change_list(make.actor(made.facilitator), made.cafe.id, question(made), "reopen", {})
    act.adopt(make.actor(other.organiser), text="Theirs", addressee="", outcome_id=theirs)
    for outcome_id in (line, theirs, 2**31 - 1):
        with pytest.raises(NotFound):
            act.adopt(make.actor(made.organiser), text="Ours", addressee="", outcome_id=outcome_id)
        db.session.rollback()


@pytest.mark.usefixtures("session")
def test_an_adopted_line_stays_in_its_list() -> None:
    made, line = _agreed()
    act.adopt(make.actor(made.organiser), text="Fund them", addressee="", outcome_id=line)
    facilitator = make.actor(made.facilitator)
    change_list(facilitator, made.cafe.id, question(made), "reopen", {})
    with pytest.raises(Refused, match="adopted"):
        change_list(facilitator, made.cafe.id, question(made), "remove", {"outcome": str(line)})


@pytest.mark.usefixtures("session")
def test_each_change_of_status_is_a_public_note_with_its_date() -> None:
    made = harvest()
    organiser = make.actor(made.organiser)
    row = act.adopt(organiser, text="One", addressee="")
    act.set_status(organiser, row.id, row.version, RecommendationStatus.ACCEPTED, "")
    act.set_status(organiser, row.id, row.version, RecommendationStatus.ACCEPTED, "A call is being written.")
    with pytest.raises(Refused):
        act.set_status(organiser, row.id, row.version, RecommendationStatus.ACCEPTED, "  ")
    db.session.rollback()
    (shown,) = act.recommendations(organiser)
    assert [(note.status.value, note.text) for note in shown.notes] == [
        ("accepted", "A call is being written."),
        ("accepted", ""),
        ("proposed", ""),
    ]
    assert shown.notes[0].at <= now()


@pytest.mark.usefixtures("session")
def test_of_two_organisers_the_second_is_told() -> None:
    made = harvest()
    organiser = make.actor(made.organiser)
    row = act.adopt(organiser, text="One", addressee="")
    seen = row.version
    act.set_status(organiser, row.id, seen, RecommendationStatus.PROPOSED, "Only a note.")
    changes: tuple[Change, ...] = (
        lambda: act.edit(organiser, row.id, seen, text="Two", addressee=""),
        lambda: act.withdraw(organiser, row.id, seen),
        lambda: act.set_status(organiser, row.id, seen, RecommendationStatus.DONE, ""),
    )
    for change in changes:
        with pytest.raises(Stale):
            change()
        db.session.rollback()


@pytest.mark.usefixtures("session")
def test_they_are_ordered_and_withdrawn() -> None:
    made = harvest()
    organiser = make.actor(made.organiser)
    one, two, three = (act.adopt(organiser, text=text, addressee="").id for text in ("One", "Two", "Three"))
    act.put_before(organiser, three, one)
    act.put_before(organiser, one, 0)
    assert [row.id for row in act.recommendations(organiser)] == [three, two, one]
    act.withdraw(organiser, two, db.session.get_one(Recommendation, two).version)
    assert [row.id for row in act.recommendations(organiser)] == [three, one]
    assert db.session.query(RecommendationNote).filter_by(recommendation_id=two).count() == 0


@pytest.mark.usefixtures("session")
def test_only_organisers_of_the_conference_manage_them() -> None:
    made = harvest()
    row = act.adopt(make.actor(made.organiser), text="One", addressee="")
    version = row.version
    row_id = row.id
    for person in (made.people[0], made.facilitator):
        with pytest.raises(Forbidden):
            act.withdraw(make.actor(person), row_id, version)
        db.session.rollback()
        with pytest.raises(Forbidden):
            act.adopt(make.actor(person), text="Mine", addressee="")
        db.session.rollback()
    stranger = make.actor(make.participant(make.conference(), Role.ORGANISER))
    changes: tuple[Change, ...] = (
        lambda: act.withdraw(stranger, row_id, version),
        lambda: act.edit(stranger, row_id, version, text="Mine", addressee=""),
        lambda: act.put_before(stranger, row_id, 0),
    )
    for change in changes:
        with pytest.raises(NotFound):
            change()
        db.session.rollback()


@pytest.mark.usefixtures("session")
def test_who_sat_at_a_table_behind_it_is_told_and_the_public_reads_no_cards() -> None:
    made, line = _agreed()
    act.adopt(make.actor(made.organiser), text="Fund them", addressee="", outcome_id=line)
    at_one, at_two = made.at[0][1], made.at[1][0]
    trails = [act.recommendations(make.actor(person))[0].trail for person in (at_one, at_two)]
    assert [trail is not None and trail.was_there for trail in trails] == [True, False]
    assert trails[1] is not None
    assert [card.text for card in trails[1].cards or ()] == ["More funding"]
    (public,) = act.recommendations(Actor(made.house.id))
    assert public.trail is not None
    assert public.trail.cards is None
    assert public.trail.tables == 1
    made.cafe.state = CafeState.OPEN
    db.session.commit()
    (early,) = act.recommendations(make.actor(at_one))
    assert early.trail is not None
    assert early.trail.cards is None
    made.cafe.state = CafeState.DRAFT
    db.session.commit()
    assert act.recommendations(Actor(made.house.id))[0].trail is None
    made.cafe.state = CafeState.CLOSED
    made.cafe.item_id = make.item(made.house, visibility=Visibility.INVITED).id
    db.session.commit()
    assert act.recommendations(Actor(made.house.id))[0].trail is None


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(("text", "addressee"), [("", "x"), (" \u200b", "x"), ("x" * 2001, "x"), ("x", "y" * 201)])
def test_what_is_empty_or_too_long_is_refused(text: str, addressee: str) -> None:
    made = harvest()
    with pytest.raises(Refused):
        act.adopt(make.actor(made.organiser), text=text, addressee=addressee)


def test_the_page_is_open_to_all_and_hostile_words_do_nothing(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made, line = _agreed()
        organiser = make.actor(made.organiser)
        act.adopt(organiser, text="<script>alert(1)</script>", addressee="=1+1", outcome_id=line)
        base, sitter = f"/{made.house.slug}/cafe/recommendations", made.at[0][1].account_id
    public = sign_in(None).get(base)
    assert public.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in public.text
    assert "More funding" not in public.text
    assert "You were at" not in public.text
    own = sign_in(sitter).get(base).text
    assert "You were at this table" in own
    assert "More funding" in own
    rows = list(csv.reader(io.StringIO(sign_in(None).get(f"{base}.csv").data.decode("utf-8-sig"))))
    assert rows[1][2] == "'=1+1"


def test_an_organiser_adopts_changes_orders_and_withdraws_by_forms(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made, line = _agreed()
        base, account = f"/{made.house.slug}/cafe/recommendations", made.organiser.account_id
    browser = sign_in(account)
    assert "Money" in browser.get(f"{base}/new?outcome={line}").text
    refused = browser.post(f"{base}/new", data={"text": "", "addressee": "Kept", "outcome": line})
    assert (refused.status_code, "Kept" in refused.text) == (422, True)
    # The refusal takes the focus, and leads to the field that it is about.
    assert re.search(r'data-error-summary>.*<a href="#text">', refused.text)
    browser.post(f"{base}/new", data={"text": "Fund them", "addressee": "The Commission", "outcome": line})
    assert "Fund them" in browser.get(f"{base}/manage").text
    with app.app_context():
        row = db.session.query(Recommendation).one()
        row_id, version = row.id, row.version
    page = f"{base}/{row_id}"
    browser.post(page, data={"do": "status", "status": "done", "note": "It is in the programme.", "version": version})
    assert "It is in the programme." in sign_in(None).get(base).text
    stale = browser.post(page, data={"do": "edit", "text": "Mine", "addressee": "", "version": version})
    assert (stale.status_code, "Mine" in stale.text) == (409, True)
    for nonsense in ({"do": "status", "status": "burnt", "version": 2}, {"do": "burn"}, {}):
        assert browser.post(page, data=nonsense).status_code == 404
    assert browser.post(page, data={"do": "order", "before": "0"}).status_code == 302
    browser.post(page, data={"do": "withdraw", "version": version + 1})
    assert "Fund them" not in sign_in(None).get(base).text


def test_visitors_find_the_recommendations_beside_the_other_places(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = harvest()
        base, sitter, organiser = f"/{made.house.slug}", made.at[0][1].account_id, make.actor(made.organiser)
    place = f'<a href="{base}/cafe/recommendations"'
    assert place not in sign_in(None).get(f"{base}/agenda").text
    with app.test_request_context():
        act.adopt(organiser, text="Fund them", addressee="")
    assert place in sign_in(None).get(f"{base}/agenda").text
    assert f'{place} aria-current="page">' in sign_in(None).get(f"{base}/cafe/recommendations").text
    # Who takes part finds them in the list of cafés.
    assert place not in sign_in(sitter).get(f"{base}/agenda").text
