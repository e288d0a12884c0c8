"""HTTP door of profiles: one's own, and anybody's for organisers."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, Refused, Stale
from conference.people.block_actions import blocked_people
from conference.people.blueprint import blueprint
from conference.people.details import Part, missing_parts
from conference.people.identity import current_actor, permitted, signed_in
from conference.people.profile_actions import (
    person_to_edit,
    profile_of,
    remove_photo,
    save_profile,
    set_photo,
)
from conference.people.profile_forms import PhotoForm, ProfileForm
from conference.people.tag_actions import tags_of
from conference.permissions import Permission, can

Answer = str | Response | tuple[str, int]


@blueprint.route("/<slug>/people/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Answer:
    """Edit one's own profile; whoever takes no part yet is sent to the registration."""
    actor = current_actor()
    if actor.participant_id is None or not can(actor, Permission.PEOPLE_PROFILE):
        return redirect(url_for("people.register"))
    return _edit(actor.participant_id, own=True)


@blueprint.route("/<slug>/people/manage/<int:participant_id>/profile", methods=["GET", "POST"])
@permitted(Permission.PEOPLE_MANAGE)
def edit_person(participant_id: int) -> Answer:
    """Edit somebody's profile, as an organiser."""
    return _edit(participant_id, own=False)


def _edit(participant_id: int, *, own: bool) -> Answer:
    person = person_to_edit(current_actor(), participant_id)
    stored = profile_of(person)
    form = ProfileForm(stored, tags_of(person.conference_id))
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            save_profile(current_actor(), participant_id, form.profile(), form.seen.data or "")
        except Stale as error:
            stale = error
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("The profile is saved."), "success")
            return redirect(_address(participant_id, own=own))
    return _page(participant_id, form, PhotoForm(formdata=None), own=own, stale=stale)


@blueprint.route("/<slug>/people/<int:participant_id>/photo/change", methods=["POST"])
@permitted(Permission.PEOPLE_PROFILE)
def change_photo(participant_id: int) -> Answer:
    """Keep a new photo, or remove the one there is."""
    own = participant_id == current_actor().participant_id
    person = person_to_edit(current_actor(), participant_id)
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            if form.photo.data:
                set_photo(current_actor(), participant_id, form.photo.data.stream)
            else:
                raise Refused(_("Choose a picture first."), field="photo")
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("The photo is saved."), "success")
            return redirect(_address(participant_id, own=own))
    return _page(
        participant_id, ProfileForm(profile_of(person), tags_of(person.conference_id), formdata=None), form, own=own
    )


@blueprint.route("/<slug>/people/<int:participant_id>/photo/remove", methods=["POST"])
@permitted(Permission.PEOPLE_PROFILE)
def drop_photo(participant_id: int) -> Response:
    """Remove a photo."""
    remove_photo(current_actor(), participant_id)
    flash(_("The photo is removed."), "success")
    return redirect(_address(participant_id, own=participant_id == current_actor().participant_id))


def _address(participant_id: int, *, own: bool) -> str:
    return url_for("people.profile") if own else url_for("people.edit_person", participant_id=participant_id)


def _page(
    participant_id: int, form: ProfileForm, photo_form: PhotoForm, *, own: bool, stale: Stale | None = None
) -> Answer:
    person = person_to_edit(current_actor(), participant_id)
    stored = profile_of(person)
    if stale is not None:
        # Saving again is then a decision made in knowledge of both versions.
        form.seen.data = stored.fingerprint
    missing = missing_parts(stored, has_photo=bool(person.photo))
    page = render_template(
        "people/profile.html",
        person=person,
        form=form,
        photo_form=photo_form,
        own=own,
        missing=missing,
        blocked=blocked_people(current_actor()) if own else (),
        parts=len(Part),
        stale=stale,
    )
    if stale is not None:
        return page, 409
    return (page, 422) if form.errors or form.form_errors or photo_form.errors or photo_form.form_errors else page
