"""HTTP door of the nominees for organisers: the list with likely duplicates, and one nominee with all about it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.awards.actions import managed_award
from conference.awards.blueprint import blueprint
from conference.awards.labels import NOMINEE_WORDS
from conference.awards.member_views import told
from conference.awards.models import Award, Nominee
from conference.awards.nominated_actions import root_of
from conference.awards.nominee_actions import (
    OPEN,
    choose_nominee,
    decide_nominee,
    duplicates_of,
    listed_nominees,
    managed_nominee,
    merge_nominees,
    people_of,
    save_nominee,
    separate_nominee,
)
from conference.awards.nominee_forms import NomineeForm
from conference.awards.path import FIXED
from conference.awards.rules import NomineeState
from conference.errors import ConferenceError, Forbidden, NotFound, Stale
from conference.extensions import db
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.list_actions import ListFilter, list_participants
from conference.people.models import Participant
from conference.permissions import Permission

Page = Response | str | tuple[str, int]
MOST_FOUND = 8


@blueprint.route("/<slug>/awards/<int:award_id>/nominees", methods=["GET", "POST"])
@permitted(Permission.AWARDS_MANAGE)
def nominees(award_id: int) -> Page:
    """List the nominees and who is likely the same, and add one; ?person= is a participant, ?text= looks for one."""
    award = managed_award(current_actor(), award_id)
    form = NomineeForm()
    if not form.is_submitted():
        _fill_from_person(form)
    if form.validate_on_submit():
        try:
            row = save_nominee(current_actor(), award_id, None, form.nominee())
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(name)s” is added.", name=row.name), "success")
            return redirect(url_for("awards.nominees", award_id=award_id, _anchor=f"nominee-{row.id}"))
    return _list_page(award, form), 422 if form.is_submitted() else 200


@blueprint.route("/<slug>/awards/nominees/<int:nominee_id>", methods=["GET", "POST"])
@permitted(Permission.AWARDS_MANAGE)
def nominee(nominee_id: int) -> Page:
    """Show one nominee with its nominations, and change it."""
    row = managed_nominee(current_actor(), nominee_id)
    form = NomineeForm(obj=row)
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            seen = number_in(form.version.data) or 0
            save_nominee(current_actor(), row.award_id, nominee_id, form.nominee(), seen)
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
            return redirect(url_for("awards.nominee", nominee_id=nominee_id))
    return _nominee_page(row, form, stale), 409 if stale else 422 if form.is_submitted() else 200


@blueprint.post("/<slug>/awards/nominees/<int:nominee_id>/decide")
@permitted(Permission.AWARDS_MANAGE)
def decide(nominee_id: int) -> Page:
    """Let a nominee stand, reject it or note that it declined (`state`), with the reason (`note`)."""
    actor, state, note = current_actor(), request.form.get("state", ""), request.form.get("note", "").strip()
    row = managed_nominee(actor, nominee_id)
    if state not in set(NomineeState):
        raise NotFound(_("There is no such state."))
    try:
        decide_nominee(actor, nominee_id, NomineeState(state), number_in(request.form.get("seen")) or 0, note)
    except (Forbidden, NotFound):
        raise
    except ConferenceError as error:
        row = managed_nominee(actor, nominee_id)
        return _nominee_page(row, _form_of(row), refused=error.message, note=note), error.status
    flash(_("“%(name)s”: %(state)s.", name=row.name, state=NOMINEE_WORDS[NomineeState(state)][0]), "success")
    return redirect(url_for("awards.nominee", nominee_id=nominee_id))


@blueprint.post("/<slug>/awards/nominees/<int:nominee_id>/merge")
@permitted(Permission.AWARDS_MANAGE)
def merge(nominee_id: int) -> Response:
    """Say that a nominee is another one (`into`), or (without it) let a merged one stand by itself again."""
    actor, into, seen = current_actor(), number_in(request.form.get("into")), number_in(request.form.get("seen")) or 0
    home = url_for("awards.nominees", award_id=managed_nominee(actor, nominee_id).award_id)
    if into is None:
        return told(lambda: separate_nominee(actor, nominee_id), _("They are two again."), home)
    said = _("They are one now, with all their nominations.")
    return told(lambda: merge_nominees(actor, nominee_id, into, seen), said, home)


@blueprint.post("/<slug>/awards/nominees/<int:nominee_id>/choose")
@permitted(Permission.AWARDS_MANAGE)
def choose(nominee_id: int) -> Response:
    """Say who gets a conferred award, or (do=not) that this one does not."""
    actor, chosen = current_actor(), request.form.get("do") != "not"
    row = managed_nominee(actor, nominee_id)
    said = _("“%(name)s” gets the award.", name=row.name) if chosen else _("Nobody is chosen now.")
    home = url_for("awards.nominees", award_id=row.award_id)
    return told(lambda: choose_nominee(actor, nominee_id, chosen=chosen), said, home)


def _list_page(award: Award, form: NomineeForm) -> str:
    text = request.args.get("text", "")[:100].strip()
    listed = listed_nominees(award)
    return render_template(
        "awards/nominees.html",
        award=award,
        form=form,
        listed=listed,
        duplicates=duplicates_of(award) if award.state in OPEN else [],
        words={state.value: words for state, words in NOMINEE_WORDS.items()},
        is_open=award.state in OPEN,
        text=text,
        found=list_participants(current_actor(), ListFilter(text=text)).people[:MOST_FOUND] if text else [],
    )


def _nominee_page(
    row: Nominee, form: NomineeForm, stale: Stale | None = None, refused: str = "", note: str | None = None
) -> str:
    award = managed_award(current_actor(), row.award_id)
    merged = [one for one in award.nominees if one.merged_into_id == row.id]
    nominations = [one for nominee in (row, *merged) for one in nominee.nominations]
    return render_template(
        "awards/nominee.html",
        award=award,
        nominee=row,
        root=root_of(row),
        merged=merged,
        nominations=nominations,
        people=people_of(nominations),
        person=db.session.get(Participant, row.participant_id) if row.participant_id else None,
        others=[one for one in award.nominees if one is not row and one.state is NomineeState.STANDING],
        words={state.value: words for state, words in NOMINEE_WORDS.items()},
        is_open=award.state in OPEN,
        is_fixed=award.state in FIXED,
        zone=current_conference().zone,
        form=form,
        stale=stale,
        refused=refused,
        note=row.note if note is None else note,
    )


def _form_of(row: Nominee) -> NomineeForm:
    form = NomineeForm()
    form.process(obj=row)
    return form


def _fill_from_person(form: NomineeForm) -> None:
    """Fill the form from a participant that was found."""
    person_id = number_in(request.args.get("person"))
    person = db.session.get(Participant, person_id) if person_id else None
    if person is not None and person.conference_id == current_actor().conference_id:
        form.participant_id.data = str(person.id)
        form.name.data, form.organisation.data, form.country.data = person.name, person.organisation, person.country
