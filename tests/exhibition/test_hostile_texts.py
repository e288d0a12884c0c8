"""Texts that mean harm, or nothing, at every door where somebody writes to the exhibition or to a pitch.

Each is either kept and shown harmlessly, or refused in a sentence with what was typed still there.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from conference import clock
from conference.exhibition.lead_actions import leave_card
from conference.exhibition.models import Booth, BoothMember, ExhibitionSettings
from conference.exhibition.question_actions import ask
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.mail import Mail
from conference.mail_message import MailWords, message_for
from conference.people.models import Participant
from conference.people.spreadsheet import FORMULA_STARTS
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.test_booth_page import Stand
from tests.pitches.making import stage as pitch_stage

TEXTS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }} %(name)s %s", "safe\u202etxt.exe",
    "be\0fore", "x" * 10_000, " \t\u3164\u200b\u2800 ", "\U0001f469\u200d\U0001f680 \U0001f389", "=1+1",
    "one\r\nBcc: all@example.org", "javascript:alert(1)", "https://example.org/\u202e\n<script>",
)  # fmt: skip
# What only a program sends: halves of letters, and what is no text at all.
UNTYPED: tuple[object, ...] = ("a\ud800b", 5, 1e300, True, None, {"a": "b"}, ["a", {"b": 1}], [[1]])
HARM = ("<script>alert(1)", "<img src=x", "\u202e", "\0", 'href="javascript:')


@dataclass(frozen=True)
class Door:
    """A field: whose it is, where it is sent (`path`) and shown (`seen`), under which name, and what goes along."""

    who: str
    path: str
    field: str
    more: tuple[tuple[str, str], ...] = ()
    seen: str = ""


def _doors() -> Iterator[Any]:
    lines = {
        ("lead", "{booth}/edit"): ("name tagline about offers_text seeks_text website video_url", "name=Booth"),
        ("lead", "{booth}/materials"): ("title url", "kind=link title=Ours url=https://example.org/"),
        ("lead", "{booth}/team"): ("address", ""),
        ("visitor", "{booth}/questions"): ("ask-text", ""),
        ("mate", "questions/{question}/answer"): ("q{question}-text", ""),
        ("visitor", "{booth}/card"): ("card-message", "card-shares_email=y"),
        ("mate", "leads/{lead}"): ("note follow_up", ""),
        ("organiser", "apply"): ("name tagline why", "name=Ours tagline=What why=So"),
        ("organiser", "booths/{applied}/application"): ("word", "decision=decline"),
        ("organiser", "letters"): ("subject text", "subject=News text=All"),
        ("organiser", "halls/new"): ("name description", "name=Hall"),
        ("organiser", "booths/new"): ("name email", "name=Ours email=nobody@example.org"),
        ("petra", "../pitches/of/{pitch}/sheet"): ("organisation country one_line seeks video_url", "seconds=180"),
        ("anna", "../pitches/of/{pitch}/interest"): ("word", ""),
    }
    seen = {"questions": "{booth}", "card": "{booth}", "answer": "{booth}/desk", "interest": "../pitches/{item}"}
    for (who, path), (fields, along) in lines.items():
        more = tuple((name, value) for name, _equals, value in (pair.partition("=") for pair in along.split()))
        for field in fields.split():
            shown = seen.get(path.rsplit("/", 1)[-1], path)
            yield pytest.param(Door(who, path, field, more, shown), id=f"{path.replace('/', '.')}-{field}")


class Market(Stand):
    """A booth with all that can be written to, and beside it a stage with a pitch, each with its people."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        super().__init__(app, sign_in)
        with app.test_request_context():
            db.session.get_one(ExhibitionSettings, self.house).takes_applications = True
            house = db.session.get_one(Booth, self.booth).conference_id
            visitor = make.actor(db.session.get_one(Participant, self.ids["visitor"]))
            question = ask(visitor, self.booth, "Why?", "key-00000000")
            lead = leave_card(visitor, self.booth, "Hello", shares_email=True, shares_profile=True)
            other = db.session.get_one(Participant, self.ids["other"])
            applied = make.kept(
                Booth(
                    conference_id=house, name="Applied", state=BoothState.APPLIED, applied_at=clock.now(), draft={},
                    members=[BoothMember(participant_id=other.id, is_lead=True)],
                )
            )  # fmt: skip
            pitches = pitch_stage()
            self.accounts |= {"petra": pitches.account(pitches.petra_id), "anna": pitches.account(pitches.anna_id)}
            self.stage_slug = pitches.slug
            self.keys = {
                "booth": self.booth, "question": question.id, "lead": lead.id, "applied": applied.id,
                "pitch": pitches.first, "item": pitches.item_id,
            }  # fmt: skip

    def address(self, path: str) -> str:
        path = path.format(**self.keys)
        if path.startswith("../"):
            return f"/{self.stage_slug}/{path.removeprefix('../')}"
        return f"/{self.slug}/exhibition/{path}"


@pytest.fixture
def market(app: Flask, sign_in: SignIn) -> Market:
    return Market(app, sign_in)


def hidden_in(browser: FlaskClient, address: str) -> dict[str, str]:
    """Return what the form of a page carries unseen, such as the version that it shows."""
    return _carried(browser.get(address).text)


