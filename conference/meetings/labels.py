"""What the words of meetings are called on pages, and what is said to whoever cannot do something any more."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from conference.meetings.rules import Act, Answer, MeetingState, Verdict

# A state's name, and its kind of badge.
STATE_WORDS: Mapping[MeetingState, tuple[str, str]] = {
    MeetingState.REQUESTED: (_l("Asked"), "info"),
    MeetingState.BOOKED: (_l("Booked"), "good"),
    MeetingState.DECLINED: (_l("Declined"), "line"),
    MeetingState.WITHDRAWN: (_l("Withdrawn"), "line"),
    MeetingState.EXPIRED: (_l("Expired"), "line"),
    MeetingState.CANCELLED: (_l("Cancelled"), "line"),
    MeetingState.MISSED: (_l("Not held"), "warn"),
}
# What is so now, to whoever wanted something that is not possible any more.
STATE_SENTENCES: Mapping[MeetingState, str] = {
    MeetingState.REQUESTED: _l("This request was changed meanwhile. Please look at it again."),
    MeetingState.BOOKED: _l("This meeting is booked by now, or was moved. Please look at it again."),
    MeetingState.DECLINED: _l("This request was declined."),
    MeetingState.WITHDRAWN: _l("This request was withdrawn."),
    MeetingState.EXPIRED: _l("This request has expired: nobody answered it in time."),
    MeetingState.CANCELLED: _l("This meeting was cancelled."),
    MeetingState.MISSED: _l("This meeting did not take place, and its time was given to others."),
}
ANSWER_WORDS: Mapping[Answer, tuple[str, str]] = {
    Answer.WAITING: (_l("Has not answered yet"), "info"),
    Answer.ACCEPTED: (_l("Comes"), "good"),
    Answer.DECLINED: (_l("Does not come"), "line"),
    Answer.LEFT: (_l("Left"), "line"),
}
# For whoever says no and looks for a kind word.
KIND_WORDS: tuple[str, ...] = (
    _l("Thank you for asking. My days here are full already; please write to me instead."),
    _l("Thank you for asking. I do not think that I am the right person for this."),
    _l("Thank you for asking. I would rather talk after the conference."),
)

# What was done, by the act and the state after it.
_LINES: Mapping[tuple[Act | None, MeetingState], str] = {
    (None, MeetingState.REQUESTED): _l("%(name)s asked for a meeting"),
    (None, MeetingState.BOOKED): _l("%(name)s booked the meeting"),
    (None, MeetingState.EXPIRED): _l("The request expired"),
    (None, MeetingState.MISSED): _l("The meeting did not take place"),
    (None, MeetingState.WITHDRAWN): _l("The request ended: a meeting of the same people is booked"),
    (Act.DECLINE, MeetingState.BOOKED): _l("%(name)s said no"),
    (Act.WITHDRAW, MeetingState.BOOKED): _l("%(name)s withdrew the proposal"),
}
_ACTS: Mapping[Act, str] = {
    Act.EDIT: _l("%(name)s changed what is proposed"),
    Act.ACCEPT: _l("%(name)s accepted"),
    Act.PROPOSE: _l("%(name)s proposed other times"),
    Act.DECLINE: _l("%(name)s declined"),
    Act.WITHDRAW: _l("%(name)s withdrew the request"),
    Act.CANCEL: _l("%(name)s cancelled the meeting"),
    Act.LEAVE: _l("%(name)s left the meeting"),
}
# What leaves a meeting in the state that it had.
_AGAIN: Mapping[MeetingState, str] = {
    MeetingState.REQUESTED: _l("The proposed times are not there any more"),
    MeetingState.BOOKED: _l("%(name)s made the meeting longer"),
}
_ON_ITS_OWN: Mapping[tuple[Act | None, MeetingState], str] = {
    (None, MeetingState.BOOKED): _l("The meeting was booked"),
    (Act.WITHDRAW, MeetingState.BOOKED): _l("The other times are not there any more"),
}


def state_name(state: MeetingState) -> str:
    """Return a meeting's state as it is called on pages."""
    return str(STATE_WORDS[state][0])


def state_badge(state: MeetingState) -> str:
    """Return the kind of badge for a meeting's state."""
    return STATE_WORDS[state][1]


def answer_name(answer: Answer) -> str:
    """Return what one of the people said, as it is called on pages."""
    return str(ANSWER_WORDS[answer][0])


def answer_badge(answer: Answer) -> str:
    """Return the kind of badge for what one of the people said."""
    return ANSWER_WORDS[answer][1]


def refusal_sentence(verdict: Verdict, state: MeetingState) -> str:
    """Return what is said to whoever may not do what they wanted, by what is so now."""
    if verdict is Verdict.EXPIRED:
        return str(STATE_SENTENCES[MeetingState.EXPIRED])
    if verdict is Verdict.OVER and state is MeetingState.BOOKED:
        return str(_("This meeting has begun already."))
    if verdict is Verdict.NOT_YOURS:
        return str(_("This is not for you to do now. Please look at the meeting again."))
    return str(STATE_SENTENCES[state])


def story_line(
    act: Act | None, after: MeetingState, name: str, *, before: MeetingState | None = None, by_nobody: bool = False
) -> str:
    """Return what was done with a meeting in a sentence; `name` is who did it, empty for somebody who is gone.

    `before` is its state until then, None at its beginning; `by_nobody`: it came about by itself. What has no act of
    its own is told by the two states.
    """
    line = (
        (_AGAIN.get(after) if act is None and before is after else None)
        or (_ON_ITS_OWN.get((act, after)) if by_nobody else None)
        or _LINES.get((act, after))
        or (_ACTS[act] if act is not None else _l("The meeting was cancelled"))
    )
    return str(line).replace("%(name)s", name or str(_("Somebody")))
