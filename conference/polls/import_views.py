"""HTTP door of importing polls: the table, looking it over, a sample of it."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference import set_aside
from conference.errors import ConferenceError, Stale
from conference.people.identity import current_actor, permitted
from conference.people.spreadsheet import Cell, to_csv
from conference.people.table_views import send_table, sent_table, set_table_aside, table_set_aside
from conference.permissions import Permission
from conference.polls.blueprint import blueprint
from conference.polls.content import summary
from conference.polls.import_actions import import_polls, plan_polls
from conference.polls.import_forms import PollImportForm
from conference.polls.labels import kind_icon, kind_name

Answer = str | Response | tuple[str, int]


@blueprint.route("/<slug>/polls/import", methods=["GET", "POST"])
@permitted(Permission.POLLS_MANAGE)
def import_list() -> Answer:
    """Take a table and go on to what importing it would do."""
    form = PollImportForm()
    if form.validate_on_submit():
        try:
            table = sent_table(form.file.data, form.text.data or "")
            plan_polls(current_actor(), table)
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            token = set_table_aside(_owner(), table)
            return redirect(url_for("polls.import_plan", token=token))
    page = render_template("polls/import.html", form=form)
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.route("/<slug>/polls/import/<token>", methods=["GET", "POST"])
@permitted(Permission.POLLS_MANAGE)
def import_plan(token: str) -> Answer:
    """Show line by line what importing would make; make exactly that when it is confirmed."""
    table = table_set_aside(_owner(), token)
    changed = ""
    if request.method == "POST":
        try:
            made = import_polls(current_actor(), table, request.form.get("digest", ""))
        except Stale as error:
            changed = error.message
        else:
            set_aside.drop(token)
            flash(ngettext("%(num)s poll is made.", "%(num)s polls are made.", made), "success")
            return redirect(url_for("polls.list_of_polls"))
    plan = plan_polls(current_actor(), table)
    page = render_template(
        "polls/import_plan.html",
        token=token, plan=plan, changed=changed, kind_name=kind_name, kind_icon=kind_icon, summary=summary,
    )  # fmt: skip
    return (page, 409) if changed else page


@blueprint.get("/<slug>/polls/import-sample.csv")
@permitted(Permission.POLLS_MANAGE)
def import_sample() -> FlaskResponse:
    """Send a table with one poll of each kind, to be filled in anew."""
    return send_table(to_csv(SAMPLE), "polls-sample", "csv")


# The headings are those that an import reads, whatever the organiser's language; so are the kinds.
SAMPLE: list[list[Cell]] = [
    ["question", "kind", "options", "least", "most", "secrecy", "result", "session", "group"],
    ["Which challenge comes first?", "single", "Green|Digital|Resilience|Skills", "", "", "anonymous", "live", "", ""],
    ["Which of these do you use?", "multiple", "Vouchers|Trainings|Matchmaking", 1, 2, "anonymous", "hidden", "", ""],
    ["Put these in order", "ranking", "People|Money|Time", "", "", "named", "hidden", "", ""],
    ["How ready is your region?", "scale", "", 1, 5, "anonymous", "live", "", ""],
    ["Spread 100 points", "points", "Research|Skills|Investment", "", "", "anonymous", "hidden", "", ""],
    ["How many members has your cluster?", "number", "", 0, 10000, "named", "hidden", "", ""],
    ["What should we do next?", "text", "", "", "", "anonymous", "hidden", "", ""],
    ["What is resilience, in a word?", "words", "", "", "", "anonymous", "live", "", ""],
]


def _owner() -> str:
    actor = current_actor()
    return f"polls:{actor.conference_id}:{actor.account_id}"
