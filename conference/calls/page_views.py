"""What a page with a call in it needs besides the call's panel: leave to reach the server that carries it."""

from conference.calls.provider_actions import sources_for
from conference.people.identity import current_conference
from conference.security import allow_devices, allow_source


def allow_call() -> None:
    """Let this answer's page reach the video server that was chosen for the conference, and nothing else."""
    for directive, origin in sources_for(current_conference().id).items():
        allow_source(directive, origin)
        if directive == "frame":
            allow_devices(origin)
