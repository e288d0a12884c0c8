"""What polls hold about a person: what they answered, what they did with polls; and what of it is erased with them."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from conference.extensions import db
from conference.people.held_data import as_data, contributor, eraser
from conference.people.models import Participant
from conference.polls.answers import Choice, answer_payload
from conference.polls.models import Ballot, BallotChoice, Participation, Poll, PollEvent, PollOption, PollRound
from conference.polls.rules import PollKind, TextState


@contributor
def poll_data(person: Participant) -> Mapping[str, object]:
    """Return in which polls the person took part, and with what: in anonymous ones nobody knows."""
    rounds = db.session.execute(
        select(PollRound.id, PollRound.number, Poll.question, Poll.kind)
        .join(Participation, Participation.round_id == PollRound.id)
        .join(Poll, Poll.id == PollRound.poll_id)
        .where(Participation.participant_id == person.id)
        .order_by(PollRound.id)
    ).all()
    events = db.session.execute(
        select(Poll.question, PollEvent.what, PollEvent.at)
        .join(PollRound, PollRound.id == PollEvent.round_id)
        .join(Poll, Poll.id == PollRound.poll_id)
        .where(PollEvent.by_id == person.id)
        .order_by(PollEvent.id)
    )
    return {
        "polls": [
            {"question": question, "round": number, "answer": _answer(person, round_id, kind)}
            for round_id, number, question, kind in rounds
        ],
        "poll_templates": list(
            db.session.scalars(
                select(Poll.question)
                .where(
                    Poll.is_template.is_(True),
                    Poll.owner_account_id == person.account_id,
                    Poll.conference_id == person.conference_id,
                )
                .order_by(Poll.id)
            )
        ),
        "poll_steps": [{"question": question, "step": what, "at": as_data(at)} for question, what, at in events],
    }


def _answer(person: Participant, round_id: int, kind: PollKind) -> Mapping[str, object] | None:
    rows = db.session.execute(
        select(BallotChoice.option_id, BallotChoice.number, BallotChoice.text, PollOption.text, Ballot.cast_at)
        .join(Ballot, Ballot.id == BallotChoice.ballot_id)
        .outerjoin(PollOption, PollOption.id == BallotChoice.option_id)
        .where(Ballot.round_id == round_id, Ballot.participant_id == person.id)
        .order_by(BallotChoice.position)
    ).all()
    if not rows:
        return None
    given = answer_payload(kind, [Choice(option_id, number, text) for option_id, number, text, *_rest in rows])
    return {**given, "options_in_words": [row[3] for row in rows if row[3]], "at": as_data(rows[0].cast_at)}


@eraser
def erase_from_polls(person: Participant) -> None:
    """Blank what the person wrote in their own words under their name; the ballots stay counted, without a name.

    Their library goes with the account; polls that were made from it stay.
    """
    if person.account_id is not None:
        db.session.execute(delete(Poll).where(Poll.is_template.is_(True), Poll.owner_account_id == person.account_id))
    open_answers = (
        select(Ballot.id)
        .join(PollRound, PollRound.id == Ballot.round_id)
        .join(Poll, Poll.id == PollRound.poll_id)
        .where(Ballot.participant_id == person.id, Poll.kind == PollKind.TEXT)
    )
    db.session.execute(
        update(BallotChoice)
        .where(BallotChoice.ballot_id.in_(open_answers))
        .values(text="", state=TextState.HIDDEN, group_id=None)
        .execution_options(synchronize_session=False)
    )
