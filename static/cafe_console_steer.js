// The clock, what comes next and the quality of the seating: fetched anew where the state moved, whoever moved it.
import { warningAt } from "./cafe_clock.js";
import { countdown } from "./countdown.js";
import { serverNow } from "./live.js";
import { letGo } from "./press.js";

const retryMilliseconds = 2000;

/** Enliven the parts within an element. Returns {show(state)}. */
export function enlivenSteer(root) {
  let shape = null;
  let timer = null;
  let drawing = false;
  let again = false;

  const enliven = () => {
    timer?.close();
    const clock = root.querySelector("[data-part=clock] .countdown");
    timer = clock && countdown(clock);
    warn();
  };
  /* The clock says it aloud at these moments; here it is to be seen. */
  const warn = () => {
    const part = root.querySelector("[data-part=clock]");
    const { endsAt } = part.querySelector(".countdown").dataset;
    const word = endsAt && warningAt((Date.parse(endsAt) - serverNow()) / 1000);
    part.dataset.warning = word ?? "";
    for (const badge of part.querySelectorAll("[data-warns]")) badge.hidden = badge.dataset.warns !== word;
  };
  const focusPath = () => {
    const { dataset } = document.activeElement;
    if (!document.activeElement.closest("[data-part]")) return null;
    return "big" in dataset ? "[data-big]" : dataset.key ? `[data-key="${dataset.key}"]` : "[data-part=steps]";
  };
  const replace = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const focus = focusPath();
    for (const part of fresh.querySelectorAll("[data-part]")) {
      root.querySelector(`[data-part="${part.dataset.part}"]`).replaceWith(document.adoptNode(part));
    }
    // A button that has gone leaves the keyboard at the ones that came.
    if (focus) (root.querySelector(focus) ?? root.querySelector("[data-part=steps]")).focus({ preventScroll: true });
    enliven();
  };
  async function fetchParts() {
    try {
      const answer = await fetch(`${root.dataset.address}?fragment=1`, { headers: { "HX-Request": "true" } });
      if (answer.ok) {
        const html = await answer.text();
        await letGo(root);
        return replace(html);
      }
      if (answer.status < 500) return undefined;
    } catch {
      // The badge says that the line is lost; what stands here stays until it is back.
    }
    return setTimeout(redraw, retryMilliseconds);
  }
  async function redraw() {
    if (drawing) {
      again = true;
      return undefined;
    }
    drawing = true;
    await fetchParts();
    drawing = false;
    if (again) {
      again = false;
      redraw();
    }
    return undefined;
  }
  enliven();
  setInterval(warn, 1000);
  return {
    show({ state, round, rounds, ended, quality, undo }) {
      const now = JSON.stringify([state, round, rounds, ended, quality, undo]);
      if (now === shape) return;
      shape = now;
      redraw();
    },
  };
}
