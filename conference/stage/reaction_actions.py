"""Reactions from the hall: gathered, counted by session and kind, and by nobody's name.

The keys by which each counts once stand for some minutes in a table that knows no person, and are then forgotten.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from conference import alarms, clock, realtime
from conference.agenda.sight_actions import may_see_item
from conference.errors import NotFound, Refused, TooMany
from conference.extensions import Base, db
from conference.group_commit import GroupCommit
from conference.permissions import Actor, Permission, require
from conference.stage.actions import PROJECTOR_TOPIC, TOPIC, conference_of, stage_of
from conference.stage.models import ReactionCount, ReactionKey
from conference.stage.pace import Pace
from conference.stage.rules import Reaction

# Enough for an enthusiastic hand, too little for a program.
_pace = Pace(per_second=3, burst=8)
# A page sends the same again for some seconds; whatever was held up on its way arrives by then.
REMEMBERED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Sent:
    item_id: int
    kind: Reaction
    digest: str


def react(actor: Actor, item_id: int, kind: Reaction, key: str) -> None:
    """Count one reaction; sent again with the same key, it is one.

    Raises `NotFound`, `Refused` while they are closed, and `TooMany` for a busy finger.
    """
    require(actor, Permission.STAGE_ATTEND)
    if conference_of(item_id) != actor.conference_id or not may_see_item(actor, item_id):
        raise NotFound(_("There is no such session."))
    stage = stage_of(item_id)
    if stage is not None and not stage.reactions_open:
        raise Refused(_("The moderators have closed the reactions."))
    if not _pace.allows((item_id, actor.participant_id)):
        raise TooMany(_("That was very quick. Wait a second."))
    _counting.submit(_Sent(item_id, kind, hashlib.blake2b(key.encode(), digest_size=16).hexdigest()))


def _count_all(sent: Sequence[_Sent]) -> Sequence[None]:
    """Add what is new, each session and kind once, always in the same order so that no two writers wait."""
    fresh = _note_keys(sent)
    gathered = Counter((one.item_id, one.kind) for one in fresh)
    for (item_id, kind), count in sorted(gathered.items()):
        _add(item_id, kind, count)
    for item_id in {one.item_id for one in fresh}:
        realtime.changed(TOPIC, item_id)
        realtime.changed(PROJECTOR_TOPIC, item_id)
    return [None] * len(sent)


def _note_keys(sent: Sequence[_Sent]) -> list[_Sent]:
    """Keep the keys that nobody has sent before, and return what came with them."""
    by_digest = {one.digest: one for one in reversed(sent)}
    now = clock.now()
    rows = [{"digest": digest, "sent_at": now} for digest in sorted(by_digest)]
    kept = _insert(ReactionKey).on_conflict_do_nothing().returning(ReactionKey.digest)
    return [by_digest[digest] for digest in db.session.scalars(kept, rows)]


@alarms.every_second
def forget_old_keys() -> None:
    """Let go of the keys of reactions that nobody will send again."""
    is_old = ReactionKey.sent_at < clock.now() - REMEMBERED
    # Looked at first: a writer's turn each second, of every server, would cost those who write.
    if db.session.scalar(select(ReactionKey.digest).where(is_old).limit(1)) is not None:
        db.session.execute(delete(ReactionKey).where(is_old), execution_options={"synchronize_session": False})
        db.session.commit()


def _insert(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


def _add(item_id: int, kind: Reaction, count: int) -> None:
    raised = (
        update(ReactionCount)
        .where(ReactionCount.item_id == item_id, ReactionCount.kind == kind)
        .values(count=ReactionCount.count + count)
        .returning(ReactionCount.count)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(raised).first() is None:
        added = _insert(ReactionCount).values(item_id=item_id, kind=kind, count=count)
        columns = [ReactionCount.item_id, ReactionCount.kind]
        db.session.execute(
            added.on_conflict_do_update(index_elements=columns, set_={"count": ReactionCount.count + count})
        )


_counting: GroupCommit[_Sent, None] = GroupCommit("reactions", _count_all)
