"""Who asks for less motion gets none: what changes is there at once."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

# Changes the colours as the page's own script does, and reads in the same breath what the last word of the page has.
# Something that pulses begins in that moment, as what has just become live does.
CHANGED = """() => {
  const root = document.documentElement;
  document.body.insertAdjacentHTML('beforeend', '<span class="badge badge-live">live</span>');
  const found = {};
  for (const scheme of ['light', 'dark', 'light']) {
    root.dataset.bsTheme = scheme;
    found[scheme] = [getComputedStyle(document.querySelector('.foot span')).color,
                     getComputedStyle(document.body).backgroundColor];
  }
  return {found, moving: document.getAnimations().length};
}"""


def test_with_less_motion_light_and_dark_change_at_once(new_context: Callable[..., BrowserContext]) -> None:
    # The browsers of these tests ask for less motion. A transition of however short a time on every element would run
    # down the page, one generation after the other, and colours of two schemes would stand together meanwhile.
    page = new_context().new_page()
    page.goto("/ecc-live/agenda", wait_until="load")

    changed = page.evaluate(CHANGED)

    assert changed["moving"] == 0
    assert set(changed["found"]["light"]).isdisjoint(changed["found"]["dark"])
