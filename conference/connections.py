"""Who is connected, by Socket.IO's own list, from which leaving does not take longer the more are there."""

from typing import Any

import socketio


class Connections(socketio.Manager):  # type: ignore[misc]
    """The library's manager looks through all rooms when somebody leaves, and everybody is a room of their own.

    Ten thousand who leave together would take minutes of processor time. We use no rooms (topics know who watches
    them), so that what there is to leave is one's own and everyone's; the library looks for more where somebody did
    join a room.
    """

    def __init__(self) -> None:
        super().__init__()
        self._joined: set[str] = set()

    def basic_enter_room(self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None) -> None:
        """Note who is in more than their own room."""
        if room is not None and room != sid:
            self._joined.add(sid)
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)

    def basic_disconnect(self, sid: str, namespace: str, **more: Any) -> None:
        """Take somebody out of every room."""
        if sid not in self._joined:
            self.basic_leave_room(sid, namespace, sid)
            self.basic_leave_room(sid, namespace, None)
            self.callbacks.pop(sid, None)
            for waiting in (self.pending_connect, self.pending_disconnect):
                if sid in waiting.get(namespace, ()):
                    waiting[namespace].remove(sid)
                    if not waiting[namespace]:
                        del waiting[namespace]
            return
        self._joined.discard(sid)
        super().basic_disconnect(sid, namespace, **more)
