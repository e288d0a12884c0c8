"""HTTP door of a table's news: a small frame for browsers without a script, which asks again while the page stays."""

import zlib
from collections.abc import Mapping
from json import dumps
from typing import Any

from flask import render_template, request, url_for

from conference.cafe.actions import may_be_at, table_of
from conference.cafe.blueprint import blueprint
from conference.cafe.table_actions import table_now, table_state
from conference.forms import number_in
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.security import allow_own_frame

# Of the numbers that an address may carry.
LARGEST_NUMBER = 2**31 - 1


@blueprint.get("/<slug>/cafe/<int:cafe_id>/tables/<int:table_id>/news")
@permitted(Permission.CAFE_JOIN)
def table_news(cafe_id: int, table_id: int) -> str:
    """Say whether a table differs from what its page shows (`seen`), or its reader sits elsewhere by now."""
    actor = current_actor()
    its_table = table_of(actor, table_id)
    allow_own_frame()
    is_here = its_table.cafe_id == cafe_id and may_be_at(actor, table_id)
    theirs = table_now(actor, cafe_id)
    return render_template(
        "cafe/table_news.html",
        is_here=is_here,
        is_new=is_here and print_of(table_state(table_id)) != number_in(request.args.get("seen")),
        theirs=theirs if theirs is not None and may_be_at(actor, theirs.id) else None,
        again=url_for("cafe.table_news", cafe_id=cafe_id, table_id=table_id, seen=request.args.get("seen", "0")),
        page=url_for("cafe.table", cafe_id=cafe_id, table_id=table_id),
    )


@blueprint.app_template_global("cafe_print_of")
def print_of(state: Mapping[str, Any]) -> int:
    """Return a number that is another one as soon as the state of a table is; who is there does not count."""
    return zlib.crc32(dumps(state, sort_keys=True).encode()) & LARGEST_NUMBER
