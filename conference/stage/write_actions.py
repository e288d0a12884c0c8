"""What every press at the desk shares: the row that moderators meet at, and the refusal of what was seen too late."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from conference import clock
from conference.agenda.sight_actions import tell_stage
from conference.errors import Stale
from conference.extensions import db
from conference.locking import lock_rows
from conference.permissions import Actor
from conference.stage.actions import moderated_item
from conference.stage.models import StageState


def begin_press(actor: Actor, item_id: int, seen_version: int) -> StageState:
    """Return the session's row, to be written with `end_press`.

    Raises `Stale` where another moderator pressed since the page was drawn: nothing is then done twice.
    """
    moderated_item(actor, item_id)
    # Of two presses in one moment the second waits here, and then sees what the first has made of it.
    lock_rows(select(StageState.item_id).where(StageState.item_id == item_id))
    stage = db.session.get(StageState, item_id) or _first(item_id)
    # 0 was shown where there was no row yet.
    if seen_version != stage.version and not (seen_version == 0 and stage.version == 1):
        raise overtaken()
    return stage


def _first(item_id: int) -> StageState:
    stage = StageState(item_id=item_id)
    db.session.add(stage)
    try:
        db.session.flush()
    except IntegrityError as error:
        # Another moderator made it in the same moment.
        db.session.rollback()
        raise overtaken() from error
    return stage


def end_press(stage: StageState) -> None:
    """Raise the version, tell everyone, commit. A press of another in the same moment loses here, as a stale row."""
    stage.changed_at = clock.now()
    # Also where nothing of the row itself changed, and in the same moment.
    flag_modified(stage, "changed_at")
    tell_stage(stage.item_id)
    db.session.commit()


def overtaken() -> Stale:
    """Return the refusal for a press that came too late."""
    return Stale(_("Another moderator was quicker. Nothing of yours was done; below is how it stands now."))
