"""HTTP door of the projector: the full screen that the hall sees."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import Refused
from conference.extensions import db
from conference.people.identity import (
    begin_guest,
    current_account,
    current_actor,
    current_conference,
    open_to_all,
    permitted,
)
from conference.people.models import Participant
from conference.permissions import Permission, can
from conference.polls.join_actions import code_for
from conference.stage.actions import load_run, scene_now, stage_of, timer_of
from conference.stage.blueprint import blueprint
from conference.stage.display_actions import display_behind, projected_item
from conference.stage.embeds import STYLES, View, path_of
from conference.stage.rules import Scene
from conference.stage.views import scripts_of, session_of
from conference.stage.words import REACTION_ICONS


@blueprint.get("/<slug>/stage/<int:item_id>/projector")
@permitted(Permission.STAGE_PROJECT)
def projector(item_id: int) -> str:
    """Show the hall what is on."""
    actor = current_actor()
    projected_item(actor, item_id)
    code = code_for(actor.conference_id, item_id=item_id)
    stage = stage_of(item_id)
    scene = scene_now(stage, load_run(item_id))
    return render_template(
        "stage/projector.html",
        session=session_of(item_id),
        item_id=item_id,
        scene=scene,
        wall=path_of(Scene(scene["kind"]), scene["ref"], View.WALL),
        code=code,
        reactions=REACTION_ICONS,
        address=url_for("polls.enter_code", _external=True),
        timer=timer_of(stage),
        scripts=scripts_of(View.WALL),
        styles=STYLES,
    )


@blueprint.get("/<slug>/stage/screen/<token>")
@open_to_all
def screen(token: str) -> Response:
    """Make this browser the hall's screen, without anybody signing in; the link is a moderator's to revoke."""
    actor, display = current_actor(), display_behind(current_conference().id, token)
    if not can(actor, Permission.STAGE_MODERATE):
        if actor.participant_id not in {None, display.participant_id} or current_account() is not None:
            raise Refused(
                _("This browser already takes part as somebody. Open the link on the hall's computer or privately.")
            )
        begin_guest(db.session.get_one(Participant, display.participant_id))
    return redirect(url_for("stage.projector", item_id=display.item_id))
