"""Calendar programs for the tests: khal, which keeps what it is given, and an inbox that knows the rules of RFC 5546.

khal puts an event in the place of one with the same UID, whatever METHOD and SEQUENCE say, and keeps a cancelled one,
marked as such. So the rules for messages (which of two counts, what a CANCEL does) are applied here, before it.
"""

import os
import subprocess
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import vobject

_SETTINGS = """
[calendars]
[[mine]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = mine
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as khal shows it: on its owner's clock, without a zone."""

    uid: str
    starts: str
    ends: str
    status: str
    title: str


class Store(Protocol):
    """A calendar that events are put into and taken out of."""

    def put(self, uid: str, text: str) -> None: ...
    def remove(self, uid: str) -> None: ...


class Khal:
    """One person's khal, with settings, calendar and clock of its own."""

    def __init__(self, folder: Path, zone: str) -> None:
        self._folder = folder
        (folder / "calendar").mkdir(parents=True)
        (folder / "config").write_text(_SETTINGS.format(folder=folder, zone=zone))

    def put(self, _uid: str, text: str) -> None:
        """Import a file as it is, asking nothing."""
        path = self._folder / "given.ics"
        path.write_bytes(text.encode())
        self._run("import", "--batch", str(path))

    def remove(self, uid: str) -> None:
        """Take an event out of the folder that khal reads."""
        (self._folder / "calendar" / f"{uid}.ics").unlink(missing_ok=True)

    def seen(self, first: str, days: int = 30) -> list[Seen]:
        """Return what khal lists from a day on, without its marks before a title."""
        form = "{start}\t{end}\t{uid}\t{status}\t{title}"
        printed = self._run("list", "--once", "--day-format", "", "--format", form, first, f"{days}d")
        rows = [line.split("\t") for line in printed.splitlines() if line]
        return [Seen(uid, start, end, status.strip(), title) for start, end, uid, status, title in rows]

    def kept(self) -> list[str]:
        """Return the names of the files in the calendar."""
        return sorted(path.name for path in (self._folder / "calendar").iterdir())

    def _run(self, *arguments: str) -> str:
        command = ["khal", "--config", str(self._folder / "config"), *arguments]
        own = {"HOME": str(self._folder), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=own)
        assert done.returncode == 0, done.stderr
        return done.stdout


@dataclass
class Inbox:
    """What a calendar program does with the invitations that come by mail to one address (RFC 5546, 2.1.5 and 3.2)."""

    address: str
    store: Store
    _newest: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def receive(self, mail: bytes) -> None:
        """Read a mail and do what its calendar part asks, unless something newer about that event was read before."""
        text = invitation_in(mail)
        calendar = read(text)
        event = calendar.vevent
        assert f"mailto:{self.address}" in [attendee.value for attendee in event.attendee_list]
        uid, newness = event.uid.value, (int(event.sequence.value), event.dtstamp.value)
        if newness < self._newest.get(uid, newness):
            return
        self._newest[uid] = newness
        if calendar.method.value == "CANCEL":
            self.store.remove(uid)
        else:
            self.store.put(uid, text)


def invitation_in(mail: bytes) -> str:
    """Return the calendar of a mail: the same as one more way to read it and as a file."""
    message = message_from_bytes(mail, policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_type() in {"text/calendar", "application/ics"}]
    shown, filed = parts
    assert isinstance(shown, EmailMessage)
    assert isinstance(filed, EmailMessage)
    assert filed.is_attachment()
    text = filed.get_content().decode()
    assert shown.get_content().splitlines() == text.splitlines()
    assert shown.get_param("method") == read(text).method.value
    return str(text)


def read(text: str) -> vobject.base.Component:
    """Return a calendar as a second library reads it."""
    # The library keeps the first zone of each name for ever; ours are told for the years of their calendar.
    known = vars(vobject.icalendar)["__tzidMap"]
    for name in set(known) - {"UTC"}:
        del known[name]
    calendar: vobject.base.Component = vobject.readOne(text)
    return calendar