def _carried(page: str) -> dict[str, str]:
    found = re.findall(r'<input[^>]*name="([\w-]*(?:seen|version|key))"[^>]*value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


@pytest.mark.parametrize("door", list(_doors()))
def test_what_means_harm_is_shown_harmlessly_or_refused_with_what_was_typed(market: Market, door: Door) -> None:
    browser, address = market.browser(door.who), market.address(door.path)
    field, seen = door.field.format(**market.keys), market.address(door.seen)
    carried = hidden_in(browser, seen)
    for text in TEXTS:
        sent = {**carried, **dict(door.more), field: text}
        answer = browser.post(address, data=sent)
        assert answer.status_code in {302, 303, 422, 409}, (text[:40], answer.status_code)
        if answer.status_code == 422:
            assert "invalid-feedback" in answer.text or 'role="alert"' in answer.text, text[:40]
            typed = re.sub(r"\s+", " ", re.sub("[\0\u202e\u200b\u3164\u2800]", "", text)).strip()
            assert typed[:9] in re.sub(r"\s+", " ", unescape(answer.text)), text[:40]
        shown = browser.get(seen)
        assert shown.status_code == 200, text[:40]
        carried = _carried(shown.text)
        for page in (answer.text, shown.text):
            assert not [harm for harm in HARM if harm in page], text[:40]


@pytest.mark.parametrize("door", list(_doors()))
def test_what_is_no_text_is_no_failure(market: Market, door: Door) -> None:
    browser, address = market.browser(door.who), market.address(door.path)
    field, seen = door.field.format(**market.keys), market.address(door.seen)
    carried = hidden_in(browser, seen)
    for value in UNTYPED:
        sent = {**carried, **dict(door.more), field: value}
        assert browser.post(address, json=sent).status_code < 500, value
        shown = browser.get(seen)
        assert shown.status_code == 200, value
        carried = _carried(shown.text)
    for body in ("[1]", "5", "null", "{", '"x"'):
        assert browser.post(address, data=body, content_type="application/json").status_code < 500, body


FORMULAS = ("=1+1", "+1+1", "-SUM(A1)", "@SUM(A1)")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_table_that_is_taken_along_holds_a_formula(market: Market, formula: str) -> None:
    with market.app.test_request_context():
        person = db.session.get_one(Participant, market.ids["visitor"])
        person.name = person.organisation = person.position = formula
        booth = db.session.get_one(Booth, market.booth)
        booth.name = formula
        making.link(booth, title=formula)
        db.session.commit()
    for who, path, values in (
        ("visitor", "{booth}/card", {"card-message": formula, "card-shares_email": "y", "card-shares_profile": "y"}),
        ("mate", "leads/{lead}", {"note": formula, "follow_up": formula}),
        ("petra", "../pitches/of/{pitch}/sheet", {"organisation": formula, "country": formula, "seconds": "180"}),
        ("anna", "../pitches/of/{pitch}/interest", {"word": formula, "shares_email": "1"}),
    ):
        browser, address = market.browser(who), market.address(path)
        assert browser.post(address, data=hidden_in(browser, address) | values).status_code == 302
    found = 0
    for who, path in (
        ("lead", "{booth}/leads/export.{kind}"),
        ("lead", "{booth}/figures.{kind}"),
        ("organiser", "booths.{kind}"),
        ("organiser", "figures.{kind}"),
        ("petra", "../pitches/of/{pitch}/interests.{kind}"),
    ):
        for kind in ("csv", "xlsx"):
            market.keys["kind"] = kind  # type: ignore[assignment]
            answer = market.browser(who).get(market.address(path), buffered=True)
            assert answer.status_code == 200
            cells = list(_cells(answer.data, kind))
            assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)], path
            found += sum(formula in cell for cell in cells)
    # In the table of leads six times, of booths once, of who is interested once; each in both kinds.
    assert found == 16


def _cells(content: bytes, kind: str) -> Iterator[str]:
    if kind == "csv":
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            yield from row
        return
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for cells in sheet.iter_rows(values_only=True):
            yield from (cell for cell in cells if isinstance(cell, str))


def test_lines_in_a_name_or_a_subject_make_no_head_of_a_mail(market: Market) -> None:
    lines = "News\r\nBcc: all@example.org\nX-Mailer: mine"
    organiser, lead = market.browser("organiser"), market.browser("lead")
    sent = {"subject": lines, "text": "Words"}
    assert organiser.post(market.address("letters"), data=sent).status_code == 302
    edit = market.address("{booth}/edit")
    assert lead.post(edit, data=hidden_in(lead, edit) | {"name": lines}).status_code == 302
    with market.app.app_context():
        booth = db.session.get_one(Booth, market.booth)
        booth.name = (booth.draft or {})["name"]
        db.session.commit()
        assert booth.name == "News Bcc: all@example.org X-Mailer: mine"
    assert lead.post(market.address("{booth}/team"), data={"address": "new@example.org"}).status_code == 302
    with market.app.app_context():
        mails = db.session.scalars(select(Mail)).all()
        assert len(mails) >= 3
        for mail in mails:
            words = MailWords(mail.id, mail.recipient, mail.subject, mail.text, mail.html, None, mail.created_at)
            message = message_for(words, "us@example.org")
            assert "\n" not in str(message["Subject"])
            assert message["Bcc"] is message["X-Mailer"] is None
