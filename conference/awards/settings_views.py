"""HTTP door of an award's settings: making, changing, copying, ordering and deleting one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.agenda.actions import draft_agenda
from conference.awards.actions import managed_award
from conference.awards.blueprint import blueprint
from conference.awards.content import AwardContent
from conference.awards.labels import DECIDED_WORDS
from conference.awards.models import Award
from conference.awards.path import FIXED
from conference.awards.roll_actions import role_counts, roll_ids
from conference.awards.rules import JurorsVote
from conference.awards.settings_actions import (
    change_award,
    content_of,
    create_award,
    delete_award,
    duplicate_award,
    move_award,
)
from conference.awards.settings_forms import AwardForm, MendForm
from conference.errors import ConferenceError, Forbidden, InvalidFields, NotFound, Stale
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.labels import ROLES
from conference.permissions import EVERY_ROLE, Permission

Page = Response | str | tuple[str, int]


@blueprint.route("/<slug>/awards/new", methods=["GET", "POST"])
@permitted(Permission.AWARDS_MANAGE)
def new_award() -> Page:
    """Make an award."""
    return _edit(None, AwardForm())


@blueprint.route("/<slug>/awards/<int:award_id>/edit", methods=["GET", "POST"])
@permitted(Permission.AWARDS_MANAGE)
def edit_award(award_id: int) -> Page:
    """Change an award; once its vote was opened, only what may still be mended."""
    award = managed_award(current_actor(), award_id)
    # Whoever had the whole form open when the vote was opened is told so, and keeps what they typed.
    if award.state in FIXED and "title" not in request.form:
        form = MendForm()
        if not form.is_submitted():
            form.process(data={
                "version": str(award.version), "description": award.description, "item_id": award.item_id or 0,
            })  # fmt: skip
        return _edit(award, form)
    whole = AwardForm()
    if not whole.is_submitted():
        whole.fill(content_of(award), current_conference().zone, award.version)
    return _edit(award, whole)


@blueprint.post("/<slug>/awards/<int:award_id>/duplicate")
@permitted(Permission.AWARDS_MANAGE)
def duplicate(award_id: int) -> Response:
    """Make the same award again, and open its settings."""
    copy = duplicate_award(current_actor(), award_id)
    flash(_("This is a copy of the award, without its nominees and its jury."), "success")
    return redirect(url_for("awards.edit_award", award_id=copy.id))


@blueprint.post("/<slug>/awards/<int:award_id>/delete")
@permitted(Permission.AWARDS_MANAGE)
def delete(award_id: int) -> Response:
    """Delete a draft without nominations."""
    try:
        delete_award(current_actor(), award_id)
    except (Forbidden, NotFound):
        raise
    except ConferenceError as error:
        flash(error.message, "error")
        return redirect(url_for("awards.award", award_id=award_id))
    flash(_("The award is deleted."), "success")
    return redirect(url_for("awards.home"))


@blueprint.post("/<slug>/awards/<int:award_id>/order")
@permitted(Permission.AWARDS_MANAGE)
def order(award_id: int) -> Response:
    """Move an award one place earlier or later."""
    move_award(current_actor(), award_id, -1 if request.form.get("to") == "earlier" else 1)
    return redirect(url_for("awards.home", _anchor=f"award-{award_id}"))


def _edit(award: Award | None, form: MendForm) -> Page:
    form.item_id.choices = [(0, _("None")), *sessions_to_choose()]
    if isinstance(form, AwardForm):
        counts = role_counts(current_conference().id)
        form.roles.choices = [
            (role.value, f"{name} ({counts.get(role, 0)})") for role, name in ROLES.items() if role in EVERY_ROLE
        ]
    if "count" in request.form and isinstance(form, AwardForm):
        return _page(award, form, None), 200
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            saved = _save(award, form)
        except Stale as error:
            stale = error
            award = managed_award(current_actor(), award.id) if award else None
            form.version.data = str(award.version) if award else ""
        except InvalidFields as error:
            if isinstance(form, AwardForm):
                form.refuse(error.fields)
            else:
                form.add_refusal(error)
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(name)s” is saved.", name=saved.title), "success")
            return redirect(url_for("awards.award", award_id=saved.id))
    status = 409 if stale else 422 if form.is_submitted() else 200
    return _page(award, form, stale), status


def _save(award: Award | None, form: MendForm) -> Award:
    actor = current_actor()
    if award is None:
        assert isinstance(form, AwardForm)  # noqa: S101 - a new award always has the whole form
        return create_award(actor, form.content(current_conference().zone))
    return change_award(actor, award.id, _content(award, form), number_in(form.version.data) or 0)


def _content(award: Award, form: MendForm) -> AwardContent:
    if isinstance(form, AwardForm):
        return form.content(current_conference().zone)
    return content_of(award).mended(form.description.data or "", form.item_id.data or None)


def _page(award: Award | None, form: MendForm, stale: Stale | None) -> str:
    return render_template(
        "awards/form.html",
        award=award,
        form=form,
        stale=stale,
        whole=isinstance(form, AwardForm),
        declared=content_of(award) if award else None,
        decided_words={value.value: words for value, words in DECIDED_WORDS.items()},
        roll_now=_roll_now(award, form) if isinstance(form, AwardForm) else 0,
    )


def _roll_now(award: Award | None, form: AwardForm) -> int:
    chosen = form.jurors_vote.data if form.jurors_vote.data in set(JurorsVote) else JurorsVote.ALL
    return len(roll_ids(current_conference().id, form.roll(), JurorsVote(chosen), award.id if award else None))


def sessions_to_choose() -> list[tuple[int, str]]:
    """Return (id, when and what) of every session of the draft agenda, in its order; those without a time last."""
    zone = current_conference().zone
    items = draft_agenda(current_conference().id).items
    in_order = sorted(items, key=lambda item: (item.starts_at is None, item.starts_at or 0, item.id))
    return [
        (item.id, f"{item.starts_at.astimezone(zone):%d.%m. %H:%M} · {item.title}" if item.starts_at else item.title)
        for item in in_order
    ]
