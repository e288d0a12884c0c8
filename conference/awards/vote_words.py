"""The words that the scripts of voters and of the hall need; pages say the same."""

from flask_babel import gettext as _


def texts() -> dict[str, object]:
    """Return what scripts say."""
    return {
        "turnout": _("{n} of {of} have voted"),
        "ballots": [_("{n} vote"), _("{n} votes")],
        "opened": _("The vote is open."),
        "closed": _("The vote is closed."),
        "counted": _("Your vote counts."),
        "chosen": _("Chosen: {name}"),
        "sending": _("Your vote is being sent."),
        "waiting": _("No connection. Your vote is kept on this device and goes out by itself as soon as there is one."),
        "choose": _("Choose one of the finalists."),
        "forged": _(
            "The server answered with a receipt for another ballot than yours. "
            "Please keep this page open and tell the organisers."
        ),
        "forgotten": _("The receipt is forgotten on this device."),
        "states": {
            "before": _("Not open yet"),
            "voting": _("Open"),
            "closed": _("Closed"),
            "revealed": _("Revealed"),
        },
    }


def place_name(place: int, *, shared: bool) -> str:
    """Return what a place is called."""
    if shared:
        names = {1: _("First place, shared"), 2: _("Second place, shared"), 3: _("Third place, shared")}
        return str(names.get(place) or _("Place %(number)s, shared", number=place))
    names = {1: _("Winner"), 2: _("Second place"), 3: _("Third place")}
    return str(names.get(place) or _("Place %(number)s", number=place))
