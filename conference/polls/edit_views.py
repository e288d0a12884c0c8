"""HTTP door of making and changing a poll: the form, its options that come and go, copies, putting away, deleting."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError, InvalidFields, Stale
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission
from conference.polls.blueprint import blueprint
from conference.polls.edit_actions import (
    Place,
    archive_poll,
    change_poll,
    content_of,
    create_poll,
    delete_poll,
    duplicate_poll,
    is_answered,
    poll_of,
    restore_poll,
)
from conference.polls.edit_forms import PollForm
from conference.polls.labels import KIND_WORDS, SECRECY_WORDS
from conference.polls.list_actions import known_groups, sessions_to_choose
from conference.polls.models import Poll
from conference.polls.rules import PollKind

Page = Response | str | tuple[str, int]


@blueprint.route("/<slug>/polls/new", methods=["GET", "POST"])
@permitted(Permission.POLLS_MANAGE)
def new_poll() -> Page:
    """Make a poll; ?session= and ?kind= say what it begins with."""
    form = PollForm()
    if not form.is_submitted():
        chosen = request.args.get("kind", "")
        form.process(data={
            "item_id": number_in(request.args.get("session")) or 0,
            "kind": chosen if chosen in set(PollKind) else PollKind.SINGLE.value,
        })  # fmt: skip
    return _edit(None, form)


@blueprint.route("/<slug>/polls/<int:poll_id>/edit", methods=["GET", "POST"])
@permitted(Permission.POLLS_MANAGE)
def edit_poll(poll_id: int) -> Page:
    """Change a poll."""
    poll = poll_of(current_actor(), poll_id)
    form = PollForm()
    if not form.is_submitted():
        place = Place(poll.item_id, poll.rounds[-1].opens_at)
        form.fill(content_of(poll), place, current_conference().zone, poll.version)
    elif is_answered(poll_id):
        form.keep_rules(content_of(poll))
    return _edit(poll, form)


@blueprint.post("/<slug>/polls/<int:poll_id>/duplicate")
@permitted(Permission.POLLS_MANAGE)
def duplicate(poll_id: int) -> Response:
    """Make the same poll again, and open its form."""
    copy = duplicate_poll(current_actor(), poll_id)
    flash(_("This is a copy of the poll, without its answers."), "success")
    return redirect(url_for("polls.edit_poll", poll_id=copy.id))


@blueprint.post("/<slug>/polls/<int:poll_id>/archive")
@permitted(Permission.POLLS_MANAGE)
def archive(poll_id: int) -> Response:
    """Put a poll away, or bring it back."""
    try:
        if request.form.get("do") == "restore":
            restore_poll(current_actor(), poll_id)
            flash(_("The poll is back in the list."), "success")
        else:
            archive_poll(current_actor(), poll_id)
            flash(_("The poll is put away; its answers are kept."), "success")
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
    return redirect(url_for("polls.list_of_polls"))


@blueprint.route("/<slug>/polls/<int:poll_id>/delete", methods=["GET", "POST"])
@permitted(Permission.POLLS_MANAGE)
def delete(poll_id: int) -> Page:
    """Say what a deletion means, then do it."""
    poll = poll_of(current_actor(), poll_id)
    refused = ""
    if request.method == "POST":
        question = poll.question
        try:
            delete_poll(current_actor(), poll_id)
        except ConferenceError as error:
            refused = error.message
        else:
            flash(_("“%(question)s” is deleted.", question=question), "success")
            return redirect(url_for("polls.list_of_polls"))
    page = render_template("polls/delete.html", poll=poll, answered=is_answered(poll_id), refused=refused)
    return (page, 422) if refused else page


def _edit(poll: Poll | None, form: PollForm) -> Page:
    conference = current_conference()
    form.offer([(id_, title) for id_, title, _start in sessions_to_choose(conference.id)])
    if form.is_submitted() and press(form, request.form):
        return _page(poll, form, None), 200
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            saved = _save(poll, form)
        except Stale as error:
            stale = error
            poll = poll_of(current_actor(), poll.id) if poll else None
        except InvalidFields as error:
            form.refuse(error.fields)
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("The poll is saved."), "success")
            return redirect(url_for("polls.list_of_polls", _anchor=f"poll-{saved.id}"))
    status = 409 if stale else 422 if form.is_submitted() else 200
    return _page(poll, form, stale), status


def _save(poll: Poll | None, form: PollForm) -> Poll:
    actor, place = current_actor(), form.place(current_conference().zone)
    if poll is None:
        return create_poll(actor, form.content(), place)
    seen = number_in(request.form.get("over") or form.version.data) or 0
    return change_poll(actor, poll.id, form.content(), place, seen)


def press(form: PollForm, sent: Mapping[str, str]) -> bool:
    """Do what a pressed button asks of the options; False when it was the button that saves.

    Buttons: add_option; without=INDEX, earlier=INDEX, later=INDEX (of the option in its list).
    """
    texts = [entry.data or "" for entry in form.options]
    pressed = next((name for name in ("add_option", "without", "earlier", "later") if name in sent), "")
    if not pressed:
        return False
    at = number_in(sent[pressed])
    if pressed == "add_option":
        texts.append("")
    elif at is not None and at < len(texts):
        text = texts.pop(at)
        if pressed != "without":
            texts.insert(max(0, at - 1) if pressed == "earlier" else at + 1, text)
    while form.options.entries:
        form.options.pop_entry()
    for text in texts[:50]:
        form.options.append_entry(text)
    return True


def _page(poll: Poll | None, form: PollForm, stale: Stale | None) -> str:
    return render_template(
        "polls/form.html",
        form=form,
        poll=poll,
        stale=stale,
        answered=poll is not None and is_answered(poll.id),
        groups=known_groups(current_conference().id),
        kind_words=KIND_WORDS,
        secrecy_words=SECRECY_WORDS,
    )
