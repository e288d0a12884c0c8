"""What of a signal is handed on, and how much video each may send."""

from typing import Any

import pytest

from conference.calls.rules import (
    LONGEST_CANDIDATE,
    LONGEST_DESCRIPTION,
    MOST_CANDIDATES,
    MOST_SIGNALS,
    flags_in,
    kilobits_for,
    read_signals,
)

PEER = "a" * 32
CANDIDATE = {"candidate": "candidate:1 1 udp 1 127.0.0.1 9 typ host", "sdpMid": "0", "sdpMLineIndex": 0}
OFFER = {"to": PEER, "n": 1, "description": {"type": "offer", "sdp": "v=0\r\n"}}


@pytest.mark.parametrize(
    ("people", "kilobits"), [(0, 1000), (1, 1000), (2, 1000), (3, 600), (4, 400), (5, 300), (6, 200), (60, 200)]
)
def test_the_more_are_in_a_mesh_the_less_each_sends(people: int, kilobits: int) -> None:
    assert kilobits_for(people) == kilobits


def test_only_what_a_browser_says_is_handed_on() -> None:
    more = {"from": "somebody else", "html": "<b>", "room": 9}
    signals = read_signals(
        [
            {**OFFER, **more, "description": {"type": "offer", "sdp": "v=0", "html": "<b>"}},
            {"to": PEER, "n": 2, "candidates": [{**CANDIDATE, **more, "usernameFragment": "x9"}]},
        ]
    )
    assert signals is not None
    assert [signal.to for signal in signals] == [PEER, PEER]
    assert signals[0].body == {"n": 1, "description": {"type": "offer", "sdp": "v=0"}}
    assert signals[1].body == {"n": 2, "candidates": [{**CANDIDATE, "usernameFragment": "x9"}]}


@pytest.mark.parametrize(
    "wrong",
    [
        None, {}, "offer", [], [None], ["x"], [OFFER] * (MOST_SIGNALS + 1), [OFFER, None],
        [{**OFFER, "to": "short"}], [{**OFFER, "to": None}], [{**OFFER, "to": PEER.upper()}], [{**OFFER, "to": [PEER]}],
        [{**OFFER, "n": 0}], [{**OFFER, "n": True}], [{**OFFER, "n": "1"}], [{**OFFER, "n": 10**40}],
        [{"to": PEER, "n": 1}],
        [{**OFFER, "description": "offer"}], [{**OFFER, "description": {"type": "call", "sdp": ""}}],
        [{**OFFER, "description": {"type": ["offer"], "sdp": ""}}], [{**OFFER, "description": {"sdp": "v=0"}}],
        [{**OFFER, "description": {"type": "offer", "sdp": 7}}],
        [{**OFFER, "description": {"type": "offer", "sdp": "nul\0"}}],
        [{**OFFER, "description": {"type": "offer", "sdp": "\ud800"}}],
        [{**OFFER, "description": {"type": "offer", "sdp": "x" * (LONGEST_DESCRIPTION + 1)}}],
        [{**OFFER, "candidates": CANDIDATE}], [{**OFFER, "candidates": []}],
        [{**OFFER, "candidates": [CANDIDATE] * (MOST_CANDIDATES + 1)}], [{**OFFER, "candidates": [{"sdpMid": "0"}]}],
        [{**OFFER, "candidates": [{**CANDIDATE, "candidate": "x" * (LONGEST_CANDIDATE + 1)}]}],
        [{**OFFER, "candidates": [{**CANDIDATE, "candidate": "\0"}]}],
        [{**OFFER, "candidates": [{**CANDIDATE, "sdpMLineIndex": -1}]}],
        [{**OFFER, "candidates": [{**CANDIDATE, "sdpMLineIndex": True}]}],
        [{**OFFER, "candidates": [{**CANDIDATE, "sdpMid": {"a": 1}}]}],
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
def test_what_no_browser_says_is_not_handed_on(wrong: Any) -> None:
    assert read_signals(wrong) is None


def test_the_end_of_candidates_is_handed_on() -> None:
    signals = read_signals([{"to": PEER, "n": 3, "candidates": [{"candidate": "", "sdpMid": "0"}]}])
    assert signals is not None
    assert signals[0].body["candidates"] == [{"candidate": "", "sdpMid": "0"}]


def test_only_switches_that_are_on_or_off_are_taken() -> None:
    said = {"microphone": True, "camera": "yes", "screen": 1, "hand": False, "peer": "x"}
    assert flags_in(said) == {"microphone": True, "hand": False}
