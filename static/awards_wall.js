// An award on the wall: each scene replaces the one before once it is there, and a place is revealed with a pause.
import { drawNumbers, freshSection, pictureOf } from "./awards_section.js";
import { countdown } from "./countdown.js";
import { watch } from "./live.js";
import { wallPages } from "./wall_pages.js";

const retryMilliseconds = 2000;
const pictureMilliseconds = 3000;

/** Make a wall live; returns {close()}. */
export function mount(section) {
  let setup = null;
  let clock = null;
  let timer = null;
  let picture = null;
  let wanted = null;
  let fetching = false;
  const find = (selector) => section.querySelector(selector);
  let pages = null;

  const begin = () => {
    setup = JSON.parse(find("[data-setup]").textContent);
    picture = pictureOf(setup.state);
    clock = countdown(find(".countdown"));
    pages?.close();
    pages = find("[data-fit]") && wallPages(section, () => find("[data-fit]"));
    fit();
  };

  /** Finalists and lines of a result are as large as they fit, and more than that turn their pages. */
  const fit = () => {
    pages?.fit([{ name: "lines", units: [...section.querySelectorAll("[data-fit] :is(li, tbody tr, .award-wall-people > *)")] }], picture);
  };
  const resized = new ResizeObserver(() => fit());

  /** What a moderator revealed in this moment comes slowly; what was there when the screen began just stands. */
  const renew = async () => {
    if (fetching) return;
    clearTimeout(timer);
    fetching = true;
    try {
      const fresh = await freshSection(section.dataset.wall, "[data-award-wall]");
      await pictures(fresh);
      const isRevealed = fresh.dataset.shown > section.dataset.shown;
      clock.close();
      for (const { name, value } of fresh.attributes) section.setAttribute(name, value);
      section.toggleAttribute("data-fresh", isRevealed);
      section.replaceChildren(...fresh.childNodes);
      begin();
      say();
      if (pictureOf(wanted) !== picture) timer = setTimeout(renew, retryMilliseconds);
    } catch {
      // The picture that stands there stays until the next one has come.
      timer = setTimeout(renew, retryMilliseconds);
    } finally {
      fetching = false;
    }
  };

  const say = () => {
    const place = [...section.querySelectorAll(".award-wall-word, .award-wall-people .finalist-name")];
    find("[data-say]").textContent = place.map((one) => one.textContent.trim()).join(": ");
  };

  begin();
  resized.observe(section);
  // Until the font is there, another one is measured.
  document.fonts.ready.then(() => {
    pages?.forget();
    fit();
  });
  const line = watch({
    topic: "award",
    key: setup.award,
    onSnapshot({ state }) {
      wanted = state;
      clock.set(state.open ? state.closes_at : null);
      drawNumbers(section, state, setup.texts);
      if (pictureOf(state) !== picture) renew();
    },
  });
  return {
    close() {
      clearTimeout(timer);
      resized.disconnect();
      pages?.close();
      clock.close();
      line.close();
    },
  };
}

/** Wait for the pictures of a scene, so that no face comes late; a hall does not wait for one that never comes. */
function pictures(scene) {
  const all = [...scene.querySelectorAll("img")].map((image) => {
    // What is not in the page is never in view, and would never be loaded.
    image.loading = "eager";
    return image.decode();
  });
  return Promise.race([Promise.allSettled(all), new Promise((go) => setTimeout(go, pictureMilliseconds))]);
}
