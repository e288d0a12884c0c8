// Lists of questions: rows kept by id, put into their order without losing the focus, and filled from a state.
import { hourIn } from "./locale.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const moveMilliseconds = 350;

export const at = (row, name) => row.querySelector(`[data-${name}]`);

export const readJson = (section, name) => JSON.parse(section.querySelector(`[data-${name}]`).textContent);

/** Fill what every kind of row may have. */
export function fillQuestion(row, question, phrases) {
  row.dataset.id = question.id;
  row.className = row.className.replace(/ ?\bis-\w+/g, "") + ` is-${question.state}`;
  at(row, "text").textContent = question.text;
  at(row, "by").textContent = question.name || (question.guest ? phrases.guest : phrases.anonymous);
  at(row, "organisation").textContent = question.organisation;
  at(row, "at").dateTime = question.at;
  at(row, "at").textContent = hourIn(at(row, "at").dataset.zone, question.at);
  at(row, "votes").textContent = question.votes;
  const badges = at(row, "badges");
  if (!badges) return;
  const shown = { answering: question.state === "answering", answered: question.state === "answered", pinned: question.pinned };
  for (const badge of badges.children) badge.hidden = !shown[badge.dataset.badge];
  badges.hidden = !Object.values(shown).some(Boolean);
  at(row, "answer").hidden = !question.answer;
  at(row, "answer-text").textContent = question.answer;
  at(row, "answer-by").textContent = question.answered_by
    ? phrases.answerBy.replace("{name}", question.answered_by)
    : phrases.answer;
}

/** Give the forms of a pattern their addresses. */
export function address(row, id) {
  for (const form of row.querySelectorAll("form[data-address]")) form.action = form.dataset.address.replace("/0/", `/${id}/`);
}

export class Rows {
  /** `pattern`: a template with one row; `fill(row, item)` draws an item that has an id. */
  constructor(pattern, fill) {
    this.pattern = pattern;
    this.fill = fill;
    this.rows = new Map();
    this.prints = new Map();
  }

  /** Show items in lists: a Map of list element → items in order. What is in none of them goes. `extra` redraws. */
  show(lists, extra = "") {
    const focused = document.activeElement;
    const before = new Map([...this.rows].map(([id, row]) => [id, row.getBoundingClientRect()]));
    const kept = new Set();
    for (const [list, items] of lists) {
      for (const child of [...list.children]) if (!this.rows.has(Number(child.dataset.id)) || this.rows.get(Number(child.dataset.id)) !== child) child.remove();
      items.forEach((item, index) => {
        kept.add(item.id);
        const row = this.row(item, extra);
        if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
      });
    }
    for (const [id, row] of this.rows) {
      if (kept.has(id)) continue;
      row.remove();
      this.rows.delete(id);
      this.prints.delete(id);
    }
    // A row that was moved has lost the focus on its way.
    if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
    if (!still.matches) this.glide(before);
  }

  row(item, extra) {
    let row = this.rows.get(item.id);
    if (!row) {
      row = this.pattern.content.firstElementChild.cloneNode(true);
      address(row, item.id);
      this.rows.set(item.id, row);
    }
    const print = JSON.stringify(item) + extra;
    if (this.prints.get(item.id) !== print) this.fill(row, item);
    this.prints.set(item.id, print);
    return row;
  }

  glide(before) {
    for (const [id, row] of this.rows) {
      const was = before.get(id);
      const is = row.getBoundingClientRect();
      const moved = was && was.height && is.height ? was.top - is.top : 0;
      if (moved) row.animate([{ translate: `0 ${moved}px` }, { translate: "0 0" }], { duration: moveMilliseconds, easing: "ease-out" });
    }
  }
}

/** Say something to who cannot see it change, at most once every few seconds; the newest counts. */
export function speaker(place, pauseMilliseconds = 4000) {
  let next = null;
  let timer = null;
  const speak = () => {
    timer = null;
    if (next === null) return;
    place.textContent = next;
    next = null;
    timer = setTimeout(speak, pauseMilliseconds);
  };
  return (text) => {
    next = text;
    timer ??= setTimeout(speak, 50);
  };
}
