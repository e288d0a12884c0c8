"""HTTP door of a poll's results: the page with every round, and the same as CSV and XLSX."""

from collections.abc import Mapping
from typing import Any

from flask import Response as FlaskResponse
from flask import render_template, request
from flask_babel import gettext as _

from conference.people.countries import country_choices
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.labels import KINDS, ROLES
from conference.people.rules import OrganisationKind
from conference.people.spreadsheet import Cell, to_csv, to_workbook
from conference.people.table_views import send_table
from conference.permissions import Permission, Role
from conference.polls.answers import answer_payload
from conference.polls.blueprint import blueprint
from conference.polls.chart import Chart, chart_of, percent_text
from conference.polls.export_tables import Rows, answer_cells, answer_headings, moment_text, summary_rows
from conference.polls.labels import SEGMENT_WORDS, SHOWING_WORDS, STATE_WORDS, kind_icon, kind_name
from conference.polls.models import Poll
from conference.polls.results_actions import Author, CastBallot, RoundResult, cast_ballots, names_of, rounds_of
from conference.polls.rules import PollKind, RoundState, Secrecy, Segment, TextState
from conference.polls.segments import split
from conference.polls.settings import settings_from_json
from conference.polls.text_actions import texts_of
from conference.polls.vote_setup_actions import said_by


@blueprint.get("/<slug>/polls/<int:poll_id>/results")
@permitted(Permission.POLLS_MANAGE)
def results(poll_id: int) -> str:
    """Show every round with its result; who answered what only where the poll is a named one."""
    poll, rounds = rounds_of(current_actor(), poll_id)
    named = poll.secrecy is Secrecy.NAMED
    ballots = cast_ballots(current_actor(), poll_id) if named else {}
    return render_template(
        "polls/results.html",
        poll=poll,
        rounds=rounds,
        chart=lambda result: _chart(poll, result),
        parts=lambda result: [(_part_name(poll, part["of"]), _chart(poll, part)) for part in result["segments"]],
        texts={row.number: texts_of(poll, row.id) for row in poll.rounds} if poll.kind is PollKind.TEXT else {},
        ballots=ballots,
        author_name=author_name,
        said=lambda ballot: _said(poll, ballot),
        states=STATE_WORDS,
        showings=SHOWING_WORDS,
        segment_words=SEGMENT_WORDS,
        event_words=event_words(),
        people=names_of(event.by_id for one in rounds for event in one.events if event.by_id),
        kind_name=kind_name,
        kind_icon=kind_icon,
        percent_text=percent_text,
    )


@blueprint.get("/<slug>/polls/<int:poll_id>/results.<any(csv, xlsx):kind>")
@permitted(Permission.POLLS_MANAGE)
def export(poll_id: int, kind: str) -> FlaskResponse:
    """Send the ballots (and in XLSX the summary before them) as a table; ?of=summary sends the summary as CSV."""
    poll, rounds = rounds_of(current_actor(), poll_id)
    if kind == "xlsx":
        content = to_workbook({_("Summary"): _summary(poll, rounds), _("Answers"): _ballot_rows(poll, rounds)})
    else:
        content = to_csv(_summary(poll, rounds) if request.args.get("of") == "summary" else _ballot_rows(poll, rounds))
    return send_table(content, f"{current_conference().acronym}-poll-{poll.id}", kind)


def author_name(author: Author | None) -> str:
    """Return who gave an answer: the name, or what there is in its place."""
    if author is None:
        return str(_("Somebody who has left"))
    if author.is_guest:
        return str(_("%(name)s (guest)", name=author.name) if author.name else _("Guest"))
    return author.name or str(_("Without a name"))


def event_words() -> Mapping[str, str]:
    """Return what the steps of a round are called in its history."""
    return {
        "open": _("opened"), "close": _("closed"), "reopen": _("reopened"), "ask_again": _("asked again"),
        "reset": _("reset"), "reveal": _("revealed the result"), "hide": _("hid the result"),
        "freeze": _("froze the result"), "unfreeze": _("let the result move again"), "extend": _("gave more time"),
        "endless": _("took the end away"),
        "schedule": _("planned the opening"), "unschedule": _("took the planned opening back"),
        "reworded": _("changed the wording"),
    }  # fmt: skip


