// A poll on the wall: follows its state without a flash, whatever the connection does; nothing of it can be pressed.
import { countdown } from "./countdown.js";
import { watch } from "./live.js";
import { drawResult, filled, resultWords } from "./polls_result.js";

const retryMilliseconds = 2000;
// In rem: from here down the last row has to strain its eyes.
const readable = 2.25;
const sizes = [3, 2.75, 2.5, 2.25, 2, 1.8, 1.6, 1.4, 1.2, 1];
const numbers = new Intl.NumberFormat(document.documentElement.lang);

/** Make a wall live; returns {close()}. */
export function mount(section) {
  let setup = null;
  let words = null;
  let clock = null;
  let timer = null;
  const find = (selector) => section.querySelector(selector);

  const begin = () => {
    setup = JSON.parse(find("[data-setup]").textContent);
    words = resultWords(setup);
    clock = countdown(find(".countdown"));
    draw(setup.state);
  };

  /** What asks something else than before is fetched whole; the old picture stays until the new one is there. */
  const renew = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(section.dataset.wall, { headers: { "HX-Request": "true" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll-wall]");
      if (!answer.ok || !fresh) throw new Error("no wall");
      clock.close();
      for (const { name, value } of fresh.attributes) section.setAttribute(name, value);
      section.replaceChildren(...fresh.childNodes);
      begin();
    } catch {
      timer = setTimeout(renew, retryMilliseconds);
    }
  };

  const draw = (state) => {
    const { texts } = setup;
    section.dataset.state = state.state;
    find("[data-word]").textContent = texts.states[state.state];
    clock.set(state.state === "open" ? state.closes_at : null);
    const answered = find("[data-answered]");
    answered.hidden = !state.answered;
    answered.textContent = filled(texts.answers, state.answered ?? 0);
    const hasOptions = Boolean(setup.options?.length);
    find("[data-options]").hidden = Boolean(state.result) || !hasOptions;
    find("[data-big]").hidden = Boolean(state.result) || hasOptions || !setup.kind;
    find("[data-number]").textContent = numbers.format(state.answered ?? 0);
    find("[data-unit]").textContent = filled(texts.answers, state.answered ?? 0).replace(/^\S+\s/, "");
    find("[data-join]").hidden = state.state === "closed";
    const rows = Math.max(setup.options?.length ?? 0, state.result?.rows?.length ?? 0, state.result?.groups?.length ?? 0);
    section.dataset.rows = rows;
    section.dataset.columns = rows < 8 ? 1 : rows < 20 ? 2 : 3;
    section.dataset.parts = state.result?.segments?.length ?? 0;
    drawResult(find("[data-result]"), state.result, words, state.showing);
    fit();
  };

  /** Write as large as everything still fits, so that the last row reads it and nothing is cut off. */
  const fit = () => {
    // A size that is on its way to another cannot be measured.
    section.classList.add("is-fitting");
    section.removeAttribute("data-crowded");
    section.removeAttribute("data-tight");
    if (largest() < readable) {
      // A long list gets the place of the code too, when there is a result to read.
      section.toggleAttribute("data-crowded", !find("[data-result]").hidden);
      // What fits at no size is cut short where one sees it, not at the foot of the wall.
      if (!largest()) {
        section.toggleAttribute("data-tight", true);
        largest();
      }
    }
    section.classList.remove("is-fitting");
  };
  const largest = () => {
    const main = find(".poll-wall-main");
    return sizes.find((size) => {
      section.style.setProperty("--wall", `${size}rem`);
      return main.scrollHeight <= main.clientHeight && main.scrollWidth <= main.clientWidth;
    }) ?? 0;
  };
  const resized = new ResizeObserver(() => fit());

  begin();
  resized.observe(section);
  // Until the font is there, another one is measured.
  document.fonts.ready.then(fit);
  const line = watch({
    topic: "poll",
    key: setup.poll,
    onSnapshot({ state }) {
      if (state.edited !== setup.edited || Boolean(state.kind) !== Boolean(setup.kind)) renew();
      else draw(state);
    },
  });
  return {
    close() {
      resized.disconnect();
      clearTimeout(timer);
      clock.close();
      line.close();
    },
  };
}
