"""Tables as CSV and XLSX that no spreadsheet program runs as formulas, and tables read from either."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_UNPACKED = 64 * 1024 * 1024

Table = Sequence[Sequence[str]]
Cell = str | int | float | None


class UnreadableTable(ValueError):
    """The bytes are no table that we read."""


def harmless(cell: str) -> str:
    """Return a cell that spreadsheet programs read as text: one that could be a formula gets an apostrophe first."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def to_csv(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return rows as CSV in UTF-8, with the mark by which Excel knows the encoding."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Iterable[Iterable[Cell]], title: str) -> bytes:
    """Return rows as an XLSX workbook with one sheet."""
    return to_workbook({title: rows})


def to_workbook(sheets: Mapping[str, Iterable[Iterable[Cell]]]) -> bytes:
    """Return an XLSX workbook with a sheet for each title, in their order; numbers stay numbers."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet("".join(letter for letter in title if letter not in "[]:*?/\\")[:31] or "Sheet")
        for row in rows:
            sheet.append(
                [harmless(ILLEGAL_CHARACTERS_RE.sub("", cell)) if isinstance(cell, str) else cell for cell in row]
            )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_table(data: bytes) -> Table:
    """Return the rows of an XLSX workbook's first sheet or of a CSV text, whatever its encoding and separator.

    Raises `UnreadableTable`.
    """
    if data.startswith(b"PK\x03\x04"):
        return _read_xlsx(data)
    return read_csv(_decoded(data))


def read_csv(text: str) -> Table:
    """Return the rows of a CSV text; the separator is whichever of `;`, tab, `,` the first line has most of."""
    text = text.removeprefix("\ufeff").replace("\0", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    try:
        return [
            [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ]
    except csv.Error as error:
        raise UnreadableTable(str(error)) from error


def _decoded(data: bytes) -> str:
    # Windows' western encoding reads any bytes but five, so it comes last.
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable("neither UTF-8 nor UTF-16 nor Windows-1252")


def _read_xlsx(data: bytes) -> Table:
    try:
        too_large = _unpacked_size(data) > MOST_UNPACKED
        rows = [] if too_large else _xlsx_rows(data)
    except Exception as error:
        # openpyxl raises whatever its XML, its zip or its own assumptions raise; all mean that it is no workbook.
        raise UnreadableTable("no workbook that can be read") from error
    if too_large:
        raise UnreadableTable("the workbook unpacks to more than 64 MB")
    return rows


def _unpacked_size(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return sum(part.file_size for part in parts.infolist())


def _xlsx_rows(data: bytes) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    return [["" if cell is None else str(cell).strip() for cell in row] for row in sheet.iter_rows(values_only=True)]
