"""A whole part of a quiz in real browsers: made and imported, run from the desk, before the hall, on two phones."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"width": 390, "height": 844}
LIST = """question;a;b;c;right;seconds;explanation
How many ecosystems?;8;14;27;B;120;There are fourteen.
Who opened it?;Breton;Nobody;Altmaier;AC;120;Both did."""


def _made(page: Page) -> str:
    """Make a quiz with two questions; return the address of its part."""
    page.goto("/ecc-live/quiz/manage/new")
    page.locator("#title").fill("Browser quiz")
    page.get_by_role("button", name="Save").click()
    # The last one of the page is the last one only when all of the page is there.
    page.wait_for_url("**/quiz/manage#quiz-*")
    panel = page.get_by_role("region", name="Browser quiz").last
    panel.get_by_role("link", name="Questions").click()
    page.get_by_role("link", name="Import").click()
    page.locator("#text").fill(LIST)
    page.get_by_role("button", name="Look over").click()
    page.get_by_role("button", name="Add 2 questions").click()
    # The list that was looked over shows them too: this is the part, which has them.
    expect(page.get_by_role("status").first).to_contain_text("2 questions are added")
    return page.url.partition("#")[0].removesuffix("/edit")


def _press(desk: Page, name: str) -> None:
    desk.locator(".quiz-next").get_by_role("button", name=name).click()


def _listens(page: Page) -> None:
    """Wait until a page has its script, which comes after the page: before, each press is a plain form's."""
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")


def _join(player: Page, name: str) -> None:
    _listens(player)
    player.get_by_label("Your nickname in this quiz").fill(name)
    player.get_by_role("button", name="Play").click()
    # From now on the button does something else, and says so.
    expect(player.get_by_role("button", name="Change")).to_be_visible()
    # Pressed before the page has its script, it is a plain form, whose answer has the name in quotation marks.
    expect(player.get_by_text(re.compile(f"You play as “?{name}”?\\."))).to_be_visible()


