"""The keyboard's focus: seen wherever it goes, never under the bar of a phone, and back where it came from."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import SignIn

PHONE: ViewportSize = {"width": 390, "height": 844}
# What has the focus, and why it cannot be seen: no ring on it or on what it stands for, or the bottom bar above it.
UNSEEN = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return 'the end';
  const ringed = [focused, focused.closest('.card-link, .item-row, .grid-item, .chip')].filter(Boolean)
    .map(part => getComputedStyle(part))
    .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  const {left, top, width, height} = focused.getBoundingClientRect();
  const above = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20))?.closest('nav.bottom');
  const name = focused.outerHTML.slice(0, 120);
  if (!ringed) return `no ring: ${name}`;
  return above && !above.contains(focused) ? `under the bottom bar: ${name}` : '';
}"""


@pytest.mark.parametrize("path", ["/ecc-live/people/manage?country=BE", "/ecc-live/people", "/ecc-live/agenda"])
def test_whatever_has_the_focus_on_a_phone_is_ringed_and_not_covered(page: Page, sign_in: SignIn, path: str) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "organiser")
    page.goto(path)
    unseen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        if (why := page.evaluate(UNSEEN)) == "the end":
            break
        unseen.add(why)
    assert unseen == {""}


def test_escape_closes_a_menu_and_a_question_and_gives_the_focus_back(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "organiser")
    page.goto("/ecc-live/people/manage?status=waiting_for_approval")
    more = page.locator("summary", has_text="More").first
    more.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(more).to_be_focused()
    page.locator("input[name=ids]").first.check()
    decline = page.get_by_role("button", name="Decline")
    decline.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(decline).to_be_focused()
