"""Questions to a booth's team: asked, taken back, answered, shown to all."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock, mail, realtime
from conference.chat.plain import cleaned
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.exhibition.actions import BOOTH, DESK, MINE, mate_named, team_booth, visited_booth
from conference.exhibition.contact_models import BoothQuestion
from conference.exhibition.lead_actions import note_contact
from conference.exhibition.models import Booth
from conference.exhibition.rules import LeadSource
from conference.extensions import db
from conference.links import external_url
from conference.locking import locked, take_turns
from conference.people.models import Participant
from conference.people.sight_actions import is_apart
from conference.permissions import Actor, Permission, require

# So many may wait for an answer, of one person at one booth.
MOST_OPEN = 5
LONGEST_QUESTION, LONGEST_ANSWER = 1000, 3000
_TURNS = "booth_questions"


def ask(actor: Actor, booth_id: int, text: object, key: str) -> BoothQuestion:
    """Ask a booth's team something, and commit; the same key asks once.

    Raises `Refused` for no text, one that is too long, and while too many of the actor's wait there.
    """
    words = _fitting(text, LONGEST_QUESTION)
    visited_booth(actor, booth_id)
    me = actor.participant_id or 0
    take_turns(_TURNS, [me])
    booth = visited_booth(actor, booth_id)
    asked = db.session.scalar(select(BoothQuestion).where(BoothQuestion.asked_by_id == me, BoothQuestion.key == key))
    if asked is not None:
        db.session.rollback()
        return asked
    if _open_of(me, booth_id) >= MOST_OPEN:
        db.session.rollback()
        raise Refused(
            _("%(limit)s of your questions wait here already. Give the team a moment to answer.", limit=MOST_OPEN),
            field="text",
        )
    question = BoothQuestion(booth_id=booth.id, asked_by_id=me, key=key, text=words, asked_at=clock.now())
    db.session.add(question)
    note_contact(booth.id, me, LeadSource.QUESTION)
    _tell(question)
    db.session.commit()
    return question


def withdraw_question(actor: Actor, question_id: int) -> int:
    """Take back a question of the actor's that nobody has answered, commit, and return its booth."""
    require(actor, Permission.EXHIBITION_VISIT)
    question = locked(BoothQuestion, question_id)
    if question is None or question.asked_by_id != actor.participant_id:
        db.session.rollback()
        raise NotFound(_("There is no such question."))
    booth_id = question.booth_id
    if question.answered_at is not None:
        db.session.rollback()
        raise Refused(_("This question is answered by now."))
    _tell(question)
    db.session.delete(question)
    db.session.commit()
    return booth_id


def answer_question(actor: Actor, question_id: int, version: int, text: object, *, is_public: bool) -> BoothQuestion:
    """Answer a question, or change its answer, as it stood in a version; and commit.

    Who asked is told live, and once by mail. Raises `Refused`, or `Stale` where somebody else answered meanwhile.
    """
    words = _fitting(text, LONGEST_ANSWER)
    question = _to_change(actor, question_id)
    if question.version != version:
        refusal = _overtaken(actor, question, words)
        db.session.rollback()
        raise refusal
    question.answer, question.answered_by_id, question.is_public = words, actor.participant_id, is_public
    question.answered_at = question.answered_at or clock.now()
    _tell(question)
    _mail(question)
    db.session.commit()
    return question


def show_question(actor: Actor, question_id: int, version: int, *, is_public: bool) -> BoothQuestion:
    """Show an answered question to everybody, without the asker's name, or no more; and commit."""
    question = _to_change(actor, question_id)
    if question.version != version:
        refusal = _overtaken(actor, question, question.answer)
        db.session.rollback()
        raise refusal
    if question.answered_at is None:
        db.session.rollback()
        raise Refused(_("Answer it first."))
    question.is_public = is_public
    _tell(question)
    db.session.commit()
    return question


def team_question(actor: Actor, question_id: int) -> BoothQuestion:
    """Return a question to a booth whose team the actor is of. Raises `NotFound` or `Forbidden`."""
    require(actor, Permission.EXHIBITION_EXHIBIT)
    question = db.session.get(BoothQuestion, question_id)
    if question is None:
        raise NotFound(_("There is no such question."))
    team_booth(actor, question.booth_id)
    if is_apart(actor.participant_id, question.asked_by_id):
        raise NotFound(_("There is no such question."))
    return question


def _to_change(actor: Actor, question_id: int) -> BoothQuestion:
    team_question(actor, question_id)
    if locked(BoothQuestion, question_id) is None:
        db.session.rollback()
        raise NotFound(_("The question was taken back."))
    return team_question(actor, question_id)


def _overtaken(actor: Actor, question: BoothQuestion, mine: str) -> Stale:
    by = mate_named(actor, question.answered_by_id)
    said = _("%(name)s has answered meanwhile.", name=by.name) if by else _("Somebody changed this meanwhile.")
    return Stale(said, {_("Answer"): (mine, question.answer)})


def _open_of(participant_id: int, booth_id: int) -> int:
    waiting = select(func.count()).where(
        BoothQuestion.booth_id == booth_id,
        BoothQuestion.asked_by_id == participant_id,
        BoothQuestion.answered_at.is_(None),
    )
    return db.session.scalar(waiting) or 0


def _fitting(text: object, longest: int) -> str:
    words = cleaned(text, longest)
    if not words:
        raise Refused(_("Please write something."), field="text")
    if len(words) > longest:
        raise Refused(_("That is longer than %(limit)s characters.", limit=longest), field="text")
    return words


def _tell(question: BoothQuestion) -> None:
    realtime.changed(DESK, question.booth_id)
    realtime.changed(BOOTH, question.booth_id)
    if question.asked_by_id is not None:
        realtime.changed(MINE, question.asked_by_id)


def _mail(question: BoothQuestion) -> None:
    """Tell who asked by mail, the first time that it is answered."""
    asker = db.session.get(Participant, question.asked_by_id) if question.asked_by_id else None
    if asker is None or asker.account is None:
        return
    booth = db.session.get_one(Booth, question.booth_id)
    conference = db.session.get_one(Conference, booth.conference_id)
    by = db.session.get_one(Participant, question.answered_by_id)
    page = external_url("exhibition.mine", slug=conference.slug)
    mail.send(
        asker.account.email,
        "booth_answer",
        # By its pressing: an answer that is changed later is no second mail.
        once_key=f"booth_answer:{asker.id}:{question.key}",
        language=conference.language,
        conference=conference,
        name=asker.name,
        booth=booth.name,
        question=question.text,
        answer=question.answer,
        by=by.name,
        page=f"{page}#question-{question.id}",
    )