def test_a_part_is_played_from_the_first_question_to_the_leaderboard(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    def person(role: str, **options: object) -> Page:
        page = new_context(**options).new_page()
        sign_in(page, role)
        return page

    desk = person("organiser")
    wall = person("moderator", viewport={"width": 1920, "height": 1080})
    phone, other = person("attendee", viewport=PHONE), person("speaker", viewport=PHONE, java_script_enabled=False)
    part = _made(desk)
    assert_page_is_sound(desk)
    for page, name in ((desk, "controls"), (wall, "wall"), (phone, "panel"), (other, "panel")):
        page.goto(f"{part}/{name}")
    expect(phone.get_by_text("The quiz begins in a moment.")).to_be_visible()
    _listens(desk)
    _join(phone, "Grey Heron")

    _press(desk, "Open question 1")
    for page in (wall, phone, desk):
        expect(page.locator(".quiz-question", has_text="How many ecosystems?")).to_be_visible()
    expect(wall.get_by_role("timer")).to_contain_text("1:")
    phone.get_by_role("button", name="14").press("Enter")
    expect(phone.get_by_text("Your answer is in.")).to_be_visible()
    expect(wall.locator("[data-answered]")).to_have_text("1")
    expect(desk.locator("[data-answered]").first).to_have_text("1")
    # The page without a script looks again by itself.
    other.get_by_role("button", name="27").click(timeout=20_000)
    expect(other.get_by_text("Your answer is in.").first).to_be_visible()
    assert_page_is_sound(phone)
    _press(desk, "Close question 1 now")
    _press(desk, "Show the right answer")
    expect(phone.locator(".notice", has_text="Right! ")).to_be_visible()
    expect(phone.get_by_text("Place 1 of 2 in this part")).to_be_visible()
    expect(wall.get_by_text("There are fourteen.")).to_be_visible()
    assert_page_is_sound(wall)

    _press(desk, "Open question 2")
    phone.get_by_label("Breton").check()
    # News that only repeat what is known must not take away what was ticked.
    phone.get_by_label("Altmaier").check()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Your answer is in.")).to_be_visible()
    # Without a script nobody is disturbed until they have chosen, or the time is up.
    other.get_by_label("Nobody").check()
    other.get_by_role("button", name="Send my answer").click()
    expect(other.get_by_text("Your answer is in.").first).to_be_visible()
    _press(desk, "Close question 2 now")
    _press(desk, "Show the right answer")
    expect(phone.get_by_text("Both did.")).to_be_visible()
    _press(desk, "End the part")
    for page in (phone, wall):
        table = page.get_by_role("table", name="Leaderboard of this part")
        expect(table.get_by_role("row").nth(1)).to_contain_text("Grey Heron")
        expect(table.get_by_role("row")).to_have_count(3)
        assert_page_is_sound(page)
    expect(other.get_by_role("table", name="Leaderboard of this part")).to_be_visible()
    assert_page_is_sound(desk)


def test_what_is_mended_after_the_reveal_reaches_every_player(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    def person(role: str) -> Page:
        page = new_context(viewport=PHONE).new_page()
        sign_in(page, role)
        return page

    desk, first, second = person("organiser"), person("attendee/31"), person("attendee/32")
    part = _made(desk)
    for page, name in ((first, "Rude Word"), (second, "Grey Heron")):
        page.goto(f"{part}/panel")
        _join(page, name)
    desk.goto(f"{part}/controls")
    _listens(desk)
    _press(desk, "Open question 1")
    first.get_by_role("button", name="14").click()
    second.get_by_role("button", name="27").click()
    for page in (first, second):
        expect(page.get_by_text("Your answer is in.")).to_be_visible()
    _press(desk, "Close question 1 now")
    _press(desk, "Show the right answer")
    expect(first.get_by_text("Place 1 of 2 in this part")).to_be_visible()
    expect(second.locator(".notice", has_text="Not this time.")).to_be_visible()

    desk.goto(f"{part}/edit")
    desk.get_by_role("link", name="Edit question 1").click()
    desk.get_by_role("checkbox", name="B", exact=False).uncheck()
    desk.get_by_role("checkbox", name="C", exact=False).check()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("Place 2 of 2 in this part, 0 points")).to_be_visible()
    expect(second.get_by_text("Place 1 of 2 in this part")).to_be_visible()

    desk.get_by_role("link", name="Manage quizzes").click()
    desk.wait_for_url("**/quiz/manage")
    desk.get_by_role("region", name="Browser quiz").last.get_by_role("link", name="Players").click()
    desk.get_by_role("textbox", name="Another nickname for Rude Word").fill("Kind Word")
    desk.get_by_role("button", name="Replace Rude Word").click()
    expect(first.get_by_text("You play as Kind Word.")).to_be_visible()
    desk.get_by_role("button", name="Hide Kind Word").click()
    expect(first.get_by_text("An organiser hid this nickname on the leaderboards.")).to_be_visible()


def test_with_answers_later_a_phone_says_when_they_come(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    desk, phone = new_context().new_page(), new_context(viewport=PHONE).new_page()
    sign_in(desk, "organiser")
    sign_in(phone, "attendee/33")
    part = _made(desk)
    desk.goto(f"{part}/edit")
    desk.get_by_label("Later, all at once").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("status").first).to_contain_text("is saved.")
    phone.goto(f"{part}/panel")
    _listens(phone)
    desk.goto(f"{part}/controls")
    _listens(desk)
    _press(desk, "Open question 1")
    phone.get_by_role("button", name="14").click()
    expect(phone.get_by_text("Your answer is in. The right answers are shown later.")).to_be_visible()


def test_a_press_of_the_desk_waits_for_the_last_answers_whatever_the_page_believes_the_time_to_be(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    desk = new_context().new_page()
    sign_in(desk, "organiser")
    desk.goto(f"{_made(desk)}/controls")
    expect(desk.get_by_text("Live", exact=True)).to_be_visible()
    # The clock of the laptop is set right; the page still goes by what it found before.
    desk.evaluate("() => { const before = Date.now; Date.now = () => before() + 60_000; }")
    for name in ("Open question 1", "Close question 1 now", "Show the right answer"):
        _press(desk, name)
    expect(desk.locator(".quiz-now").get_by_text("Answer shown")).to_be_visible()
    expect(desk.locator(".quiz-said")).not_to_have_class(re.compile("is-refused"))


def test_what_looks_the_same_on_the_desk_stays_under_the_finger(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    desk = new_context().new_page()
    sign_in(desk, "organiser")
    part = _made(desk)

    def drawn_later(route: Route) -> None:
        page = route.fetch().text()
        page = re.sub('name="csrf_token" value="[^"]+"', 'name="csrf_token" value="of another second"', page)
        route.fulfill(body=page.replace(">Part 1<", ">Read anew<"), content_type="text/html")

    desk.route("**/controls?fragment=1", drawn_later)
    desk.goto(f"{part}/controls")
    button = desk.locator(".quiz-next button").element_handle()
    expect(desk.get_by_text("Read anew")).to_be_visible()
    assert button.evaluate("button => button.isConnected")


def test_an_own_place_that_was_held_up_or_lost_on_its_way_comes_all_the_same(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    desk, phone = new_context().new_page(), new_context(viewport=PHONE).new_page()
    sign_in(desk, "organiser")
    sign_in(phone, "attendee/34")
    part = _made(desk)
    phone.goto(f"{part}/panel")
    _join(phone, "Grey Heron")
    desk.goto(f"{part}/controls")
    _listens(desk)
    held: list[Route] = []
    own = "**/mine?question=*"
    phone.route(own, lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function of its own
    _press(desk, "Open question 1")
    with phone.expect_request(own):
        phone.get_by_role("button", name="14").click()
    _press(desk, "Close question 1 now")
    with phone.expect_request(own):
        _press(desk, "Show the right answer")
    phone.evaluate("document.title")
    early, late = held
    # What is asked for then does not come at all; asked for again, it comes before what was asked for first.
    with phone.expect_request(own):
        late.abort()
    phone.evaluate("document.title")
    held[2].continue_()
    expect(phone.get_by_text("Place 1 of 1 in this part")).to_be_visible()
    with phone.expect_response(own) as answer:
        early.continue_()
    answer.value.finished()
    phone.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")
    expect(phone.get_by_text("Place 1 of 1 in this part")).to_be_visible()
