"""What a stream's address can become in a page: a frame of exactly its host, a video, or a link."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit


class StreamKind(StrEnum):
    """How a stream is shown."""

    FRAME = "frame"
    VIDEO = "video"
    HLS = "hls"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as a page shows it. `origin` is what the Content-Security-Policy must allow, empty for a link."""

    kind: StreamKind
    address: str
    origin: str = ""
    host: str = ""


_VIDEO = (".mp4", ".webm", ".ogv")
_YOUTUBE = {"www.youtube.com", "youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"}


def stream_of(url: str) -> Stream | None:
    """Return how a room's stream address is shown; None where it is no web address at all."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    # Whoever writes a host into a policy must be sure that it is nothing but a host.
    if parts.scheme not in {"http", "https"} or not host or not set(host) <= _HOST_LETTERS:
        return None
    if parts.scheme == "http":
        # A page of ours that came by https may not hold one that did not.
        return Stream(StreamKind.LINK, url, host=host)
    origin = f"https://{host}" + (f":{port}" if port else "")
    by_name = {**dict.fromkeys(_VIDEO, StreamKind.VIDEO), ".m3u8": StreamKind.HLS}
    if kind := by_name.get(parts.path.lower()[parts.path.rfind(".") :]):
        return Stream(kind, url, origin, host)
    known = _player(host, parts.path, parse_qs(parts.query))
    if known is not None:
        return known
    return Stream(StreamKind.FRAME, url, origin, host)


_HOST_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


def _player(host: str, path: str, query: dict[str, list[str]]) -> Stream | None:
    """Return the player of a video whose page may not be framed, for the two hosts that everybody uses."""
    if host in _YOUTUBE:
        last = path.rstrip("/").rpartition("/")[2]
        video = query.get("v", [""])[0] or last
        if video and set(video) <= _VIDEO_LETTERS:
            home = "www.youtube-nocookie.com"
            return Stream(StreamKind.FRAME, f"https://{home}/embed/{video}", f"https://{home}", home)
    if host in {"vimeo.com", "www.vimeo.com"} and path.strip("/").isdigit():
        home = "player.vimeo.com"
        return Stream(StreamKind.FRAME, f"https://{home}/video/{path.strip('/')}", f"https://{home}", home)
    return None


_VIDEO_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
