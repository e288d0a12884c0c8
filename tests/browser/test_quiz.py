"""A whole part of a quiz in real browsers: made and imported, run from the desk, before the hall, on two phones."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

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
    panel = page.get_by_role("region", name="Browser quiz").last
    panel.get_by_role("link", name="Questions").click()
    page.get_by_role("link", name="Import").click()
    page.locator("#text").fill(LIST)
    page.get_by_role("button", name="Look over").click()
    page.get_by_role("button", name="Add 2 questions").click()
    expect(page.get_by_text("Who opened it?")).to_be_visible()
    return page.url.partition("#")[0].removesuffix("/edit")


def _press(desk: Page, name: str) -> None:
    desk.locator(".quiz-next").get_by_role("button", name=name).click()


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
    phone.get_by_label("Your nickname in this quiz").fill("Grey Heron")
    phone.get_by_role("button", name="Play").click()
    expect(phone.get_by_text("You play as Grey Heron.")).to_be_visible()

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
    expect(phone.locator(".notice", has_text="Right! ")).to_be_visible(timeout=20_000)
    expect(phone.get_by_text("Place 1 of 2 in this part")).to_be_visible()
    expect(wall.get_by_text("There are fourteen.")).to_be_visible()
    assert_page_is_sound(wall)

    _press(desk, "Open question 2")
    phone.get_by_label("Breton").check()
    # News that only repeat what is known must not take away what was ticked.
    phone.get_by_label("Altmaier").check()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Your answer is in.")).to_be_visible()
    _press(desk, "Close question 2 now")
    _press(desk, "Show the right answer")
    expect(phone.get_by_text("Both did.")).to_be_visible(timeout=20_000)
    _press(desk, "End the part")
    for page in (phone, wall):
        table = page.get_by_role("table", name="Leaderboard of this part")
        expect(table.get_by_role("row").nth(1)).to_contain_text("Grey Heron")
        expect(table.get_by_role("row")).to_have_count(3)
        assert_page_is_sound(page)
    expect(other.get_by_role("table", name="Leaderboard of this part")).to_be_visible(timeout=20_000)
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
        page.get_by_label("Your nickname in this quiz").fill(name)
        page.get_by_role("button", name="Play").click()
        # From now on the button does something else, and says so.
        expect(page.get_by_role("button", name="Change")).to_be_visible()
        expect(page.get_by_text(f"You play as {name}.")).to_be_visible()
    desk.goto(f"{part}/controls")
    _press(desk, "Open question 1")
    first.get_by_role("button", name="14").click()
    second.get_by_role("button", name="27").click()
    for page in (first, second):
        expect(page.get_by_text("Your answer is in.")).to_be_visible()
    _press(desk, "Close question 1 now")
    _press(desk, "Show the right answer")
    expect(first.get_by_text("Place 1 of 2 in this part")).to_be_visible(timeout=20_000)
    expect(second.locator(".notice", has_text="Not this time.")).to_be_visible()

    desk.goto(f"{part}/edit")
    desk.get_by_role("link", name="Edit question 1").click()
    desk.get_by_role("checkbox", name="B", exact=False).uncheck()
    desk.get_by_role("checkbox", name="C", exact=False).check()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("Place 2 of 2 in this part, 0 points")).to_be_visible()
    expect(second.get_by_text("Place 1 of 2 in this part")).to_be_visible()

    desk.get_by_role("link", name="Manage quizzes").click()
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
    phone.goto(f"{part}/panel")
    desk.goto(f"{part}/controls")
    _press(desk, "Open question 1")
    phone.get_by_role("button", name="14").click()
    expect(phone.get_by_text("Your answer is in. The right answers are shown later.")).to_be_visible()
