"""What the people of a meeting read of where it comes from, and of what was written: nothing that nobody wrote."""

from flask import Flask

from conference.extensions import db
from conference.meetings.answer_actions import propose
from conference.meetings.choices import Times
from conference.meetings.end_actions import cancel
from conference.meetings.matchmaking_models import Matchmaking
from conference.meetings.matchmaking_publish_actions import mail_published, publish
from conference.meetings.matchmaking_rules import MatchmakingState
from tests.conftest import SignIn
from tests.meetings.making import booked, day
from tests.meetings.matching_up import drafted, matchmaking, published_meetings
from tests.meetings.post import links_in, mails_to

ARRANGED = "Arranged at “Matchmaking day”"


def test_it_is_said_where_it_comes_from_and_never_that_somebody_wrote_so(
    app: Flask, sign_in: SignIn, at_noon: object
) -> None:
    with app.test_request_context():
        today = day(people=2)
        ada, bo = today.people
        row = matchmaking(today, MatchmakingState.ARRANGING)
        drafted(row, today.slots[0], ada, bo)
        publish(today.actor(today.organiser), row.id, db.session.get_one(Matchmaking, row.id).version)
        mail_published(row.id)
        (meeting,) = published_meetings(row.id)
        propose(today.actor(ada), meeting.id, meeting.proposal, Times((today.slots[2].id,)))
        news, asked = mails_to(bo)
        address = f"/{today.house.slug}/meetings/{meeting.id}"
        link, browser = links_in(asked)[0], sign_in(bo.account_id)
    for text in (news.text, news.html or "", asked.text, asked.html or ""):
        assert ARRANGED in text
        assert "writes:" not in text
    for page in (browser.get(address).text, app.test_client().get(link).text):
        assert ARRANGED in page
        assert "Message of" not in page


def test_who_cancels_is_mailed_the_cancellation_and_not_their_own_words(session: object, at_noon: object) -> None:
    today = day(people=2)
    ada, bo = today.people
    row = booked(today, today.slots[0], ada, bo)
    cancel(today.actor(ada), row.id, row.proposal, "My train leaves earlier.")
    (mine,), (theirs,) = mails_to(ada), mails_to(bo)
    assert "Attendee 0 writes:" in theirs.text
    assert "My train leaves earlier." in theirs.text
    assert "Cancelled" in mine.subject
    assert "Attendee 0 writes:" not in mine.text
