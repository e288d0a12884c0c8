"""What moderators do, also several at once, and what becomes of the votes."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conference.agenda.models import ItemPerson
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import RoleInItem
from conference.errors import ConferenceError, NotFound, Refused, Stale
from conference.extensions import db
from conference.questions.ask_actions import own_part, withdraw
from conference.questions.decide_actions import decide
from conference.questions.export_actions import export_rows
from conference.questions.models import Question, QuestionEvent
from conference.questions.rules import Decision
from tests import factories as make
from tests.chat.making import Hall, hall
from tests.questions.making import asked, decided, on_desk, opened, shown, votes, want

pytestmark = pytest.mark.usefixtures("session")


def _ready() -> Hall:
    there = hall()
    opened(there)
    return there


def test_one_question_at_a_time_is_answered_and_the_one_before_is_done() -> None:
    there = _ready()
    one, two = asked(there, there.anna), asked(there, there.bruno)
    decided(there, one, Decision.ANSWER)
    decided(there, two, Decision.ANSWER)
    first, second = shown(there, one), shown(there, two)
    assert first is not None
    assert second is not None
    assert (first["state"], first["how"]) == ("answered", "live")
    assert second["state"] == "answering"
    decided(there, two, Decision.BACK)
    assert decided(there, two, Decision.FINISH) == "The question is answered."


def test_a_moderator_who_saw_an_older_state_is_told_what_it_is_now() -> None:
    there = _ready()
    question = asked(there, there.anna)
    seen = db.session.get_one(Question, question).version
    decided(there, question, Decision.ANSWER)
    with pytest.raises(Stale, match="being answered now"):
        decide(make.actor(there.moderator), question, Decision.HIDE, seen, {})
    assert decide(make.actor(there.moderator), question, Decision.ANSWER, seen, {}) == (
        "The question is being answered now."
    )
    assert db.session.query(QuestionEvent).count() == 1


def test_a_decision_that_does_not_fit_is_refused() -> None:
    there = _ready()
    question = asked(there, there.anna)
    decided(there, question, Decision.HIDE)
    with pytest.raises(Refused, match="hidden"):
        decided(there, question, Decision.PIN)
    withdraw(make.actor(there.anna), question)
    for decision in set(Decision) - {Decision.UNPIN}:
        with pytest.raises((Refused, NotFound)):
            decided(there, question, decision, answer="x", into=question)


def test_an_answer_in_writing_carries_who_wrote_it() -> None:
    there = _ready()
    question = asked(there, there.anna)
    with pytest.raises(Refused):
        decided(there, question, Decision.WRITE, answer=" ")
    decided(there, question, Decision.WRITE, answer="Yes.\n\nIn March.")
    found = shown(there, question)
    assert found is not None
    assert (found["answer"], found["how"], found["answered_by"]) == (
        "Yes.\n\nIn March.",
        "writing",
        there.moderator.name,
    )


def test_a_speaker_of_the_session_answers_in_writing_and_does_nothing_else() -> None:
    there = _ready()
    db.session.add(ItemPerson(item_id=there.item_id, participant_id=there.bruno.id, role=RoleInItem.SPEAKER))
    db.session.commit()
    release_agenda(make.actor(there.organiser), notify=False)
    question = asked(there, there.anna)
    bruno = make.actor(there.bruno)
    with pytest.raises(ConferenceError):
        decide(bruno, question, Decision.HIDE, 1, {})
    decide(bruno, question, Decision.WRITE, 1, {"answer": "Gladly."})
    found = shown(there, question)
    assert found is not None
    assert found["answered_by"] == "Bruno Rossi"


def test_merging_unites_the_votes_each_voter_once_and_can_be_taken_back() -> None:
    there = _ready()
    voters = [make.participant(there.house) for _ in range(4)]
    one, two = asked(there, there.anna), asked(there, there.bruno)
    for voter in voters[:3]:
        want(voter, one)
    for voter in (*voters[2:], there.anna):
        want(voter, two)
    decided(there, two, Decision.MERGE, into=one)
    # Anna asked the first; her vote for the second is one for her own now.
    assert votes(there, one) == 4
    assert shown(there, two) is None
    assert own_part(make.actor(there.bruno), there.item_id)["asked"][0]["into"] == one
    want(there.bruno, two)
    assert votes(there, one) == 5
    want(voters[3], one, wanted=False)
    assert votes(there, one) == 4
    decided(there, two, Decision.UNMERGE)
    assert votes(there, one) == 4
    assert votes(there, two) == 2


def test_what_is_merged_into_a_merged_one_counts_for_the_last() -> None:
    there = _ready()
    a, b, c = (asked(there, make.participant(there.house)) for _ in range(3))
    want(there.anna, a)
    want(there.bruno, b)
    decided(there, a, Decision.MERGE, into=b)
    decided(there, b, Decision.MERGE, into=c)
    assert votes(there, c) == 2
    for into in (c, a):
        with pytest.raises(Refused):
            decided(there, c, Decision.MERGE, into=into)
    with pytest.raises(NotFound):
        decided(there, c, Decision.MERGE, into=999_999)


def test_a_question_of_another_session_is_no_aim_of_merging() -> None:
    there, elsewhere = _ready(), _ready()
    one, other = asked(there, there.anna), asked(elsewhere, elsewhere.anna)
    for into in (other, None, 0):
        with pytest.raises(NotFound):
            decided(there, one, Decision.MERGE, into=into)


def test_pins_hold_while_the_question_is_open() -> None:
    there = _ready()
    asked(there, there.anna)
    pinned = asked(there, there.bruno)
    decided(there, pinned, Decision.PIN)
    decided(there, pinned, Decision.PIN)
    found = on_desk(there, pinned)
    assert found is not None
    assert found["pinned"]
    decided(there, pinned, Decision.ANSWER)
    decided(there, pinned, Decision.FINISH)
    found = on_desk(there, pinned)
    assert found is not None
    assert not found["pinned"]


def test_the_export_has_every_question_with_its_fate() -> None:
    there = _ready()
    one, two = asked(there, there.anna, "=SUM(A1)"), asked(there, there.bruno, "Why?")
    want(there.bruno, one)
    decided(there, two, Decision.WRITE, answer="So.")
    rows = export_rows(make.actor(there.moderator), there.item_id)
    assert [row[1] for row in rows[1:]] == ["=SUM(A1)", "Why?"]
    assert rows[1][2:4] == ["Anna Wagner", "Cluster Wien"]
    assert rows[1][5] == "1"
    assert rows[2][6] == "Answered"
    assert rows[2][8:11] == ["in writing", "So.", there.moderator.name]


EVERYONE = range(5)
QUESTIONS = range(4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.sampled_from(EVERYONE), st.sampled_from(QUESTIONS)),
        st.tuples(st.just("unvote"), st.sampled_from(EVERYONE), st.sampled_from(QUESTIONS)),
        st.tuples(st.just("merge"), st.sampled_from(QUESTIONS), st.sampled_from(QUESTIONS)),
        st.tuples(st.just("unmerge"), st.sampled_from(QUESTIONS), st.just(0)),
    ),
    max_size=25,
)


class Reference:
    """The slow way: sets of voters, and which question stands for which."""

    def __init__(self) -> None:
        self.votes: dict[int, set[int]] = {number: set() for number in QUESTIONS}
        self.into: dict[int, int] = {number: number for number in QUESTIONS}

    def group(self, head: int) -> list[int]:
        return [number for number in QUESTIONS if self.into[number] == head]

    def step(self, what: str, one: int, other: int) -> None:
        if what in {"vote", "unvote"}:
            head = self.into[other]
            if head == one:
                return
            if what == "vote":
                if not any(one in self.votes[number] for number in self.group(head)):
                    # Who wants one of them wants them all already.
                    self.votes[head].add(one)
            else:
                for number in self.group(head):
                    self.votes[number].discard(one)
        elif what == "merge" and self.into[one] == one and self.into[other] != one:
            for number in self.group(one):
                self.into[number] = self.into[other]
        elif what == "unmerge":
            self.into[one] = one

    def count(self, head: int) -> int:
        """Everyone 0 to 3 has asked the question of their number."""
        return len(set().union(*(self.votes[number] for number in self.group(head))) - {head})


@settings(max_examples=25)
@given(STEPS)
@example([("vote", 0, 1), ("merge", 1, 3), ("vote", 0, 1), ("unmerge", 1, 0)])
def test_votes_after_any_mergings_are_the_distinct_voters(steps: list[tuple[str, int, int]]) -> None:
    there = _ready()
    people = [make.participant(there.house) for _ in EVERYONE]
    questions = [asked(there, people[number]) for number in QUESTIONS]
    slow = Reference()
    for what, one, other in steps:
        slow.step(what, one, other)
        try:
            if what in {"vote", "unvote"}:
                want(people[one], questions[other], wanted=what == "vote")
            elif what == "merge":
                decided(there, questions[one], Decision.MERGE, into=questions[other])
            else:
                decided(there, questions[one], Decision.UNMERGE)
        except ConferenceError:
            db.session.rollback()
    heads = [number for number in QUESTIONS if slow.into[number] == number]
    assert {number: votes(there, questions[number]) for number in heads} == {head: slow.count(head) for head in heads}
