"""Players: joining under a nickname, changing it, and what organisers do about an offensive one."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor
from conference.quiz.actions import managed_quiz, played_part, tell
from conference.quiz.models import Quiz, QuizAnswer, QuizPlayer
from conference.quiz.nicknames import LONGEST, checked, key_of, suggestion

TRIES = 8


def player_of(actor: Actor, quiz_id: int) -> QuizPlayer | None:
    """Return who the actor is in a quiz, None before they join."""
    mine = (QuizPlayer.quiz_id == quiz_id, QuizPlayer.participant_id == actor.participant_id)
    return db.session.scalar(select(QuizPlayer).where(*mine))


def has_answered(player: QuizPlayer) -> bool:
    """Tell whether a player has answered anything; from then on the nickname stays."""
    return bool(db.session.scalar(select(exists().where(QuizAnswer.player_id == player.id))))


def free_suggestion(quiz_id: int) -> str:
    """Return a nickname that nobody has in this quiz, found by chance."""
    for attempt in range(TRIES):
        name = suggestion(numbered=attempt > 1)
        if not _taken(quiz_id, name):
            return name
    return suggestion(numbered=True)


def choose_nickname(actor: Actor, part_id: int, nickname: str) -> QuizPlayer:
    """Join the quiz of a part under a nickname, or change it before the first answer.

    Raises `Refused` for a nickname that another has or that is none, and once the first answer is given.
    """
    part = played_part(actor, part_id)
    name = checked_nickname(nickname)
    player = player_of(actor, part.quiz_id)
    if player is not None and player.nickname == name:
        return player
    if player is not None and (player.renamed or has_answered(player)):
        raise Refused(_("Your nickname stays as it is: you have answered already."), field="nickname")
    if _taken(part.quiz_id, name, but=player):
        raise Refused(_("Somebody else plays under this nickname. Please choose another."), field="nickname")
    if player is None:
        player = QuizPlayer(quiz_id=part.quiz_id, participant_id=actor.participant_id)
        db.session.add(player)
    player.nickname, player.nickname_key = name, key_of(name)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        mine = player_of(actor, part.quiz_id)
        if mine is not None and mine.nickname == name:
            return mine
        raise Refused(_("Somebody else plays under this nickname. Please choose another."), field="nickname") from error
    return player


def ensure_player(actor: Actor, part_id: int, suggested: str) -> int:
    """Return the player that the actor is, joining under the suggested nickname, or any free one, when they are none.

    A late joiner begins with the open question, and nobody's answer waits for a nickname.
    """
    part = played_part(actor, part_id)
    player = player_of(actor, part.quiz_id)
    if player is not None:
        return player.id
    quiz_id = part.quiz_id
    for attempt in range(TRIES):
        try:
            name = checked_nickname(suggested) if attempt == 0 and suggested else free_suggestion(quiz_id)
            return choose_nickname(actor, part_id, name).id
        except Refused:
            # Taken this very moment; or this person's other tab was first.
            player = player_of(actor, quiz_id)
            if player is not None:
                return player.id
    raise Refused(_("No free nickname was found. Please choose one."), field="nickname")


def players_of(actor: Actor, quiz_id: int) -> Sequence[QuizPlayer]:
    """Return all players of a quiz by nickname, for who manages it."""
    managed_quiz(actor, quiz_id)
    return db.session.scalars(
        select(QuizPlayer).where(QuizPlayer.quiz_id == quiz_id).order_by(QuizPlayer.nickname_key, QuizPlayer.id)
    ).all()


def hide_nickname(actor: Actor, player_id: int, hidden: bool) -> QuizPlayer:
    """Show a nickname nowhere, or again; doing so twice is fine."""
    player = _managed_player(actor, player_id)
    player.hidden = hidden
    _tell_all(player)
    db.session.commit()
    return player


def rename_player(actor: Actor, player_id: int, nickname: str) -> QuizPlayer:
    """Give a player another nickname, which they cannot change. Raises `Refused` for one that another has."""
    player = _managed_player(actor, player_id)
    name = checked_nickname(nickname)
    if _taken(player.quiz_id, name, but=player):
        raise Refused(_("Somebody else plays under this nickname. Please choose another."), field="nickname")
    player.nickname, player.nickname_key = name, key_of(name)
    player.renamed, player.hidden = True, False
    _tell_all(player)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(_("Somebody else plays under this nickname. Please choose another.")) from error
    return player


def shown_name(player: QuizPlayer) -> str:
    """Return what a leaderboard calls a player."""
    return _("Player %(number)s", number=player.id) if player.hidden else player.nickname


def checked_nickname(text: str) -> str:
    """Return a nickname that may be one. Raises `Refused`."""
    return checked(
        text,
        _("Please choose a nickname of at least two letters or digits."),
        _("A nickname has at most %(limit)s characters.", limit=LONGEST),
    )


def _taken(quiz_id: int, name: str, but: QuizPlayer | None = None) -> bool:
    theirs = (QuizPlayer.quiz_id == quiz_id, QuizPlayer.nickname_key == key_of(name))
    found = db.session.scalar(select(QuizPlayer.id).where(*theirs))
    return found is not None and (but is None or found != but.id)


def _managed_player(actor: Actor, player_id: int) -> QuizPlayer:
    player = db.session.get(QuizPlayer, player_id)
    if player is None:
        raise NotFound(_("There is no such player."))
    managed_quiz(actor, player.quiz_id)
    return player


def _tell_all(player: QuizPlayer) -> None:
    quiz = db.session.get(Quiz, player.quiz_id)
    for part in quiz.parts if quiz else ():
        tell(part)
