"""HTTP door of awards for everybody: which there are, and an award's page with what one can do now."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response

from conference.awards.actions import awards_seen, path_facts, seen_award
from conference.awards.blueprint import blueprint
from conference.awards.doing_actions import Doing, doings
from conference.awards.finalist_actions import may_see_finalists
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
from conference.awards.opening_actions import standing_finalists
from conference.awards.path import FIXED, has_vote, lacks, path_of, steps
from conference.awards.path_actions import go_to
from conference.awards.register_actions import may_see_registers
from conference.awards.rules import AwardState, DecidedBy
from conference.awards.settings_actions import content_of
from conference.awards.showing_actions import all_cards, places_shown, shown_result
from conference.awards.state_actions import award_state
from conference.errors import ConferenceError, Forbidden, NotFound
from conference.extensions import db
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, open_to_all, permitted
from conference.people.models import Participant
from conference.permissions import Permission, can

# Where something is done: the endpoint, what its link says, and its icon.
DOINGS = {
    Doing.VOTE: ("awards.vote_page", _l("Vote now"), "hand-thumbs-up"),
    Doing.FOLLOW: ("awards.vote_page", _l("Follow the vote"), "hand-thumbs-up"),
    Doing.SCORE: ("awards.jury", _l("Score as a juror"), "clipboard-check"),
    Doing.CHAIR: ("awards.chair", _l("Chair the jury"), "person-gear"),
    Doing.NOMINATE: ("awards.nominate_page", _l("Nominate somebody"), "send"),
    Doing.RUN: ("awards.controls", _l("Run the vote and the reveal"), "sliders2"),
    Doing.FINALISTS: ("awards.finalists", _l("See the finalists"), "people"),
}
for said in (state_name, state_badge, decided_name, roll_text, word):
    blueprint.add_app_template_global(said, f"award_{said.__name__}")


@blueprint.get("/<slug>/awards")
@open_to_all
def home() -> str:
    """List the awards: what each is, where it stands, and what the reader can do now."""
    actor = current_actor()
    awards = [(award, [DOINGS[one] for one in doings(actor, award)]) for award in awards_seen(actor)]
    return render_template("awards/list.html", awards=awards, sentences=STATE_SENTENCES)


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
    actor, facts, state = current_actor(), path_facts(award), award_state(award.id)
    is_fixed = award.state in FIXED
    manages = can(actor, Permission.AWARDS_MANAGE)
    reached = {step.state: step.at for step in award.steps}
    return render_template(
        "awards/award.html",
        award=award,
        state=state,
        zone=current_conference().zone,
        path=[(one, reached.get(one)) for one in path_of(facts) if one is not AwardState.DRAFT],
        sentence=STATE_SENTENCES[award.state],
        decided=DECIDED_WORDS[award.decided_by],
        # Of an award that was decided elsewhere nothing was declared here.
        declared=content_of(award) if has_vote(award.decided_by) and (state["frozen"] or not is_fixed) else None,
        doings=[DOINGS[one] for one in doings(actor, award)],
        finalists=standing_finalists(award) if may_see_finalists(actor, award) else [],
        podium=places_shown(state, all_cards(award)),
        result=shown_result(award, state),
        proofs=_proofs(award, has_log=state["head"] is not None),
        facts=facts,
        steps=steps(facts) if manages else (),
        lacks=lacks(facts, AwardState.CLOSED) if award.decided_by is DecidedBy.CONFERRED else (),
        history=_history(award) if manages else (),
        lack_words=LACK_WORDS,
        refused=refused,
        note=note,
    )


def _proofs(award: Award, *, has_log: bool) -> list[tuple[str, str, str]]:
    """Return where a vote can be checked: the endpoint, what its link says, and its icon."""
    proofs = []
    if has_log and award.state is AwardState.REVEALED:
        proofs += [("awards.verify", _("Check the result"), "shield-check")]
        proofs += [("awards.record", _("The record, to download"), "filetype-json")]
    if has_log:
        proofs += [("awards.log", _("The log"), "journal-text")]
    if has_log and may_see_registers(current_actor(), award):
        proofs += [("awards.roll", _("Who could vote"), "person-lines-fill")]
    # Of an award that was decided elsewhere there is no vote here to check.
    if has_vote(award.decided_by) and (has_log or award.state not in FIXED):
        proofs += [("awards.secrecy", _("How this vote can be checked, and its limits"), "question-circle")]
    return proofs


def _history(award: Award) -> list[tuple[object, str]]:
    """Return the steps of an award, the newest first, each with the name of who took it."""
    ids = {step.by_id for step in award.steps if step.by_id is not None}
    rows = db.session.execute(select(Participant.id, Participant.name).where(Participant.id.in_(ids)))
    names = {one: name for one, name in rows}  # noqa: C416 - a Row is no pair to dict()'s eyes
    return [(step, names.get(step.by_id or 0, "")) for step in reversed(award.steps)]
