"""What people do with the cards of a table: write, edit, delete and bring back, merge and take apart, star."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select, update

from conference import clock
from conference.cafe.actions import may_be_at, may_host, present_round, table_of, tell_table
from conference.cafe.board_state_actions import tell_board
from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import Cafe, CafeQuestion, CafeRound, CafeTable
from conference.cafe.rules import (
    LONGEST_CARD,
    MOST_CARDS_A_MINUTE,
    PRESENT_STATES,
    STARS_PER_QUESTION,
    CafeState,
    state_at,
)
from conference.chat.plain import one_line
from conference.errors import Forbidden, NotFound, Refused, Stale, TooMany
from conference.extensions import db
from conference.locking import lock_rows, locked
from conference.permissions import Actor, Permission, require

LONGEST_QUOTE = 60


def write_card(actor: Actor, table_id: int, question_id: int, text: object, key: str) -> CafeCard:
    """Write a card, and commit. Sent again with the same key it is the same card.

    Raises `Forbidden` for whoever is not at the table, `Refused` between rounds, for no text or too much, and
    `TooMany` for the limit.
    """
    # Also for whoever was moved on before the answer arrived.
    if (written_before := _written_with(actor, table_id, key)) is not None:
        return written_before
    table = table_here(actor, table_id)
    take_turn(table)
    if (written_before := _written_with(actor, table_id, key)) is not None:
        return written_before
    now = _writable_round(actor, table_id)
    question = db.session.get(CafeQuestion, question_id)
    if question is None or question.cafe_id != table.cafe_id:
        raise NotFound(_("There is no such question."))
    if question.round_number not in (None, now.number):
        raise Refused(_("This question belongs to another round."))
    words = _words(text)
    _refuse_too_many(actor)
    card = CafeCard(
        table_id=table_id,
        question_id=question_id,
        round_id=now.id,
        author_id=actor.participant_id,
        text=words,
        key=key,
    )
    db.session.add(card)
    tell_table(table)
    tell_board(card.question_id)
    db.session.commit()
    return card


def _written_with(actor: Actor, table_id: int, key: str) -> CafeCard | None:
    """Return the actor's own card that came by the same message before."""
    require(actor, Permission.CAFE_JOIN)
    return db.session.scalar(
        select(CafeCard).where(
            CafeCard.table_id == table_id, CafeCard.author_id == actor.participant_id, CafeCard.key == key
        )
    )


def table_here(actor: Actor, table_id: int) -> CafeTable:
    """Return a table that the actor is at. Raises `NotFound` and `Forbidden` for all others."""
    require(actor, Permission.CAFE_JOIN)
    table = table_of(actor, table_id)
    if not may_be_at(actor, table_id):
        raise Forbidden(_("Only those who sit at this table now may do this."))
    return table


def take_turn(table: CafeTable) -> None:
    """Wait until nobody changes rounds and seats (others may write meanwhile), or cards of this table."""
    table_id, cafe_id = table.id, table.cafe_id
    lock_rows(select(Cafe.id).where(Cafe.id == cafe_id), shared=True)
    locked(CafeTable, table_id)


def _writable_round(actor: Actor, table_id: int) -> CafeRound:
    """Return the round in which the actor may write at a table now; asked again after the turn was taken."""
    table = table_here(actor, table_id)
    cafe, now = db.session.get_one(Cafe, table.cafe_id), present_round(table.cafe_id)
    if cafe.state is not CafeState.OPEN:
        raise Refused(_("The tables of this café are closed: their cards can only be read."))
    if now is None or state_at(now.state, now.ends_at, clock.now()) not in PRESENT_STATES:
        raise Refused(_("No round is open: the cards can be read, and written again in the next round."))
    if table.merged_into_id is not None:
        raise Refused(_("This table was merged into another one: its cards can only be read."))
    return now


def _words(text: object) -> str:
    words = one_line(text, LONGEST_CARD)
    if not words:
        raise Refused(_("Write something on the card first."), field="text")
    if len(words) > LONGEST_CARD:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_CARD), field="text")
    return words


def _refuse_too_many(actor: Actor) -> None:
    minute_ago = clock.now() - timedelta(minutes=1)
    lately = select(func.count()).where(CafeCard.author_id == actor.participant_id, CafeCard.written_at > minute_ago)
    if (db.session.scalar(lately) or 0) >= MOST_CARDS_A_MINUTE:
        raise TooMany(_("That was a lot at once: wait a minute before you write the next card."))


def seen_card(actor: Actor, card_id: int) -> CafeCard:
    """Return a card of a table that the actor is at. For all others there is no such card."""
    card = db.session.get(CafeCard, card_id)
    if card is None or not may_be_at(actor, card.table_id):
        raise NotFound(_("There is no such card."))
    return card


def _own_turn(actor: Actor, card_id: int, *, hosts_only: bool = False) -> tuple[CafeCard, CafeTable]:
    """Return a card that the actor may change now, and its table, in turn with all who change that table's cards."""
    require(actor, Permission.CAFE_JOIN)
    card = seen_card(actor, card_id)
    table = table_of(actor, card.table_id)
    take_turn(table)
    card = seen_card(actor, card_id)
    _writable_round(actor, card.table_id)
    if may_host(actor, card.table_id):
        return card, table
    if hosts_only:
        raise Forbidden(_("Merging and starring is for the host of the table."))
    if card.author_id != actor.participant_id:
        raise Forbidden(_("This card is somebody else's."))
    return card, table


