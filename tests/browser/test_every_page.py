"""Every page that people meet, as they meet it: each role, on a phone and a laptop, in light and in dark."""

from collections.abc import Callable, Iterable
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.conftest import SignIn, Soundness

WINDOWS: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 1366, "height": 860})
TABLETS: tuple[ViewportSize, ...] = ({"width": 820, "height": 1180}, {"width": 1180, "height": 820})
WALLS: tuple[ViewportSize, ...] = ({"width": 1920, "height": 1080}, {"width": 1024, "height": 768})
# A4 between its margins.
PAPER: ViewportSize = {"width": 688, "height": 1000}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CUT_CHOICES = """() => {
  const canvas = document.createElement('canvas').getContext('2d');
  return [...document.querySelectorAll('select')].filter(select => {
    if (select.multiple || select.size > 1 || !select.checkVisibility({contentVisibilityAuto: true})) return false;
    const style = getComputedStyle(select);
    canvas.font = style.font;
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const text = select.selectedOptions[0]?.text ?? '';
    return style.textOverflow !== 'ellipsis' && canvas.measureText(text).width > room + 1;
  }).map(select => `cut: ${select.selectedOptions[0].text}`);
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href],button,input,select,textarea,summary,[role=button]')]
  .filter(target => {
    const {width, height} = target.getBoundingClientRect();
    const seen = width > 0 && target.type !== 'hidden' && target.checkVisibility({visibilityProperty: true});
    return seen && getComputedStyle(target).display !== 'inline' && !target.closest('.visually-hidden, .skip-link')
      && (width < 23.5 || height < 23.5);
  }).map(target => `smaller than 24 px: ${target.outerHTML.slice(0, 120)}`)"""
