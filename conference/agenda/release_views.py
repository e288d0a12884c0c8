"""HTTP door of releases: the next one, the ones before, two compared, one brought back."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from conference.agenda.blueprint import blueprint
from conference.agenda.release_actions import NothingToRelease, release_agenda
from conference.agenda.release_forms import ReleaseForm
from conference.agenda.release_page_actions import compared_versions, next_release_page, released_version
from conference.agenda.restore_actions import bring_back
from conference.errors import ConferenceError
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.route("/<slug>/agenda/release", methods=["GET", "POST"])
@permitted(Permission.AGENDA_RELEASE)
def release_page() -> Answer:
    """Show what a release would change and whom it would tell; release it."""
    form = ReleaseForm()
    status = 200
    if form.validate_on_submit():
        try:
            release = release_agenda(
                current_actor(),
                label=form.label.data or "",
                note=form.note.data or "",
                notify=form.notify.data,
                draft_seen=form.draft_seen.data or None,
            )
        except NothingToRelease as error:
            # A second press comes here after the first: what it asked for is done.
            flash(error.message, "info")
            return redirect(url_for("agenda.release_page"))
        except ConferenceError as error:
            form.add_refusal(error)
            status = error.status
        else:
            flash(_("%(label)s is released. Everybody sees it now.", label=release.label), "success")
            return redirect(url_for("agenda.released_version", number=release.number, new=1))
    elif form.is_submitted():
        status = 422
    page = next_release_page(current_actor())
    form.draft_seen.data = page.digest
    return render_template("agenda/release.html", form=form, page=page), status


@blueprint.get("/<slug>/agenda/release/<int:number>", endpoint="released_version")
@permitted(Permission.AGENDA_RELEASE)
def version_page(number: int) -> Answer:
    """Show a released version as it was."""
    page = released_version(current_actor(), number)
    return render_template("agenda/version.html", page=page, is_new="new" in request.args)


@blueprint.get("/<slug>/agenda/release/compare", endpoint="compare_versions")
@permitted(Permission.AGENDA_RELEASE)
def compare_page() -> Answer:
    """Show what changed from one version to another; `after=draft` is the draft."""
    before = request.args.get("before", type=int) or 0
    after = None if request.args.get("after") == "draft" else request.args.get("after", type=int) or 0
    page = compared_versions(current_actor(), before, after)
    return render_template("agenda/compare.html", page=page)


@blueprint.post("/<slug>/agenda/release/<int:number>/bring-back", endpoint="bring_back_version")
@permitted(Permission.AGENDA_EDIT)
def bring_back_view(number: int) -> Answer:
    """Put a released version back into the draft."""
    applied = bring_back(current_actor(), number)
    count = len(applied.item_ids)
    if count:
        flash(
            ngettext(
                "%(num)s session of the draft is as it was then. Nothing is released yet; the builder can undo it.",
                "%(num)s sessions of the draft are as they were. Nothing is released yet; the builder can undo it.",
                count,
            ),
            "success",
        )
    else:
        flash(_("The draft says the same as that version already."), "info")
    for note in applied.notes:
        flash(note, "warning")
    return redirect(url_for("agenda.release_page"))
