// An award's controls, made live: turnout as it comes, the whole section anew when the award stands elsewhere.
import { drawNumbers, freshSection } from "./awards_section.js";
import { countdown } from "./countdown.js";
import { watch } from "./live.js";
import { enlivenForms } from "./posting.js";
import { letGo } from "./press.js";

const retryMilliseconds = 2000;
const speakMilliseconds = 10000;

/** Make the section of an award's controls live. Returns {close()}. */
export function mount(section) {
  let words = JSON.parse(section.dataset.words);
  let clock = countdown(section.querySelector(".award-desk-time"));
  let timer = null;
  let spoken = 0;
  let closed = false;

  async function refresh() {
    clearTimeout(timer);
    try {
      const fresh = await freshSection(section.dataset.address, "[data-award-desk]");
      await letGo(section);
      if (closed || Number(fresh.dataset.version) < Number(section.dataset.version)) return;
      const active = section.contains(document.activeElement);
      clock.close();
      // The section itself stays, so that whoever holds it, holds the right one.
      for (const { name, value } of fresh.attributes) section.setAttribute(name, value);
      section.replaceChildren(...fresh.childNodes);
      words = JSON.parse(section.dataset.words);
      clock = countdown(section.querySelector(".award-desk-time"));
      if (active) section.querySelector("[data-steps] button")?.focus({ preventScroll: true });
    } catch {
      if (!closed) timer = setTimeout(refresh, retryMilliseconds);
    }
  }

  function show({ state }) {
    if (state.version < Number(section.dataset.version)) return;
    const stands = state.state === "voting" ? (state.open ? "voting" : "closed") : section.dataset.stands;
    const used = state.ballots ? "1" : "0";
    if (state.version > Number(section.dataset.version) || stands !== section.dataset.stands || used !== section.dataset.used) {
      refresh();
      return;
    }
    drawNumbers(section, state, words);
    const present = section.querySelector("[data-present]");
    if (present) present.textContent = state.present;
    if (state.ballots !== null && Date.now() - spoken > speakMilliseconds && spoken !== 0) {
      section.querySelector("[data-said]").textContent = words.turnout.replace("{n}", state.ballots).replace("{of}", state.roll);
    }
    if (!spoken || Date.now() - spoken > speakMilliseconds) spoken = Date.now();
  }

  const forms = enlivenForms(section, { onDone: refresh, onRefused: refresh });
  const line = watch({ topic: "award_desk", key: Number(section.dataset.awardDesk), onSnapshot: show });
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      clock.close();
      line.close();
      forms.close();
    },
  };
}
