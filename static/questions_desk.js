// The moderators' queue: decisions by button or key, several moderators at once, always the newest state.
import { watch } from "./live.js";
import { enlivenForms } from "./posting.js";
import { pressIn } from "./press.js";
import { address, at, fillQuestion, readJson, Rows, speaker } from "./questions_list.js";

const keys = { a: ["approve"], n: ["answer"], d: ["finish"], b: ["back"], p: ["pin", "unpin"], h: ["hide"] };
const mounted = new WeakMap();

/** Bring a desk's section to life. Returns {close()}. */
export function mount(section) {
  if (!mounted.has(section)) mounted.set(section, new Desk(section));
  return mounted.get(section);
}

class Desk {
  constructor(section) {
    this.section = section;
    this.phrases = readJson(section, "phrases");
    this.say = speaker(at(section, "said"));
    this.rows = new Rows(at(section, "pattern"), (row, question) => this.fill(row, question));
    this.dialog = at(section, "more-dialog");
    this.forms = enlivenForms(section, {
      onDone: (_answer, form) => form.closest("dialog")?.close(),
      onRefused: (refusal, form) => this.refused(refusal, form),
    });
    this.onKey = (event) => this.key(event);
    this.onClick = (event) => this.press(event);
    section.addEventListener("keydown", this.onKey);
    section.addEventListener("click", this.onClick);
    this.show(readJson(section, "questions-state"));
    this.line = watch({
      topic: "questions_desk", key: Number(section.dataset.item), onSnapshot: ({ state }) => this.show(state),
    });
  }

  close() {
    this.line.close();
    this.forms.close();
    this.section.removeEventListener("keydown", this.onKey);
    this.section.removeEventListener("click", this.onClick);
    mounted.delete(this.section);
  }

  show(state) {
    this.state = state;
    // What somebody is pressing does not change its place under the press.
    const press = pressIn(this.section);
    if (press) return void press.then(() => this.show(this.state));
    const lists = new Map();
    for (const list of this.section.querySelectorAll("ol[data-list]")) {
      const name = list.dataset.list;
      const questions = state.questions.filter((question) => question.state === name);
      const group = list.closest("[data-group]");
      at(group, "count").textContent = questions.length;
      group.hidden = !questions.length && name !== "waiting" && name !== "approved";
      lists.set(list, questions);
    }
    this.rows.show(lists);
    this.showSettings(state);
    const waiting = state.questions.filter((question) => question.state === "waiting").length;
    if (this.waiting !== undefined && waiting > this.waiting) this.say(`${this.phrases.states.waiting}: ${waiting}`);
    this.waiting = waiting;
  }

  showSettings(state) {
    for (const form of this.section.querySelectorAll("[data-setting]")) {
      const on = state[form.dataset.setting];
      at(form, "on").hidden = !on;
      at(form, "off").hidden = on;
    }
    for (const badge of this.section.querySelectorAll("[data-list-state]")) {
      badge.hidden = (badge.dataset.listState === "open") !== state.open;
    }
  }

  fill(row, question) {
    fillQuestion(row, question, this.phrases);
    row.id = `question-${question.id}`;
    at(row, "reason").hidden = !question.reason;
    at(row, "reason").textContent = this.phrases.reason.replace("{reason}", question.reason);
    const form = at(row, "decide");
    form.elements.version.value = question.version;
    for (const button of form.querySelectorAll("[data-act]")) {
      const { act, when } = button.dataset;
      button.formAction = button.getAttribute("formaction").replace("/0/", `/${question.id}/`);
      const pinned = act === "pin" ? !question.pinned : act === "unpin" ? question.pinned : true;
      button.hidden = !when.split(" ").includes(question.state) || !pinned;
    }
    at(row, "more").href = at(row, "more").dataset.address.replace("/0/", `/${question.id}/`);
    this.fillMerged(row, question.merged);
  }

  fillMerged(row, merged) {
    const pattern = at(this.section, "merged-pattern").content.firstElementChild;
    at(row, "merged").replaceChildren(
      ...merged.map((question) => {
        const line = pattern.cloneNode(true);
        address(line, question.id);
        at(line, "text").textContent = question.text;
        line.querySelector("[name=version]").value = question.version;
        return line;
      }),
    );
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const row = event.target.closest(".desk-question");
    if (!row) return;
    const letter = event.key.toLowerCase();
    const step = { j: 1, arrowdown: 1, k: -1, arrowup: -1 }[letter];
    if (step) this.go(row, step);
    else if (letter === "o") at(row, "more").click();
    else if (keys[letter]) keys[letter].map((act) => row.querySelector(`[data-act=${act}]:not([hidden])`)).find(Boolean)?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  go(row, step) {
    const all = [...this.section.querySelectorAll(".desk-question")].filter((one) => one.checkVisibility());
    all[all.indexOf(row) + step]?.focus();
  }

  async press(event) {
    const link = event.target.closest("[data-more]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      await this.more(link.href);
    } else if (!event.target.closest("a, button, summary, input, textarea, select, dialog")) {
      event.target.closest(".desk-question")?.focus();
    }
  }

  async more(href) {
    const answer = await fetch(`${href}?fragment=1`).catch(() => null);
    if (!answer?.ok) return location.assign(href);
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-more-parts]");
    at(this.dialog, "refusal").textContent = "";
    at(this.dialog, "more-place").replaceChildren(parts);
    this.dialog.showModal();
    return null;
  }

  /** Say it where it is read: what stands beside an open dialog is dimmed. Whoever presses again has read it. */
  refused(refusal, form) {
    if (!this.dialog.contains(form)) return;
    at(this.dialog, "refusal").textContent = refusal.message;
    const now = refusal.status === 409 && this.state.questions.find(({ id }) => id === Number(at(this.dialog, "more-parts").dataset.id));
    if (now) for (const field of this.dialog.querySelectorAll("[name=version]")) field.value = now.version;
  }
}
