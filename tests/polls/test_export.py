"""Exports: every ballot and a summary, names only where the poll is named, nothing that a spreadsheet would run."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Actor, Role
from conference.polls.ballot_actions import cast_ballot
from conference.polls.models import Poll
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import PollKind, PollSettings, Secrecy, Segment
from tests import factories as make
from tests.conftest import SignIn
from tests.polls import making

ANSWERS: dict[PollKind, Any] = {
    PollKind.SINGLE: lambda ids: {"option": ids[1]},
    PollKind.MULTIPLE: lambda ids: {"options": [ids[0], ids[2]]},
    PollKind.RANKING: lambda ids: {"order": [ids[2], ids[0], ids[1]]},
    PollKind.SCALE: lambda _ids: {"number": 3},
    PollKind.POINTS: lambda ids: {"points": {ids[0]: 70, ids[2]: 30}},
    PollKind.NUMBER: lambda _ids: {"number": -4},
    PollKind.TEXT: lambda _ids: {"text": "=1+1"},
    PollKind.WORDS: lambda _ids: {"words": ["green", "red"]},
}
CELLS: dict[PollKind, list[str]] = {
    PollKind.SINGLE: ["Batteries"],
    PollKind.MULTIPLE: ["1", "0", "1"],
    PollKind.RANKING: ["2", "3", "1"],
    PollKind.SCALE: ["3"],
    PollKind.POINTS: ["70", "0", "30"],
    PollKind.NUMBER: ["-4"],
    PollKind.TEXT: ["'=1+1", "To read", ""],
    PollKind.WORDS: ["green", "red", ""],
}
SETTINGS = {
    PollKind.MULTIPLE: PollSettings(least=1, most=3),
    PollKind.SCALE: PollSettings(least=1, most=5),
    PollKind.NUMBER: PollSettings(least=-10, most=10),
}


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    with app.app_context():
        conference = make.conference()
        moderator = make.participant(conference, Role.MODERATOR)
        return {"id": conference.id, "path": f"/{conference.slug}/polls", "moderator": moderator.account_id}


def _poll(house: dict[str, Any], kind: PollKind, **overrides: Any) -> Poll:
    conference = db.session.get_one(Conference, house["id"])
    return making.open_poll(conference, kind, settings=SETTINGS.get(kind), **overrides)


def _cast(house: dict[str, Any], poll: Poll, number: int, **person: Any) -> None:
    voter = make.participant(db.session.get_one(Conference, house["id"]), **person)
    ids = [option.id for option in poll.options]
    cast_ballot(make.actor(voter), poll.id, 1, ANSWERS[poll.kind](ids), f"key-number-{number}")


def _rows(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", PollKind)
def test_each_kind_has_its_columns_and_a_named_ballot_its_author(
    app: Flask, house: dict[str, Any], sign_in: SignIn, kind: PollKind
) -> None:
    with app.test_request_context():
        poll = _poll(house, kind)
        poll_id = poll.id
        _cast(house, poll, 1, name="=Anna", organisation="@Cluster", country="AT")
    client = sign_in(house["moderator"])
    head, row = _rows(client.get(f"{house['path']}/{poll_id}/results.csv").data)
    assert head[:5] == ["Round", "Name", "Organisation", "Country", "Answered (UTC)"]
    assert row[:4] == ["1", "'=Anna", "'@Cluster", "AT"]
    assert row[5:] == CELLS[kind]
    assert len(head) == len(row)
    page = client.get(f"{house['path']}/{poll_id}/results")
    assert page.status_code == 200
    assert "=Anna" in page.text
    assert client.get(f"{house['path']}/{poll_id}/controls").status_code == 200


def test_an_anonymous_export_names_nobody_and_merges_small_parts(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    with app.test_request_context():
        poll = _poll(house, PollKind.SINGLE, secrecy=Secrecy.ANONYMOUS, segment_by=Segment.COUNTRY)
        poll_id = poll.id
        for number, country in enumerate(["BE"] * 6 + ["AT"] * 5 + ["MT"]):
            _cast(house, poll, number, name=f"Voter {number}", country=country)
    client = sign_in(house["moderator"])
    _head, *rows = _rows(client.get(f"{house['path']}/{poll_id}/results.csv").data)
    assert {row[1] for row in rows} == {""}, "two exports of an open poll say who came in between"
    with app.test_request_context():
        moderator = Actor(house["id"], roles=frozenset({Role.MODERATOR}))
        act_on_round(moderator, poll_id, What.CLOSE, None)
    head, *rows = _rows(client.get(f"{house['path']}/{poll_id}/results.csv").data)
    assert head == ["Round", "By country", "Answer"]
    assert len(rows) == 12
    assert sorted({row[1] for row in rows}) == ["Austria, Malta", "Belgium"]
    assert rows == sorted(rows, key=lambda row: row[2])
    page = client.get(f"{house['path']}/{poll_id}/results").text
    assert "Voter" not in page
    assert "Who answered what" not in page


def test_a_workbook_has_a_summary_and_the_ballots(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.test_request_context():
        poll = _poll(house, PollKind.RANKING)
        poll_id = poll.id
        for number in range(3):
            _cast(house, poll, number)
    client = sign_in(house["moderator"])
    book = load_workbook(io.BytesIO(client.get(f"{house['path']}/{poll_id}/results.xlsx").data))
    assert book.sheetnames == ["Summary", "Answers"]
    summary = {row[0]: row[1:] for row in book["Summary"].iter_rows(values_only=True) if row[0]}
    assert summary["Answers"][0] == 3
    assert summary["Hydrogen"][:2] == (6, 66.7)
    assert summary["Preferred to every other, two by two"][0] == "Hydrogen"
    assert book["Answers"].max_row == 4
    text = _rows(client.get(f"{house['path']}/{poll_id}/results.csv?of=summary").data)
    assert ["Hydrogen", "6", "66.7", "1", "3 (100 %)", "2"] in text
