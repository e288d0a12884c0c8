"""Recommendations: adopted from an outcome or written without one, with an addressee, a status and public notes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm.attributes import flag_modified

from conference import clock
from conference.agenda.sight_actions import may_see_item
from conference.cafe.actions import may_see_cafe
from conference.cafe.board_state_actions import HARVESTED
from conference.cafe.harvest import LONGEST_ADDRESSEE, LONGEST_NOTE, LONGEST_RECOMMENDATION, TrailCard
from conference.cafe.harvest_models import CafeOutcome, Recommendation, RecommendationNote
from conference.cafe.models import Cafe, CafeQuestion, Seat
from conference.cafe.outcome_state_actions import trails_of
from conference.cafe.rules import CafeState, RecommendationStatus
from conference.chat.plain import cleaned, one_line
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.locking import lock_rows
from conference.people.found_actions import found_as
from conference.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Note:
    """What came of a recommendation at a moment: the status from then on, and public words."""

    status: RecommendationStatus
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a recommendation comes from. `cards` are there only for who may see the café's harvest."""

    cafe_id: int
    cafe: str
    question_id: int
    question: str
    outcome: str
    dots: int
    tables: int
    cards: tuple[TrailCard, ...] | None
    # Tables at which the reader sat in some round.
    sat_at: frozenset[int] = frozenset()

    @property
    def was_there(self) -> bool:
        """Tell whether the reader sat at one of the tables behind it."""
        return any(card.table_id in self.sat_at for card in self.cards or ())


@dataclass(frozen=True, slots=True)
class Shown:
    """A recommendation as its page shows it."""

    id: int
    text: str
    addressee: str
    status: RecommendationStatus
    version: int
    notes: tuple[Note, ...]
    trail: Trail | None


@found_as("recommendations")
def are_there_recommendations(actor: Actor) -> ColumnElement[bool]:
    """Tell whether a conference has recommendations; whoever sees the conference may read them."""
    return exists().where(Recommendation.conference_id == actor.conference_id)


def recommendations(actor: Actor) -> list[Shown]:
    """Return the recommendations of a conference in their order; whoever sees the conference may read them.

    What tables wrote is shown to those who may see the café's board, and nobody's name to anybody.
    """
    rows = db.session.scalars(
        select(Recommendation)
        .where(Recommendation.conference_id == actor.conference_id)
        .order_by(Recommendation.order, Recommendation.id)
    ).all()
    notes = _notes_of([row.id for row in rows])
    trails = _trails(actor, [row.outcome_id for row in rows if row.outcome_id is not None])
    return [
        Shown(row.id, row.text, row.addressee, row.status, row.version,
              notes.get(row.id, ()), trails.get(row.outcome_id or 0))
        for row in rows
    ]  # fmt: skip


def _notes_of(ids: Collection[int]) -> dict[int, tuple[Note, ...]]:
    """Return notes, newest first."""
    found: defaultdict[int, list[Note]] = defaultdict(list)
    for row in db.session.scalars(
        select(RecommendationNote)
        .where(RecommendationNote.recommendation_id.in_(ids))
        .order_by(RecommendationNote.at.desc(), RecommendationNote.id.desc())
    ):
        found[row.recommendation_id].append(Note(row.status, row.text, row.at))
    return {key: tuple(notes) for key, notes in found.items()}


def _trails(actor: Actor, outcome_ids: Sequence[int]) -> dict[int, Trail]:
    rows = db.session.execute(
        select(CafeOutcome, CafeQuestion, Cafe)
        .join(CafeQuestion, CafeQuestion.id == CafeOutcome.question_id)
        .join(Cafe, Cafe.id == CafeQuestion.cafe_id)
        .where(CafeOutcome.id.in_(outcome_ids))
    ).all()
    cards, sat_at = trails_of(outcome_ids), _tables_of(actor)
    may_read = {cafe.id: cafe.state in HARVESTED and may_see_cafe(actor, cafe.id) for _o, _q, cafe in rows}
    return {
        outcome.id: Trail(
            cafe.id, cafe.title, question.id, question.text, outcome.text, outcome.dots,
            len({card.table_id for card in cards.get(outcome.id, ())}),
            cards.get(outcome.id, ()) if may_read[cafe.id] else None, sat_at,
        )
        for outcome, question, cafe in rows
        # Of a café that is a draft again, or whose session is for invited people, the public reads nothing.
        if cafe.state is not CafeState.DRAFT and (cafe.item_id is None or may_see_item(actor, cafe.item_id))
    }  # fmt: skip


def _tables_of(actor: Actor) -> frozenset[int]:
    if actor.participant_id is None:
        return frozenset()
    return frozenset(db.session.scalars(select(Seat.table_id).where(Seat.participant_id == actor.participant_id)))


def adoptable(actor: Actor) -> list[tuple[Cafe, CafeQuestion, CafeOutcome]]:
    """Return the lines of agreed lists that are no recommendation yet, for who manages them."""
    require(actor, Permission.CAFE_MANAGE)
    rows = db.session.execute(
        select(Cafe, CafeQuestion, CafeOutcome)
        .join(CafeQuestion, CafeQuestion.cafe_id == Cafe.id)
        .join(CafeOutcome, CafeOutcome.question_id == CafeQuestion.id)
        .outerjoin(Recommendation, Recommendation.outcome_id == CafeOutcome.id)
        .where(
            Cafe.conference_id == actor.conference_id, Cafe.state != CafeState.DRAFT,
            CafeQuestion.agreed_at.is_not(None), Recommendation.id.is_(None),
        )
        .order_by(Cafe.id, CafeQuestion.order, CafeQuestion.id, CafeOutcome.order, CafeOutcome.id)
    )  # fmt: skip
    return [(cafe, question, outcome) for cafe, question, outcome in rows]


