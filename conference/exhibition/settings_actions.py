"""What organisers set for the exhibition: whether it is open, applications, the stamp card, and its halls."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import players, realtime
from conference.agenda.materials import reordered
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.exhibition.actions import HALL, settings_of
from conference.exhibition.models import Booth, ExhibitionHall, ExhibitionSettings
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.likeness import folded
from conference.locking import locked
from conference.permissions import Actor, Permission, require

FIELDS = (
    "is_open", "is_public", "takes_applications", "apply_until", "quota", "has_stamps", "stamps_needed", "answer_hours",
    "video_hosts",
)  # fmt: skip
MOST_HALLS = 60
_HOST_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


def save_settings(actor: Actor, values: Mapping[str, object], version: int) -> None:
    """Save what holds for the whole exhibition, and commit.

    Raises `Stale` when somebody saved after the page was drawn, `Refused` beside a host that is none.
    """
    require(actor, Permission.EXHIBITION_MANAGE)
    locked(Conference, actor.conference_id)
    row = settings_of(actor.conference_id)
    if row.version != version:
        raise Stale(_("Somebody else saved these settings meanwhile. Please look at them and save again."))
    if row not in db.session:
        row = ExhibitionSettings(conference_id=actor.conference_id)
        db.session.add(row)
    wanted = {**values, "video_hosts": "\n".join(_hosts(str(values["video_hosts"] or "")))}
    for name in FIELDS:
        setattr(row, name, wanted[name])
    db.session.flush()
    realtime.changed(HALL, actor.conference_id)
    # Who may watch the hall and its booths may have changed with it.
    realtime.recheck_conference(actor.conference_id)
    db.session.commit()


@players.allowing
def allowed_hosts(conference_id: int) -> str:
    """Return the hosts whose players the organisers allow in pages of the conference."""
    return settings_of(conference_id).video_hosts


def _hosts(text: str) -> list[str]:
    """Return the hosts of a list, one to a line, each once; a whole address stands for its host."""
    found = []
    for line in text.split():
        host = (urlsplit(line).hostname or "") if "//" in line else line.lower()
        if not host or "." not in host or not set(host) <= _HOST_LETTERS:
            raise Refused(_("“%(text)s” is no host, such as player.vimeo.com.", text=line[:60]), field="video_hosts")
        found.append(host)
    return list(dict.fromkeys(found))


def halls_of(conference_id: int) -> Sequence[ExhibitionHall]:
    """Return the halls in their order."""
    wanted = select(ExhibitionHall).where(ExhibitionHall.conference_id == conference_id)
    return db.session.scalars(wanted.order_by(ExhibitionHall.order, ExhibitionHall.id)).all()


def booths_by_hall(conference_id: int) -> Mapping[int | None, int]:
    """Return how many booths visitors find in each hall."""
    shown = (Booth.conference_id == conference_id, Booth.state == BoothState.PUBLISHED)
    counted = select(Booth.hall_id, func.count()).where(*shown).group_by(Booth.hall_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def hall_of(actor: Actor, hall_id: int) -> ExhibitionHall:
    """Return a hall of the actor's conference. Raises `NotFound`."""
    require(actor, Permission.EXHIBITION_MANAGE)
    row = db.session.get(ExhibitionHall, hall_id)
    if row is None or row.conference_id != actor.conference_id:
        raise NotFound(_("There is no such hall."))
    return row


def save_hall(actor: Actor, hall_id: int | None, name: str, description: str) -> ExhibitionHall:
    """Change a hall, or add one at the end (`hall_id` None), and commit. Raises `Refused` for a name that is taken."""
    require(actor, Permission.EXHIBITION_MANAGE)
    locked(Conference, actor.conference_id)
    halls = halls_of(actor.conference_id)
    if any(hall.id != hall_id and folded(hall.name) == folded(name) for hall in halls):
        raise Refused(_("There is a hall of this name already."), field="name")
    if hall_id is None and len(halls) >= MOST_HALLS:
        raise Refused(_("An exhibition has at most %(limit)s halls.", limit=MOST_HALLS), field="name")
    row = ExhibitionHall(conference_id=actor.conference_id) if hall_id is None else hall_of(actor, hall_id)
    row.name, row.description = name, description
    if hall_id is None:
        row.order = max((hall.order for hall in halls), default=-1) + 1
        db.session.add(row)
    db.session.commit()
    return row


def move_hall(actor: Actor, hall_id: int, step: int) -> None:
    """Move a hall earlier (negative) or later, and commit."""
    hall_of(actor, hall_id)
    locked(Conference, actor.conference_id)
    halls = {hall.id: hall for hall in halls_of(actor.conference_id)}
    for order, key in enumerate(reordered(list(halls), hall_id, step)):
        halls[key].order = order
    db.session.commit()


def delete_hall(actor: Actor, hall_id: int) -> None:
    """Delete a hall, and commit; its booths stay, in no hall."""
    db.session.delete(hall_of(actor, hall_id))
    realtime.changed(HALL, actor.conference_id)
    db.session.commit()
