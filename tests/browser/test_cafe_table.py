"""People at one table of a café: cards, a lost connection, the host's work, a move to another table, and no script."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import SignIn, Soundness

HOUSE = "/ecc-live"
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 860}
Contexts = Callable[..., BrowserContext]


class Facilitator:
    """The demo's organiser, who makes cafés and leads them over HTTP."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.goto(f"{HOUSE}/cafe/new")
        self.token = page.locator('meta[name="csrf-token"]').get_attribute("content") or ""
        self.conference = int(page.locator('meta[name="live"]').get_attribute("data-conference") or 0)

    def makes(self) -> int:
        """Make a café with two rounds, open it, and return its id."""
        title = f"Café {token_hex(4)}"
        self.page.goto(f"{HOUSE}/cafe/new")
        self.page.locator("input[name=title]").fill(title)
        self.page.get_by_role("button", name="Create the café").click()
        address = self.page.locator("a", has_text=title).first.get_attribute("href") or ""
        cafe = int(re.findall(r"/cafe/(\d+)", address)[0])
        self.does("cafe.state", cafe, to="open")
        return cafe

    def does(self, name: str, cafe: int, **more: Any) -> None:
        """Send a message of the console."""
        payload = {"conference": self.conference, "cafe": cafe, "key": token_hex(8), **more}
        answer = self.page.request.post(
            f"{HOUSE}/live/message/{name}",
            data=payload,
            headers={"X-CSRFToken": self.token, "Referer": self.page.url},
        )
        assert answer.ok, answer.text()

    def desk(self, cafe: int) -> Any:
        """Return the console's state."""
        return self.page.request.get(f"{HOUSE}/live/cafe_desk/{cafe}").json()["state"]


@dataclass(frozen=True)
class Table:
    """A café whose people all sit at one table; the first of them hosts it."""

    leader: Facilitator
    cafe: int
    number: int
    tables: dict[int, int]
    ids: list[int]
    people: list[Page]

    @property
    def host(self) -> Page:
        return self.people[0]

    def page(self, number: int) -> str:
        """Return where the table of a number is."""
        return f"{HOUSE}/cafe/{self.cafe}/tables/{self.tables[number]}"

    @property
    def other(self) -> int:
        """The number of a table at which nobody sits."""
        return next(number for number in self.tables if number != self.number)


def _person(contexts: Contexts, sign_in: SignIn, role: str, **options: Any) -> Page:
    page = contexts(**options).new_page()
    sign_in(page, role)
    return page


@pytest.fixture
def table(new_context: Contexts, sign_in: SignIn) -> Table:
    leader = Facilitator(_person(new_context, sign_in, "organiser", viewport=LAPTOP))
    cafe = leader.makes()
    windows = {"speaker": LAPTOP, "attendee": PHONE, "juror": PHONE, "exhibitor": LAPTOP}
    people = [_person(new_context, sign_in, role, viewport=window) for role, window in windows.items()]
    for page in people:
        page.goto(f"{HOUSE}/cafe/{cafe}")
        expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    leader.does("cafe.open", cafe, number=1)
    state = leader.desk(cafe)
    tables = {one["number"]: one["id"] for one in state["tables"]}
    names = [f"Demo {role}" for role in windows]
    ids = {person["name"]: person["id"] for one in state["tables"] for person in one["people"]}
    number = next(iter(tables))
    for name in names:
        if name not in [person["name"] for person in state["tables"][0]["people"]]:
            leader.does("cafe.move", cafe, participant=ids[name], table=tables[number])
    if leader.desk(cafe)["tables"][0]["host"] != ids[names[0]]:
        leader.does("cafe.host", cafe, table=tables[number], participant=ids[names[0]])
    made = Table(leader, cafe, number, tables, [ids[name] for name in names], people)
    for page in people:
        # The lobby takes them to their seats, and a move from one table to another.
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Table {number}", timeout=15_000)
        expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    return made


def _question(page: Page) -> Locator:
    return page.locator("[data-question]").first


def _write(page: Page, text: str) -> None:
    _question(page).get_by_label("Your card").fill(text)
    _question(page).get_by_role("button", name="Add card").click()


def _card(page: Page, text: str) -> Locator:
    return page.locator(".table-card").filter(has=page.locator(":scope > [data-text]", has_text=text))


def test_cards_reach_all_at_the_table_and_the_host_works_with_them(
    table: Table, assert_page_is_sound: Soundness
) -> None:
    _, attendee, juror, exhibitor = table.people
    for page, text in ((attendee, "More test beds"), (juror, "Test beds for all"), (exhibitor, "One-stop shops")):
        _write(page, text)
        for other in table.people:
            expect(_card(other, text)).to_be_visible()
        # Once, not once on its way and once arrived.
        expect(page.locator("[data-pending-cards] li")).to_have_count(0)
    expect(_card(juror, "More test beds")).to_contain_text("Demo attendee")
    expect(juror.get_by_role("button", name=re.compile("Star"))).to_have_count(0)
    expect(attendee.locator(".table-person").filter(has_text="Not here")).to_have_count(0)

    _card(table.host, "More test beds").get_by_role("button", name="Star: More test beds").click()
    expect(_card(attendee, "More test beds").get_by_text("Starred")).to_be_visible()
    card = _card(table.host, "Test beds for all")
    card.locator("[data-merge] > summary").click()
    card.get_by_label("Merge this card into").select_option(label="More test beds")
    assert_page_is_sound(table.host)
    card.get_by_role("button", name="Merge", exact=True).click()
    expect(
        _card(attendee, "More test beds").get_by_role("listitem").filter(has_text="Test beds for all")
    ).to_be_visible()
    table.host.get_by_role("button", name="Take out: Test beds for all").click()
    expect(_card(attendee, "Test beds for all")).to_be_visible()
    assert_page_is_sound(attendee)


