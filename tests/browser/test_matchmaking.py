"""A matchmaking as people use it: an organiser, three phones with wishes, the timetable, and who sees it."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 860}


def _created(page: Page) -> str:
    page.goto("/ecc-live/meetings/matchmaking/new")
    page.get_by_label("Title").fill("Afternoon of meetings")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Afternoon of meetings")).to_be_visible()
    address = page.url
    page.get_by_role("button", name="Collect wishes").click()
    expect(page.get_by_text("Wishes are collected until")).to_be_visible()
    page.goto(f"{address}/people")
    page.get_by_role("combobox", name="Add").select_option("all")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("take part now")).to_be_visible()
    return address


def _wish(page: Page, *names: str) -> None:
    for number, name in enumerate(names, start=1):
        page.get_by_role("searchbox", name="Search").fill(name)
        page.get_by_role("button", name="Search", exact=True).click()
        page.get_by_role("button", name=f"Wish to meet · {name}", exact=True).click()
        expect(page.locator(".wishes > li")).to_have_count(number)


def test_an_organiser_arranges_the_meetings_of_three_who_ranked_their_wishes_on_phones(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    organiser = new_context(viewport=LAPTOP).new_page()
    sign_in(organiser, "organiser")
    address = _created(organiser)
    assert_page_is_sound(organiser)

    wished = {
        "attendee/2": ("Demo attendee 4", "Demo attendee 6"),
        "attendee/4": ("Demo attendee 6", "Demo attendee 2"),
        "attendee/6": ("Demo attendee 2", "Demo attendee 4"),
    }
    phones = []
    for role, names in wished.items():
        phone = new_context(viewport=PHONE).new_page()
        sign_in(phone, role)
        phone.goto(f"{address}/wishes")
        _wish(phone, *names)
        phones.append(phone)
    first = phones[0]
    first.get_by_role("button", name="Earlier · Demo attendee 6").press("Enter")
    expect(first.locator(".wishes > li").first).to_contain_text("Demo attendee 6")
    first.reload()
    expect(first.locator(".wishes > li").first).to_contain_text("Demo attendee 6")
    assert_page_is_sound(first)

    organiser.goto(address)
    expect(organiser.locator("[data-wishes]")).to_have_text("6")
    organiser.get_by_role("button", name="End wishes and arrange meetings").click()
    organiser.get_by_role("button", name="Compute the timetable").click()
    organiser.get_by_role("link", name="Look at the draft").click(timeout=90_000)
    expect(organiser.get_by_text("Computed with HiGHS")).to_be_visible()
    rows = organiser.locator("li[id^='draft-']")
    expect(rows).to_have_count(3)
    assert_page_is_sound(organiser)

    rows.first.get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(2)
    organiser.get_by_role("button", name="Take the last change back").click()
    expect(rows).to_have_count(3)
    organiser.wait_for_load_state()
    organiser.get_by_role("button", name="Publish the timetable").click()
    organiser.get_by_role("dialog").get_by_role("button", name="Publish the timetable").click()
    expect(organiser.get_by_text("3 meetings are published.")).to_be_visible()
    assert_page_is_sound(organiser)

    for phone in phones:
        phone.goto(f"{address}/wishes")
        expect(phone.get_by_text("The meetings are published")).to_be_visible()
    first.goto("/ecc-live/meetings/")
    for name in ("Demo attendee 4", "Demo attendee 6"):
        expect(first.get_by_text(name).first).to_be_visible()
