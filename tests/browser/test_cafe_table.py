"""People at one table of a café: cards, a lost connection, the host's work, a move to another table, and no script."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, WebSocketRoute, expect

from tests.browser.conftest import SignIn, Soundness
from tests.browser.held import HeldAcknowledgements, HeldAnswers
from tests.browser.test_calls import ADVANCES, OTHERS

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
    # Whoever is there is seated: all of them are.
    expect(people[0].locator("[data-present]")).to_have_text(str(len(people)))
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
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Table {number}")
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


def test_what_is_typed_in_the_moment_a_card_is_opened_for_it_stays(table: Table) -> None:
    attendee = table.people[1]
    _write(attendee, "More test beds")
    mine = attendee.locator(".table-card")
    summary, field = mine.locator("[data-edit] > summary"), mine.get_by_label("New words for this card")
    opened = "(part) => new Promise((done) => part.addEventListener('toggle', done, { once: true }))"
    typed = f"(part) => {{ part.open = true; part.querySelector('textarea').value = 'Many'; return ({opened})(part); }}"
    mine.locator("[data-edit]").evaluate(typed)
    expect(field).to_have_value("Many")
    # What was taken back is not there the next time.
    mine.get_by_role("button", name="Cancel").click()
    expect(field).to_be_hidden()
    summary.click()
    expect(field).to_have_value("More test beds")


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
    expect(moved.get_by_text(f"Round 1: you are at table {table.other} now.")).to_be_visible()
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
    table.leader.does("cafe.open", table.cafe, number=2)
    expect(juror.locator("[data-round-name]")).to_have_text("Round 2")
    table.leader.does("cafe.end", table.cafe, round=2)
    expect(juror.get_by_text("All rounds are over")).to_be_visible()
    expect(juror.get_by_text("No round is open for this table")).to_be_hidden()


def test_a_table_calls_for_help(table: Table) -> None:
    attendee = table.people[1]
    attendee.get_by_role("button", name="Call for help").click()
    expect(table.host.get_by_text("A facilitator was called and comes to this table.")).to_be_visible()
    table.host.get_by_role("button", name="It is settled").click()
    expect(attendee.get_by_role("button", name="Call for help")).to_be_visible()


def _console(table: Table, page: Page) -> Page:
    page.goto(f"{HOUSE}/cafe/{table.cafe}/console?table={table.tables[table.number]}")
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    return page


class Held:
    """A page whose news of the console is held back, as on a slow line; what it says itself goes its way."""

    def __init__(self, page: Page) -> None:
        self.holds = False
        self.lines: list[WebSocketRoute] = []
        self.news: list[str | bytes] = []
        page.route_web_socket(re.compile("socket.io"), self.connect)

    def connect(self, line: WebSocketRoute) -> None:
        self.lines.append(line)
        line.connect_to_server().on_message(self.take)

    def take(self, news: str | bytes) -> None:
        if self.holds and "cafe_desk" in str(news):
            self.news.append(news)
        else:
            self.lines[-1].send(news)

    def release(self) -> None:
        self.holds = False
        for news in self.news:
            self.lines[-1].send(news)


def test_a_call_for_help_is_answered_once_where_two_facilitators_see_it(
    table: Table, new_context: Contexts, sign_in: SignIn
) -> None:
    attendee = table.people[1]
    second = _person(new_context, sign_in, "moderator", viewport=LAPTOP)
    held = Held(second)
    first = _console(table, table.leader.page)
    _console(table, second)
    attendee.get_by_role("button", name="Call for help").click()
    for console in (first, second):
        expect(console.locator("[data-call-of]")).to_contain_text(f"Table {table.number}")
        expect(console.get_by_role("button", name="Answer the call")).to_be_visible()
    held.holds = True
    first.get_by_role("button", name="Answer the call").click()
    expect(attendee.get_by_role("button", name="Call for help")).to_be_visible()
    expect(attendee.get_by_text("A facilitator was called and comes to this table.")).to_have_count(0)
    second.get_by_role("button", name="Answer the call").click()
    told = second.get_by_text(f"Table {table.number} does not call for help any more.")
    expect(told).to_be_visible()
    held.release()
    for console in (first, second):
        expect(console.locator("[data-call-of]")).to_have_count(0)
        expect(console.get_by_role("button", name="Answer the call")).to_have_count(0)
    # Told, and not only for as long as the news took.
    expect(told).to_be_visible()
    # Both show the same, and what one of them does the other sees.
    people = [console.locator("[data-panel] [data-name]").all_inner_texts() for console in (first, second)]
    assert people[0] == people[1]
    second.locator("[data-big]").click()
    second.get_by_role("dialog").get_by_role("button", name="End round 1").click()
    for console in (first, second):
        expect(console.locator("[data-big] span")).to_have_text("Open round 2")


def test_the_briefing_is_on_the_phone_of_whoever_hosts_and_on_no_other(
    table: Table, assert_page_is_sound: Soundness
) -> None:
    attendee = table.people[1]
    briefing = "For the host of this table"
    expect(table.host.get_by_role("heading", name=briefing)).to_be_visible()
    table.leader.does("cafe.host", table.cafe, table=table.tables[table.number], participant=table.ids[1])
    expect(attendee.get_by_role("heading", name=briefing)).to_be_visible()
    expect(attendee.locator("[data-briefing] .prose")).to_be_visible()
    expect(table.host.get_by_role("heading", name=briefing)).to_have_count(0)
    assert_page_is_sound(attendee)


def test_who_becomes_the_host_may_end_the_call_for_all_at_once_and_who_was_it_no_more(table: Table) -> None:
    former, other = table.people[0], table.people[1]
    ends = {page: page.get_by_role("button", name="End the call for all") for page in (former, other)}
    expect(ends[former]).to_be_visible()
    expect(ends[other]).to_be_hidden()
    other.get_by_role("button", name="Just listen").click()
    expect(other.get_by_role("button", name="Leave")).to_be_visible()
    table.leader.does("cafe.host", table.cafe, table=table.tables[table.number], participant=table.ids[1])
    expect(ends[other]).to_be_visible()
    expect(ends[former]).to_be_hidden()
    # Nobody was put out of the call for that, and the button does what it says.
    expect(other.get_by_role("button", name="Leave")).to_be_visible()
    ends[other].click()
    asked = other.get_by_role("dialog", name="End the call for all?")
    asked.get_by_role("button", name="Go back").click()
    expect(other.get_by_role("button", name="Leave")).to_be_visible()
    ends[other].click()
    asked.get_by_role("button", name="End the call").click()
    expect(former.get_by_text("The call is closed at the moment.")).to_be_visible()


def test_who_is_in_the_call_and_is_moved_is_in_the_next_tables_call_without_a_press(table: Table) -> None:
    attendee, juror, exhibitor = table.people[1:]
    for page in (attendee, juror):
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.get_by_role("button", name="Leave")).to_be_visible()
    juror.locator('[data-switch="camera"]').click()
    expect(juror.locator('[data-switch="camera"]')).to_have_attribute("aria-pressed", "false")
    for number in (1, 2, 3):
        new = table.tables[table.other]
        table.leader.does("cafe.move", table.cafe, participant=table.ids[number], table=new)
    for page in (attendee, juror, exhibitor):
        page.wait_for_url(re.compile(rf"/tables/{new}\b"))
    for page in (attendee, juror):
        expect(page.get_by_role("button", name="Leave")).to_be_visible()
        expect(page.locator('[data-switch="microphone"]')).to_have_attribute("aria-pressed", "true")
    expect(attendee.locator('[data-switch="camera"]')).to_have_attribute("aria-pressed", "true")
    expect(juror.locator('[data-switch="camera"]')).to_have_attribute("aria-pressed", "false")
    juror.wait_for_function(ADVANCES, arg=[OTHERS, 1], timeout=60_000)
    # Who was in no call is in none there, and who leaves it stays out of it at the next table.
    expect(exhibitor.get_by_role("button", name="Join", exact=True)).to_be_visible()
    expect(exhibitor.get_by_role("button", name="Leave")).to_be_hidden()
    juror.get_by_role("button", name="Leave").click()
    expect(juror.get_by_role("button", name="Join", exact=True)).to_be_visible()
    table.leader.does("cafe.move", table.cafe, participant=table.ids[2], table=table.tables[table.number])
    juror.wait_for_url(re.compile(rf"/tables/{table.tables[table.number]}\b"))
    expect(juror.get_by_role("button", name="Join", exact=True)).to_be_visible()
    expect(juror.get_by_role("button", name="Leave")).to_be_hidden()


def test_a_fourth_star_is_refused_beside_it(table: Table, assert_page_is_sound: Soundness) -> None:
    texts = ("Test beds", "One-stop shops", "Shared data", "Longer projects")
    for text in texts:
        _write(table.host, text)
        expect(_card(table.host, text)).to_be_visible()
        _card(table.host, text).get_by_role("button", name="Star: ").click()
        if text != texts[-1]:
            expect(_card(table.host, text).get_by_text("Starred")).to_be_visible()
    fourth = _card(table.host, texts[-1])
    expect(fourth.get_by_role("alert")).to_contain_text("Three cards have a star already")
    expect(fourth.get_by_text("Starred")).to_be_hidden()
    assert_page_is_sound(table.host)
    _card(table.host, texts[0]).get_by_role("button", name="Star: ").click()
    expect(_card(table.host, texts[0]).get_by_text("Starred")).to_be_hidden()
    fourth.get_by_role("button", name="Star: ").click()
    expect(fourth.get_by_text("Starred")).to_be_visible()
    expect(fourth.get_by_role("alert")).to_have_count(0)


def test_everything_goes_without_a_script(
    table: Table, new_context: Contexts, sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    plain = _person(new_context, sign_in, "juror", viewport=PHONE, java_script_enabled=False)
    plain.goto(table.page(table.number))
    news = plain.frame_locator(".table-news iframe")
    expect(news.get_by_text("Nothing is new since you loaded this page.")).to_be_visible()
    assert plain.locator("meta[http-equiv=refresh]").count() == 0
    _write(plain, "By a plain form")
    expect(_card(table.host, "By a plain form")).to_be_visible()
    card = plain.locator(".table-card")
    card.locator("[data-edit] > summary").click()
    card.get_by_label("New words for this card").fill("By an edited plain form")
    card.get_by_role("button", name="Save").click()
    for page in (table.host, plain):
        expect(_card(page, "By an edited plain form")).to_be_visible()
    card.get_by_role("button", name="Delete").click()
    expect(_card(table.host, "By an edited plain form")).to_have_count(0)
    plain.get_by_role("button", name="Undo").click()
    expect(_card(table.host, "By an edited plain form")).to_be_visible()
    table.leader.does("cafe.move", table.cafe, participant=table.ids[2], table=table.tables[table.other])
    # The frame finds it out by itself, and what is open or typed in the page around it stays meanwhile.
    plain.locator(".table-card [data-edit] > summary").click()
    plain.get_by_label("New words for this card").fill("Half a sen")
    expect(news.get_by_text(f"You sit at table {table.other} now.")).to_be_visible()
    expect(plain.get_by_label("New words for this card")).to_have_value("Half a sen")
    news.get_by_role("link", name="Go there").click()
    expect(plain.get_by_text(f"Round 1: you are at table {table.other} now.")).to_be_visible()
    expect(plain.get_by_text("By an edited plain form")).to_have_count(0)


def _cards_of(page: Page, *texts: str) -> None:
    for text in texts:
        _write(page, text)
        expect(_card(page, text)).to_be_visible()
    expect(page.locator("[data-pending-cards] li")).to_have_count(0)


def test_who_edits_a_card_keeps_the_keyboard_while_one_above_it_goes(table: Table) -> None:
    attendee = table.people[1]
    _cards_of(attendee, "More test beds", "One-stop shops")
    mine = _card(attendee, "One-stop shops")
    mine.locator("[data-edit] > summary").click()
    field = mine.get_by_label("New words for this card")
    expect(field).to_be_focused()
    _card(table.host, "More test beds").get_by_role("button", name="Delete: ").click()
    expect(_card(attendee, "More test beds")).to_have_count(0)
    expect(field).to_be_focused()


def test_what_is_acknowledged_late_leaves_the_keyboard_where_it_is_and_no_card_on_its_way(table: Table) -> None:
    attendee = table.people[1]
    held = HeldAcknowledgements(attendee)
    attendee.reload()
    expect(attendee.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    held.holds = True
    _write(attendee, "Gone at once")
    held.wait_for(1)
    expect(_card(attendee, "Gone at once")).to_be_visible()
    _card(table.host, "Gone at once").get_by_role("button", name="Delete: ").click()
    expect(_card(attendee, "Gone at once")).to_have_count(0)
    held.let_go()
    expect(attendee.locator("[data-pending-cards] li")).to_have_count(0)

    _cards_of(attendee, "One-stop shops")
    held.holds = True
    _card(attendee, "One-stop shops").get_by_role("button", name="Delete: ").click()
    expect(_card(attendee, "One-stop shops")).to_have_count(0)
    field = _question(attendee).get_by_label("Your card")
    field.focus()
    held.wait_for(1)
    held.let_go()
    expect(attendee.get_by_role("button", name="Undo")).to_be_visible()
    expect(field).to_be_focused()


def test_the_briefing_goes_with_whoever_hosts_no_more_though_it_comes_late(table: Table) -> None:
    attendee = table.people[1]
    held = HeldAnswers(attendee, "**/cafe/*/tables/*?fragment=1")
    for number, count in ((1, 1), (0, 2)):
        host = {"table": table.tables[table.number], "participant": table.ids[number]}
        table.leader.does("cafe.host", table.cafe, **host)
        held.wait_for(count)
    held.let_go(1)
    held.let_go(0)
    expect(attendee.get_by_role("heading", name="For the host of this table")).to_have_count(0)


def test_what_is_typed_to_all_while_the_last_message_is_on_its_way_stays(table: Table) -> None:
    page = table.leader.page
    held = HeldAcknowledgements(page)
    console = _console(table, page)
    message = console.locator("#all-message")
    held.holds = True
    message.fill("Ten minutes left")
    message.press("Enter")
    expect(table.host.locator("[data-messages]")).to_contain_text("Ten minutes left")
    message.fill("Five minutes left")
    held.wait_for(1)
    held.let_go()
    expect(console.locator("#message-part [data-said]")).to_be_visible()
    expect(message).to_have_value("Five minutes left")


def test_whom_a_facilitator_has_chosen_stays_chosen_by_keyboard_while_another_goes(
    table: Table, new_context: Contexts, sign_in: SignIn
) -> None:
    console = _console(table, table.leader.page)
    people = console.locator("[data-panel] [data-person]")
    expect(people).to_have_count(4)
    last = people.last.locator("input")
    last.focus()
    first = int(people.first.get_attribute("data-person") or 0)
    table.leader.does("cafe.move", table.cafe, participant=first, table=table.tables[table.other])
    expect(people).to_have_count(3)
    expect(last).to_be_focused()
