"""Whatever an alarm does, the others ring, and all ring again the next second."""

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import event, text

from conference import alarms, ticker
from conference.extensions import db


def _fail(*_what: object) -> None:
    raise OSError("The connection is gone.")


def test_a_transaction_that_cannot_be_undone_keeps_no_other_alarm_from_ringing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rang: list[str] = []

    def breaks() -> None:
        db.session.execute(text("SELECT 1"))
        event.listen(db.session(), "after_rollback", _fail, once=True)

    def rings() -> None:
        db.session.execute(text("SELECT 1"))
        rang.append("rings")

    monkeypatch.setattr(alarms, "_alarms", [breaks, rings])
    with app.app_context():
        alarms.ring()
    assert rang == ["rings"]


def test_nothing_that_fails_in_a_second_ends_the_seconds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rang: list[int] = []

    def rest(_seconds: float) -> None:
        if len(rang) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(alarms, "_alarms", [lambda: rang.append(1)])
    monkeypatch.setattr(app, "teardown_appcontext_funcs", [_fail, *app.teardown_appcontext_funcs])
    monkeypatch.setattr(ticker, "gevent", SimpleNamespace(sleep=rest))
    with pytest.raises(KeyboardInterrupt):
        ticker.every(app, 1, alarms.ring)
    assert len(rang) == 3
