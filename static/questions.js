// Questions for the hall: ask, want others' answered, see what became of one's own.
import { keepDraft, send, watch } from "./live.js";
import { notice } from "./notice.js";
import { enlivenForms } from "./posting.js";
import { pressIn } from "./press.js";
import { address, at, fillQuestion, readJson, Rows, speaker } from "./questions_list.js";

const hintMilliseconds = 500;
const leastForHint = 12;
const mounted = new WeakMap();

/** Bring a session's section of questions to life. Returns {close()}. */
export function mount(section) {
  if (!mounted.has(section)) mounted.set(section, new Questions(section));
  return mounted.get(section);
}

class Questions {
  constructor(section) {
    this.section = section;
    this.phrases = readJson(section, "phrases");
    this.item = Number(section.dataset.item);
    this.conference = Number(section.dataset.conference);
    this.takesPart = "takesPart" in section.dataset;
    this.sort = section.dataset.sort;
    this.withoutAnswered = Boolean(section.querySelector("[data-without-answered][aria-current]"));
    this.say = speaker(at(section, "said"));
    this.rows = new Rows(at(section, "pattern"), (row, question) => this.fill(row, question));
    this.ownRows = new Rows(at(section, "own-pattern"), (row, question) => this.fillOwn(row, question));
    this.wishes = new Map();
    this.stops = [];
    const { state, own } = readJson(section, "questions-state");
    this.own = own;
    this.listen();
    this.show(state);
    this.stops.push(watch({ topic: "questions", key: this.item, onSnapshot: (snapshot) => this.show(snapshot.state) }));
  }

  close() {
    clearTimeout(this.hintTimer);
    this.stops.forEach((stop) => stop.close());
    mounted.delete(this.section);
  }

  on(target, name, listener) {
    target.addEventListener(name, listener);
    this.stops.push({ close: () => target.removeEventListener(name, listener) });
  }

  listen() {
    const { section } = this;
    this.form = at(section, "ask");
    const byLine = (form) => form === this.form || form.matches("[data-vote]");
    this.stops.push(enlivenForms(section, { leave: byLine, onDone: () => this.refreshOwn() }));
    this.on(section, "submit", (event) => {
      if (event.defaultPrevented || !event.target.matches("[data-vote]")) return;
      event.preventDefault();
      this.vote(Number(event.target.closest("[data-id]").dataset.id));
    });
    this.on(section, "click", (event) => this.press(event));
    if (!this.form) return;
    this.field = this.form.querySelector("textarea");
    this.draft = keepDraft(this.form);
    this.stops.push(this.draft);
    this.on(this.form, "submit", (event) => this.ask(event));
    this.on(this.field, "input", () => {
      clearTimeout(this.hintTimer);
      this.hintTimer = setTimeout(() => this.hint(), hintMilliseconds);
    });
  }

