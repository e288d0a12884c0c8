"""Who gets in where: every address and topic of exhibition and pitches, with everybody who might ask.

A new address or topic fails here until it is said whom it is for. Who is not let in changes nothing and reads nothing;
and nobody, let in or not, reads words that are not for them.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from conference import uploads
from conference.extensions import db, limiter
from conference.topics import topics
from tests.conftest import browser_of, empty_tables
from tests.exhibition.fairground import (
    BUILDERS,
    EVERYBODY,
    EXHIBITOR,
    LEADERS,
    MATE,
    MODERATOR,
    ORGANISER,
    PARTICIPANTS,
    PITCHER,
    SECRETS,
    SIGNED_IN,
    STRANGER,
    TEAM,
    VISITOR,
    Fairground,
    fairground,
)
from tests.test_doors import RULES, address_of

Who = frozenset[str]
NOBODY: Who = frozenset()
VISITORS = PARTICIPANTS - TEAM
OWN, PITCHERS, ORGANISERS = frozenset({VISITOR}), frozenset({PITCHER}), frozenset({ORGANISER})

# Whom an address is for where the booth is published and all may enter; by method where that matters.
DOORS: Mapping[str, Who] = {
    "exhibition.hall": EVERYBODY,
    "exhibition.floor": EVERYBODY,
    "exhibition.another": EVERYBODY,
    "exhibition.booth": EVERYBODY,
    "exhibition.contact": EVERYBODY,
    "exhibition.shown": EVERYBODY,
    "exhibition.picture": EVERYBODY,
    "exhibition.material": EVERYBODY,
    # Whoever holds the mailed link.
    "exhibition.invitation GET": EVERYBODY,
    "exhibition.invitation POST": PARTICIPANTS,
    "exhibition.apply": SIGNED_IN,
    "exhibition.own": PARTICIPANTS,
    "exhibition.mine": PARTICIPANTS,
    "exhibition.stamps": PARTICIPANTS,
    "exhibition.seen": PARTICIPANTS,
    "exhibition.stamp": VISITORS,
    "exhibition.ask_question": VISITORS,
    "exhibition.leave_booth_card": VISITORS,
    "exhibition.knock": VISITORS,
    "exhibition.take_back_booth_card": OWN,
    "exhibition.take_back_question": OWN,
    "exhibition.end": OWN,
    "exhibition.talk": OWN | TEAM,
    "exhibition.take": TEAM,
    "exhibition.desk": TEAM,
    "exhibition.answer": TEAM,
    "exhibition.publish_answer": TEAM,
    "exhibition.lead": TEAM,
    "exhibition.leads": TEAM,
    "exhibition.export_leads": TEAM,
    "exhibition.figures": BUILDERS,
    "exhibition.export_figures": BUILDERS,
    "exhibition.application": BUILDERS,
    "exhibition.application_withdraw": LEADERS,
    "exhibition.preview": BUILDERS,
    "exhibition.draft_file": BUILDERS,
    "exhibition.draft_material": BUILDERS,
    "exhibition.edit": BUILDERS,
    "exhibition.file": BUILDERS,
    "exhibition.materials": BUILDERS,
    "exhibition.material_edit": BUILDERS,
    "exhibition.material_move": BUILDERS,
    "exhibition.material_remove": BUILDERS,
    "exhibition.discard": BUILDERS,
    "exhibition.publish": LEADERS,
    "exhibition.withdraw": LEADERS,
    "exhibition.team GET": BUILDERS,
    "exhibition.team POST": LEADERS,
    "exhibition.team_lead": LEADERS,
    # The lead is asked to remove the mate, who may also go by themselves.
    "exhibition.team_remove": LEADERS | {MATE},
    "exhibition.invitation_join": NOBODY,
    "exhibition.invitation_resend": LEADERS,
    "exhibition.invitation_withdraw": LEADERS,
    "exhibition.manage": ORGANISERS,
    "exhibition.manage_export": ORGANISERS,
    "exhibition.all_figures": ORGANISERS,
    "exhibition.export_all_figures": ORGANISERS,
    "exhibition.settings": ORGANISERS,
    "exhibition.new_booth": ORGANISERS,
    "exhibition.new_hall": ORGANISERS,
    "exhibition.edit_hall": ORGANISERS,
    "exhibition.order_hall": ORGANISERS,
    "exhibition.remove_hall": ORGANISERS,
    "exhibition.place": ORGANISERS,
    "exhibition.decide_application": ORGANISERS,
    "exhibition.feature_booth": ORGANISERS,
    "exhibition.take_out_booth": ORGANISERS,
    "exhibition.put_back_booth": ORGANISERS,
    "exhibition.stamp_draw": ORGANISERS,
    "exhibition.write_to_exhibitors": ORGANISERS,
    "exhibition.write_to_booth": ORGANISERS,
    "pitches.session": EVERYBODY,
    "pitches.slides": EVERYBODY,
    "pitches.want": PARTICIPANTS,
    "pitches.undo": PARTICIPANTS,
    "pitches.desk": PITCHERS,
    "pitches.export": PITCHERS,
    "pitches.contact": PITCHERS,
    "stage.pitch_meeting": PITCHERS,
    # Moderators read it, to know what is coming, and change nothing.
    "pitches.edit_sheet GET": PITCHERS | ORGANISERS | {MODERATOR},
    "pitches.edit_sheet POST": PITCHERS | ORGANISERS,
    "pitches.choose": ORGANISERS,
    "pitches.figures": ORGANISERS,
}
# Where that is another where the booth is a draft, and hall and session are for participants.
HIDDEN: Mapping[str, Who] = {
    "exhibition.hall": PARTICIPANTS,
    "exhibition.floor": PARTICIPANTS,
    "exhibition.another": PARTICIPANTS,
    **dict.fromkeys((f"exhibition.{name}" for name in ("booth", "contact", "shown", "picture", "material")), BUILDERS),
    **dict.fromkeys((f"exhibition.{name}" for name in ("stamp", "ask_question", "leave_booth_card", "knock")), NOBODY),
    "pitches.session": PARTICIPANTS,
    "pitches.slides": PARTICIPANTS,
}
TOPICS: Mapping[str, tuple[str, Who, Who]] = {
    "exhibition": ("key", PARTICIPANTS, PARTICIPANTS),
    "booth": ("booth_id", PARTICIPANTS, BUILDERS),
    "booth_desk": ("booth_id", TEAM, TEAM),
    "booths_mine": ("visitor_id", OWN, OWN),
    "pitches": ("item_id", PARTICIPANTS, PARTICIPANTS),
    "pitch_desk": ("pitch_id", PITCHERS, PITCHERS),
}
# Which id an address means, where its name alone does not say.
OTHERWISE = {
    "exhibition.picture": {"booth_material_id": "picture_id"},
    "exhibition.draft_material": {"booth_material_id": "picture_id"},
    "exhibition.team_lead": {"participant_id": "mate_id"},
    "exhibition.team_remove": {"participant_id": "mate_id"},
    "pitches.contact": {"participant_id": "visitor_id"},
    "stage.pitch_meeting": {"participant_id": "visitor_id"},
}


def _is_ours(rule: Rule) -> bool:
    return rule.endpoint.startswith(("exhibition.", "pitches.")) or "/pitches/" in rule.rule


OURS = [rule for rule in RULES if _is_ours(rule)]
CASES = [
    pytest.param(rule, method, id=f"{method} {rule.rule}")
    for rule in OURS
    for method in sorted((rule.methods or set()) & {"GET", "POST"})
]


@pytest.fixture(scope="module", params=["open", "hidden"])
def ground(request: pytest.FixtureRequest, sqlite_app: Flask) -> Iterator["Ground"]:
    """Made once, and put back as it was after each who was let in."""
    yield Ground(sqlite_app, is_hidden=request.param == "hidden")
    with sqlite_app.app_context():
        empty_tables()


class Ground:
    """A fairground with the way back to how it was made."""

    def __init__(self, app: Flask, *, is_hidden: bool) -> None:
        self.app, self.is_hidden = app, is_hidden
        with app.test_request_context():
            self.made: Fairground = fairground(is_hidden=is_hidden)
            self.file, self.folder = db.engine.url.database, uploads.path_of(self.made.values["upload"]).parent
        self.kept, self.files = sqlite3.connect(":memory:"), {}
        with sqlite3.connect(str(self.file)) as now:
            now.backup(self.kept)
        self.files = {path: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}

    def put_back(self) -> None:
        with sqlite3.connect(str(self.file)) as now:
            self.kept.backup(now)
        for path, content in self.files.items():
            if not path.exists():
                path.write_bytes(content)

    def rows(self) -> dict[str, list[Any]]:
        """Return all that the exhibition and pitches keep."""
        with self.app.app_context():
            tables = [table for table in db.metadata.sorted_tables if table.name.startswith(KEPT)]
            return {table.name: [tuple(row) for row in db.session.execute(select(table))] for table in tables}

    def ask(self, who: str, rule: Rule, method: str) -> TestResponse:
        values = self.made.values
        named = {key: values[of] for key, of in OTHERWISE.get(rule.endpoint, {}).items()}
        address = address_of(self.app, rule, {**values, **named})
        limiter.reset()
        browser, typed = browser_of(self.app, self.made.accounts[who]), TYPED if method == "POST" else None
        answer = browser.open(address, method=method, data=typed)
        # Of a file it matters whether it came.
        if _is_file(answer):
            answer.close()
        return answer


# What is right in the forms that are answered before anybody is asked who they are.
TYPED = {"ask-text": "How?", "ask-key": "key-00000009", "address": "somebody@example.org"}
KEPT = ("booth", "exhibit", "pitch", "stamp", "meeting", "mail", "participant_role")


def is_let_in(answer: TestResponse) -> bool:
    """Tell whether somebody was let in, whatever became of what they wanted there."""
    assert answer.status_code < 500
    return answer.status_code not in {401, 403, 404} and "/sign-in" not in answer.headers.get("Location", "")


def whom_it_is_for(rule: Rule, method: str, *, is_hidden: bool) -> Who:
    for table in (HIDDEN, DOORS) if is_hidden else (DOORS,):
        for name in (f"{rule.endpoint} {method}", rule.endpoint):
            if name in table:
                return table[name]
    raise AssertionError(f"Nobody has said whom {method} {rule.rule} is for: add {rule.endpoint} to the table above.")


def _is_file(answer: TestResponse) -> bool:
    return (answer.mimetype or "").startswith(("image/", "application/pdf"))


def secrets_told(answer: TestResponse, who: str) -> list[str]:
    """Return the words in an answer that are not for whoever got it."""
    text = "" if _is_file(answer) else answer.get_data(as_text=True)
    return [word for word, known in SECRETS.items() if who not in known and word in text]


@pytest.mark.parametrize(("rule", "method"), CASES)
def test_an_address_lets_in_whom_it_is_for_and_nobody_else(ground: Ground, rule: Rule, method: str) -> None:
    wanted = whom_it_is_for(rule, method, is_hidden=ground.is_hidden)
    before = ground.rows()
    outside = {who: ground.ask(who, rule, method) for who in sorted(EVERYBODY - wanted)}
    assert {who for who, answer in outside.items() if is_let_in(answer)} == set()
    assert ground.rows() == before
    inside = {}
    for who in sorted(wanted):
        inside[who] = ground.ask(who, rule, method)
        if method == "POST" or rule.endpoint == "exhibition.booth":
            ground.put_back()
    assert {who for who, answer in inside.items() if not is_let_in(answer)} == set()
    told = {who: secrets_told(answer, who) for who, answer in {**outside, **inside}.items()}
    assert {who: words for who, words in told.items() if words} == {}


def test_the_table_names_no_address_that_is_gone() -> None:
    there = {rule.endpoint for rule in OURS}
    assert {name.split()[0] for name in (*DOORS, *HIDDEN)} == there
    ours = {one.name for one in topics() if one.snapshot.__module__.startswith(("conference.exhi", "conference.pitc"))}
    assert set(TOPICS) == ours


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_watched_by_whom_it_is_for_and_names_nobody(ground: Ground, topic: str) -> None:
    name, when_open, when_hidden = TOPICS[topic]
    slug, key = ground.made.values["slug"], ground.made.values[name]
    answers = {}
    for who, account in ground.made.accounts.items():
        limiter.reset()
        answers[who] = browser_of(ground.app, account).get(
            f"/{slug}/live/{topic}/{key}", headers={"Accept": "application/json"}
        )
    wanted = when_hidden if ground.is_hidden else when_open
    assert {who for who, answer in answers.items() if is_let_in(answer)} == set(wanted)
    assert {who: secrets_told(answer, STRANGER) for who, answer in answers.items()} == {who: [] for who in answers}


ELSEWHERE = [
    rule for rule in RULES if "GET" in (rule.methods or ()) and not _is_ours(rule)
    and "slug" in rule.arguments and rule.arguments <= {"slug", "item_id", "key"}
]  # fmt: skip


@pytest.mark.parametrize("rule", ELSEWHERE, ids=lambda rule: rule.rule)
def test_no_other_page_of_the_conference_tells_what_is_for_some_alone(ground: Ground, rule: Rule) -> None:
    people = (STRANGER, EXHIBITOR, MODERATOR)
    told = {who: secrets_told(ground.ask(who, rule, "GET"), who) for who in people}
    assert told == {who: [] for who in people}
