"""HTTP door of the tags that organisers keep."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from conference.errors import Refused
from conference.forms import REQUIRED, Form
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, permitted
from conference.people.tag_actions import add_tags, delete_tag, merge_tags, rename_tag, tag_uses
from conference.permissions import Permission

Answer = str | Response | tuple[str, int]


class TagsForm(Form):
    """Tags to add."""

    names = TextAreaField(_l("New tags"), validators=[REQUIRED, Length(max=40000)], description=_l("One to a line."))


@blueprint.route("/<slug>/people/tags", methods=["GET", "POST"])
@permitted(Permission.PEOPLE_MANAGE)
def tags() -> Answer:
    """Show the tags, and add some."""
    form = TagsForm()
    if form.validate_on_submit():
        try:
            added = add_tags(current_actor(), form.names.data or "")
        except Refused as error:
            form.add_refusal(error)
        else:
            flash(ngettext("%(num)s tag added", "%(num)s tags added", added), "success")
            return redirect(url_for("people.tags"))
    page = render_template("people/tags.html", form=form, uses=tag_uses(current_actor()))
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.route("/<slug>/people/tags/<int:tag_id>", methods=["POST"])
@permitted(Permission.PEOPLE_MANAGE)
def change_tag(tag_id: int) -> Response:
    """Rename a tag, merge it into another, or delete it."""
    actor = current_actor()
    into = request.form.get("into", "")
    try:
        match request.form.get("do"):
            case "merge":
                merge_tags(actor, tag_id, int(into) if into.isdecimal() and len(into) < 12 else tag_id)
                flash(_("The tags are merged."), "success")
            case "delete":
                delete_tag(actor, tag_id)
                flash(_("The tag is deleted."), "success")
            case _other:
                rename_tag(actor, tag_id, request.form.get("name", ""))
                flash(_("The tag is renamed."), "success")
    except Refused as error:
        flash(error.message, "error")
    return redirect(url_for("people.tags"))
