"""HTTP door of setting a café up: its form, starting from a template or a copy, and deleting a draft."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.agenda.models import AgendaItem
from conference.cafe.blueprint import blueprint
from conference.cafe.choice_actions import (
    Hosts,
    cafes_to_copy,
    content_to_copy,
    expected_people,
    known_themes,
    languages_for,
    people_to_host,
    sessions_for,
)
from conference.cafe.content import CafeContent, LaidTable, tables_for
from conference.cafe.labels import HOST_WORDS
from conference.cafe.models import Cafe
from conference.cafe.setup_actions import (
    change_cafe,
    content_of,
    create_cafe,
    delete_cafe,
    held_rounds,
    managed_cafe,
    may_delete,
)
from conference.cafe.setup_forms import CafeForm
from conference.cafe.setup_rows_forms import Rows
from conference.cafe.starts import DEFAULT_START, STARTS, content_from
from conference.errors import ConferenceError, Forbidden, InvalidFields, NotFound, Stale
from conference.forms import number_in
from conference.people.countries import language_choices
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission

Page = Response | str | tuple[str, int]


@blueprint.route("/<slug>/cafe/new", methods=["GET", "POST"])
@permitted(Permission.CAFE_MANAGE)
def new() -> Page:
    """Make a café; ?start= (a template) or ?copy= (a café), and ?session=, say what it begins with."""
    form, hosts = CafeForm(), people_to_host(current_actor())
    if not form.is_submitted():
        people = expected_people(current_conference().id)
        form.fill(_beginning(people), hosts, 0, people)
    return _edit(None, form, hosts)


@blueprint.route("/<slug>/cafe/<int:cafe_id>/edit", methods=["GET", "POST"])
@permitted(Permission.CAFE_MANAGE)
def edit(cafe_id: int) -> Page:
    """Change a café."""
    cafe = managed_cafe(current_actor(), cafe_id)
    form, hosts = CafeForm(), people_to_host(current_actor())
    if not form.is_submitted():
        form.fill(content_of(cafe), hosts, cafe.version, expected_people(cafe.conference_id))
    return _edit(cafe, form, hosts)


@blueprint.route("/<slug>/cafe/<int:cafe_id>/delete", methods=["GET", "POST"])
@permitted(Permission.CAFE_MANAGE)
def delete(cafe_id: int) -> Page:
    """Say what a deletion means, then do it."""
    cafe = managed_cafe(current_actor(), cafe_id)
    title, refused = cafe.title, ""
    if request.method == "POST":
        try:
            delete_cafe(current_actor(), cafe_id)
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            refused = error.message
        else:
            flash(_("“%(title)s” is deleted.", title=title), "success")
            return redirect(url_for("cafe.index"))
    page = render_template("cafe/delete.html", cafe=cafe, possible=may_delete(cafe), refused=refused)
    return (page, 422) if refused else page


def _beginning(people: int) -> CafeContent:
    """Return what a new café begins with, by what the address asks for."""
    actor, copied = current_actor(), number_in(request.args.get("copy"))
    if copied is not None:
        content = content_to_copy(actor, copied)
        tables = content.tables
    else:
        content = content_from(request.args.get("start", DEFAULT_START))
        tables = (LaidTable(),) * tables_for(people, content.fewest, content.most)
    item = _asked_session()
    plain = {name: getattr(content, name) for name in CafeContent.__slots__}
    title = content.title or (item.title if item else "")
    return CafeContent(**plain | {"tables": tables, "item_id": item.id if item else None, "title": title})


def _asked_session() -> AgendaItem | None:
    wanted = number_in(request.args.get("session"))
    return next((item for item in sessions_for(current_actor(), None) if item.id == wanted), None)


def _edit(cafe: Cafe | None, form: CafeForm, hosts: Hosts) -> Page:
    rows = Rows(form, held_rounds(cafe) if cafe else 0)
    pressed = form.is_submitted() and rows.pressed(request.form)
    if form.is_submitted() and not pressed:
        rows.lay_tables()
    form.offer(_session_choices(cafe), _language_choices(cafe))
    if pressed:
        return _page(cafe, form, hosts, rows), 200
    stale: Stale | None = None
    # Both are asked, so that everything that is wrong is said at once.
    if form.is_submitted() and all([form.validate(), form.know_hosts(hosts)]):
        try:
            saved = _save(cafe, form, hosts)
        except Stale as error:
            stale = error
            cafe = managed_cafe(current_actor(), cafe.id) if cafe else None
            form.version.data = str(cafe.version) if cafe else ""
        except InvalidFields as error:
            form.refuse(error.fields)
        except (Forbidden, NotFound):
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(title)s” is saved.", title=saved.title), "success")
            return redirect(url_for("cafe.index", _anchor=f"cafe-{saved.id}"))
    status = 409 if stale else 422 if form.is_submitted() else 200
    return _page(cafe, form, hosts, rows, stale), status


def _save(cafe: Cafe | None, form: CafeForm, hosts: Hosts) -> Cafe:
    actor, content = current_actor(), form.content(hosts)
    if cafe is None:
        return create_cafe(actor, content)
    return change_cafe(actor, cafe.id, content, number_in(form.version.data) or 0)


def _session_choices(cafe: Cafe | None) -> list[tuple[int, str]]:
    zone = current_conference().zone
    return [
        (item.id, f"{item.starts_at.astimezone(zone):%d.%m. %H:%M} · {item.title}" if item.starts_at else item.title)
        for item in sessions_for(current_actor(), cafe.id if cafe else None)
    ]


def _language_choices(cafe: Cafe | None) -> list[tuple[str, str]]:
    codes = set(languages_for(current_actor(), cafe.id if cafe else None))
    return [(code, name) for code, name in language_choices() if code in codes]


def _page(cafe: Cafe | None, form: CafeForm, hosts: Hosts, rows: Rows, stale: Stale | None = None) -> str:
    # A press that changed only rows is answered with the form alone: the page around it stays.
    part = "_body" if request.headers.get("HX-Request") else ""
    return render_template(
        f"cafe/edit{part}.html",
        cafe=cafe,
        form=form,
        rows=rows,
        own_errors=form.sum_up(),
        stale=stale,
        starts=STARTS if cafe is None else {},
        start=request.args.get("start", DEFAULT_START),
        to_copy=cafes_to_copy(current_actor()) if cafe is None else (),
        copied=number_in(request.args.get("copy")),
        themes=known_themes(current_conference().id),
        people=list(hosts.labels.values()),
        host_words={value.value: words for value, words in HOST_WORDS.items()},
        removable=cafe is not None and may_delete(cafe),
    )
