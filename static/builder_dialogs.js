// The builder's dialogs: a new session where one was drawn, and two versions side by side when a save came too late.
import { span } from "./builder_time.js";

// A plain button, so that Enter in a field means the other one.
document.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest("dialog").close());

function answerOf(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

/** Ask for the title and the kind of a session drawn at a place; null when it was given up. */
export async function askNew(dialog, place, state, addresses) {
  const form = dialog.querySelector("form");
  form.reset();
  dialog.querySelector("[data-where]").textContent =
    `${state.rooms.get(place.room)?.name ?? ""}, ${span(place.at, place.minutes)}`;
  const full = dialog.querySelector("[data-full-form]");
  const { day, time, room, minutes } = state.placement(place);
  full.href = `${addresses.items}/new?${new URLSearchParams({ day, time, room, minutes })}`;
  if ((await answerOf(dialog)) !== "create") return null;
  const title = form.elements.title.value.trim();
  return title ? { title, kind: form.elements.kind.value, ...state.placement(place) } : null;
}

/** Show what was sent and what is stored; resolves to "mine" or "theirs" (or "skip", where that is offered). */
export async function askStale(dialog, refusal, { canSkip, phrases }) {
  dialog.querySelector("[data-message]").textContent = refusal.message;
  const rows = Object.entries(refusal.differences).map(([name, [mine, theirs]]) => {
    const row = document.createElement("tr");
    const cells = [["th", name, ""], ["td", mine, phrases.mine], ["td", theirs, phrases.theirs]];
    row.append(...cells.map(([tag, text, label]) => {
      const cell = Object.assign(document.createElement(tag), { textContent: text });
      if (tag === "th") cell.scope = "row";
      else cell.dataset.label = label;
      return cell;
    }));
    return row;
  });
  dialog.querySelector("tbody").replaceChildren(...rows);
  dialog.querySelector("table").hidden = rows.length === 0;
  dialog.querySelector("[value=mine]").hidden = canSkip;
  dialog.querySelector("[value=skip]").hidden = !canSkip;
  return (await answerOf(dialog)) || "theirs";
}

