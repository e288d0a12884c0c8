"""What the mails about meetings say: their headings and sentences, by the news."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from conference.agenda.plain import plain_line
from conference.agenda.release_wording import moment_text, span_text


class News(StrEnum):
    """What there is to tell somebody of a meeting."""

    ASKED = "asked"
    EDITED = "edited"
    PROPOSED = "proposed"
    MOVE_PROPOSED = "move_proposed"
    # Others booked it without the reader, or moved it: the reader answers for that time.
    JOIN = "join"
    BOOKED = "booked"
    JOINED = "joined"
    MOVED = "moved"
    CHANGED = "changed"
    DECLINED = "declined"
    SAID_NO = "said_no"
    STAYS = "stays"
    # Organisers removed all times that were proposed: by the reader, or by who asks the reader.
    TIMES_GONE = "times_gone"
    THEIR_TIMES_GONE = "their_times_gone"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    LEFT = "left"
    YOU_LEFT = "you_left"
    MISSED = "missed"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    UNANSWERED = "unanswered"
    IN_A_DAY = "in_a_day"
    IN_AN_HOUR = "in_an_hour"
    IN_MINUTES = "in_minutes"


# What the reader is to answer: these mails carry the links that need no sign-in.
TO_ANSWER = frozenset({News.ASKED, News.EDITED, News.PROPOSED, News.MOVE_PROPOSED, News.JOIN, News.EXPIRING})
ABOUT_TIMES = frozenset({News.ASKED, News.EDITED, News.PROPOSED, News.MOVE_PROPOSED, News.EXPIRING})


_CHOOSE = _l("Choose a time, or say no. Nothing is booked before you answer.")
# Looked up one by one and translated then: the language is the reader's.
_HEADINGS: Mapping[News, str] = {
    News.ASKED: _l("%(by)s would like to meet you"),
    News.EDITED: _l("%(by)s changed the request to meet you"),
    News.PROPOSED: _l("%(by)s proposes other times to meet"),
    News.MOVE_PROPOSED: _l("%(by)s would like to move your meeting"),
    News.JOIN: _l("Can you come too? A meeting with %(names)s"),
    News.BOOKED: _l("Booked: your meeting with %(names)s"),
    News.JOINED: _l("%(by)s comes to your meeting too"),
    News.MOVED: _l("Moved: your meeting with %(names)s"),
    News.CHANGED: _l("Changed: your meeting with %(names)s"),
    News.DECLINED: _l("%(by)s cannot meet you"),
    News.SAID_NO: _l("%(by)s does not come to the meeting"),
    News.STAYS: _l("Your meeting with %(names)s stays where it is"),
    News.TIMES_GONE: _l("Your times are gone: propose another one to %(names)s"),
    News.THEIR_TIMES_GONE: _l("The times that %(by)s proposed are gone"),
    News.WITHDRAWN: _l("%(by)s no longer asks for a meeting"),
    News.CANCELLED: _l("Cancelled: your meeting with %(names)s"),
    News.LEFT: _l("%(by)s left your meeting"),
    News.YOU_LEFT: _l("You left the meeting with %(names)s"),
    News.MISSED: _l("Your meeting with %(names)s did not take place"),
    News.EXPIRING: _l("%(by)s still waits for your answer"),
    News.EXPIRED: _l("No answer came: your request to %(names)s has expired"),
    News.UNANSWERED: _l("The request by %(by)s has expired"),
    News.IN_A_DAY: _l("Coming up: your meeting with %(names)s"),
    News.IN_AN_HOUR: _l("Soon: your meeting with %(names)s"),
    News.IN_MINUTES: _l("About to begin: your meeting with %(names)s"),
}
_SENTENCES: Mapping[News, str] = {
    News.ASKED: _CHOOSE,
    News.EDITED: _l("What was proposed before does not hold any more. Choose a time, or say no."),
    News.PROPOSED: _CHOOSE,
    News.MOVE_PROPOSED: _l("Until you accept, the meeting stays where it is: %(time)s."),
    News.JOIN: _l("The others have agreed on this time. Say whether you come."),
    News.BOOKED: _l("The calendar entry comes with this mail."),
    News.JOINED: _l("The calendar entry that comes with this mail takes the place of the one before."),
    News.MOVED: _l("The calendar entry that comes with this mail takes the place of the one before."),
    News.CHANGED: _l("The calendar entry that comes with this mail takes the place of the one before."),
    News.DECLINED: "",
    News.SAID_NO: _l("The others can still meet."),
    News.STAYS: _l("The other time was not accepted, or is not asked for any more."),
    News.TIMES_GONE: _l("The organisers changed the meeting times. Your request stays open: propose another time."),
    News.THEIR_TIMES_GONE: _l("The organisers changed the meeting times. You can propose another time yourself."),
    News.WITHDRAWN: _l("There is nothing to do for you."),
    News.CANCELLED: _l("The time is free again, and the entry goes from your calendar."),
    News.LEFT: _l("The meeting takes place with the others."),
    News.YOU_LEFT: _l("The time is free again, and the entry goes from your calendar."),
    News.MISSED: _l("Somebody did not come, and the time was given to others."),
    News.EXPIRING: _l("Without an answer the request expires, and you need not do anything."),
    News.EXPIRED: _l("You can ask again, or ask somebody else."),
    News.UNANSWERED: _l("Nobody needs to answer it any more. You can ask for a meeting yourself."),
    News.IN_A_DAY: _l("If you cannot come, please cancel it now: others wait for free times."),
    News.IN_AN_HOUR: _l("If you cannot come, please cancel it now: others wait for free times."),
    News.IN_MINUTES: _l("The room opens five minutes before."),
}


def heading(news: News, names: str, by: str) -> str:
    """Return a mail's subject. `names` are all others of the meeting, `by` is who did it."""
    return str(_HEADINGS[news]) % {"names": names, "by": by}


def sentence(news: News, *, time: str = "", closes: bool = False) -> str:
    """Return the sentence under the heading; empty where the heading says it all.

    `time`: when the meeting is, for what says so.
    `closes`: it says too that with this meeting an open request between the same people has ended.
    """
    said = str(_SENTENCES[news]) % {"time": time}
    return f"{said} {_('The open request between you ends with this: there is nothing to answer.')}" if closes else said


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


def names_text(names: Sequence[str]) -> str:
    """Return names as a list in a sentence, which is one line whatever they hold."""
    known = [plain_line(name) or _("somebody") for name in names] or [_("somebody")]
    if len(known) == 1:
        return known[0]
    return _("%(names)s and %(last)s", names=", ".join(known[:-1]), last=known[-1])


def times_text(starts_at: datetime, ends_at: datetime, own: ZoneInfo | None, there: ZoneInfo) -> tuple[str, str]:
    """Return a time on the reader's clock and, where the conference's shows another one, on that too."""
    told = _in_zone(starts_at, ends_at, own or there)
    if own is None or starts_at.astimezone(own).utcoffset() == starts_at.astimezone(there).utcoffset():
        return told, ""
    return told, _in_zone(starts_at, ends_at, there)


def until_text(moment: datetime, own: ZoneInfo | None, there: ZoneInfo) -> str:
    """Return a moment on the reader's clock, or the conference's for who chose none."""
    zone = own or there
    return _("%(time)s (%(zone)s)", time=moment_text(moment, zone), zone=_city(zone))


def _in_zone(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    return _("%(time)s (%(zone)s)", time=span_text(starts_at, ends_at, zone), zone=_city(zone))


def _city(zone: ZoneInfo) -> str:
    return zone.key.rpartition("/")[2].replace("_", " ")
