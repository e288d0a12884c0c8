"""The list of awards, an award's page and its settings, as browsers meet them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from conference.awards.content import AwardContent
from conference.awards.models import Award
from conference.awards.results import Line, Outcome, Result, result_to_json
from conference.awards.rules import AwardState, DecidedBy
from conference.awards.settings_actions import change_award, create_award
from conference.extensions import db
from conference.permissions import Role
from tests.awards import preparing as prepare
from tests.awards.preparing import Office
from tests.conftest import SignIn

FORM = {
    "title": "Cluster Manager", "decided_by": "both", "nominations_by": "participants", "finalists_wanted": "3",
    "jury_weight": "50", "jurors_vote": "all", "finalist_order": "random", "quorum": "0", "quorum_unit": "ballots",
    "tie_rule": "shared", "item_id": "0", "version": "0",
}  # fmt: skip


@pytest.fixture
def office(app: Flask, sign_in: SignIn) -> Office:
    return Office(app, sign_in)


def _form(**changes: Any) -> dict[str, Any]:
    return {**FORM, **changes}


def test_a_draft_is_there_for_its_organisers_only(office: Office) -> None:
    award = office.award(title="The secret prize")
    address = f"{office.base}/{award}"
    assert office.attendee.get(address).status_code == 404
    assert "The secret prize" not in office.attendee.get(office.base).text
    assert "The secret prize" in office.organiser.get(address).text
    office.organiser.post(f"{address}/path", data={"to": "nominations", "seen": office.version(award)})
    assert "The secret prize" in office.attendee.get(address).text
    assert "The secret prize" in office.stranger.get(office.base).text


def test_awards_stand_in_the_navigation_as_soon_as_there_is_one(office: Office) -> None:
    link = f'href="{office.base}"'
    assert link not in office.attendee.get(office.base.removesuffix("awards")).text
    office.award()
    assert link not in office.attendee.get(office.base.removesuffix("awards")).text
    office.award(state=AwardState.NOMINATIONS)
    assert link in office.attendee.get(office.base.removesuffix("awards")).text


def test_two_organisers_at_once_take_one_step_and_the_note_is_kept(office: Office) -> None:
    award = office.award()
    address, seen = f"{office.base}/{award}/path", office.version(award)
    first = office.organiser.post(address, data={"to": "nominations", "seen": seen})
    late = office.second.post(address, data={"to": "finalists", "seen": seen, "note": "Not yet, the text is wrong"})
    assert first.status_code == 302
    assert late.status_code == 409
    assert 'value="Not yet, the text is wrong"' in late.text
    assert office.second.post(address, data={"to": "nowhere", "seen": seen}).status_code == 404


def test_a_step_for_which_something_is_missing_says_what(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS)
    sent = {"to": "finalists", "seen": office.version(award)}
    answer = office.organiser.post(f"{office.base}/{award}/path", data=sent)
    assert answer.status_code == 422
    assert "There is no nominee yet." in answer.text


def test_the_form_makes_an_award_and_keeps_what_was_typed_when_it_is_wrong(office: Office) -> None:
    new = f"{office.base}/new"
    wrong = office.organiser.post(new, data=_form(quorum="-3", rules="No self-praise."))
    assert wrong.status_code == 422
    assert "No self-praise." in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    made = office.organiser.post(new, data=_form(nominations_close_at="2026-03-09T18:00", roles=["attendee"]))
    assert made.status_code == 302
    with office.here():
        award = db.session.query(Award).one()
        # Written on the conference's clock, in Brussels.
        assert award.nominations_close_at == datetime(2026, 3, 9, 17, tzinfo=UTC)
        assert award.roll == {"roles": ["attendee"], "organisation_kinds": []}
    assert "18:00" in office.organiser.get(f"{office.base}/{award.id}/edit").text


@pytest.mark.parametrize(
    "change", [{"decided_by": "dice"}, {"tie_rule": ""}, {"roles": ["guest"]}, {"seconds": "soon"}, {"quorum": ""}]
)
def test_what_no_form_of_ours_sends_is_refused(office: Office, change: dict[str, Any]) -> None:
    assert office.organiser.post(f"{office.base}/new", data=_form(**change)).status_code == 422


def test_counting_the_roll_saves_nothing(office: Office) -> None:
    for _ in range(2):
        office.person()
    page = office.organiser.post(f"{office.base}/new", data=_form(roles=["attendee"], count="1", title="Kept"))
    assert page.status_code == 200
    assert "3 people could vote now." in page.text
    assert 'value="Kept"' in page.text
    with office.here():
        assert not db.session.query(Award).count()


def test_a_late_save_is_answered_with_both_versions_and_can_be_repeated(office: Office) -> None:
    with office.here():
        who = office.actor(office.organiser_id)
        award = create_award(who, AwardContent("First"))
        award_id, seen = award.id, award.version
        change_award(who, award_id, AwardContent("Second"), seen)
    edit = f"{office.base}/{award_id}/edit"
    late = office.organiser.post(edit, data=_form(title="Third", version=str(seen)))
    assert late.status_code == 409
    assert 'value="Third"' in late.text
    assert "Second" in late.text
    again = office.organiser.post(edit, data=_form(title="Third", version=str(office.version(award_id))))
    assert again.status_code == 302


def test_what_a_vote_fixed_is_shown_as_fixed_and_refused_when_sent(office: Office) -> None:
    with office.here():
        award = create_award(office.actor(office.organiser_id), replace(AwardContent("Fixed one"), quorum=7))
        award.state = AwardState.VOTING
        db.session.commit()
        award_id = award.id
    edit = f"{office.base}/{award_id}/edit"
    page = office.organiser.get(edit).text
    assert 'name="quorum"' not in page
    assert "7 ballots" in page
    version = str(office.version(award_id))
    sent = office.organiser.post(edit, data=_form(title="Changed", quorum="7", version=version))
    assert sent.status_code == 422
    assert "stays as it was declared" in sent.text
    mended = office.organiser.post(edit, data={"description": "Mended.", "item_id": "0", "version": version})
    assert mended.status_code == 302
    with office.here():
        award = db.session.get_one(Award, award_id)
        assert (award.title, award.description, award.quorum) == ("Fixed one", "Mended.", 7)


def test_a_vote_opened_while_somebody_edits_is_said_and_nothing_is_lost(office: Office) -> None:
    with office.here():
        award = create_award(office.actor(office.organiser_id), AwardContent("Before"))
        award_id, seen = award.id, award.version
        award.state = AwardState.VOTING
        db.session.commit()
    late = office.organiser.post(f"{office.base}/{award_id}/edit", data=_form(title="After", version=str(seen)))
    assert late.status_code == 409
    assert 'value="After"' in late.text


def test_an_award_is_copied_put_in_order_and_deleted(office: Office) -> None:
    award = office.award(title="Partnership")
    copied = office.organiser.post(f"{office.base}/{award}/duplicate")
    copy = int(copied.location.split("/")[-2])
    assert "Partnership (copy)" in office.organiser.get(copied.location).text
    office.organiser.post(f"{office.base}/{copy}/order", data={"to": "earlier"})
    listed = office.organiser.get(office.base).text
    assert listed.index(f'id="award-{copy}"') < listed.index(f'id="award-{award}"')
    assert office.organiser.post(f"{office.base}/{copy}/delete").location.endswith("/awards")
    assert office.organiser.get(f"{office.base}/{copy}").status_code == 404
    running = office.award(state=AwardState.NOMINATIONS)
    refused = office.organiser.post(f"{office.base}/{running}/delete", follow_redirects=True)
    assert "Only a draft can be deleted." in refused.text


def test_an_award_that_was_decided_elsewhere_shows_its_winner(office: Office) -> None:
    award = office.award(DecidedBy.CONFERRED, state=AwardState.REVEALED, citation="For **all** of it.", places_shown=1)
    with office.here():
        row = db.session.get_one(Award, award)
        winner = prepare.nominee(row, name="Ada Example", is_chosen=True, is_finalist=True)
        line = Line(winner.guid.hex, 0, 1)
        row.sealed = {"result": result_to_json(Result(Outcome.WON, (line,), (line.id,)))}
        db.session.commit()
    page = office.stranger.get(f"{office.base}/{award}").text
    assert "The winner is Ada Example" in page
    assert "<strong>all</strong>" in page


def test_of_a_vote_that_was_held_elsewhere_no_check_is_promised(office: Office) -> None:
    elsewhere, to_come = (office.award(state=state) for state in (AwardState.REVEALED, AwardState.PITCHES))
    promise = "How this vote can be checked"
    assert promise not in office.stranger.get(f"{office.base}/{elsewhere}").text
    assert promise in office.stranger.get(f"{office.base}/{to_come}").text


def test_a_sealed_award_names_neither_winner_nor_citation(office: Office) -> None:
    award = office.award(DecidedBy.CONFERRED, state=AwardState.CLOSED, citation="For the secret deed.")
    with office.here():
        row = db.session.get_one(Award, award)
        winner = prepare.nominee(row, name="Ada Example", is_chosen=True, is_finalist=True)
        line = Line(winner.guid.hex, 0, 1)
        row.sealed = {"result": result_to_json(Result(Outcome.WON, (line,), (line.id,)))}
        db.session.commit()
    moderator, _id = office.person(Role.MODERATOR)
    for browser in (office.stranger, office.attendee, moderator):
        page = browser.get(f"{office.base}/{award}").text
        assert "Ada Example" not in page
        assert "secret deed" not in page


def test_the_reason_for_the_shortlist_stands_on_the_awards_page(office: Office) -> None:
    with office.here() as house:
        row = prepare.award(house, state=AwardState.FINALISTS, shortlist_reason="Two were equally good.")
        prepare.nominee(row, is_finalist=True)
        award = row.id
    assert "Two were equally good." in office.stranger.get(f"{office.base}/{award}").text


def test_everyone_is_told_what_they_can_do_now(office: Office) -> None:
    open_award = office.award(state=AwardState.NOMINATIONS)
    shown = office.award(state=AwardState.PITCHES)
    nominate, finalists = f"{office.base}/{open_award}/nominate", f"{office.base}/{shown}/finalists"
    for page in (office.base, f"{office.base}/{open_award}"):
        assert nominate in office.attendee.get(page).text
        assert nominate not in office.stranger.get(page).text
    assert finalists in office.stranger.get(office.base).text
    assert f"{office.base}/{shown}/controls" in office.organiser.get(office.base).text
    assert f"{office.base}/{shown}/controls" not in office.attendee.get(office.base).text