def test_a_card_that_was_deleted_comes_back_and_a_stale_edit_keeps_what_was_typed(table: Table) -> None:
    attendee = table.people[1]
    _write(attendee, "More test beds")
    card = _card(attendee, "More test beds")
    card.get_by_role("button", name="Delete: More test beds").click()
    expect(_card(table.host, "More test beds")).to_have_count(0)
    attendee.get_by_role("button", name="Undo").click()
    expect(_card(table.host, "More test beds")).to_be_visible()

    mine = attendee.locator(".table-card")
    mine.locator("[data-edit] > summary").click()
    field = mine.get_by_label("New words for this card")
    field.fill("Many test beds")
    theirs = table.host.locator(".table-card")
    theirs.locator("[data-edit] > summary").click()
    theirs.get_by_label("New words for this card").fill("More open test beds")
    theirs.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("status")).to_contain_text("More open test beds")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("alert")).to_contain_text("Somebody changed this card meanwhile")
    expect(field).to_have_value("Many test beds")
    mine.get_by_role("button", name="Save").click()
    expect(_card(table.host, "Many test beds")).to_be_visible()


def test_a_card_written_without_a_connection_arrives_once_also_after_a_reload(
    table: Table, complaints: list[tuple[str, str]]
) -> None:
    attendee = table.people[1]
    attendee.context.set_offline(True)
    _write(attendee, "Written on the train")
    expect(attendee.locator("[data-pending-cards]").first).to_contain_text("Not sent yet: no connection")
    attendee.context.set_offline(False)
    expect(_card(table.host, "Written on the train")).to_have_count(1)
    expect(attendee.locator("[data-pending-cards] li")).to_have_count(0)
    attendee.reload()
    expect(_card(attendee, "Written on the train")).to_have_count(1)
    expect(_card(table.host, "Written on the train")).to_have_count(1)
    complaints.clear()


def test_whoever_is_moved_lands_at_the_new_table_with_what_they_typed(table: Table) -> None:
    moved = table.people[1]
    _write(moved, "Left at the old table")
    expect(_card(table.host, "Left at the old table")).to_be_visible()
    _question(moved).get_by_label("Your card").fill("Half a thought")
    table.leader.does("cafe.move", table.cafe, participant=table.ids[1], table=table.tables[table.other])
    expect(moved.get_by_text(f"Round 1: you are at table {table.other} now.")).to_be_visible(timeout=2000)
    heading = moved.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"Table {table.other}")
    expect(_question(moved).get_by_label("Your card")).to_have_value("Half a thought")
    expect(moved.get_by_text("Left at the old table")).to_have_count(0)
    _write(table.host, "Said after they left")
    expect(_card(table.people[2], "Said after they left")).to_be_visible()
    expect(moved.get_by_text("Said after they left")).to_have_count(0)
    moved.goto(table.page(table.number))
    expect(heading).to_have_text(f"Table {table.other}")


def test_the_clock_is_everybodys_and_between_rounds_cards_are_only_read(table: Table) -> None:
    juror = table.people[2]
    _write(juror, "More test beds")
    expect(_card(juror, "More test beds")).to_be_visible()
    table.leader.does("cafe.pause", table.cafe, round=1)
    expect(juror.get_by_text(re.compile(r"Paused, \d+:\d\d left"))).to_be_visible()
    table.leader.does("cafe.resume", table.cafe, round=1)
    expect(juror.locator("[data-clock] .countdown")).to_be_visible()
    table.leader.does("cafe.end", table.cafe, round=1)
    expect(juror.get_by_text("Round 1 is over")).to_be_visible()
    expect(juror.get_by_text("No round is open for this table")).to_be_visible()
    expect(juror.get_by_label("Your card").first).to_be_hidden()
    expect(_card(juror, "More test beds")).to_be_visible()


def test_a_table_calls_for_help(table: Table) -> None:
    attendee = table.people[1]
    attendee.get_by_role("button", name="Call for help").click()
    expect(table.host.get_by_text("A facilitator was called and comes to this table.")).to_be_visible()
    table.host.get_by_role("button", name="It is settled").click()
    expect(attendee.get_by_role("button", name="Call for help")).to_be_visible()


def test_everything_goes_without_a_script(
    table: Table, new_context: Contexts, sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    plain = _person(new_context, sign_in, "juror", viewport=PHONE, java_script_enabled=False)
    plain.goto(f"{table.page(table.number)}?still=1")
    _write(plain, "By a plain form")
    expect(_card(table.host, "By a plain form")).to_be_visible()
    card = plain.locator(".table-card")
    card.locator("[data-edit] > summary").click()
    card.get_by_label("New words for this card").fill("By an edited plain form")
    card.get_by_role("button", name="Save").click()
    expect(_card(table.host, "By an edited plain form")).to_be_visible()
    card.get_by_role("button", name="Delete").click()
    expect(_card(table.host, "By an edited plain form")).to_have_count(0)
    plain.get_by_role("button", name="Undo").click()
    expect(_card(table.host, "By an edited plain form")).to_be_visible()
    table.leader.does("cafe.move", table.cafe, participant=table.ids[2], table=table.tables[table.other])
    plain.get_by_role("link", name="Where do I sit now?").click()
    expect(plain.get_by_text(f"Round 1: you are at table {table.other} now.")).to_be_visible()
    expect(plain.get_by_text("By an edited plain form")).to_have_count(0)
