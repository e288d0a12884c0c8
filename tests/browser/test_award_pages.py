"""Awards before their vote in a browser: from nothing to finalists on a laptop, and a nomination on a phone."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"width": 390, "height": 844}


def _made(page: Page, title: str) -> str:
    """Make an award that the audience decides, and return the address of its page."""
    page.goto("/ecc-live/awards/new")
    page.get_by_label("Name").fill(title)
    page.locator("[name=decided_by][value=audience]").check()
    page.get_by_role("button", name="Create the award").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


def _on_to(page: Page, state: str) -> None:
    page.get_by_role("button", name=f"On to: {state}").click()
    expect(page.get_by_role("status").first).to_contain_text(f"The award stands at “{state}” now.")


def test_an_organiser_prepares_an_award_from_nothing_to_finalists(
    page: Page, sign_in: SignIn, assert_page_is_sound: Soundness, complaints: list[tuple[str, str]]
) -> None:
    sign_in(page, "organiser")
    page.goto("/ecc-live/awards")
    page.get_by_role("link", name="New award").click()
    page.get_by_label("Name").fill("Best Newcomer")
    page.get_by_label("Category").fill("For a cluster younger than **three** years.")
    expect(page.get_by_label("Weight of the jury")).to_be_visible()
    expect(page.get_by_label("Citation")).to_be_hidden()
    page.locator("[name=decided_by][value=audience]").check()
    expect(page.get_by_label("Weight of the jury")).to_be_hidden()
    page.get_by_label("Speaker (").check()
    page.get_by_role("button", name="Count again").click()
    # What was typed and chosen is still there after counting.
    expect(page.get_by_label("Name")).to_have_value("Best Newcomer")
    expect(page.locator("#roll-now")).to_contain_text("could vote now")
    assert_page_is_sound(page)
    page.get_by_label("Quorum").fill("-1")
    page.get_by_role("button", name="Create the award").click()
    expect(page.get_by_role("alert")).to_contain_text("Quorum")
    complaints.clear()  # The refusal itself, which the browser reports as a failed request.
    page.get_by_label("Quorum").fill("10")
    page.get_by_role("button", name="Create the award").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Best Newcomer")
    home = page.url
    _on_to(page, "Nominations")
    page.get_by_role("button", name="On to: Finalists").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no nominee yet.")
    complaints.clear()
    for name in ("Ada Example", "Ada Exampel", "Ben Example"):
        page.goto(f"{home}/nominees")
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("status").first).to_contain_text(name)
    assert_page_is_sound(page)
    page.get_by_role("button", name="Keep “Ada Example”").click()
    expect(page.get_by_text("with Ada Exampel")).to_be_visible()

    page.goto(f"{home}/finalists/choose")
    for name in ("Ada Example", "Ben Example"):
        page.get_by_label(name).check()
    assert_page_is_sound(page)
    page.get_by_role("button", name="These are the finalists").click()
    page.get_by_role("link", name="Edit Ada Example").click()
    page.get_by_label("Pitch", exact=True).fill("Forty companies in **one** year.")
    page.get_by_label("Video").fill("https://film.example.org/ada")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Video on film.example.org")).to_be_visible()
    page.get_by_role("button", name="Move Ben Example up").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Ben Example")
    page.goto(home)
    _on_to(page, "Finalists")
    expect(page.get_by_role("button", name="Back to: Nominations")).to_be_visible()
    assert_page_is_sound(page)


def test_a_participant_nominates_on_a_phone_and_a_nominee_declines(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    organiser = new_context().new_page()
    sign_in(organiser, "organiser")
    home = _made(organiser, "Best Partnership")
    _on_to(organiser, "Nominations")

    phone = new_context(viewport=PHONE).new_page()
    sign_in(phone, "attendee")
    phone.goto("/ecc-live/awards")
    phone.get_by_role("link", name="Nominate somebody Best Partnership").click()
    phone.wait_for_url("**/nominate")
    assert_page_is_sound(phone)
    phone.get_by_text("Somebody who is at the conference?").click()
    phone.get_by_label("Search in the directory").fill("demo speaker")
    phone.get_by_role("button", name="Search").click()
    phone.get_by_role("link", name="Choose Demo speaker", exact=True).click()
    expect(phone.get_by_role("link", name="Somebody else")).to_be_visible()
    phone.get_by_label("Why should they win?").fill("They brought forty companies together.")
    phone.get_by_role("button", name="Nominate", exact=True).click()
    expect(phone.get_by_role("status").first).to_contain_text("Your nomination is in.")
    assert_page_is_sound(phone)

    nominee = new_context(viewport=PHONE).new_page()
    sign_in(nominee, "speaker")
    nominee.goto("/ecc-live/awards/mine")
    expect(nominee.get_by_role("heading", name="You are nominated: Best Partnership")).to_be_visible()
    nominee.get_by_label("Reason, if you like").fill("No time.")
    nominee.get_by_role("button", name="Decline Best Partnership").click()
    expect(nominee.get_by_text("You do not stand for this award.")).to_be_visible()
    assert_page_is_sound(nominee)
    nominee.get_by_role("button", name="Stand again").click()
    expect(nominee.get_by_role("status").first).to_contain_text("You stand again.")

    organiser.goto(f"{home}/nominees")
    expect(organiser.get_by_role("link", name="Demo speaker")).to_be_visible()
