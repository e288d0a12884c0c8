"""HTTP door of lists of people: importing one, looking it over first, and taking one away."""

from datetime import UTC

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference import set_aside
from conference.errors import ConferenceError, Stale
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.import_actions import dry_run, import_people, read_list
from conference.people.import_plan import Verdict
from conference.people.import_words import change_text, problem_text
from conference.people.list_actions import all_participants
from conference.people.manage_forms import ImportForm
from conference.people.manage_views import filter_from
from conference.people.models import Participant
from conference.people.rules import TagSide
from conference.people.spreadsheet import to_csv, to_xlsx
from conference.people.table_views import send_table, sent_table, set_table_aside, table_set_aside
from conference.permissions import Permission

Answer = str | Response | tuple[str, int]
LINES_ON_A_PAGE = 200


@blueprint.route("/<slug>/people/import", methods=["GET", "POST"])
@permitted(Permission.PEOPLE_MANAGE)
def import_list() -> Answer:
    """Take a list and go on to what importing it would do."""
    form = ImportForm()
    if form.validate_on_submit():
        try:
            table = sent_table(form.file.data, form.text.data or "")
            dry_run(current_actor(), read_list(table))
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            token = set_table_aside(_owner(), table)
            return redirect(url_for("people.import_plan", token=token))
    page = render_template("people/import.html", form=form)
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.route("/<slug>/people/import/<token>", methods=["GET", "POST"])
@permitted(Permission.PEOPLE_MANAGE)
def import_plan(token: str) -> Answer:
    """Show line by line what importing would do; do exactly that when it is confirmed."""
    people = read_list(table_set_aside(_owner(), token))
    changed = ""
    if request.method == "POST":
        try:
            plan = import_people(current_actor(), people, request.form.get("digest", ""))
        except Stale as error:
            changed = error.message
        else:
            set_aside.drop(token)
            made, mended = plan.counts[Verdict.CREATED], plan.counts[Verdict.CHANGED]
            if made:
                flash(ngettext("%(num)s person invited", "%(num)s people invited", made), "success")
            if mended:
                flash(ngettext("%(num)s person changed", "%(num)s people changed", mended), "success")
            return redirect(url_for("people.manage", sort="newest"))
    plan = dry_run(current_actor(), people)
    only = request.args.get("only", "")
    lines = [line for line in plan.lines if only not in set(Verdict) or line.verdict == only]
    number = request.args.get("page", "1")
    pages = max(1, -(-len(lines) // LINES_ON_A_PAGE))
    page = min(max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1, pages)
    html = render_template(
        "people/import_plan.html",
        token=token, plan=plan, ignored=people.ignored, only=only, page=page, pages=pages, changed=changed,
        lines=lines[(page - 1) * LINES_ON_A_PAGE : page * LINES_ON_A_PAGE],
        change_text=change_text, problem_text=problem_text,
    )  # fmt: skip
    return (html, 409) if changed else html


@blueprint.route("/<slug>/people/export.<any(csv, xlsx):kind>")
@permitted(Permission.PEOPLE_MANAGE)
def export(kind: str) -> FlaskResponse:
    """Send the list, as it is filtered, as a table."""
    people = all_participants(current_actor(), filter_from(request.args))
    rows = [_EXPORT_HEADINGS, *(_export_row(person) for person in people)]
    name = f"{current_conference().acronym}-participants"
    content = to_csv(rows) if kind == "csv" else to_xlsx(rows, _("Participants"))
    return send_table(content, name, kind)


# The headings are those that an import reads, whatever the organiser's language.
_EXPORT_HEADINGS = [
    "email", "name", "organisation", "position", "country", "kind", "languages", "roles", "status", "status since",
    "offers", "offers in words", "seeks", "seeks in words", "in directory", "registered",
]  # fmt: skip


def _export_row(person: Participant) -> list[str]:
    tags = {side: ", ".join(sorted(row.tag.name for row in person.tag_rows if row.side is side)) for side in TagSide}
    return [
        person.account.email if person.account else "",
        person.name,
        person.organisation,
        person.position,
        person.country,
        person.organisation_kind.value if person.organisation_kind else "",
        ", ".join(person.languages),
        ", ".join(sorted(person.roles)),
        person.status.value,
        person.status_since.astimezone(UTC).isoformat(timespec="seconds"),
        tags[TagSide.OFFERS],
        person.offers_text,
        tags[TagSide.SEEKS],
        person.seeks_text,
        "yes" if person.in_directory else "no",
        person.created_at.astimezone(UTC).isoformat(timespec="seconds"),
    ]


def _owner() -> str:
    actor = current_actor()
    return f"import:{actor.conference_id}:{actor.account_id}"
