"""HTTP door of a booth's editor: what is typed, the pictures, the video, and what becomes of the draft."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Forbidden, InvalidFields, NotFound, Refused, Stale
from conference.exhibition import edit_actions, edit_state_actions
from conference.exhibition.actions import seen_booth, settings_of
from conference.exhibition.blueprint import blueprint
from conference.exhibition.edit_forms import BoothForm, FileForm
from conference.exhibition.edit_words import FIELD_NAMES
from conference.exhibition.models import Booth
from conference.exhibition.own_actions import head_of
from conference.exhibition.rules import BoothState
from conference.people.identity import current_actor, permitted
from conference.people.tag_actions import tags_of
from conference.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.route("/<slug>/exhibition/<int:booth_id>/edit", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_EXHIBIT)
def edit(booth_id: int) -> Answer:
    """Write the booth. An application is changed on its own page."""
    actor = current_actor()
    if seen_booth(actor, booth_id).state in {BoothState.APPLIED, BoothState.DECLINED}:
        return redirect(url_for("exhibition.application", booth_id=booth_id))
    booth = edit_actions.edited_booth(actor, booth_id)
    form = BoothForm(edit_actions.draft_content(booth), tags_of(booth.conference_id))
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            edit_actions.save_draft(actor, booth_id, form.content(), form.seen.data or "")
        except Stale as error:
            stale = error
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("Saved. Visitors see it once you publish."), "success")
            return redirect(url_for("exhibition.edit", booth_id=booth_id))
    return _page(booth_id, form, FileForm(formdata=None), stale=stale)


@blueprint.post("/<slug>/exhibition/<int:booth_id>/files/<any(logo, banner, video_upload):which>")
@permitted(Permission.EXHIBITION_EXHIBIT)
def file(booth_id: int, which: str) -> Answer:
    """Keep a picture or the video that was sent, or (remove=1) take it out."""
    actor = current_actor()
    form = FileForm()
    if not form.validate_on_submit():
        return _page_with_files(booth_id, form)
    try:
        _change_file(booth_id, which, form)
    except (Forbidden, NotFound):
        raise
    except ConferenceError as error:
        form.add_refusal(error)
        return _page_with_files(booth_id, form)
    edit_actions.edited_booth(actor, booth_id)
    flash(_("Saved. Visitors see it once you publish."), "success")
    return redirect(url_for("exhibition.edit", booth_id=booth_id, _anchor="pictures"))


def _change_file(booth_id: int, which: str, form: FileForm) -> None:
    actor, sent = current_actor(), form[which].data
    if request.form.get("remove"):
        edit_actions.remove_file(actor, booth_id, which)
    elif not sent or not sent.filename:
        raise Refused(_("Choose a file first."), field=which)
    elif which == "video_upload":
        edit_actions.set_video(actor, booth_id, sent.stream, sent.filename)
    else:
        edit_actions.set_picture(actor, booth_id, which, sent.stream)


@blueprint.post("/<slug>/exhibition/<int:booth_id>/publish")
@permitted(Permission.EXHIBITION_EXHIBIT)
def publish(booth_id: int) -> Response:
    """Show visitors what the draft says."""
    seen = request.form.get("seen", "")
    said = _("Published: visitors see it now.")
    return _done(booth_id, lambda: edit_state_actions.publish(current_actor(), booth_id, seen), said)


@blueprint.post("/<slug>/exhibition/<int:booth_id>/discard")
@permitted(Permission.EXHIBITION_EXHIBIT)
def discard(booth_id: int) -> Response:
    """Go back to what is published."""
    seen = request.form.get("seen", "")
    said = _("The changes are discarded. The booth is as visitors see it.")
    return _done(booth_id, lambda: edit_state_actions.discard(current_actor(), booth_id, seen), said)


@blueprint.post("/<slug>/exhibition/<int:booth_id>/withdraw")
@permitted(Permission.EXHIBITION_EXHIBIT)
def withdraw(booth_id: int) -> Response:
    """Take the booth out of the hall, or (do=back) build it again."""
    if request.form.get("do") == "back":
        said = _("The booth is yours to build again. Publish it, and it is in the hall.")
        return _done(booth_id, lambda: edit_state_actions.put_back(current_actor(), booth_id), said)
    said = _("The booth is out of the hall. You can put it back.")
    return _done(booth_id, lambda: edit_state_actions.withdraw(current_actor(), booth_id), said)


def _done(booth_id: int, act: Callable[[], None], said: str) -> Response:
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except InvalidFields as error:
        # There is no field to say it beside: a button was pressed.
        for name, sentence in error.fields.items():
            flash(f"{FIELD_NAMES[name]}: {sentence}", "error")
    except ConferenceError as error:
        flash(error.message, "error")
    else:
        flash(said, "success")
    return redirect(url_for("exhibition.edit", booth_id=booth_id))


def _page_with_files(booth_id: int, files: FileForm) -> Answer:
    booth = edit_actions.edited_booth(current_actor(), booth_id)
    form = BoothForm(edit_actions.draft_content(booth), tags_of(booth.conference_id), formdata=None)
    return _page(booth_id, form, files)


def _page(booth_id: int, form: BoothForm, files: FileForm, *, stale: Stale | None = None) -> Answer:
    booth = edit_actions.edited_booth(current_actor(), booth_id)
    content = edit_actions.draft_content(booth)
    if stale is not None:
        # Saving again is then a decision made in knowledge of both versions.
        form.seen.data = content.fingerprint
    form.video_url.description = _video_help(booth)
    head = head_of(current_actor(), booth)
    page = render_template("exhibition/edit.html", form=form, files=files, stale=stale, head=head)
    if stale is not None:
        return page, 409
    return (page, 422) if form.errors or form.form_errors or files.errors or files.form_errors else page


def _video_help(booth: Booth) -> str:
    hosts = ", ".join(settings_of(booth.conference_id).video_hosts.split())
    said = _("Where your video is shown on the web. The organisers allow players of: %(hosts)s.", hosts=hosts)
    return str(said if hosts else _("The organisers allow no videos from elsewhere. Upload a file below."))
