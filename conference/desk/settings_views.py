"""HTTP door of a conference's settings."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.conferences.rules import contrast, on_colour
from conference.desk.blueprint import blueprint
from conference.desk.settings_actions import SessionsOutside, save_settings, set_picture, settings_of
from conference.desk.settings_forms import PictureForm, SettingsForm
from conference.errors import ConferenceError, Refused, Stale
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission
from conference.presentation import markdown

Answer = str | Response | tuple[str, int]


@blueprint.route("/<slug>/desk/settings", methods=["GET", "POST"])
@permitted(Permission.CONFERENCE_EDIT)
def settings() -> Answer:
    """Show and change the settings."""
    conference = current_conference()
    form = SettingsForm(settings_of(conference), conference.version)
    stale: Stale | None = None
    outside = False
    if form.validate_on_submit():
        values = form.values()
        try:
            save_settings(current_actor(), values, form.begun_from, accept_outside=bool(form.anyway.data))
        except Stale as error:
            stale = error
        except ConferenceError as error:
            outside = isinstance(error, SessionsOutside)
            form.add_refusal(error)
        else:
            flash(_("The settings are saved."), "success")
            return redirect(url_for("desk.settings", slug=values.slug))
    return _page(form, PictureForm(formdata=None), stale=stale, outside=outside)


@blueprint.route("/<slug>/desk/settings/pictures", methods=["POST"])
@permitted(Permission.CONFERENCE_EDIT)
def pictures() -> Answer:
    """Keep a new logo or cover, or remove one."""
    conference = current_conference()
    form = PictureForm()
    gone = request.form.get("remove", "")
    try:
        if gone in {"logo", "cover"}:
            set_picture(current_actor(), gone, None)
        else:
            chosen = [(field.name, field.data) for field in (form.logo, form.cover) if field.data]
            if not form.validate_on_submit() or not chosen:
                raise Refused(_("Choose a picture first."), field="logo")  # noqa: TRY301 - shown like the action's own
            for which, file in chosen:
                set_picture(current_actor(), which, file.stream)
    except Refused as error:
        form.add_refusal(error)
        return _page(SettingsForm(settings_of(conference), conference.version, formdata=None), form)
    flash(_("The pictures are saved."), "success")
    return redirect(url_for("desk.settings") + "#pictures")


@blueprint.route("/<slug>/desk/settings/preview", methods=["POST"])
@permitted(Permission.CONFERENCE_EDIT)
def preview() -> str:
    """Show Markdown as it will look."""
    return markdown(request.form.get("description", "")[:20000]) or _("Nothing written yet.")


def _page(
    form: SettingsForm, picture_form: PictureForm, *, stale: Stale | None = None, outside: bool = False
) -> Answer:
    conference = current_conference()
    if stale is not None:
        # Saving again is then a decision made in knowledge of both versions.
        form.version.data = str(conference.version)
    colour = conference.colour
    page = render_template(
        "desk/settings.html",
        form=form,
        picture_form=picture_form,
        stale=stale,
        outside=outside,
        ratio=contrast(colour, on_colour(colour)),
    )
    if stale is not None:
        return page, 409
    wrong = form.errors or form.form_errors or picture_form.errors or picture_form.form_errors
    return (page, 422) if wrong else page
