// The run of a part on the moderator's desk: each step goes by itself, and a second press does nothing twice.
import { untilReady } from "./drawn.js";
import { follow } from "./quiz_wall.js";

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** Bring the section to life; returns {close()}. */
export function mount(section) {
  const said = section.querySelector(".quiz-said");
  const line = follow(section, "quiz_desk", {
    onState: (state) => drawCounts(section, state),
  });
  const press = async (event) => {
    const form = event.target;
    if (!form.matches("[data-step]")) return;
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("button");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      // Answers sent in time may still be under way: until then the server shows nothing, so a press waits for them.
      await untilReady(button);
      const body = new URLSearchParams({ what: button.value, version: form.version.value });
      const answer = await fetch(form.action, {
        method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() },
      });
      const { said: text, error } = await answer.json();
      said.textContent = error ?? text;
      said.classList.toggle("is-refused", Boolean(error));
      if (answer.status === 409) line.again();
    } catch {
      said.textContent = JSON.parse(document.body.dataset.phrases || "{}").offline ?? "";
      said.classList.add("is-refused");
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  section.addEventListener("submit", press);
  return {
    close() {
      section.removeEventListener("submit", press);
      line.close();
    },
  };
}

function drawCounts(section, { chosen, answered }) {
  for (const place of section.querySelectorAll("[data-count]")) place.textContent = String(chosen[place.dataset.count] ?? 0);
  for (const bar of section.querySelectorAll("[data-bar]")) {
    bar.max = Math.max(answered, 1);
    bar.value = chosen[bar.dataset.bar] ?? 0;
  }
}
