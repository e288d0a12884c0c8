"""Registration with a real browser: ask to take part, be approved in bulk, see it; a list looked over and imported."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

SignIn = Callable[[Page, str], None]
Soundness = Callable[[Page], None]
NewContext = Callable[..., BrowserContext]

LIST = """email;name;organisation;country;roles;shoe size
first.import@example.org;First of the list;Cluster one;Belgium;speaker;44
second.import@example.org;Second of the list;Cluster two;Atlantis;;
"""


def _sign_in_by_mail(page: Page, email: str) -> None:
    """Sign in by the link of the mail, from whatever page asked for it."""
    page.get_by_role("textbox", name="E-mail").first.fill(email)
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("link", name="Open the demo's mailbox").click()
    expect(page).to_have_title(re.compile("^Demo mail"))
    page.goto(f"/demo/mail?to={email}")
    page.get_by_role("link", name="Your link to sign in").first.click()
    link = page.locator(".mail-text a").filter(has_text="/sign-in/").first
    page.goto(str(link.get_attribute("href")))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_newcomer_asks_is_approved_in_bulk_and_sees_it(
    new_context: NewContext, sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    newcomer, organiser = new_context().new_page(), new_context().new_page()

    newcomer.goto("/ecc-live/people/register")
    _sign_in_by_mail(newcomer, "newcomer@example.org")
    newcomer.wait_for_url("**/ecc-live/people/register")
    assert_page_is_sound(newcomer)
    newcomer.get_by_role("textbox", name="Name").fill("Browser newcomer")
    newcomer.get_by_label("Country").select_option(label="Belgium")
    newcomer.get_by_role("searchbox", name="Search languages").fill("french")
    newcomer.get_by_role("searchbox", name="Search languages").press("Enter")
    expect(newcomer.get_by_role("checkbox", name="French", exact=True)).to_be_checked()
    expect(newcomer.get_by_role("checkbox", name="Show me in the directory")).not_to_be_checked()
    newcomer.get_by_role("button", name="Register").click()
    expect(newcomer.get_by_role("main")).to_contain_text("Waiting for approval")

    sign_in(organiser, "organiser")
    organiser.goto("/ecc-live/desk")
    assert_page_is_sound(organiser)
    waits = organiser.get_by_role("listitem").filter(has_text=re.compile("registrations? waits? for approval"))
    waits.get_by_role("link", name="Decide").click()
    expect(organiser).to_have_title(re.compile("^Participants"))
    assert_page_is_sound(organiser)
    chosen = organiser.get_by_role("group", name="With the chosen people")
    expect(chosen).to_be_hidden()
    organiser.get_by_role("checkbox", name="Select Browser newcomer").check()
    organiser.get_by_role("checkbox", name="Select Demo attendee 115").check()
    expect(chosen).to_contain_text("2 chosen")
    chosen.get_by_role("button", name="Approve").click()
    expect(organiser.get_by_role("status").first).to_contain_text("2 people approved")
    expect(organiser.get_by_role("link", name="Browser newcomer")).to_have_count(0)

    newcomer.reload()
    expect(newcomer.get_by_role("main")).to_contain_text("You are registered")
    newcomer.get_by_role("main").get_by_role("link", name="My profile").click()
    expect(newcomer.get_by_role("textbox", name="Name")).to_have_value("Browser newcomer")
    assert_page_is_sound(newcomer)
    newcomer.goto("/demo/mail?to=newcomer@example.org")
    expect(newcomer.get_by_role("link", name=re.compile("^You are registered for"))).to_have_count(1)


def test_a_list_is_looked_over_and_then_imported(page: Page, sign_in: SignIn, assert_page_is_sound: Soundness) -> None:
    sign_in(page, "organiser")
    page.goto("/ecc-live/people/import")
    page.get_by_label("File").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": LIST.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="Look over").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 person would be invited")
    expect(main).to_contain_text("The country “Atlantis” is not known")
    expect(main).to_contain_text("shoe size")
    assert_page_is_sound(page)
    page.get_by_role("button", name="Import 1 line").click()
    expect(page.get_by_role("status").first).to_contain_text("1 person invited")
    expect(page.get_by_role("link", name="First of the list")).to_be_visible()
    expect(page.get_by_role("link", name="Second of the list")).to_have_count(0)
    # The invitation is written in the background, a moment later: look until it is there.
    invitation = page.get_by_role("link", name=re.compile("^You are invited to"))
    for _ in range(100):
        page.goto("/demo/mail?to=first.import@example.org")
        if invitation.count():
            break
    expect(invitation).to_be_visible()
