// People who are here and have no seat: a list of those who came late, drawn from snapshots.
import { about, write } from "./cafe_console_words.js";

/** Enliven the section. Returns {show(people)}. */
export function enlivenLate(section, template) {
  const list = section.querySelector("[data-lates]");
  const said = section.querySelector("[data-said]");

  const make = (person) => {
    const item = template.content.firstElementChild.cloneNode(true);
    item.dataset.late = person.id;
    item.querySelector("[name=participant]").value = person.id;
    const button = item.querySelector("button");
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace("{name}", person.name));
    return item;
  };
  return {
    show(people) {
      // It stays while it says what the server refused.
      section.hidden = !people.length && !said.textContent;
      const items = new Map([...list.children].map((item) => [Number(item.dataset.late), item]));
      const lost = document.activeElement;
      const there = new Set(people.map(({ id }) => id));
      // First, so that nobody behind them is moved, and no focus is lost on the way.
      for (const [id, item] of items) if (!there.has(id)) item.remove();
      people.forEach((person, place) => {
        const item = items.get(person.id) ?? make(person);
        write(item.querySelector("[data-name]"), person.name);
        write(item.querySelector("[data-about]"), about(person));
        if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
      });
      // Whoever was just seated is gone from the list: the keyboard goes on with the next one.
      if (!lost.isConnected) list.querySelector("button")?.focus({ preventScroll: true });
    },
  };
}
