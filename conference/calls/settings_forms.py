"""The form of a video server: its fields are those of the chosen kind."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length

from conference.calls.providers import ProviderName
from conference.calls.settings import FIELDS, SECRETS
from conference.forms import Form, number_in

LONGEST = Length(max=500)
LABELS = {
    ProviderName.MESH: _l("From browser to browser"),
    ProviderName.JANUS: _l("Janus"),
    ProviderName.JITSI: _l("Jitsi Meet"),
    ProviderName.BIGBLUEBUTTON: _l("BigBlueButton"),
    ProviderName.LIVEKIT: _l("LiveKit"),
}
NOTES = {
    ProviderName.MESH: _l("Up to six people. Pictures and sound go to nobody else, and no further server is needed."),
    ProviderName.JANUS: _l("Up to fifty people in a call, on our own page."),
    ProviderName.JITSI: _l("Calls open inside our page, from your Jitsi Meet server."),
    ProviderName.BIGBLUEBUTTON: _l("Calls open in a tab of their own, at your BigBlueButton server."),
    ProviderName.LIVEKIT: _l("Calls open in a tab of their own, at the page of your LiveKit server."),
}
_FIELD_WORDS = {
    (ProviderName.JANUS, "address"): (_l("Address of its HTTP API"), "https://video.example.org/janus"),
    (ProviderName.JANUS, "socket"): (_l("Address of its WebSocket"), "wss://video.example.org/janus-socket"),
    (ProviderName.JANUS, "secret"): (_l("Admin key of the VideoRoom"), ""),
    (ProviderName.JANUS, "token_secret"): (_l("Secret of its tokens"), ""),
    (ProviderName.JITSI, "address"): (_l("Address"), "https://meet.example.org"),
    (ProviderName.JITSI, "key"): (_l("App id, where it asks for tokens"), ""),
    (ProviderName.JITSI, "secret"): (_l("App secret"), ""),
    (ProviderName.BIGBLUEBUTTON, "address"): (_l("Address"), "https://bbb.example.org/bigbluebutton"),
    (ProviderName.BIGBLUEBUTTON, "secret"): (_l("Shared secret"), ""),
    (ProviderName.LIVEKIT, "address"): (_l("Address of the server"), "https://livekit.example.org"),
    (ProviderName.LIVEKIT, "page"): (_l("Address of the page to join by"), "https://meet.example.org"),
    (ProviderName.LIVEKIT, "key"): (_l("API key"), ""),
    (ProviderName.LIVEKIT, "secret"): (_l("API secret"), ""),
}


class ServerForm(Form):
    """All fields of all kinds; those that the chosen kind lacks are taken out."""

    address = StringField(validators=[LONGEST])
    socket = StringField(validators=[LONGEST])
    page = StringField(validators=[LONGEST])
    key = StringField(validators=[LONGEST])
    # Never filled in by us: a secret that was typed is not shown again.
    secret = PasswordField(validators=[LONGEST])
    token_secret = PasswordField(validators=[LONGEST])
    version = HiddenField()

    def __init__(self, provider: ProviderName, kept: Mapping[str, str], there: frozenset[str], version: int) -> None:
        super().__init__(data={**kept, "version": str(version)})
        for name in [name for name in self._fields if name not in {*FIELDS[provider], "version", "csrf_token"}]:
            del self[name]
        for name in FIELDS[provider]:
            label, example = _FIELD_WORDS[provider, name]
            self[name].label.text = label
            if example:
                self[name].description = _l("For example %(address)s", address=example)
            elif name in SECRETS & there:
                self[name].description = _l("One is kept, and is shown to nobody. Leave this empty to keep it.")

    def values(self) -> dict[str, str]:
        """Return what was typed."""
        return {name: field.data or "" for name, field in self._fields.items() if name not in {"version", "csrf_token"}}

    def begun_from(self) -> int:
        """Return the version that the page showed."""
        return number_in(self.version.data) or 0
