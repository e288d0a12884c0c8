"""HTTP door of the projector: the full screen that the hall sees."""

from flask import render_template, url_for

from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.polls.join_actions import code_for
from conference.stage.actions import load_run, moderated_item, scene_now, stage_of, timer_of
from conference.stage.blueprint import blueprint
from conference.stage.embeds import View, path_of
from conference.stage.rules import Scene
from conference.stage.views import scripts_of, session_of, styles
from conference.stage.words import REACTION_ICONS


@blueprint.get("/<slug>/stage/<int:item_id>/projector")
@permitted(Permission.STAGE_MODERATE)
def projector(item_id: int) -> str:
    """Show the hall what is on."""
    actor = current_actor()
    moderated_item(actor, item_id)
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
        styles=styles(),
    )