def edit_card(actor: Actor, card_id: int, text: object, version: int) -> CafeCard:
    """Change the words of a card that stand as in `version`, and commit: one's own, or as the host.

    Raises `Stale` where somebody else has changed them since; what is already so is fine.
    """
    card, table = _own_turn(actor, card_id)
    if card.deleted_at is not None:
        raise NotFound(_("This card was deleted meanwhile."))
    words = _words(text)
    if words == card.text:
        return card
    if version != card.version:
        raise Stale(
            _("Somebody changed this card meanwhile. Nothing was saved: compare both, then save again."),
            {"text": (words, card.text)},
        )
    card.text, card.edited_by_id = words, actor.participant_id
    tell_table(table)
    tell_board(card.question_id)
    db.session.commit()
    return card


def delete_card(actor: Actor, card_id: int, *, deleted: bool = True) -> CafeCard:
    """Delete a card, or bring it back, and commit: one's own, or as the host. Doing so twice is fine."""
    card, table = _own_turn(actor, card_id)
    if deleted is (card.deleted_at is not None):
        return card
    if deleted:
        if _is_head(card):
            raise Refused(_("Other cards are merged into this one: take them apart first."))
        card.deleted_at = clock.now()
    else:
        _bring_back(card)
    tell_table(table)
    tell_board(card.question_id)
    db.session.commit()
    return card


def _bring_back(card: CafeCard) -> None:
    """Have a card stand where it stood, as far as that is still there."""
    card.deleted_at = None
    head = db.session.get(CafeCard, card.merged_into_id) if card.merged_into_id else None
    if head is not None and (head.deleted_at is not None or head.merged_into_id is not None):
        card.merged_into_id = None
    if card.is_starred and len(_starred(card)) >= STARS_PER_QUESTION:
        card.is_starred = False


def _is_head(card: CafeCard) -> bool:
    merged = select(CafeCard.id).where(CafeCard.merged_into_id == card.id, CafeCard.deleted_at.is_(None))
    return db.session.scalar(merged.limit(1)) is not None


def merge_cards(actor: Actor, card_id: int, into_id: int | None) -> CafeCard:
    """Merge a card, with all that was merged into it, into another of the same table and question; commit. Hosts only.

    Without another one it is taken apart again. A star goes with it. Doing so twice is fine.
    """
    card, table = _own_turn(actor, card_id, hosts_only=True)
    if card.deleted_at is not None:
        raise NotFound(_("This card was deleted meanwhile."))
    if into_id == card.merged_into_id:
        return card
    if into_id is not None:
        _move_under(card, _head(card, into_id))
    else:
        _set(CafeCard.id == card.id, merged_into_id=None)
    tell_table(table)
    tell_board(card.question_id)
    db.session.commit()
    return card


def _head(card: CafeCard, into_id: int) -> CafeCard:
    into = db.session.get(CafeCard, into_id)
    if into is None or into.table_id != card.table_id or into.deleted_at is not None:
        raise NotFound(_("There is no such card."))
    if into.question_id != card.question_id:
        raise Refused(_("These cards answer different questions."))
    if into.id == card.id or into.merged_into_id is not None:
        raise Refused(_("This card is itself merged into another one: choose that one."))
    return into


def _move_under(card: CafeCard, into: CafeCard) -> None:
    # A card that carries a star hands it on, so that no star is spent where nobody sees it.
    if card.is_starred:
        _set(CafeCard.id == into.id, is_starred=True)
    _set(CafeCard.id == card.id, is_starred=False, merged_into_id=into.id)
    _set(CafeCard.merged_into_id == card.id, merged_into_id=into.id)


def _set(which: ColumnElement[bool], **values: object) -> None:
    """Change what is not a card's words, so that its version stays and whoever is editing them is not refused."""
    change = update(CafeCard).where(which).values(**values)
    db.session.execute(change, execution_options={"synchronize_session": "fetch"})


def star_card(actor: Actor, card_id: int, *, starred: bool) -> CafeCard:
    """Give a card a star, or take it back, and commit. Hosts only; at most three of one table and question."""
    card, table = _own_turn(actor, card_id, hosts_only=True)
    if card.deleted_at is not None or card.merged_into_id is not None:
        raise NotFound(_("This card is not on the table any more."))
    if starred is card.is_starred:
        return card
    others = _starred(card)
    if starred and len(others) >= STARS_PER_QUESTION:
        quoted = ", ".join(f"“{_quote(text)}”" for text in others)
        raise Refused(_("Three cards have a star already: %(cards)s. Take one of these back first.", cards=quoted))
    _set(CafeCard.id == card.id, is_starred=starred)
    tell_table(table)
    tell_board(card.question_id)
    db.session.commit()
    return card


def _starred(card: CafeCard) -> list[str]:
    """Return the words of the other starred cards of the same table and question."""
    return list(
        db.session.scalars(
            select(CafeCard.text)
            .where(
                CafeCard.table_id == card.table_id,
                CafeCard.question_id == card.question_id,
                CafeCard.id != card.id,
                CafeCard.is_starred,
                CafeCard.deleted_at.is_(None),
            )
            .order_by(CafeCard.id)
        )
    )


def _quote(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1].rstrip()}…"
