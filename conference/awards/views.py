"""HTTP door of awards for everybody: which there are, and an award's page with what one can do now."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.awards.actions import are_there_awards, awards_seen, path_facts, seen_award
from conference.awards.blueprint import blueprint
from conference.awards.labels import (
    DECIDED_WORDS,
    LACK_WORDS,
    STATE_SENTENCES,
    decided_name,
    roll_text,
    state_badge,
    state_name,
    word,
)
from conference.awards.models import Award
from conference.awards.path import path_of, steps
from conference.awards.path_actions import go_to
from conference.awards.rules import AwardState
from conference.errors import ConferenceError, Forbidden, NotFound
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, open_to_all, permitted
from conference.permissions import Permission, can

for said in (state_name, state_badge, decided_name, roll_text, word):
    blueprint.add_app_template_global(said, f"award_{said.__name__}")


@blueprint.app_template_global()
def awards_here() -> bool:
    """Tell templates whether there are awards to go to."""
    return are_there_awards(current_actor())


@blueprint.get("/<slug>/awards")
@open_to_all
def home() -> str:
    """List the awards: what each is, where it stands, and what the reader can do now."""
    return render_template("awards/list.html", awards=awards_seen(current_actor()), sentences=STATE_SENTENCES)


@blueprint.get("/<slug>/awards/<int:award_id>")
@open_to_all
def award(award_id: int) -> str:
    """Show an award."""
    return award_page(seen_award(current_actor(), award_id))


@blueprint.post("/<slug>/awards/<int:award_id>/path")
@permitted(Permission.AWARDS_MANAGE)
def move_on(award_id: int) -> Response | tuple[str, int]:
    """Lead the award to another state before its vote; `to`, `seen` (the version) and `note` say where and why."""
    actor, wanted, note = current_actor(), request.form.get("to", ""), request.form.get("note", "").strip()
    if wanted not in set(AwardState):
        raise NotFound(_("There is no such state."))
    try:
        moved = go_to(actor, award_id, AwardState(wanted), number_in(request.form.get("seen")) or 0, note)
    except (Forbidden, NotFound):
        raise
    except ConferenceError as error:
        return award_page(seen_award(actor, award_id), refused=error.message, note=note), error.status
    flash(_("The award stands at “%(state)s” now.", state=state_name(moved.state)), "success")
    return redirect(url_for("awards.award", award_id=award_id))


def award_page(award: Award, refused: str = "", note: str = "") -> str:
    """Return an award's page; `refused` and `note` are what became of a step that was asked for, and its note."""
    actor = current_actor()
    facts = path_facts(award)
    reached = {step.state: step.at for step in award.steps}
    return render_template(
        "awards/award.html",
        award=award,
        zone=current_conference().zone,
        path=[(state, reached.get(state)) for state in path_of(facts) if state is not AwardState.DRAFT],
        sentence=STATE_SENTENCES[award.state],
        decided=DECIDED_WORDS[award.decided_by],
        steps=steps(facts) if can(actor, Permission.AWARDS_MANAGE) else (),
        facts=facts,
        lack_words=LACK_WORDS,
        refused=refused,
        note=note,
    )
