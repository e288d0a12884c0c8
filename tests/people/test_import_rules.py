"""Reading lists of people, planning an import, and tables that carry no formulas."""

import csv
import io
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from conference.people.countries import country_codes, find_country, find_language, folded
from conference.people.import_plan import Existing, Verdict, plan_import
from conference.people.importing import Line, NoPeopleList, is_email, read_people
from conference.people.rules import OrganisationKind, ParticipantStatus
from conference.people.spreadsheet import (
    FORMULA_STARTS,
    UnreadableTable,
    harmless,
    read_csv,
    read_table,
    to_csv,
    to_xlsx,
)
from conference.permissions import Role

cells = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(st.text())
def test_no_cell_is_a_formula_and_none_loses_its_text(cell: str) -> None:
    safe = harmless(cell)
    assert not safe.startswith(FORMULA_STARTS)
    assert safe in {cell, f"'{cell}"}


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_csv_is_read_back_as_it_was_made_harmless(rows: list[list[str]]) -> None:
    text = to_csv(rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[harmless(cell) for cell in row] for row in rows]


@given(st.lists(st.lists(st.text(max_size=10), min_size=1, max_size=3), min_size=1, max_size=4))
def test_a_workbook_has_no_formula_in_it(rows: list[list[str]]) -> None:
    book = load_workbook(io.BytesIO(to_xlsx(rows, "People: all/of them")))
    assert not [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_list_is_read_in_any_encoding_with_any_separator(encoding: str, separator: str) -> None:
    text = separator.join(("E-mail Address", "Full name")) + "\r\n" + separator.join(("a@example.org", "Zoë"))
    people = read_people(read_table(text.encode(encoding)))
    assert [(line.email, line.name) for line in people.lines] == [("a@example.org", "Zoë")]


def test_a_workbook_is_read_like_a_csv() -> None:
    people = read_people(read_table(to_xlsx([["email", "country"], ["a@example.org", "BE"]], "x")))
    assert (people.lines[0].email, people.lines[0].country) == ("a@example.org", "BE")


@given(st.binary(max_size=200))
def test_whatever_the_bytes_they_are_a_table_or_refused(data: bytes) -> None:
    for content in (data, b"PK\x03\x04" + data):
        try:
            read_people(read_table(content))
        except (UnreadableTable, NoPeopleList):
            continue


def test_a_line_says_everything_at_once() -> None:
    text = (
        "Email;First name;Last name;Organization;Job title;Pays;Kind;Languages;Role;Shoe size\n"
        "A@Example.org;Ada;L.;Cluster;Manager;Allemagne;SME;French, de;speaker, Juror;44\n"
    )
    people = read_people(read_csv(text))
    assert people.ignored == ("Shoe size",)
    assert people.lines == (
        Line(
            number=2, email="a@example.org", name="Ada L.", organisation="Cluster", position="Manager", country="DE",
            kind=OrganisationKind.COMPANY, languages=("fr", "de"), roles=(Role.SPEAKER, Role.JUROR),
        ),
    )  # fmt: skip


def test_all_that_is_wrong_with_a_line_is_said_at_once() -> None:
    text = "email,country,kind,languages,roles\nnobody,Atlantis,club,Klingonese,king\n,BE,,,\n"
    first, second = read_people(read_csv(text)).lines
    assert [problem.what for problem in first.problems] == [
        "bad_email", "unknown_country", "unknown_kind", "unknown_language", "unknown_role",
    ]  # fmt: skip
    assert [problem.what for problem in second.problems] == ["no_email"]


def test_a_repeated_address_is_refused_wherever_it_stands() -> None:
    lines = read_people(read_csv("email\na@example.org\n\nA@EXAMPLE.org \n")).lines
    assert lines[0].problems == ()
    assert (lines[1].number, lines[1].problems[0].text) == (4, "2")


def test_a_bare_list_of_addresses_is_a_list() -> None:
    assert [line.email for line in read_people(read_csv("a@example.org\nb@example.org")).lines] == [
        "a@example.org",
        "b@example.org",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ("email\n", "empty"), ("name\nAda", "no_email_column"), ("email,mail\na,b", "column_twice")],
)
def test_what_is_no_list_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NoPeopleList, match=reason):
        read_people(read_csv(text))


def test_more_than_ten_thousand_lines_are_refused() -> None:
    with pytest.raises(NoPeopleList, match="too_many"):
        read_people([["email"], *([f"p{number}@example.org"] for number in range(10_001))])


def test_ten_thousand_lines_are_read_and_planned_in_seconds() -> None:
    rows = [["email", "name", "country"], *([f"p{number}@example.org", "Name", "France"] for number in range(10_000))]
    begin = time.perf_counter()
    plan = plan_import(read_people(rows).lines, {})
    assert plan.counts["created"] == 10_000
    assert time.perf_counter() - begin < 10


def test_every_country_is_found_by_its_code() -> None:
    assert all(find_country(code) == code for code in country_codes())
    assert [find_country(name) for name in ("Deutschland", "ÖSTERREICH", "Suède", "EL", "UK", "Nowhere")] == [
        "DE", "AT", "SE", "GR", "GB", None,
    ]  # fmt: skip
    assert [find_language(name) for name in ("English", "français", "DE", "x")] == ["en", "fr", "de", None]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize("text", ["a@example.org", "organiser@demo.invalid", "x@intranet.local"])
def test_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize("text", ["", "a", "a@", "@b.org", "a b@example.org", "a@b", "a@example.org\nBcc: c@d.org"])
def test_what_is_no_address(text: str) -> None:
    assert not is_email(text)


lines = st.builds(
    Line,
    number=st.integers(2, 99),
    email=st.sampled_from(["new@example.org", "old@example.org"]),
    name=st.sampled_from(["", "Same", "Other"]),
    roles=st.lists(st.sampled_from(Role), max_size=2, unique=True).map(tuple),
)
known = st.builds(
    Existing,
    participant_id=st.just(1),
    status=st.sampled_from(ParticipantStatus),
    values=st.just({"name": "Same"}),
    roles=st.frozensets(st.sampled_from(Role), min_size=1),
)


@given(lines, known, st.none() | st.integers(0, 1))
def test_a_plan_carried_out_leaves_nothing_to_do(line: Line, existing: Existing, left: int | None) -> None:
    (planned,) = plan_import([line], {"old@example.org": existing}, left).lines
    assert (planned.verdict is Verdict.CREATED) == (line.email == "new@example.org")
    if planned.verdict is not Verdict.CHANGED:
        return
    values = {change.field: change.after for change in planned.changes if change.field != "roles"}
    after = replace(existing, values={**existing.values, **values}, roles=existing.roles | frozenset(line.roles))
    (again,) = plan_import([line], {"old@example.org": after}, left).lines
    assert again.verdict is Verdict.UNCHANGED


@given(lines, known)
def test_the_digest_notices_what_changed(line: Line, existing: Existing) -> None:
    plan = plan_import([line], {"old@example.org": existing})
    assert plan.digest == plan_import([line], {"old@example.org": existing}).digest
    assert plan.digest != plan_import([replace(line, number=100)], {"old@example.org": existing}).digest
