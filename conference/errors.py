"""What can go wrong in a rule or an action, in words a person can act on; doors turn each into an answer."""

from collections.abc import Mapping


class ConferenceError(Exception):
    """The root of everything refused on purpose.

    `message` is a finished, translated sentence for the person who asked. `field`, where there is one, names the
    form field that the sentence belongs beside.
    """

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Refused(ConferenceError):
    """The request is understood and not allowed by a rule (HTTP 422)."""

    status = 422


class InvalidFields(Refused):
    """Several fields are wrong at once; `fields` maps field names to sentences."""

    def __init__(self, message: str, fields: Mapping[str, str]) -> None:
        super().__init__(message)
        self.fields = dict(fields)


class SignInNeeded(ConferenceError):
    """Nobody is signed in, and the page is only for people who are (HTTP 401; pages redirect to the sign-in)."""

    status = 401


class Forbidden(ConferenceError):
    """Signed in, known to exist, but not this person's to do (HTTP 403)."""

    status = 403


class NotFound(ConferenceError):
    """Absent, or not to be known about by this person: the two answers are the same (HTTP 404)."""

    status = 404


class Stale(ConferenceError):
    """Somebody else changed it first (HTTP 409). Nothing was written.

    `mine` and `theirs` map field names to (what was sent, what is stored) texts, so that both can be shown.
    """

    status = 409

    def __init__(self, message: str, differences: Mapping[str, tuple[str, str]] | None = None) -> None:
        super().__init__(message)
        self.differences = dict(differences or {})


class TooMany(ConferenceError):
    """A limit on how often was reached (HTTP 429)."""

    status = 429
