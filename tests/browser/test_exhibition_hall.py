"""Walking through the hall on a phone: live marks, more booths, the plan by keyboard, the tour, and no script."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"width": 390, "height": 844}
CARDS = "article.hall-card"


def test_a_visitor_sees_at_once_that_somebody_came_to_a_booth_and_that_they_left(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    exhibitor = new_context().new_page()
    sign_in(exhibitor, "exhibitor")
    exhibitor.goto("/ecc-live/exhibition/?shown=999")
    own = exhibitor.locator(CARDS, has_text="Your booth").get_by_role("link").first
    name = own.text_content() or ""
    visitor = new_context(viewport=PHONE).new_page()
    sign_in(visitor, "attendee")
    visitor.goto(f"/ecc-live/exhibition/?text={name}")
    card = visitor.locator(CARDS).first
    expect(card.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(visitor.locator("[data-live-badge]")).to_contain_text("Live")
    expect(card.get_by_text("Someone is here now")).to_have_count(0)
    own.click()
    expect(card.get_by_text("Someone is here now")).to_be_visible()
    assert_page_is_sound(visitor)
    visitor.goto("/ecc-live/exhibition/floor?here=1")
    expect(visitor.locator(".floor-list").get_by_role("link", name=name, exact=True)).to_be_visible()
    assert_page_is_sound(visitor)
    exhibitor.goto("/ecc-live/")
    expect(visitor.locator("[data-here]")).to_have_count(0)
    expect(visitor.get_by_text("The hall changed meanwhile.")).to_be_visible()


def test_more_booths_are_shown_with_the_focus_on_the_first_and_are_there_again_on_coming_back(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    page = new_context(viewport=PHONE).new_page()
    sign_in(page, "attendee")
    page.goto("/ecc-live/exhibition/")
    cards = page.locator(CARDS)
    expect(cards).to_have_count(30)
    page.get_by_role("link", name="Show more booths").press("Enter")
    expect(cards).to_have_count(60)
    expect(page).to_have_url(re.compile("shown=60"))
    first_new = cards.nth(30).get_by_role("link")
    expect(first_new).to_be_focused()
    assert_page_is_sound(page)
    name = first_new.inner_text()
    first_new.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()
    expect(cards).to_have_count(60)


def test_whoever_goes_back_finds_the_filters_of_that_address(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    page = new_context().new_page()
    sign_in(page, "attendee")
    page.goto("/ecc-live/exhibition/")
    country, offers = page.get_by_label("Country"), page.get_by_label("Offers")
    country.select_option("ES")
    expect(page).to_have_url(re.compile(r"\?country=ES$"))
    offers.select_option("Textile")
    expect(page).to_have_url(re.compile("country=ES&offers=Textile"))
    page.reload()
    found = page.locator(CARDS).count()
    expect(offers).to_have_value("Textile")
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?country=ES$"))
    expect(offers).to_have_value("")
    expect(country).to_have_value("ES")
    page.go_forward()
    expect(offers).to_have_value("Textile")
    expect(page.locator(CARDS)).to_have_count(found)


def test_the_plan_is_walked_by_keyboard_and_the_tour_leads_on(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    page = new_context().new_page()
    sign_in(page, "speaker")
    page.goto("/ecc-live/exhibition/floor")
    assert_page_is_sound(page)
    stands = page.locator(".floor-stand a")
    # Those of the demo, and what other tests have brought into the hall.
    expect(stands).to_have_count(page.locator(".floor-list > li").count())
    assert stands.count() >= 93
    stands.first.focus()
    page.keyboard.press("Tab")
    expect(stands.nth(1)).to_be_focused()
    page.get_by_role("link", name="To the list of booths").press("Enter")
    expect(page.get_by_role("heading", name="All booths by number")).to_be_in_viewport()
    page.get_by_role("link", name="Show me another").click()
    page.wait_for_url(re.compile(r"/exhibition/\d+"))
    first = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Show me another").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)


def test_without_scripts_the_hall_is_searched_and_leafed_through_too(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/ecc-live/exhibition/")
    page.get_by_role("link", name="Show more booths").click()
    expect(page.locator(CARDS)).to_have_count(60)
    page.get_by_role("searchbox").fill("demo booth")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status").filter(has_text="booths found")).to_be_visible()
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.get_by_role("status").filter(has_text="booths found")).to_have_count(0)


def test_who_is_kept_apart_from_one_of_a_team_sees_the_others_come_and_go(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    visitor, exhibitor, mate = (new_context().new_page() for _ in range(3))
    for page, who in ((visitor, "attendee/63"), (exhibitor, "exhibitor"), (mate, "attendee/107")):
        sign_in(page, who)
    exhibitor.goto("/ecc-live/exhibition/own")
    name = exhibitor.get_by_role("heading", name=re.compile("^Demo booth")).first.inner_text()
    visitor.goto(f"/ecc-live/exhibition/?text={name}")
    visitor.get_by_role("link", name=name, exact=True).click()
    visitor.get_by_role("link", name="Demo exhibitor", exact=True).click()
    visitor.get_by_role("button", name="Block", exact=True).click()
    visitor.get_by_role("dialog").get_by_role("button", name="Block").click()
    expect(visitor.get_by_text("You blocked Demo exhibitor").first).to_be_visible()
    visitor.goto(f"/ecc-live/exhibition/?text={name}")
    card = visitor.locator(CARDS).filter(has_text=name)
    booth = card.get_by_role("link").get_attribute("href") or ""
    for page in (exhibitor, mate):
        page.goto(booth)
    expect(card.get_by_text("Someone is here now")).to_be_visible()
    # The exhibitor stays, and is not there for this visitor.
    mate.goto("/ecc-live/")
    expect(card.get_by_text("Someone is here now")).to_have_count(0)
    expect(exhibitor.get_by_text("1 is here now", exact=True)).to_be_visible()
