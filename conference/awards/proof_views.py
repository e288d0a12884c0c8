"""HTTP door of what anybody can check: how the ballot is kept secret, the log, the roll, and the check itself."""

from flask import render_template

from conference.awards.actions import seen_award
from conference.awards.blueprint import blueprint
from conference.awards.log_actions import entries_of, head_of
from conference.awards.proof_words import verifier_words
from conference.awards.register_actions import may_see_registers, registers_of
from conference.awards.results import WITH_VOTE
from conference.awards.rules import AwardState
from conference.awards.voting_actions import votings_of
from conference.people.identity import current_actor, current_conference, open_to_all, permitted
from conference.permissions import Permission


@blueprint.get("/<slug>/awards/<int:award_id>/secrecy")
@open_to_all
def secrecy(award_id: int) -> str:
    """Explain the secret ballot: who knows what, how it is checked, and what it cannot promise."""
    award = seen_award(current_actor(), award_id)
    return render_template("awards/secrecy.html", award=award)


@blueprint.get("/<slug>/awards/<int:award_id>/log")
@open_to_all
def log(award_id: int) -> str:
    """Show the log of an award, newest entry first."""
    actor = current_actor()
    award = seen_award(actor, award_id)
    return render_template(
        "awards/log.html",
        award=award,
        zone=current_conference().zone,
        entries=list(reversed(entries_of(award_id))),
        head=head_of(award_id),
        can_see_roll=may_see_registers(actor, award),
    )


@blueprint.get("/<slug>/awards/<int:award_id>/roll")
@permitted(Permission.AWARDS_OBSERVE)
def roll(award_id: int) -> str:
    """Show the roll with its names to those who watch over the vote."""
    actor = current_actor()
    registers = registers_of(actor, award_id)
    return render_template("awards/roll.html", award=seen_award(actor, award_id), registers=registers)


@blueprint.get("/<slug>/awards/<int:award_id>/verify")
@open_to_all
def verify(award_id: int) -> str:
    """Show the check of the published record, which the reader's own browser runs."""
    award = seen_award(current_actor(), award_id)
    return render_template(
        "awards/verify.html",
        award=award,
        is_published=award.state is AwardState.REVEALED and head_of(award_id) is not None,
        has_vote=award.decided_by in WITH_VOTE,
        votings=[voting.guid.hex for voting in votings_of(award_id)],
        words=verifier_words(),
    )
