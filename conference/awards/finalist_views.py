"""HTTP door of the finalists: their page for everybody, choosing them, and what is shown of each."""

import hashlib

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import uploads
from conference.agenda import below_session
from conference.agenda.sight_actions import may_see_item
from conference.awards.actions import managed_award
from conference.awards.blueprint import blueprint
from conference.awards.finalist_actions import (
    choose_finalists,
    move_finalist,
    pitches_of,
    save_papers,
    seen_finalist,
    seen_finalists,
)
from conference.awards.finalist_forms import PapersForm
from conference.awards.member_views import told
from conference.awards.models import Award, Nominee
from conference.awards.nominee_actions import listed_nominees, managed_nominee
from conference.awards.path import FIXED
from conference.awards.rules import NomineeState
from conference.awards.settings_views import sessions_to_choose
from conference.awards.showing_actions import FinalistCard
from conference.errors import ConferenceError, Forbidden, NotFound, Stale
from conference.forms import number_in
from conference.people.identity import current_actor, open_to_all, permitted
from conference.permissions import Actor, Permission

Page = Response | str | tuple[str, int]


@blueprint.app_template_global()
def finalist_photo(finalist: FinalistCard | Nominee) -> str | None:
    """Return where a finalist's photo is, None without one; another address for every upload."""
    if not finalist.photo:
        return None
    nominee_id = finalist.id if isinstance(finalist, Nominee) else finalist.nominee_id
    version = hashlib.sha256(finalist.photo.encode()).hexdigest()[:12]
    return url_for("awards.photo", nominee_id=nominee_id, v=version)


@blueprint.get("/<slug>/awards/<int:award_id>/finalists")
@open_to_all
def finalists(award_id: int) -> str:
    """Show the finalists of an award, from when on everybody knows them."""
    actor = current_actor()
    award, rows = seen_finalists(actor, award_id)
    return render_template(
        "awards/finalists.html",
        award=award,
        finalists=rows,
        pitches={
            row.id: row.pitch_item_id
            for row in rows
            if row.pitch_item_id is not None and may_see_item(actor, row.pitch_item_id)
        },
        is_fixed=award.state in FIXED,
    )


@blueprint.route("/<slug>/awards/<int:award_id>/finalists/choose", methods=["GET", "POST"])
@permitted(Permission.AWARDS_MANAGE)
def choose_page(award_id: int) -> Page:
    """Choose the finalists among the nominees (`ids`), where no jury does."""
    actor = current_actor()
    award = managed_award(actor, award_id)
    if request.method == "GET":
        return _choose_page(award, [one.id for one in award.nominees if one.is_finalist])
    chosen = [number for text in request.form.getlist("ids") if (number := number_in(text))]
    try:
        choose_finalists(actor, award_id, chosen, number_in(request.form.get("seen")) or 0)
    except (Forbidden, NotFound):
        raise
    except ConferenceError as error:
        return _choose_page(managed_award(actor, award_id), chosen, error.message), error.status
    flash(_("The finalists are chosen. Everybody sees them when you lead the award on."), "success")
    return redirect(url_for("awards.finalists", award_id=award_id))


@blueprint.post("/<slug>/awards/nominees/<int:nominee_id>/order")
@permitted(Permission.AWARDS_MANAGE)
def order_finalist(nominee_id: int) -> Response:
    """Move a finalist one place up or down."""
    actor, by = current_actor(), -1 if request.form.get("to") == "earlier" else 1
    award_id = managed_nominee(actor, nominee_id).award_id
    to = url_for("awards.finalists", award_id=award_id, _anchor=f"finalist-{nominee_id}")
    return told(lambda: move_finalist(actor, nominee_id, by), _("The order is saved."), to)


@blueprint.route("/<slug>/awards/nominees/<int:nominee_id>/papers", methods=["GET", "POST"])
@permitted(Permission.AWARDS_MANAGE)
def papers(nominee_id: int) -> Page:
    """Change what is shown of a finalist."""
    row = managed_nominee(current_actor(), nominee_id)
    form = PapersForm()
    form.pitch_item_id.choices = [(0, _("None")), *sessions_to_choose()]
    if not form.is_submitted():
        form.process(data={
            "version": str(row.version), "pitch": row.pitch, "video_url": row.video_url,
            "pitch_item_id": row.pitch_item_id or 0,
        })  # fmt: skip
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            save_papers(current_actor(), nominee_id, form.papers(), number_in(form.version.data) or 0)
        except Stale as error:
            stale = error
            row = managed_nominee(current_actor(), nominee_id)
            form.version.data = str(row.version)
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(name)s” is saved.", name=row.name), "success")
            return redirect(url_for("awards.finalists", award_id=row.award_id, _anchor=f"finalist-{row.id}"))
    page = render_template(
        "awards/papers.html", form=form, stale=stale, nominee=row, award=managed_award(current_actor(), row.award_id)
    )
    return page, 409 if stale else 422 if form.is_submitted() else 200


@blueprint.get("/<slug>/awards/nominees/<int:nominee_id>/photo")
@open_to_all
def photo(nominee_id: int) -> Response:
    """Send a finalist's photo to who may see the finalist."""
    row = seen_finalist(current_actor(), nominee_id)
    if not row.photo:
        raise NotFound(_("There is no such photo."))
    answer = uploads.send(row.photo)
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@blueprint.get("/<slug>/awards/nominees/<int:nominee_id>/slides")
@open_to_all
def slides(nominee_id: int) -> Response:
    """Send a finalist's slides to who may see the finalist."""
    row = seen_finalist(current_actor(), nominee_id)
    if not row.slides:
        raise NotFound(_("There is no such file."))
    answer = uploads.send(row.slides, row.slides_name)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@below_session.part
def pitches_section(actor: Actor, item_id: int) -> str:
    """Return the finalists who pitch in a session, for its page."""
    pitches = pitches_of(actor, item_id)
    return render_template("awards/_pitches.html", pitches=pitches) if pitches else ""


def _choose_page(award: Award, chosen: list[int], refused: str = "") -> str:
    standing = [one for one in listed_nominees(award) if one.nominee.state is NomineeState.STANDING]
    return render_template("awards/choose.html", award=award, standing=standing, chosen=chosen, refused=refused)
