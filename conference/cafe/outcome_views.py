"""HTTP door of the lists of questions: making and agreeing to them, and the export of a café's harvest."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.cafe.actions import run_cafe
from conference.cafe.blueprint import blueprint
from conference.cafe.board_state_actions import cards_of, headings_of, is_taken_over, seen_board, shows_dots
from conference.cafe.harvest import LONGEST_OUTCOME, Pile, piles
from conference.cafe.harvest_tables import card_rows, outcome_rows, plain_text
from conference.cafe.models import Cafe
from conference.cafe.outcome_actions import STEPS, change_list, fingerprint
from conference.cafe.outcome_state_actions import outcomes_of_cafe, outcomes_of_question
from conference.errors import ConferenceError
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.spreadsheet import to_csv, to_workbook
from conference.people.table_views import send_table
from conference.permissions import Permission, can

# What was typed and refused, for the page that says so.
_DRAFT = "cafe_line"


@blueprint.get("/<slug>/cafe/<int:cafe_id>/board/<int:question_id>/list")
@permitted(Permission.CAFE_JOIN)
def outcomes(cafe_id: int, question_id: int) -> str:
    """Show the list of a question with its trail; facilitators make and agree to it here."""
    actor = current_actor()
    cafe, question = seen_board(actor, cafe_id, question_id)
    found, taken_over = outcomes_of_question(question), is_taken_over(question)
    return render_template(
        "cafe/outcomes.html",
        cafe=cafe,
        question=question,
        questions=cafe.questions,
        found=found,
        seen=fingerprint(found),
        leads=can(actor, Permission.CAFE_FACILITATE) and cafe.state.value != "closed",
        with_dots=not taken_over and (can(actor, Permission.CAFE_FACILITATE) or shows_dots(cafe, question)),
        taken_over=taken_over,
        draft=session.pop(_DRAFT, {}),
        longest=LONGEST_OUTCOME,
    )


@blueprint.post("/<slug>/cafe/<int:cafe_id>/board/<int:question_id>/list/<any({}):form>".format(", ".join(STEPS)))
@permitted(Permission.CAFE_FACILITATE)
def change_outcomes(cafe_id: int, question_id: int, form: str) -> Response:
    """Do one thing with the list of a question; what was typed and refused comes back."""
    fields = request.form.to_dict()
    try:
        flash(change_list(current_actor(), cafe_id, question_id, form, fields), "success")
    except ConferenceError as refusal:
        if refusal.status in {401, 403, 404}:
            raise
        session[_DRAFT] = {"outcome": fields.get("outcome", ""), "text": fields.get("text", "")[:LONGEST_OUTCOME]}
        flash(refusal.message, "error")
    anchor = (
        f"outcome-{fields['outcome']}" if fields.get("outcome", "").isdigit() and form in {"edit", "move"} else None
    )
    return redirect(url_for("cafe.outcomes", cafe_id=cafe_id, question_id=question_id, _anchor=anchor))


@blueprint.get("/<slug>/cafe/<int:cafe_id>/harvest.<any(csv, xlsx, txt):kind>")
@permitted(Permission.CAFE_FACILITATE)
def export(cafe_id: int, kind: str) -> FlaskResponse:
    """Give out what came of a café: lists with trails; ?of=cards gives all cards as CSV, and XLSX has both."""
    cafe = run_cafe(current_actor(), cafe_id)
    found, name = outcomes_of_cafe(cafe), f"{current_conference().slug}-cafe-{cafe.id}"
    if kind == "xlsx":
        sheets = {_("Outcomes"): outcome_rows(found), _("Cards"): card_rows(_boards(cafe))}
        return send_table(to_workbook(sheets), name, kind)
    if kind == "csv":
        of_cards = request.args.get("of") == "cards"
        rows = card_rows(_boards(cafe)) if of_cards else outcome_rows(found)
        return send_table(to_csv(rows), f"{name}-cards" if of_cards else name, kind)
    answer = FlaskResponse(plain_text(found), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _boards(cafe: Cafe) -> list[tuple[str, dict[int, str], list[Pile]]]:
    return [
        (question.text, {one.id: one.text for one in headings_of(question.id)}, piles(cards_of(question.id)))
        for question in cafe.questions
    ]
