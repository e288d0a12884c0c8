"""Addresses in mails by which one person answers one proposal without signing in."""

from dataclasses import dataclass

from conference.links import external_url, signed, signed_values

PURPOSE = "meeting-reply"
# The rules end a request much earlier; after that the address only tells what came of it.
DAYS = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """What such an address says: whose answer to which proposal of which meeting."""

    meeting_id: int
    participant_id: int
    proposal: int

    @property
    def token(self) -> str:
        """The signed text in the address."""
        return signed(PURPOSE, self.meeting_id, self.participant_id, self.proposal)

    def address(self, slug: str) -> str:
        """Return the whole address."""
        return external_url("meetings.reply", slug=slug, token=self.token)


def read_reply(token: str) -> Reply | None:
    """Return what was signed, or None for what we did not sign, or signed too long ago."""
    values = signed_values(PURPOSE, token, days=DAYS)
    if values is None or len(values) != 3:
        return None
    return Reply(*(int(value) for value in values))