  press(event) {
    const link = event.target.closest("[data-by-sort], [data-without-answered]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (link.dataset.bySort) this.sort = link.dataset.bySort;
    else this.withoutAnswered = !this.withoutAnswered;
    for (const other of this.section.querySelectorAll("[data-by-sort]")) this.mark(other, other.dataset.bySort === this.sort);
    this.mark(at(this.section, "without-answered"), this.withoutAnswered);
    this.show(this.state);
  }

  mark(link, current) {
    if (current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }

  show(state) {
    const before = this.state;
    this.state = state;
    this.showRows();
    at(this.section, "closed").hidden = state.open;
    at(this.section, "approval")?.toggleAttribute("hidden", !state.approval);
    if (this.form) this.form.hidden = !state.open || !this.takesPart;
    this.showOwn();
    if (before) this.tellNews(before, state);
    // Only who has asked something asks what became of it; any decision can be followed by another.
    if (before && before.decided !== state.decided && this.own.asked.length) this.refreshOwn();
  }

  /** Show the list; a question that somebody is pressing on does not change its place under the press. */
  showRows() {
    const list = at(this.section, "list");
    const press = pressIn(list);
    if (press) return void press.then(() => this.showRows());
    const shown = this.state.questions.filter((question) => !this.withoutAnswered || question.state !== "answered");
    if (this.sort === "time") shown.sort((a, b) => b.id - a.id);
    this.rows.show(new Map([[list, shown]]), this.extra());
    at(this.section, "empty").hidden = shown.length > 0;
  }

  /** What the rows show beside the questions themselves: votes of one's own, and whether one may vote. */
  extra() {
    return JSON.stringify([this.own.voted, this.own.asked.map(({ id }) => id), this.state.open, [...this.wishes]]);
  }

  tellNews(before, state) {
    const now = state.questions.find((question) => question.state === "answering");
    const was = before.questions.find((question) => question.state === "answering");
    if (now && now.id !== was?.id) this.say(this.phrases.now.replace("{question}", now.text));
  }

  fill(row, question) {
    fillQuestion(row, question, this.phrases);
    row.id = `question-${question.id}`;
    const voted = this.own.voted.includes(question.id);
    const wanted = this.wishes.get(question.id) ?? voted;
    const mine = this.own.asked.some(({ id }) => id === question.id);
    const button = row.querySelector(".question-wish");
    button.setAttribute("aria-pressed", String(wanted));
    button.value = wanted ? "0" : "1";
    button.disabled = mine || !this.takesPart || !this.state.open || question.state === "answered";
    button.setAttribute("aria-label", this.phrases.want.replace("{question}", question.text.slice(0, 80)));
    at(row, "votes").textContent = question.votes;
  }

  async vote(id) {
    const wanted = !(this.wishes.get(id) ?? this.own.voted.includes(id));
    this.wishes.set(id, wanted);
    this.show(this.state);
    try {
      const answer = await send("questions.vote", { conference: this.conference, question: id, wanted });
      this.setVoted(answer.question, wanted);
    } catch (refusal) {
      notice(refusal.message || this.phrases.failed);
    } finally {
      if (this.wishes.get(id) === wanted) this.wishes.delete(id);
      this.show(this.state);
    }
  }

  setVoted(id, wanted) {
    const others = this.own.voted.filter((other) => other !== id);
    this.own = { ...this.own, voted: wanted ? [...others, id] : others };
  }

  async ask(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text || this.asking) return;
    const anonymous = this.form.elements.anonymous.checked;
    const button = this.form.querySelector(".btn-primary");
    const refusal = at(this.form, "refusal");
    this.asking = true;
    button.setAttribute("aria-busy", "true");
    const onState = (word) => (refusal.textContent = word === "waiting" ? this.phrases.waiting : "");
    try {
      const answer = await send("questions.ask", { conference: this.conference, item: this.item, text, anonymous }, { onState });
      this.own = { asked: answer.asked, voted: answer.voted };
      if (this.field.value.trim() === text) this.form.reset();
      this.draft.clear();
      this.showHints([]);
      notice(answer.state === "waiting" ? this.phrases.waits : this.phrases.inList, "success");
      this.show(this.state);
    } catch (failure) {
      refusal.textContent = failure.message || this.phrases.failed;
      this.field.focus();
    } finally {
      this.asking = false;
      button.removeAttribute("aria-busy");
    }
  }

  async hint() {
    const text = this.field.value.trim();
    if (text.length < leastForHint) return this.showHints([]);
    const place = new URL(this.section.dataset.similar, location.href);
    place.searchParams.set("text", text);
    const answer = await fetch(place, { headers: { Accept: "application/json" } }).catch(() => null);
    return this.showHints(answer?.ok && this.field.value.trim() === text ? await answer.json() : []);
  }

  showHints(found) {
    const box = at(this.section, "similar-box");
    const open = found.filter(({ id }) => this.state.questions.some((one) => one.id === id && one.state !== "answered"));
    const pattern = box.querySelector("template").content.firstElementChild;
    box.querySelector("ul").replaceChildren(
      ...open.map(({ id, text, votes }) => {
        const row = pattern.cloneNode(true);
        row.querySelector("span").textContent = `${text} (${votes})`;
        row.querySelector("button").addEventListener("click", () => {
          if (!this.own.voted.includes(id)) this.vote(id);
          row.remove();
        });
        return row;
      }),
    );
    box.hidden = !open.length;
  }

  async refreshOwn() {
    const mine = await send("questions.mine", { conference: this.conference, item: this.item }).catch(() => null);
    if (!mine) return;
    const before = new Map(this.own.asked.map(({ id, state }) => [id, state]));
    this.own = { asked: mine.asked, voted: mine.voted };
    for (const { id, state } of mine.asked) {
      if (before.has(id) && before.get(id) !== state) this.say(this.phrases.states[state]);
    }
    this.show(this.state);
  }

  showOwn() {
    this.ownRows.show(new Map([[at(this.section, "own-list"), this.own.asked]]));
    at(this.section, "own").hidden = !this.own.asked.length;
  }

  fillOwn(row, question) {
    address(row, question.id);
    row.dataset.id = question.id;
    at(row, "text").textContent = question.text;
    at(row, "own-state").textContent = this.phrases.states[question.state];
    at(row, "own-anonymous").hidden = !question.anonymous;
    at(row, "own-reason").hidden = !question.reason;
    at(row, "own-reason").textContent = this.phrases.reason.replace("{reason}", question.reason);
    at(row, "own-edit").hidden = !question.edit;
    if (!at(row, "own-edit").open) row.querySelector("textarea").value = question.text;
    at(row, "own-withdraw").hidden = !question.withdraw;
  }
}
