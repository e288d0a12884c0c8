"""HTTP door of a matchmaking's timetable: computing it, the draft, changes by hand, publishing, and its export."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.mail_wording import names_text
from conference.meetings.matchmaking_actions import matchmaking_of
from conference.meetings.matchmaking_forms import MoveForm, PairForm
from conference.meetings.matchmaking_hand_actions import add_pair, against_moving, move_draft, remove_draft, undo_hand
from conference.meetings.matchmaking_labels import REASONS
from conference.meetings.matchmaking_page_actions import PAGE_SIZE, DraftPage, Row, draft_page, timetable_rows
from conference.meetings.matchmaking_run_actions import ask_for_run, cancel_run
from conference.people.countries import folded
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.rules import PersonCard
from conference.people.spreadsheet import to_csv, to_xlsx
from conference.people.table_views import send_table
from conference.permissions import Permission
from conference.presentation import local

_ADDRESS = "/<slug>/meetings/matchmaking/<int:matchmaking_id>"
Page = Response | tuple[str, int]


@blueprint.post(f"{_ADDRESS}/run")
@permitted(Permission.MEETINGS_MANAGE)
def run_matchmaking(matchmaking_id: int) -> Response:
    """Have a timetable computed."""
    _try(lambda: ask_for_run(current_actor(), matchmaking_id))
    return redirect(url_for("meetings.matchmaking", matchmaking_id=matchmaking_id))


@blueprint.post(f"{_ADDRESS}/runs/<int:run_id>/cancel")
@permitted(Permission.MEETINGS_MANAGE)
def cancel_matchmaking_run(matchmaking_id: int, run_id: int) -> Response:
    """End the computing; the draft stays what it was."""
    _try(lambda: cancel_run(current_actor(), matchmaking_id, run_id))
    return redirect(url_for("meetings.matchmaking", matchmaking_id=matchmaking_id))


def _try(act: Callable[[], object], done: str = "") -> bool:
    try:
        act()
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
        return False
    if done:
        flash(done, "success")
    return True


@blueprint.get(f"{_ADDRESS}/timetable")
@permitted(Permission.MEETINGS_MANAGE)
def matchmaking_timetable(matchmaking_id: int) -> str:
    """Show the draft: ?by=person by people, ?slot= one time only, ?text= those of a name."""
    return _timetable(draft_page(current_actor(), matchmaking_id), PairForm(formdata=None))


def _timetable(shown: DraftPage, form: PairForm) -> str:
    text = request.args.get("text", "")[:100].strip()
    slot_id, words = number_in(request.args.get("slot")), folded(text).split()
    by_person = request.args.get("by") == "person"
    rows = [
        one
        for one in shown.rows
        if (slot_id is None or one.slot.id == slot_id) and any(_fits(card, words) for card in one.people)
    ]
    cards = [card for card in _by_name(shown.cards.values()) if _fits(card, words)]
    total = len(cards) if by_person else len(rows)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, number_in(request.args.get("page")) or 1), pages)
    here = slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    _fill_pair(shown, form)
    return render_template(
        "meetings/matchmaking_timetable.html",
        shown=shown,
        row=shown.row,
        rows=rows[here],
        people=_by_person(shown, cards[here]) if by_person else [],
        by_person=by_person,
        total=total,
        page=page,
        pages=pages,
        slot_id=slot_id,
        text=text,
        form=form,
        reasons=REASONS,
    )


def _fits(card: PersonCard, words: Sequence[str]) -> bool:
    there = folded(f"{card.name} {card.affiliation}")
    return all(word in there for word in words)


def _by_name(cards: Iterable[PersonCard]) -> list[PersonCard]:
    return sorted(cards, key=lambda card: (folded(card.name), card.id))


def _by_person(shown: DraftPage, cards: Sequence[PersonCard]) -> list[tuple[PersonCard, list[tuple[Row, str]]]]:
    """Return people with their meetings and the names of whom they meet."""
    of: dict[int, list[tuple[Row, str]]] = {}
    for one in shown.rows:
        for card in one.people:
            others = names_text([other.name for other in one.people if other.id != card.id])
            of.setdefault(card.id, []).append((one, others))
    return [(card, of.get(card.id, [])) for card in cards]


def _fill_pair(shown: DraftPage, form: PairForm) -> None:
    people = [
        (card.id, f"{card.name} ({card.organisation})" if card.organisation else card.name)
        for card in _by_name(shown.cards.values())
    ]
    form.one.choices = form.other.choices = [(0, _("Choose somebody")), *people]
    form.slot.choices = _slot_choices(shown)


def _slot_choices(shown: DraftPage, against: Mapping[int, str] | None = None) -> list[tuple[int, str]]:
    """Return the times to choose from, each with what is against it."""
    zone = current_conference().zone
    times = [(slot.id, local(slot.starts_at, zone, "EEEE d MMMM, HH:mm")) for slot in shown.slots]
    return [(one, f"{time}: {against[one]}" if against and one in against else time) for one, time in times]


@blueprint.post(f"{_ADDRESS}/draft")
@permitted(Permission.MEETINGS_MANAGE)
def add_matchmaking_pair(matchmaking_id: int) -> Page:
    """Add a meeting by hand."""
    actor = current_actor()
    shown = draft_page(actor, matchmaking_id)
    form = PairForm()
    _fill_pair(shown, form)
    if form.validate_on_submit():
        try:
            add_pair(actor, matchmaking_id, form.one.data, form.other.data, form.slot.data)
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("The meeting is in the draft."), "success")
            return redirect(url_for("meetings.matchmaking_timetable", matchmaking_id=matchmaking_id))
    return _timetable(draft_page(actor, matchmaking_id), form), 422


@blueprint.route(f"{_ADDRESS}/draft/<int:draft_id>", methods=["GET", "POST"])
@permitted(Permission.MEETINGS_MANAGE)
def move_matchmaking_draft(matchmaking_id: int, draft_id: int) -> Page:
    """Move a meeting of the draft to another time."""
    actor = current_actor()
    matchmaking_of(actor, matchmaking_id)
    shown = draft_page(actor, matchmaking_id)
    one = next((line for line in shown.rows if line.draft_id == draft_id), None)
    form = MoveForm(data={"slot": one.slot.id} if one is not None else None)
    form.slot.choices = _slot_choices(shown, against_moving(shown.row, draft_id) if one is not None else None)
    if form.validate_on_submit():
        try:
            move_draft(actor, matchmaking_id, draft_id, form.slot.data)
        except ConferenceError as error:
            if error.status == 404:
                raise
            form.add_refusal(error)
        else:
            flash(_("The meeting is moved."), "success")
            return redirect(url_for("meetings.matchmaking_timetable", matchmaking_id=matchmaking_id))
    status = 422 if form.is_submitted() else 200
    page = render_template(
        "meetings/matchmaking_move.html", row=shown.row, one=one, form=form, draft_id=draft_id,
    )  # fmt: skip
    return page, status if one is not None else 404


@blueprint.post(f"{_ADDRESS}/draft/<int:draft_id>/remove")
@permitted(Permission.MEETINGS_MANAGE)
def remove_matchmaking_draft(matchmaking_id: int, draft_id: int) -> Response:
    """Take a meeting out of the draft."""
    _try(
        lambda: remove_draft(current_actor(), matchmaking_id, draft_id),
        _("The meeting is out of the draft. You can take that back."),
    )
    return redirect(url_for("meetings.matchmaking_timetable", matchmaking_id=matchmaking_id))


@blueprint.post(f"{_ADDRESS}/undo")
@permitted(Permission.MEETINGS_MANAGE)
def undo_matchmaking_hand(matchmaking_id: int) -> Response:
    """Take the last change by hand back."""
    version = number_in(request.form.get("version")) or 0
    _try(lambda: undo_hand(current_actor(), matchmaking_id, version), _("The last change is taken back."))
    return redirect(url_for("meetings.matchmaking_timetable", matchmaking_id=matchmaking_id))


@blueprint.get(f"{_ADDRESS}/timetable.<any(csv, xlsx):kind>")
@permitted(Permission.MEETINGS_MANAGE)
def export_matchmaking(matchmaking_id: int, kind: str) -> Response:
    """Send the timetable as a table."""
    shown = draft_page(current_actor(), matchmaking_id)
    zone = current_conference().zone
    rows: list[list[str]] = [
        [_("Day"), _("From"), _("Until"), _("Time zone"), _("Place"), _("Who"), _("Organisation"),
         _("With whom"), _("Organisation"), _("State")],
    ]  # fmt: skip
    for line in timetable_rows(shown):
        begin, end = line.slot.starts_at.astimezone(zone), line.slot.ends_at.astimezone(zone)
        one, *others = line.people
        rows.append([
            f"{begin:%Y-%m-%d}", f"{begin:%H:%M}", f"{end:%H:%M}", zone.key, line.place or _("by video"),
            one.name, one.organisation,
            "; ".join(other.name for other in others), "; ".join(other.organisation for other in others),
            _("Booked") if line.fixed else _("Draft"),
        ])  # fmt: skip
    content = to_csv(rows) if kind == "csv" else to_xlsx(rows, _("Timetable"))
    return send_table(content, f"matchmaking-{matchmaking_id}", kind)