def _said(poll: Poll, ballot: CastBallot) -> str:
    return said_by(poll, answer_payload(poll.kind, ballot.answer)) if ballot.answer else ""


def _chart(poll: Poll, result: Mapping[str, Any]) -> Chart:
    options = {option.id: option.text for option in poll.options}
    return chart_of(poll.kind, options, settings_from_json(poll.settings), result)


def _part_name(poll: Poll, names: list[str]) -> str:
    return ", ".join(segment_name(poll.segment_by, name) for name in names)


def segment_name(by: Segment, name: str) -> str:
    """Return a segment as it is called on pages."""
    if not name:
        return str(_("Not stated"))
    if by is Segment.ROLE:
        return str(ROLES[Role(name)])
    if by is Segment.ORGANISATION_KIND:
        return str(KINDS[OrganisationKind(name)])
    return dict(country_choices()).get(name, name)


def _summary(poll: Poll, rounds: list[RoundResult]) -> Rows:
    def charts(one: RoundResult) -> list[tuple[str, Chart]]:
        parts = [(_part_name(poll, part["of"]), _chart(poll, part)) for part in one.result.get("segments", ())]
        return [(_("All answers"), _chart(poll, one.result)), *parts]

    return summary_rows(
        poll.question,
        kind_name(poll.kind),
        [
            (one.number, str(STATE_WORDS[one.state][0]), moment_text(one.opened_at), moment_text(one.closed_at),
             one.result["n"], charts(one))
            for one in rounds
        ],
    )  # fmt: skip


def _ballot_rows(poll: Poll, rounds: list[RoundResult]) -> Rows:
    named, is_split = poll.secrecy is Secrecy.NAMED, poll.segment_by is not Segment.NONE
    options = {option.id: option.text for option in poll.options}
    words = settings_from_json(poll.settings).words
    who: list[Cell] = [_("Name"), _("Organisation"), _("Country"), _("Answered (UTC)")] if named else []
    part: list[Cell] = [str(SEGMENT_WORDS[poll.segment_by])] if is_split else []
    rows: Rows = [[_("Round"), *who, *part, *answer_headings(poll.kind, options, words)]]
    moderation = {
        TextState.WAITING: _("To read"), TextState.SHOWN: _("Shown"), TextState.HIDDEN: _("Hidden"),
    }  # fmt: skip
    parts = {one.number: _segment_texts(poll, one) for one in rounds} if is_split else {}
    for number, ballots in cast_ballots(current_actor(), poll.id).items():
        for ballot in ballots:
            state = str(moderation[ballot.text_state]) if ballot.text_state else ""
            rows.append([
                number,
                *(_who(ballot) if named else []),
                *([parts[number].get(ballot.segment, "")] if is_split else []),
                *answer_cells(poll.kind, options, words, ballot.answer),
                *([state, ballot.group] if poll.kind is PollKind.TEXT else []),
            ])  # fmt: skip
    return rows


def _who(ballot: CastBallot) -> list[Cell]:
    author = ballot.author
    there = (author.organisation, author.country) if author else ("", "")
    return [author_name(author), *there, moment_text(ballot.cast_at)]


def _segment_texts(poll: Poll, one: RoundResult) -> dict[str, str]:
    """Return what a ballot's segment is called in an export: in anonymous polls only parts of five answers or more.

    Of an anonymous round that is not closed yet, nothing: two exports would say who came in between.
    """
    if poll.secrecy is Secrecy.NAMED:
        return {name: segment_name(poll.segment_by, name) for name in one.tally}
    if one.state is not RoundState.CLOSED:
        return {}
    return {name: _part_name(poll, list(part.segments)) for part in split(one.tally) for name in part.segments}
