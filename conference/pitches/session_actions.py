"""What sessions keep for pitches: one that holds some is not deleted, as no undo could bring back who is interested."""

from flask_babel import gettext as _

from conference.agenda.change import ItemState
from conference.agenda.deletion_actions import keeper
from conference.errors import Refused
from conference.pitches.actions import has_pitches


@keeper
def pitches_stay(state: ItemState) -> None:
    """Raise `Refused` for a session that has pitches. Who chooses pitches holds the session, as who deletes it does."""
    if has_pitches(state.content.id):
        title = state.content.title
        raise Refused(_("“%(title)s” has pitches. Untick them on its page first, or cancel the session.", title=title))
