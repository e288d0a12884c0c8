// An award on the wall: each scene replaces the one before once it is there, and a place is revealed with a pause.
import { drawNumbers, freshSection, pictureOf } from "./awards_section.js";
import { countdown } from "./countdown.js";
import { watch } from "./live.js";

const retryMilliseconds = 2000;

/** Make a wall live; returns {close()}. */
export function mount(section) {
  let setup = null;
  let clock = null;
  let timer = null;
  let picture = null;
  let wanted = null;
  const find = (selector) => section.querySelector(selector);

  const begin = () => {
    setup = JSON.parse(find("[data-setup]").textContent);
    picture = pictureOf(setup.state);
    clock = countdown(find(".countdown"));
  };

  /** What a moderator revealed in this moment comes slowly; what was there when the screen began just stands. */
  const renew = async () => {
    clearTimeout(timer);
    try {
      const fresh = await freshSection(section.dataset.wall, "[data-award-wall]");
      await Promise.allSettled([...fresh.querySelectorAll("img")].map((image) => image.decode()));
      const isRevealed = fresh.dataset.shown > section.dataset.shown;
      clock.close();
      for (const { name, value } of fresh.attributes) section.setAttribute(name, value);
      section.toggleAttribute("data-fresh", isRevealed);
      section.replaceChildren(...fresh.childNodes);
      begin();
      say();
      if (wanted && pictureOf(wanted) !== picture) timer = setTimeout(renew, retryMilliseconds);
    } catch {
      // The picture that stands there stays until the next one has come.
      timer = setTimeout(renew, retryMilliseconds);
    }
  };

  const say = () => {
    const place = [...section.querySelectorAll(".award-wall-word, .award-wall-people .finalist-name")];
    find("[data-say]").textContent = place.map((one) => one.textContent.trim()).join(": ");
  };

  begin();
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
      clock.close();
      line.close();
    },
  };
}
