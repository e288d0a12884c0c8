"""Signing in by the mailed link, as people do it: asked for on one device, opened on another."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Soundness

PHONE = {"width": 390, "height": 844}


def _ask_for_link(page: Page, email: str) -> None:
    page.goto("/sign-in?next=/account")
    page.get_by_label("E-mail address").first.fill(email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")


def _open_mail(page: Page, email: str) -> None:
    page.goto(f"/demo/mail?to={email}")
    page.get_by_role("link", name="Your link to sign in").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your link to sign in")


def test_a_link_from_the_mailbox_signs_in_on_another_device(
    page: Page, new_context: Callable[..., BrowserContext], assert_page_is_sound: Soundness
) -> None:
    email = "link.journey@example.org"
    page.goto("/sign-in")
    assert_page_is_sound(page)
    _ask_for_link(page, email)
    assert_page_is_sound(page)
    phone = new_context(viewport=PHONE).new_page()
    _open_mail(phone, email)
    assert_page_is_sound(phone)
    phone.frame_locator("iframe").get_by_role("link", name="Sign in", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nearly there")
    assert_page_is_sound(phone)
    link = phone.url
    phone.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(phone).to_have_url(re.compile("/account$"))
    expect(phone.get_by_role("status").first).to_contain_text(f"You are signed in as {email}.")
    assert_page_is_sound(phone)
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text("This link was used already.")
    expect(page.get_by_label("E-mail address")).to_have_value(email)
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_password_can_be_set_used_and_the_account_deleted_by_keyboard(
    page: Page,
    new_context: Callable[..., BrowserContext],
    assert_page_is_sound: Soundness,
    complaints: list[tuple[str, str]],
) -> None:
    email, password = "password.journey@example.org", "several words in a row"
    _ask_for_link(page, email)
    _open_mail(page, email)
    page.get_by_role("link", name="/sign-in/").click()
    page.get_by_role("main").get_by_role("button", name="Sign in").press("Enter")
    page.locator("summary", has_text="Set a password").press("Enter")
    page.get_by_label("New password").fill("too short")
    page.get_by_label("New password").press("Enter")
    expect(page.locator("#new_password-error")).to_contain_text("12 to 200 characters")
    complaints.clear()  # of the refused password's 422
    page.get_by_label("New password").fill(password)
    page.get_by_label("New password").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Your password is kept.")
    other = new_context().new_page()
    other.goto("/sign-in")
    other.locator("summary", has_text="Sign in with a password instead").press("Enter")
    other.locator("#password-email").fill(email)
    other.locator("#password").fill(password)
    other.locator("#password").press("Enter")
    expect(other.get_by_role("status").first).to_contain_text(f"You are signed in as {email}.")
    other.goto("/account/delete")
    assert_page_is_sound(other)
    other.get_by_label("Type your e-mail address to confirm").fill(email)
    other.get_by_role("button", name="Delete my account for good").press("Enter")
    expect(other.get_by_role("status").first).to_contain_text("Your account is deleted.")
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
