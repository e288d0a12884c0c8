"""Leaderboards: of a part, over all parts, and a player's own place. Only points that are out are in them."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from conference.extensions import db
from conference.permissions import Actor
from conference.quiz.actions import may_play, played_part
from conference.quiz.models import QuizAnswer, QuizPart, QuizPlayer, QuizQuestion
from conference.quiz.player_actions import has_answered, player_of, shown_name
from conference.quiz.rules import QuestionState
from conference.quiz.standings import Place, Standings, sum_of

MOST_KEPT = 64
# A part's points change only with a step of its run, which raises its version: thousands ask for their place at once.
_kept: OrderedDict[tuple[UUID, int], Standings] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a leaderboard."""

    place: str
    name: str
    points: int
    player_id: int


@dataclass(frozen=True, slots=True)
class Mine:
    """What one player may know of themselves: the nickname, what they chose, and their own place.

    `points` are those of the answer to the question; None until its right answer is out.
    """

    nickname: str
    is_hidden: bool
    may_rename: bool
    chosen: Sequence[int]
    points: int | None
    part: Row | None
    part_players: int
    total: Row | None
    total_players: int


def part_standings(part: QuizPart) -> Standings:
    """Return the standings of a part, as far as its points are out."""
    kept = _kept.get((part.guid, part.version))
    if kept is None:
        kept = _read(part.id, out_only=not (part.early_points and part.ended_at is not None))
        _kept[part.guid, part.version] = kept
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return kept


def all_standings(part: QuizPart) -> Standings:
    """Return the standings of a part with every answer given so far: for moderators only."""
    return _read(part.id, out_only=False)


def total_standings(parts: Iterable[QuizPart]) -> Standings:
    """Return the standings over parts."""
    return sum_of(part_standings(part) for part in parts)


def leaderboard(standings: Standings, most: int) -> list[Row]:
    """Return the first lines of a leaderboard; those who share a place by nickname, so that their order stays."""
    best = standings.best(most)
    players = {row.id: row for row in db.session.scalars(select(QuizPlayer).where(QuizPlayer.id.in_(best)))}
    named = [(standings.points[one], players[one]) for one in best if one in players]
    named.sort(key=lambda pair: (-pair[0], pair[1].hidden, pair[1].nickname_key, pair[1].id))
    return [_row(standings, player) for _points, player in named]


def mine(actor: Actor, part_id: int, question_id: int | None = None) -> Mine | None:
    """Return what the actor may know of themselves in a part, None before they have joined."""
    part = played_part(actor, part_id)
    player = player_of(actor, part.quiz_id)
    if player is None:
        return None
    chosen, points = _given(player.id, question_id)
    here = part_standings(part)
    total = total_standings(one for one in part.quiz.parts if may_play(actor, one))
    return Mine(
        nickname=player.nickname,
        is_hidden=player.hidden,
        may_rename=not player.renamed and not has_answered(player),
        chosen=chosen,
        points=points,
        part=_row(here, player) if player.id in here.points else None,
        part_players=len(here),
        total=_row(total, player) if player.id in total.points else None,
        total_players=len(total),
    )


def _row(standings: Standings, player: QuizPlayer) -> Row:
    place = standings.place_of(player.id) or Place(0, False)
    return Row(str(place), shown_name(player), standings.points[player.id], player.id)


def _given(player_id: int, question_id: int | None) -> tuple[list[int], int | None]:
    answer = db.session.get(QuizAnswer, (question_id, player_id)) if question_id else None
    if answer is None:
        return [], None
    question = db.session.get_one(QuizQuestion, answer.question_id)
    is_out = question.state is QuestionState.REVEALED
    return [choice.option_id for choice in answer.choices], answer.points if is_out else None


def _read(part_id: int, *, out_only: bool) -> Standings:
    rows = (
        select(QuizAnswer.player_id, func.sum(QuizAnswer.points))
        .join(QuizQuestion, QuizQuestion.id == QuizAnswer.question_id)
        .where(QuizQuestion.part_id == part_id)
        .group_by(QuizAnswer.player_id)
    )
    if out_only:
        rows = rows.where(QuizQuestion.state == QuestionState.REVEALED)
    return Standings({player_id: int(points) for player_id, points in db.session.execute(rows)})
