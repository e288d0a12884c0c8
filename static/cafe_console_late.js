// People who are here and have no seat: a list of those who came late, and one button for all of them.
import { about, counted, words, write } from "./cafe_console_words.js";
import { act, say } from "./cafe_console_press.js";

/** Enliven the section. Returns {show(people)}. */
export function enlivenLate(section, template, cafe) {
  const list = section.querySelector("[data-lates]");
  const all = section.querySelector("[data-seat-all]");
  let people = [];

  // One after the other: each best table depends on who was seated before.
  all.addEventListener("click", async () => {
    if (all.ariaBusy === "true") return;
    all.ariaBusy = "true";
    say(list, "");
    const wrong = [];
    const asked = people;
    for (const person of asked) {
      const refusal = await act(cafe, "seat", { participant: person.id });
      if (refusal) wrong.push(`${person.name}: ${refusal}`);
    }
    all.ariaBusy = null;
    say(list, [counted(words.seated, asked.length - wrong.length), ...wrong].join(" "), wrong.length ? "bad" : "good");
  });

  return {
    show(now) {
      people = now;
      // The section stays while it says how it went.
      section.hidden = !people.length && all.ariaBusy !== "true" && !section.querySelector("[data-said]").textContent;
      all.hidden = people.length < 1;
      const items = new Map([...list.children].map((item) => [Number(item.dataset.late), item]));
      people.forEach((person, place) => {
        const item = items.get(person.id) ?? template.content.firstElementChild.cloneNode(true);
        items.delete(person.id);
        if (Number(item.dataset.late) !== person.id) {
          item.dataset.late = person.id;
          item.querySelector("[name=participant]").value = person.id;
          const button = item.querySelector("button");
          button.setAttribute("aria-label", button.getAttribute("aria-label").replace("{name}", person.name));
        }
        write(item.querySelector("[data-name]"), person.name);
        write(item.querySelector("[data-about]"), about(person));
        if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
      });
      for (const item of items.values()) item.remove();
    },
  };
}
