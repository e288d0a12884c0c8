"""A café from the first round to the second: seven people at two tables, with cameras, cards, and new faces."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import SignIn
from tests.browser.test_cafe_table import HOUSE, LAPTOP, PHONE, Facilitator
from tests.browser.test_calls import ADVANCES, OTHERS

PEOPLE = [f"attendee/{number}" for number in range(71, 78)]


def come(
    names: list[str], new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> tuple[Facilitator, dict[str, Page]]:
    """Return a facilitator, and a phone of everybody who comes."""
    organiser = new_context(viewport=LAPTOP).new_page()
    sign_in(organiser, "organiser")
    pages = {name: new_context(viewport=PHONE).new_page() for name in names}
    for name, page in pages.items():
        sign_in(page, name)
    return Facilitator(organiser), pages


def by_table(pages: Mapping[str, Page]) -> dict[str, list[str]]:
    """Return who is at which table's page."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, page in pages.items():
        found[page.url.partition("?")[0].rpartition("/")[2]].append(name)
    return dict(found)


def talk(pages: Mapping[str, Page], names: list[str]) -> None:
    """Have people join their table's call, and wait until each sees all the others move."""
    for name in names:
        pages[name].get_by_role("button", name="Join", exact=True).click()
    for name in names:
        pages[name].wait_for_function(ADVANCES, arg=[OTHERS, len(names) - 1], timeout=60_000)


def seated_at(pages: Mapping[str, Page], heading: str) -> None:
    """Wait until everybody has been taken to a table in a round."""
    for page in pages.values():
        page.wait_for_url(re.compile(r"/tables/\d+"))
        expect(page.get_by_text(heading).first).to_be_visible()
        expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")


def test_four_at_a_table_see_each_other_write_cards_meet_new_people_and_two_tables_are_merged(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    leader, pages = come(PEOPLE, new_context, sign_in)
    cafe = leader.makes()
    for name in PEOPLE:
        pages[name].goto(f"{HOUSE}/cafe/{cafe}")
        expect(pages[name].locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    expect(pages[PEOPLE[0]].locator("[data-present]")).to_have_text(str(len(PEOPLE)))

    leader.does("cafe.open", cafe, number=1)
    seated_at(pages, "Round 1")
    first = by_table(pages)
    assert sorted(map(len, first.values())) == [3, 4]
    four = next(names for names in first.values() if len(names) == 4)
    talk(pages, four)

    writer, others = pages[four[0]], [pages[name] for name in four[1:]]
    writer.get_by_label("Your card").first.fill("Training for small firms")
    writer.get_by_role("button", name="Add card").first.click()
    for page in others:
        expect(page.get_by_text("Training for small firms", exact=True)).to_be_visible()
    # Whoever reloads is back in the call by themselves, and the others see them again.
    others[0].reload()
    expect(others[0].get_by_role("button", name="Leave")).to_be_visible()
    writer.wait_for_function(ADVANCES, arg=[OTHERS, 3], timeout=60_000)

    leader.does("cafe.open", cafe, number=2)
    seated_at(pages, "Round 2")
    second = by_table(pages)
    mates = {name: set(names) - {name} for names in first.values() for name in names}
    for names in second.values():
        for name in names:
            assert set(names) - {name} - mates[name], "somebody new is at every table"
    expect(pages[next(iter(first.values()))[0]].get_by_role("heading", level=1)).to_be_visible()

    one, other = (int(table) for table in second)
    leader.does("cafe.merge", cafe, table=one, into=other)
    for page in pages.values():
        page.wait_for_url(re.compile(rf"/tables/{other}\b"))
    assert [len(names) for names in by_table(pages).values()] == [7]


def test_who_is_taken_to_their_table_sets_out_once_however_much_news_comes_meanwhile(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    leader, pages = come(PEOPLE[:2], new_context, sign_in)
    cafe = leader.makes()
    early, late = pages.values()
    with early.expect_websocket() as line:
        early.goto(f"{HOUSE}/cafe/{cafe}")
    expect(early.locator("[data-present]")).to_have_text("1")
    # The table's page is slow to come.
    held: list[Route] = []
    early.route(re.compile(r"/tables/\d+"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function of its own
    with early.expect_request(re.compile(r"/tables/\d+")):
        leader.does("cafe.open", cafe, number=1)
    for number, address in ((2, f"{HOUSE}/cafe/{cafe}"), (1, f"{HOUSE}/cafe")):
        with line.value.expect_event("framereceived", lambda frame, number=number: f'"present":{number}' in str(frame)):
            late.goto(address)
    assert len(held) == 1
    held[0].continue_()
    early.wait_for_url(re.compile(r"/tables/\d+"))
