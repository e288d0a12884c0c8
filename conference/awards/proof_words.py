"""The sentences of the check that runs in the reader's browser."""

from flask_babel import gettext as _


def verifier_words() -> dict[str, str]:
    """Return what the check says, by what it found; `{…}` stands for what it is about."""
    return {
        "checking": _("Checking…"),
        "holds": _("Everything holds: the log, every ballot, the tally and the result fit each other."),
        "tallied": _("Ballots counted here: {tally}"),
        "head_opening": _("Head at the opening (entry {number}): {hash}"),
        "head_closing": _("Head at the closing (entry {number}): {hash}"),
        "head_reveal": _("Last head (entry {number}): {hash}"),
        "outcome_won": _("Winner: {names}"),
        "outcome_shared": _("Shared by {names}"),
        "outcome_no_quorum": _("Too few ballots for a winner."),
        "outcome_nobody": _("Nobody was chosen."),
        "receipt": _("Your receipt {commitment}… is signed, its ballot was counted, for {choice}."),
        "no_receipt": _("No receipt was checked. This device keeps none; choose its file or paste it."),
        "wrong_not_there": _("The record could not be read. Please try again, or choose its file."),
        "wrong_no_record": _("This is no record of a vote, or no receipt. ({about})"),
        "wrong_not_as_published": _("The record is not as it was published: its text was changed."),
        "wrong_head": _("The record's head is not that of its log."),
        "wrong_other_votings": _("Other votes were revealed than opened."),
        "wrong_other_ballots": _("There are ballots of other votes."),
        "wrong_chain": _("Entry {about} of the log does not follow the one before."),
        "wrong_no_reveal": _("The log does not end with the reveal."),
        "wrong_frozen": _("The rules in entry {about} are not those of its hash."),
        "wrong_other_opening": _("Entry {about} opens another vote."),
        "wrong_after_closing": _("Entry {about} adds ballots to a vote that was closed."),
        "wrong_counts": _("The counts in entry {about} differ."),
        "wrong_taken_back": _("Entry {about} takes an opening back in which somebody had voted."),
        "wrong_nobody_standing": _("Ballot {about} is for nobody who stands."),
        "wrong_commitment": _("Ballot {about} does not fit its choice."),
        "wrong_log_differs": _("The log has other commitments than there are ballots."),
        "wrong_twice": _("A ballot is there twice."),
        "wrong_too_many": _("There are more ballots than people on the roll."),
        "wrong_tally": _("The tally is not that of the ballots."),
        "wrong_sealed_part": _("The jury's part is not what was frozen."),
        "wrong_other_rules": _("The run-off has other rules."),
        "wrong_no_run_off": _("There was nothing to run off."),
        "wrong_sealed_result": _("The result is not what was sealed at the closing."),
        "wrong_result": _("The result is not that of ballots and rules."),
        "wrong_run_off_missing": _("The run-off is missing."),
        "wrong_other_receipt": _("The receipt is of another vote."),
        "wrong_not_signed": _("The receipt was not signed by this server."),
        "wrong_ballot_missing": _("The ballot of the receipt is missing. Please show the receipt to the organisers."),
    }