def own_recommendation(actor: Actor, recommendation_id: int) -> Recommendation:
    """Return a recommendation of the conference that the actor manages. Raises `NotFound` and `Forbidden`."""
    require(actor, Permission.CAFE_MANAGE)
    row = db.session.get(Recommendation, recommendation_id)
    if row is None or row.conference_id != actor.conference_id:
        raise NotFound(_("There is no such recommendation."))
    return row


def _hold(actor: Actor) -> None:
    """Let changes of a conference's recommendations follow each other, until the commit."""
    require(actor, Permission.CAFE_MANAGE)
    lock_rows(select(Conference.id).where(Conference.id == actor.conference_id))


def adopt(actor: Actor, *, text: str, addressee: str, outcome_id: int | None = None) -> Recommendation:
    """Write a recommendation, from a line of an agreed list or from none, and commit. It is proposed from now on.

    A line is adopted once: adopting it again gives back what it has become.
    """
    _hold(actor)
    words, to = _words(text), _addressee(addressee)
    if outcome_id is not None:
        before = db.session.scalar(select(Recommendation).where(Recommendation.outcome_id == outcome_id))
        if before is not None and before.conference_id == actor.conference_id:
            return before
        if outcome_id not in {outcome.id for _cafe, _question, outcome in adoptable(actor)}:
            raise NotFound(_("There is no such line in an agreed list."))
    last = db.session.scalar(
        select(func.max(Recommendation.order)).where(Recommendation.conference_id == actor.conference_id)
    )
    row = Recommendation(
        conference_id=actor.conference_id, outcome_id=outcome_id, text=words, addressee=to,
        order=0 if last is None else last + 1,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _note(actor, row, "")
    db.session.commit()
    return row


def edit(actor: Actor, recommendation_id: int, seen_version: int, *, text: str, addressee: str) -> None:
    """Change the words of a recommendation and its addressee, and commit. Raises `Stale` where somebody was faster."""
    _hold(actor)
    row = _seen(actor, recommendation_id, seen_version)
    row.text, row.addressee = _words(text), _addressee(addressee)
    db.session.commit()


def set_status(
    actor: Actor, recommendation_id: int, seen_version: int, status: RecommendationStatus, text: str
) -> None:
    """Say in public what came of a recommendation: its status, a note, or both; commit."""
    _hold(actor)
    row = _seen(actor, recommendation_id, seen_version)
    words = cleaned(text, LONGEST_NOTE)
    if len(words) > LONGEST_NOTE:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_NOTE), field="note")
    if status is row.status and not words:
        raise Refused(_("Choose another status, or write a note."), field="note")
    row.status = status
    # A note alone is a change too: whoever saw the page before it looks again.
    flag_modified(row, "status")
    _note(actor, row, words)
    db.session.commit()


def put_before(actor: Actor, recommendation_id: int, before: int) -> None:
    """Put a recommendation before another one, or (0) at the end, and commit."""
    _hold(actor)
    own_recommendation(actor, recommendation_id)
    here = Recommendation.conference_id == actor.conference_id
    ids = list(
        db.session.scalars(
            select(Recommendation.id)
            .where(here, Recommendation.id != recommendation_id)
            .order_by(Recommendation.order, Recommendation.id)
        )
    )
    ids.insert(ids.index(before) if before in ids else len(ids), recommendation_id)
    for order, one in enumerate(ids):
        place = update(Recommendation).where(Recommendation.id == one).values(order=order)
        db.session.execute(place.execution_options(synchronize_session=False))
    db.session.commit()


def withdraw(actor: Actor, recommendation_id: int, seen_version: int) -> None:
    """Take a recommendation away with its notes, and commit; the outcome that it came from stays."""
    _hold(actor)
    db.session.delete(_seen(actor, recommendation_id, seen_version))
    db.session.commit()


def _seen(actor: Actor, recommendation_id: int, seen_version: int) -> Recommendation:
    row = own_recommendation(actor, recommendation_id)
    if row.version != seen_version:
        raise Stale(_("Somebody else changed this recommendation meanwhile. Look at it once more."))
    return row


def _note(actor: Actor, row: Recommendation, text: str) -> None:
    db.session.add(
        RecommendationNote(
            recommendation_id=row.id, status=row.status or RecommendationStatus.PROPOSED, text=text,
            by_id=actor.participant_id, at=clock.now(),
        )
    )  # fmt: skip


def _words(text: str) -> str:
    words = cleaned(text, LONGEST_RECOMMENDATION)
    if not words:
        raise Refused(_("Write the recommendation first."), field="text")
    if len(words) > LONGEST_RECOMMENDATION:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_RECOMMENDATION), field="text")
    return words


def _addressee(text: str) -> str:
    words = one_line(text, LONGEST_ADDRESSEE)
    if len(words) > LONGEST_ADDRESSEE:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_ADDRESSEE), field="addressee")
    return words
