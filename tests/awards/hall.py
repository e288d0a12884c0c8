"""A hall full of people before the open vote of an award, in a database of its own, before real servers."""

import http.client
import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from conference.awards.canonical import commitment_of
from conference.awards.models import Award
from conference.awards.record_actions import record_of
from conference.awards.rules import What
from conference.awards.step_actions import next_step
from conference.awards.voting_actions import present_voting
from conference.awards.voting_models import AwardBallot, AwardParticipation
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Account
from tests.awards import making
from tests.polls.hall import SECRET, Hall

VERIFIER = Path(__file__).resolve().parents[2] / "static" / "verify_award.py"
# What a browser has in its session, so that its forms are believed.
CSRF = "0" * 40


class AwardHall(Hall):
    """People who are all on the roll of one open vote, and what of it is stored."""

    message = "awards.cast"

    def __init__(self, app: Flask, people: int) -> None:
        super().__init__(app, people)
        with app.app_context():
            making.step(self._award(), What.OPEN)
            self.voting = making.voting_of(self._award()).guid.hex

    def open(self, house: Conference) -> None:
        """Make the award; its vote is opened when everybody is there, as the roll is frozen then."""
        award = making.award(house)
        self.award_id, self.finalists = award.id, making.guids(award)

    def _award(self) -> Award:
        return db.session.get_one(Award, self.award_id)

    def _cookie(self, account: Account | None) -> str:
        assert account is not None
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        kept = {"account": account.id, "epoch": account.session_epoch, "csrf_token": CSRF}
        return f"conference={serializer.dumps(kept)}"

    def ballot(self, person: int, option: int = 0) -> dict[str, object]:
        """Return the message that carries a person's ballot for a finalist; the same each time."""
        finalist, nonce = self.finalists[option % len(self.finalists)], f"{person:016x}{option:016x}"
        return {
            "conference": self.conference_id, "award": self.award_id, "voting": 1, "finalist": finalist, "nonce": nonce,
            "commitment": commitment_of(self.voting, finalist, nonce), "key": f"person-{person:06}-{option:06}",
        }  # fmt: skip

    def commitment(self, person: int, option: int) -> str:
        """Return the commitment of that ballot."""
        return str(self.ballot(person, option)["commitment"])

    def post(self, address: str, person: int, option: int) -> int:
        """Send that ballot by a plain form, and return the status of the answer."""
        said = {name: str(value) for name, value in self.ballot(person, option).items()}
        token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(CSRF)
        form = urlencode({**said, "confirmed": "1", "csrf_token": token})
        headers = {"Cookie": self.cookies[person], "Content-Type": "application/x-www-form-urlencoded"}
        with closing(http.client.HTTPConnection(address, timeout=60)) as connection:
            connection.request("POST", f"/{self.slug}/awards/{self.award_id}/vote", form, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status

    def voted(self) -> tuple[set[int], set[str]]:
        """Return who has voted, and the commitments of the ballots."""
        with self.looking():
            voting = present_voting(self.award_id)
            assert voting is not None
            people = db.session.scalars(select(AwardParticipation.participant_id).filter_by(voting_id=voting.id))
            ballots = db.session.scalars(select(AwardBallot.commitment).filter_by(voting_id=voting.id))
            return set(people), set(ballots)

    def close_and_verify(self, folder: Path) -> list[str]:
        """Close and reveal, have the record verified as anybody can, and return the commitments of its ballots."""
        with self.app.app_context():
            while (following := next_step(self.award_id)) is not None:
                making.step(self._award(), following.what)
            checks = making.voting_of(self._award()).checks
            assert checks
            assert checks["ok"], checks
            record = record_of(making.moderator_of(self._award()), self.award_id)
        path = folder / "record.json"
        path.write_bytes(record.encode())
        command = [sys.executable, "-I", "-S", str(VERIFIER), str(path)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
        return [commitment for commitment, _choice, _nonce in json.loads(record)["ballots"][self.voting]]
