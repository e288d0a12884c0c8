"""What many ask for at once is done together, and one bad item fails only itself."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from conference.gathering import Gathering


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
