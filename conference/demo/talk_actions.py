"""Lets demo attendees talk and ask in the session of the live demo that is on now: no newcomer is alone there."""

from collections.abc import Sequence
from datetime import timedelta

from conference import clock
from conference.chat.models import ChatMessage, ChatRoom
from conference.chat.session_actions import SESSION
from conference.conferences.models import Conference
from conference.demo.stage_actions import session_to_run
from conference.extensions import db
from conference.people.models import Participant
from conference.questions.models import Question, QuestionList, QuestionVote
from conference.questions.rules import QuestionState

MESSAGES = (
    "Good afternoon from the far end of the hall!",
    "Will the slides be shared afterwards?",
    "Yes, they will stand on the session's page.",
)
# What is asked, how many others want it answered, and whether without name.
QUESTIONS = (
    ("How can a small cluster organisation take part in the recovery plan of its country?", 23, False),
    ("Which of the three challenges would you begin with, and why?", 14, False),
    ("What did not work, and what did you learn from it?", 9, True),
)


def add_live_talk(house: Conference, attendees: Sequence[Participant]) -> None:
    """Add a few messages and questions to the session that is there to run; the list waits for a moderator. Flushes."""
    item_id = session_to_run(house)
    if item_id is None:
        return
    room = ChatRoom(conference_id=house.id, subject=SESSION, subject_id=item_id)
    asked = QuestionList(conference_id=house.id, item_id=item_id)
    db.session.add_all([room, asked])
    db.session.flush()
    people = [person for person in attendees if person.roles_in_force]
    for number, text in enumerate(MESSAGES):
        sent_at = clock.now() - timedelta(minutes=len(MESSAGES) - number)
        author = people[number * 3]
        db.session.add(
            ChatMessage(room_id=room.id, author_id=author.id, text=text, key=f"demo-{number:08}", sent_at=sent_at)
        )
    for number, (text, wanted, anonymous) in enumerate(QUESTIONS):
        question = Question(
            list_id=asked.id,
            asker_id=people[number].id,
            is_anonymous=anonymous,
            text=text,
            key=f"demo-{number:08}",
            state=QuestionState.APPROVED,
        )
        db.session.add(question)
        db.session.flush()
        others = people[len(QUESTIONS) :][:wanted]
        db.session.add_all(QuestionVote(question_id=question.id, participant_id=person.id) for person in others)
    db.session.flush()
