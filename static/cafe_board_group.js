// What facilitators do on a board: choose cards, drag them, name and order headings; each step with its undo.
import { notice } from "./notice.js";
import { NotPosted, post } from "./posting.js";
import { letGo } from "./press.js";
import { at } from "./questions_list.js";

const suggestMilliseconds = 1500;
const plural = ([one, many], number) => (number === 1 ? one : many).replace("{number}", number);

export class Group {
  /** `state()` returns the board as it was last shown. */
  constructor(section, phrases, state) {
    this.section = section;
    this.phrases = phrases;
    this.state = state;
    this.steps = new Map();
    this.form = at(section, "board-form");
    this.alike = document.querySelector("[data-alike-place]");
    for (const place of [section, this.alike]) place.addEventListener("submit", (event) => this.submit(event));
    section.addEventListener("change", (event) => event.target.name === "card" && this.showChosen());
    section.addEventListener("dragstart", (event) => this.begin(event));
    section.addEventListener("dragover", (event) => this.over(event));
    section.addEventListener("dragend", () => this.end());
    section.addEventListener("drop", (event) => this.drop(event));
  }

  fillHeading(row, { id, text, version }, count) {
    const ids = this.state()?.headings.map((heading) => heading.id) ?? [];
    const index = ids.indexOf(id);
    for (const field of row.querySelectorAll("input[name=heading]")) field.value = id;
    at(row, "up").hidden = index <= 0;
    at(row, "down").hidden = index === ids.length - 1;
    at(row, "up").elements.before.value = ids[index - 1] ?? 0;
    at(row, "down").elements.before.value = ids[index + 2] ?? 0;
    at(row, "drop").hidden = count > 0;
    const rename = at(row, "rename");
    // What is being typed stays, with the version that it was begun from.
    if (!rename.open) {
      rename.querySelector("[name=text]").value = text;
      rename.querySelector("[name=version]").value = version;
    }
  }

  fillCard(row, { id, heading }) {
    const box = row.querySelector("input[name=card]");
    box.value = `${id}:${heading}`;
    box.id = `card-${id}`;
    box.setAttribute("aria-labelledby", `card-text-${id} card-table-${id}`);
  }

  shown(state, before) {
    const goal = at(this.form, "goal");
    const names = JSON.stringify(state.headings.map(({ id, text }) => [id, text]));
    if (this.names !== names) {
      const chosen = goal.value;
      const last = goal.options[goal.options.length - 1];
      goal.replaceChildren(...state.headings.map(({ id, text }) => new Option(text, id)), last);
      if ([...goal.options].some(({ value }) => value === chosen)) goal.value = chosen;
      this.names = names;
    }
    this.showChosen();
    if (before && JSON.stringify(before.cards) !== JSON.stringify(state.cards)) this.suggestSoon();
  }

  chosen() {
    return [...this.section.querySelectorAll("input[name=card]:checked")];
  }

  showChosen() {
    const count = this.chosen().length;
    const place = at(this.form, "chosen");
    this.choose ??= place.textContent;
    const words = count ? plural(this.phrases.chosen, count) : this.choose;
    if (place.textContent !== words) place.textContent = words;
    this.form.classList.toggle("has-chosen", count > 0);
  }

  suggestSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), suggestMilliseconds);
  }

  async suggest() {
    const answer = await fetch(this.section.dataset.alikeAddress).catch(() => null);
    if (!answer?.ok || this.alike.contains(document.activeElement)) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-alike]");
    await letGo(this.alike);
    if (fresh) this.alike.replaceChildren(fresh);
    this.countAlike();
  }

  countAlike() {
    const count = this.alike.querySelectorAll(".alike").length;
    const panel = this.alike.closest("details");
    at(panel, "alike-count").textContent = count;
    panel.hidden = !count;
  }

  async submit(event) {
    const form = event.target;
    if (!form.matches("[data-step], [data-undo-form], [data-dots-form]")) return;
    event.preventDefault();
    const { text } = this.form.elements;
    const [typed, chosen] = [text.value, this.chosen()];
    const answer = await this.send(form, event.submitter);
    if (!answer) return;
    form.closest("details[data-rename]")?.removeAttribute("open");
    if (form === this.form) {
      // What was chosen and typed since is meant for the next step.
      if (text.value === typed) text.value = "";
      for (const box of chosen) box.checked = false;
      this.showChosen();
    }
    if (this.alike.contains(form)) {
      form.closest(".alike").remove();
      // The keyboard goes on at the next suggestion's list; after the last one where headings are made.
      const next = this.alike.querySelector(".alike") ? this.alike.closest("details").querySelector("summary") : null;
      (next ?? this.form.elements.text).focus();
      this.countAlike();
    }
  }

  /**
   * Post a step after those before it and say what it did, with its undo; returns the answer, or null where it was
   * refused, or is on its way already.
   */
  async send(form, submitter) {
    const step = new FormData(form, submitter);
    const print = JSON.stringify([submitter?.getAttribute("formaction") ?? form.getAttribute("action"), ...step]);
    if (this.steps.has(print)) return null;
    const before = [...this.steps.values()].at(-1);
    const mine = Promise.resolve(before).then(() => this.go(form, submitter, step));
    this.steps.set(print, mine);
    return mine.finally(() => this.steps.delete(print));
  }

  async go(form, submitter, step) {
    try {
      const answer = await post(form, submitter, step);
      if (answer.words) this.offerUndo(answer);
      if (answer.notice) notice(answer.notice, "success");
      return answer;
    } catch (failure) {
      if (!(failure instanceof NotPosted)) throw failure;
      notice(failure.message || (failure.status ? this.phrases.failed : this.phrases.offline), failure.status === 409 ? "warning" : "error");
      return null;
    }
  }

  offerUndo({ words, undo }) {
    const place = at(this.section, "undo");
    place.hidden = false;
    at(place, "undo-words").textContent = words;
    const form = at(place, "undo-form");
    form.hidden = !undo;
    if (!undo) return;
    form.action = undo.address;
    const fields = [...new URLSearchParams(undo.fields)].map(([name, value]) =>
      Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    at(place, "undo-fields").replaceChildren(...fields);
  }

  begin(event) {
    const card = event.target.closest?.(".board-card");
    if (!card) return;
    const box = card.querySelector("input[name=card]");
    // A chosen card takes the other chosen ones along.
    this.dragged = box.checked ? this.chosen().map(({ value }) => value) : [box.value];
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.querySelector(".board-card-text").textContent);
    if (this.dragged.length > 1) {
      this.ghost = Object.assign(document.createElement("div"), { className: "board-drag", textContent: this.phrases.dragged.replace("{number}", this.dragged.length) });
      document.body.append(this.ghost);
      event.dataTransfer.setDragImage(this.ghost, 0, 0);
    }
    card.classList.add("is-dragged");
  }

  goalOf(event) {
    return event.target.closest?.(".board-heading, [data-loose]");
  }

  over(event) {
    if (!this.dragged) return;
    const goal = this.goalOf(event);
    for (const one of this.section.querySelectorAll(".is-over")) if (one !== goal) one.classList.remove("is-over");
    if (!goal) return;
    goal.classList.add("is-over");
    event.preventDefault();
  }

  end() {
    this.dragged = null;
    this.ghost?.remove();
    for (const one of this.section.querySelectorAll(".is-over, .is-dragged")) one.classList.remove("is-over", "is-dragged");
  }

  async drop(event) {
    const goal = this.goalOf(event);
    if (!this.dragged || !goal) return;
    event.preventDefault();
    const id = goal.dataset.id;
    const moved = this.dragged.filter((value) => value.split(":")[1] !== id);
    if (!moved.length) return;
    const form = document.createElement("form");
    form.action = this.form.getAttribute("action");
    const fields = { csrf_token: this.form.elements.csrf_token.value, heading: id };
    for (const [name, value] of [...Object.entries(fields), ...moved.map((value) => ["card", value])]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    if (await this.send(form)) {
      for (const box of this.chosen()) box.checked = false;
      this.showChosen();
    }
  }
}
