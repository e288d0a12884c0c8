"""HTTP door of the settings of video calls: which server carries them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.calls.blueprint import blueprint
from conference.calls.providers import ProviderName
from conference.calls.server_actions import operators_janus
from conference.calls.settings_actions import KeptSettings, ask_server, kept_settings, save_server
from conference.calls.settings_forms import LABELS, NOTES, ServerForm
from conference.errors import ConferenceError, Stale
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission


@blueprint.route("/<slug>/calls/settings", methods=["GET", "POST"])
@permitted(Permission.CALLS_MANAGE)
def settings() -> str | Response | tuple[str, int]:
    """Show which server carries the calls, and save another, or test it."""
    actor = current_actor()
    kept = kept_settings(actor)
    shown = _provider(kept)
    same = shown is kept.provider
    form = ServerForm(shown, kept.values if same else {}, kept.secrets if same else frozenset(), kept.version)
    status, works = 200, False
    if form.validate_on_submit():
        try:
            if "test" in request.form:
                ask_server(actor, shown, form.values())
                works = True
            else:
                save_server(actor, shown, form.values(), form.begun_from())
                flash(_("The settings of video calls are saved."), "success")
                return redirect(url_for("calls.settings"))
        except ConferenceError as error:
            form.add_refusal(error)
            status = 409 if isinstance(error, Stale) else 422
    elif form.is_submitted():
        status = 422
    return render_template("calls/settings.html", **_values(kept, shown, form, works=works)), status


def _provider(kept: KeptSettings) -> ProviderName:
    """Return the server that the page is about: the one in its address, else the one that is chosen."""
    name = request.args.get("server", "")
    return ProviderName(name) if name in set(ProviderName) else kept.provider


def _values(kept: KeptSettings, shown: ProviderName, form: ServerForm, *, works: bool) -> dict[str, Any]:
    return {
        "form": form,
        "fields": list(form.values()),
        "kept": kept,
        "shown": shown,
        "labels": LABELS,
        "notes": NOTES,
        "works": works,
        "operators_janus": operators_janus() is not None,
    }