# The page's own script follows the scheme, and the colours are there one painted frame later.
PAINTED = """scheme => (document.documentElement.dataset.bsTheme === scheme || document.body.matches('.projector'))
  && new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""

EVERYBODY = """/ecc-live/ /ecc-live/agenda /ecc-live/agenda?view=grid /ecc-live/agenda?day=all&text=zzzz
  /ecc-live/agenda/speakers /ecc-live/agenda/feeds (session) (speaker)"""
MEMBERS = """/account /ecc-live/agenda/mine /ecc-live/people?country=BE /ecc-live/people?text=zzzz
  /ecc-live/people/profile"""
VISITORS = "/ /ecc2020/ /eca-dialogue2020/agenda /sign-in /demo /demo/mail /demo/sign-in/attendee"
POLLS = """/ecc-live/polls /ecc-live/polls?text=zzzz /ecc-live/polls/new (poll-controls) (poll-edit) (poll-results)
  (poll-preview) (poll-delete) /ecc-live/polls/library /ecc-live/polls/import"""
DESK = """/ecc-live/desk /ecc-live/desk/settings /conferences/new /ecc-live/people/manage?country=BE (participant)
  /ecc-live/people/manage/add /ecc-live/people/invite /ecc-live/people/import /ecc-live/people/tags"""
QUIZ = """/ecc-live/quiz /ecc-live/quiz/manage /ecc-live/quiz/manage/new /ecc-live/quiz/parts/5/edit
  /ecc-live/quiz/parts/5/import /ecc-live/quiz/parts/5/controls /ecc-live/quiz/parts/5/wall
  /ecc-live/quiz/parts/5/questions/new /ecc2020/quiz/1/answers"""
# An award of the audience, of a jury, and a conferred one, revealed; one before its vote, one that is being prepared.
AWARDS = """/ecc2020/awards/1/vote /ecc2020/awards/2/vote /ecc2020/awards/3/vote /ecc2020/awards/1/controls
  /ecc-live/awards/4/vote /ecc-live/awards/4/controls /ecc-live/awards/5/vote /ecc-live/awards/5/controls"""
AWARD_WALLS = "/ecc2020/awards/1/wall /ecc2020/awards/2/wall /ecc2020/awards/3/wall /ecc-live/awards/5/wall"
AWARD_PREPARING = """/ecc-live/awards /ecc-live/awards/new (award) (award-edit) (award-members) (award-nominees)
  (award-finalists) /ecc-live/awards/mine /ecc2020/awards/1"""
NOMINATING = "/ecc-live/awards (nominating) (award-finalists) /ecc-live/awards/mine /ecc2020/awards/3"
BUILDER = """/ecc-live/agenda/builder /ecc-live/agenda/builder/items/new (edit) (move) (materials)
  /ecc-live/agenda/builder/shift /ecc-live/agenda/builder/rooms /ecc-live/agenda/builder/rooms/new
  /ecc-live/agenda/builder/tracks /ecc-live/agenda/builder/tracks/new /ecc-live/agenda/builder/availability
  /ecc-live/agenda/release /ecc-live/agenda/release/1"""
EXHIBITION = "/ecc-live/exhibition/ /ecc-live/exhibition/floor (booth)"
EXHIBITION_OWN = (
    "/ecc-live/exhibition/own /ecc-live/exhibition/apply (booth-edit) (booth-team) (booth-desk) (booth-leads)"
)
EXHIBITION_MANAGE = """/ecc-live/exhibition/booths /ecc-live/exhibition/settings /ecc-live/exhibition/booths/new
  /ecc-live/exhibition/letters /ecc-live/exhibition/draw /ecc-live/exhibition/figures"""
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikverein"
FOUND = {  # pages with a number in their address: where a link to one stands, and what follows the link's own address
    "(session)": ("/ecc-live/agenda", ".item-title a", ""),
    "(speaker)": ("/ecc-live/agenda/speakers", "a.person-name", ""),
    "(participant)": ("/ecc-live/people/manage?country=BE", "a.person-name", ""),
    "(materials)": ("/ecc-live/agenda", ".item-title a", "/materials"),
    "(edit)": ("/ecc-live/agenda", ".item-title a", "edit"),
    "(move)": ("/ecc-live/agenda", ".item-title a", "move"),
    "(award)": ("/ecc-live/awards", ".award-name a", ""),
    "(nominating)": ("/ecc-live/awards", "a[href$='/nominate']", ""),
    **{
        f"(award-{part})": ("/ecc-live/awards", ".award-name a", f"/{part}")
        for part in ("edit", "members", "nominees", "finalists")
    },
    "(booth)": ("/ecc-live/exhibition/", ".hall-name a", ""),
    **{
        f"(booth-{part})": ("/ecc-live/exhibition/own", f"a[href$='/{part}']", "")
        for part in ("edit", "team", "desk", "leads")
    },
    "(poll-controls)": ("/ecc-live/polls", ".poll-title a", ""),
    **{
        f"(poll-{part})": ("/ecc-live/polls", f".poll-row a[href$='/{part}']", "")
        for part in ("edit", "results", "preview", "delete")
    },
}


def _address(page: Page, name: str) -> str:
    if name not in FOUND:
        return name
    source, link, further = FOUND[name]
    page.goto(source)
    address = str(page.locator(link).first.get_attribute("href"))
    if further in {"edit", "move"}:
        home, _, number = address.rpartition("/")
        return f"{home}/builder/items/{number}" + ("/move" if further == "move" else "")
    return address + further


def _walk(
    page: Page,
    pages: Iterable[str],
    assert_page_is_sound: Soundness,
    windows: tuple[ViewportSize, ...] = WINDOWS,
) -> None:
    """Open each page once; look at it in every window and colour scheme."""
    for name in pages:
        page.bring_to_front()
        page.goto(_address(page, name), wait_until="load")
        for window in windows:
            page.set_viewport_size(window)
            faults = [*page.evaluate(CUT_CHOICES), *page.evaluate(SMALL_TARGETS)]
            assert not faults, "\n".join([page.url, str(window), *faults])
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.wait_for_function(PAINTED, arg=scheme)
                assert_page_is_sound(page)


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("", f"{EVERYBODY} {VISITORS}"),
        ("attendee", f"{EVERYBODY} {MEMBERS}"),
        ("organiser", DESK),
        ("organiser", QUIZ),
        ("organiser", BUILDER),
        ("organiser", POLLS),
        ("organiser", AWARD_PREPARING),
        ("attendee", NOMINATING),
        ("attendee", f"{EXHIBITION} /ecc-live/exhibition/mine"),
        ("exhibitor", EXHIBITION_OWN),
        ("organiser", EXHIBITION_MANAGE),
    ],
    ids=[
        *("visitor", "attendee", "desk", "quiz", "builder", "polls", "award-preparing", "nominating"),
        *("exhibition", "exhibition-own", "exhibition-manage"),
    ],
)
def test_pages_are_sound_in_every_window_and_colour(
    role: str,
    pages: str,
    new_context: Callable[..., BrowserContext],
    sign_in: SignIn,
    assert_page_is_sound: Soundness,
) -> None:
    page = new_context().new_page()
    if role:
        sign_in(page, role)
    _walk(page, pages.split(), assert_page_is_sound)


def test_awards_are_sound_before_their_vote_and_after_their_reveal(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    page = new_context().new_page()
    sign_in(page, "organiser")
    _walk(page, AWARDS.split(), assert_page_is_sound)
    _walk(page, AWARD_WALLS.split(), assert_page_is_sound, WALLS)


def test_a_session_that_is_live_is_sound_for_everybody_in_it(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    desk, phone, visitor = (new_context().new_page() for _ in range(3))
    sign_in(desk, "organiser")
    sign_in(phone, "attendee")
    # Without a run, before anything has begun; and a session whose quiz is on.
    desk.goto("/ecc-live/agenda?day=all&text=keynote")
    empty = str(desk.locator(".item-title a").first.get_attribute("href")).replace("/agenda/", "/stage/")
    _walk(desk, [f"{empty}/desk"], assert_page_is_sound, WINDOWS + TABLETS)
    _walk(phone, [empty], assert_page_is_sound)
    desk.goto("/ecc-live/agenda?day=all&text=part III")
    stage = str(desk.locator(".item-title a").first.get_attribute("href")).replace("/agenda/", "/stage/")
    house, _, item = stage.partition("/stage/")
    desk.goto(f"{stage}/desk")
    for says in ("Begin", "Go on to the next step", "Ask question 1"):
        expect(desk.locator("[data-big] span")).to_have_text(says)
        desk.locator("[data-big]").click()
    expect(desk.locator("[data-big] span")).to_have_text("Close question 1")
    desk.get_by_label("Name of the screen").fill("Main hall")
    desk.get_by_role("button", name="Make a link").click()
    expect(desk.get_by_role("button", name="Revoke Main hall")).to_be_visible()
    part = str(desk.locator("[data-fragment][data-path]").get_attribute("data-path")).rpartition("/")[0]
    _walk(desk, [f"{stage}/desk"], assert_page_is_sound, WINDOWS + TABLETS)
    _walk(desk, [f"{house}/questions/{item}/{name}" for name in ("controls", "speaker")], assert_page_is_sound)
    walls = [f"{stage}/projector", f"{house}/{part}/wall", f"{house}/questions/{item}/wall"]
    _walk(desk, walls, assert_page_is_sound, WALLS)
    _walk(
        phone,
        [stage, f"{house}/{part}/panel", f"{house}/questions/{item}/panel", f"{house}/chat/session/{item}"],
        assert_page_is_sound,
    )
    desk.goto(walls[0])
    code = desk.locator(".hall-code").text_content()
    _walk(visitor, ["/j", f"/j/{code}", f"/j/{code}/sheet", f"{house}/{part}/panel"], assert_page_is_sound)


def test_a_word_of_sixty_letters_widens_no_page_of_a_phone(
    page: Page, sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    page.set_viewport_size(WINDOWS[0])
    sign_in(page, "organiser")
    page.goto("/conferences/new")
    for name, text in (("title", LONG_WORD), ("slug", "long-words"), ("starts_on", "2031-05-06")):
        page.locator(f"#{name}").fill(text)
    page.locator("#ends_on").fill("2031-05-07")
    page.get_by_role("button", name="Open the conference").click()
    expect(page.get_by_role("status").first).to_contain_text(LONG_WORD)
    assert_page_is_sound(page)
    for what in ("rooms", "tracks"):
        page.goto(f"/long-words/agenda/builder/{what}/new")
        page.locator("#name").fill(LONG_WORD)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(f"**/{what}*")
    page.goto("/long-words/agenda/builder/items/new")
    page.locator("#title").fill(LONG_WORD)
    page.locator("#time").fill("10:00")
    for name in ("day", "room_id", "track_id"):
        page.locator(f"#{name}").select_option(index=1)
    page.get_by_role("button", name="Create the session").click()
    page.wait_for_url("**/builder?*")
    for place in ("", "agenda/release", "agenda?draft=1", "agenda/builder/rooms", "agenda/builder/tracks"):
        page.goto(f"/long-words/{place}")
        assert_page_is_sound(page)


def test_what_is_printed_from_a_dark_page_is_as_readable_as_from_a_light_one(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    page = new_context().new_page()
    for role, pages in (
        ("attendee", "/ecc-live/meetings/ /ecc-live/exhibition/"),
        ("exhibitor", "(booth-leads)"),
        ("organiser", "/ecc-live/exhibition/booths /ecc-live/exhibition/figures"),
    ):
        # Paper has no buttons: signing in needs a screen.
        page.emulate_media(media="screen")
        sign_in(page, role)
        for name in pages.split():
            page.emulate_media(media="screen", color_scheme="dark", reduced_motion="reduce")
            page.set_viewport_size(WINDOWS[1])
            page.goto(_address(page, name), wait_until="load")
            page.wait_for_function(PAINTED, arg="dark")
            page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
            page.set_viewport_size(PAPER)
            assert_page_is_sound(page)
