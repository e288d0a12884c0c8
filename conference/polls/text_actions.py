"""What moderators do with open answers and words: approve, hide, put similar ones together by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor
from conference.polls.answers import clean, folded
from conference.polls.edit_actions import poll_of
from conference.polls.models import Ballot, BallotChoice, HiddenWord, Poll, PollRound, TextGroup
from conference.polls.round_actions import lock_poll, tell
from conference.polls.rules import TextState
from conference.polls.tally_actions import hidden_words, mark_of, tally_of, whole

LONGEST_NAME = 200
# More than that at once nobody reads; the others move up as these are dealt with.
MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Text:
    """An open answer. `mark` names the answer as it was read: one that was changed since has another."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that say the same."""

    id: int
    name: str
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TextBoard:
    """The open answers of a round as moderators see them."""

    waiting: Sequence[Text]
    waiting_in_all: int
    shown: Sequence[Text]
    hidden: Sequence[Text]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a cloud, as most people wrote it."""

    key: str
    word: str
    count: int
    is_hidden: bool


def texts_of(poll: Poll, round_id: int | None = None) -> TextBoard:
    """Return the open answers of a round (the present one unless said), in an order that betrays nobody."""
    asking = round_id or poll.rounds[-1].id
    rows = db.session.execute(
        select(BallotChoice.ballot_id, BallotChoice.text, BallotChoice.state, BallotChoice.group_id)
        .join(Ballot, Ballot.id == BallotChoice.ballot_id)
        .where(Ballot.round_id == asking)
        .order_by(BallotChoice.ballot_id)
    ).all()
    names = db.session.execute(
        select(TextGroup.id, TextGroup.name).where(TextGroup.round_id == asking).order_by(TextGroup.id)
    )
    groups = {group_id: Group(group_id, name) for group_id, name in names}
    by_state: dict[TextState | None, list[Text]] = {state: [] for state in TextState}
    for ballot_id, text, state, group_id in rows:
        one = Text(mark_of(ballot_id, text or ""), text or "")
        if group_id in groups and state is TextState.SHOWN:
            groups[group_id].texts.append(one)
        else:
            by_state.setdefault(state, []).append(one)
    waiting = by_state[TextState.WAITING]
    return TextBoard(
        waiting=waiting[:MOST_WAITING],
        waiting_in_all=len(waiting),
        shown=by_state[TextState.SHOWN],
        hidden=by_state[TextState.HIDDEN],
        groups=sorted(groups.values(), key=lambda group: (-len(group.texts), group.id)),
    )


def judge_texts(actor: Actor, poll_id: int, marks: Iterable[str], state: TextState) -> int:
    """Show or hide answers, and return how many.

    Raises `Refused` where none is chosen, `Stale` where one was changed by its author since it was read.
    """
    poll = _locked(actor, poll_id)
    ids = _read_as_marked(poll, marks)
    values = {"state": state} if state is TextState.SHOWN else {"state": state, "group_id": None}
    db.session.execute(update(BallotChoice).where(BallotChoice.ballot_id.in_(ids)).values(**values))
    _clear_groups(poll)
    tell(poll)
    db.session.commit()
    return len(ids)


def group_texts(actor: Actor, poll_id: int, marks: Iterable[str], name: str, group_id: int | None = None) -> TextGroup:
    """Put answers together: into the group of that id, or of that name, or into a new one. They are shown then."""
    poll = _locked(actor, poll_id)
    ids = _read_as_marked(poll, marks)
    group = _group_of(poll, group_id) if group_id else _group_named(poll, name)
    db.session.execute(
        update(BallotChoice).where(BallotChoice.ballot_id.in_(ids)).values(group_id=group.id, state=TextState.SHOWN)
    )
    _clear_groups(poll)
    tell(poll)
    db.session.commit()
    return group


def ungroup_texts(actor: Actor, poll_id: int, marks: Iterable[str]) -> int:
    """Take answers out of their groups; they stay shown."""
    poll = _locked(actor, poll_id)
    ids = _read_as_marked(poll, marks)
    db.session.execute(update(BallotChoice).where(BallotChoice.ballot_id.in_(ids)).values(group_id=None))
    _clear_groups(poll)
    tell(poll)
    db.session.commit()
    return len(ids)


def rename_group(actor: Actor, poll_id: int, group_id: int, name: str) -> None:
    """Give a group another name."""
    poll = _locked(actor, poll_id)
    _group_of(poll, group_id).name = _name(name)
    tell(poll)
    db.session.commit()


def dissolve_group(actor: Actor, poll_id: int, group_id: int) -> None:
    """Take a group apart; its answers stay shown, each by itself."""
    poll = _locked(actor, poll_id)
    db.session.delete(_group_of(poll, group_id))
    tell(poll)
    db.session.commit()


def words_of(poll: Poll) -> list[Word]:
    """Return every word of the present round, hidden ones too, the most frequent first."""
    asking = poll.rounds[-1].id
    hidden = hidden_words(asking)
    forms: dict[str, dict[str, int]] = {}
    for key, count in whole(tally_of(asking)).items():
        if key.startswith("w:"):
            forms.setdefault(folded(key[2:]), {})[key[2:]] = count
    words = [
        Word(key, min(written, key=lambda form: (-written[form], form)), sum(written.values()), key in hidden)
        for key, written in forms.items()
    ]
    return sorted(words, key=lambda word: (-word.count, word.key))


def judge_word(actor: Actor, poll_id: int, word: str, *, hide: bool) -> None:
    """Take a word out of the cloud, or put it back; who gave it stays counted."""
    poll = _locked(actor, poll_id)
    asking, key = poll.rounds[-1].id, folded(clean(word))[:80]
    if not key:
        raise Refused(_("Choose a word."))
    db.session.execute(delete(HiddenWord).where(HiddenWord.round_id == asking, HiddenWord.word == key))
    if hide:
        db.session.add(HiddenWord(round_id=asking, word=key))
    tell(poll)
    db.session.commit()


def _locked(actor: Actor, poll_id: int) -> Poll:
    """Return the poll, held so that no author changes an answer while it is judged."""
    poll_of(actor, poll_id)
    lock_poll(poll_id)
    return poll_of(actor, poll_id)


def _read_as_marked(poll: Poll, marks: Iterable[str]) -> list[UUID]:
    wanted = set(marks)
    if not wanted:
        raise Refused(_("Choose at least one answer."))
    rows = db.session.execute(
        select(BallotChoice.ballot_id, BallotChoice.text)
        .join(Ballot, Ballot.id == BallotChoice.ballot_id)
        .join(PollRound, PollRound.id == Ballot.round_id)
        .where(PollRound.poll_id == poll.id, BallotChoice.state.is_not(None))
    )
    found = {mark_of(ballot_id, text or ""): ballot_id for ballot_id, text in rows}
    if not wanted <= set(found):
        raise Stale(_("One of these answers was changed by its author meanwhile. Please read it again."))
    return [found[mark] for mark in wanted]


def _group_of(poll: Poll, group_id: int) -> TextGroup:
    group = db.session.get(TextGroup, group_id)
    if group is None or group.round_id not in {row.id for row in poll.rounds}:
        raise NotFound(_("There is no such group."))
    return group


def _group_named(poll: Poll, name: str) -> TextGroup:
    name, asking = _name(name), poll.rounds[-1].id
    for group in db.session.scalars(select(TextGroup).where(TextGroup.round_id == asking)):
        if group.name.casefold() == name.casefold():
            return group
    group = TextGroup(round_id=asking, name=name)
    db.session.add(group)
    db.session.flush()
    return group


def _name(name: str) -> str:
    name = clean(name)
    if not name:
        raise Refused(_("Please give the group a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(_("The name of a group has at most %(most)s characters.", most=LONGEST_NAME), field="name")
    return name


def _clear_groups(poll: Poll) -> None:
    """Forget groups in which nothing is left."""
    left = select(BallotChoice.group_id).where(BallotChoice.group_id.is_not(None))
    rounds = [row.id for row in poll.rounds]
    db.session.execute(delete(TextGroup).where(TextGroup.round_id.in_(rounds), TextGroup.id.not_in(left)))
