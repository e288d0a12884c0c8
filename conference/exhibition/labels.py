"""The names of states, as people read them."""

from flask_babel import gettext as _

from conference.exhibition.rules import BoothState


def state_name(state: BoothState) -> str:
    """Return what a booth's state is called."""
    names = {
        BoothState.APPLIED: _("Applied"),
        BoothState.DECLINED: _("Declined"),
        BoothState.DRAFT: _("Being built"),
        BoothState.PUBLISHED: _("In the hall"),
        BoothState.WITHDRAWN: _("Taken out"),
    }
    return str(names[state])


def state_badge(state: BoothState) -> str:
    """Return the kind of badge that shows a booth's state."""
    kinds = {BoothState.APPLIED: "warn", BoothState.PUBLISHED: "good", BoothState.DRAFT: "info"}
    return kinds.get(state, "line")
