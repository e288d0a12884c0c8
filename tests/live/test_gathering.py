"""What many ask for at once is done together, and one bad item fails only itself."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from prometheus_client import REGISTRY
from sqlalchemy import select

from conference.extensions import db
from conference.gathering import Gathering
from conference.group_commit import GroupCommit
from conference.people.models import Account


def _ask_all(app: Flask, gathering: Gathering[int, int], items: Sequence[int]) -> list[int | str]:
    def ask(item: int) -> int | str:
        with app.app_context():
            try:
                return gathering.ask(item)
            except ValueError as error:
                return str(error)

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(ask, items))


def test_each_gets_its_own_result_from_few_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "GROUP_COMMIT", True)
    batches: list[int] = []

    def double(items: Sequence[int]) -> list[int]:
        batches.append(len(items))
        return [item * 2 for item in items]

    gathering = Gathering("tests", 0.05, double)
    assert _ask_all(app, gathering, range(50)) == [item * 2 for item in range(50)]
    assert sum(batches) == 50
    assert len(batches) < 25


def test_a_bad_one_fails_only_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "GROUP_COMMIT", True)

    def refuse_seven(items: Sequence[int]) -> list[int]:
        if 7 in items:
            raise ValueError("seven")
        return list(items)

    gathering = Gathering("tests", 0.01, refuse_seven)
    assert _ask_all(app, gathering, range(10)) == [*range(7), "seven", 8, 9]


def test_too_few_results_fail_nobody_for_whom_there_is_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "GROUP_COMMIT", True)

    def lose_seven(items: Sequence[int]) -> list[int]:
        return [item for item in items if item != 7]

    gathering = Gathering("tests", 0.01, lose_seven)
    for _again in range(2):
        answers = _ask_all(app, gathering, range(10))
        assert answers[:7] + answers[8:] == [*range(7), 8, 9]
        assert "zip()" in str(answers[7])


def test_a_fault_around_a_batch_does_not_end_the_gathering(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "GROUP_COMMIT", True)

    def fail_there(_error: BaseException | None) -> None:
        if threading.current_thread().name == "tests":
            raise OSError("The context cannot be left.")

    monkeypatch.setattr(app, "teardown_appcontext_funcs", [fail_there, *app.teardown_appcontext_funcs])
    gathering: Gathering[int, int] = Gathering("tests", 0.01, list[int])
    stumbled = REGISTRY.get_sample_value("conference_live_stumbled_total", {"round": "gathering"}) or 0
    assert [_ask_all(app, gathering, [number]) for number in range(3)] == [[0], [1], [2]]
    assert (REGISTRY.get_sample_value("conference_live_stumbled_total", {"round": "gathering"}) or 0) > stumbled


def test_too_few_outcomes_commit_nothing(app: Flask) -> None:
    def write_all(names: Sequence[str]) -> list[str]:
        db.session.add_all(Account(email=f"{name}@example.org") for name in names)
        return list(names[1:])

    with app.app_context():
        with pytest.raises(ValueError, match="outcomes"):
            GroupCommit("tests", write_all).commit(["one", "two"])
        assert db.session.scalars(select(Account.email)).all() == []
