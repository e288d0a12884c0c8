"""The video of another site in a page of ours: a player of a host that the organisers allow, or a link."""

from collections.abc import Callable

from conference.streams import Stream, StreamKind, stream_of

# Returns the hosts that a conference allows, one to a line.
Hosts = Callable[[int], str]
_allowing: list[Hosts] = []


def allowing(function: Hosts) -> Hosts:
    """Register, at import, what says which hosts a conference allows."""
    _allowing.append(function)
    return function


def hosts_for(conference_id: int) -> str:
    """Return the hosts whose players a conference's pages may hold, one to a line."""
    return "\n".join(function(conference_id) for function in _allowing)


def hosts_in(text: str) -> frozenset[str]:
    """Return the hosts that organisers wrote down, one to a line."""
    return frozenset(line.strip().lower() for line in text.splitlines() if line.strip())


def video_of(url: str, allowed: str) -> Stream | None:
    """Return how a video is shown: of hosts that are not `allowed` it is a link. None for no web address."""
    found = stream_of(url) if url else None
    if found is None or found.kind is StreamKind.LINK:
        return found
    if found.host in hosts_in(allowed) and found.kind in {StreamKind.FRAME, StreamKind.VIDEO}:
        return found
    return Stream(StreamKind.LINK, url, host=found.host)
