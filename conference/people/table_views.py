"""Tables at an HTTP door: sent as files, taken from a form, and kept while somebody looks them over."""

import json

from flask import Response
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from conference import set_aside
from conference.errors import Refused
from conference.people.spreadsheet import Table, UnreadableTable, read_csv, read_table

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def send_table(content: bytes, name: str, kind: str) -> Response:
    """Send a table as a file to be saved (`kind`: csv or xlsx); kept by no cache."""
    answer = Response(content, content_type=MEDIA_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def sent_table(file: FileStorage | None, text: str) -> Table:
    """Return the table that a form brings, as a file or pasted. Raises `Refused` for none, or an unreadable one."""
    try:
        if file is not None and file.filename:
            return read_table(file.stream.read())
        if text.strip():
            return read_csv(text)
    except UnreadableTable as error:
        raise Refused(_("This cannot be read as a list. Please save it as CSV or XLSX."), field="file") from error
    raise Refused(_("Choose a file, or paste the list."), field="file")


def set_table_aside(owner: str, table: Table) -> str:
    """Keep a table that is looked over, and return the token that finds it again."""
    return set_aside.put(owner, json.dumps([list(row) for row in table], ensure_ascii=False))


def table_set_aside(owner: str, token: str) -> Table:
    """Return a table that is looked over. Raises `NotFound` when it is gone, or another's."""
    table: Table = json.loads(set_aside.take(owner, token))
    return table
