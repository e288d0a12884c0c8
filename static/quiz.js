// A part of a quiz in a player's hand: questions as they open, one answer each, what was right, and the own place.
import { newKey, send, serverNow, watch } from "./live.js";
import { pressIn } from "./press.js";
import { drawnAnswer, drawnEnd, verdict } from "./quiz_outcome.js";
import { choices, el, empty, fill, icon, picture, timeLeft } from "./quiz_parts.js";

// Thousands ask for their place when an answer is shown: they spread over as many milliseconds each.
const spreadPerPlayer = 3;
const longestSpread = 30000;
const measureAgain = 20 * 60 * 1000;
const retryMilliseconds = 3000;

/** Bring the section to life; returns {close()}. */
export function mount(section) {
  const start = JSON.parse(section.querySelector("[data-start]").textContent);
  const player = new Player(section, start);
  player.begin();
  return { close: () => player.close() };
}

// One asking of a question: a part that is started over asks it once more.
const asking = (question) => question && `${question.id} ${question.opened_at}`;

class Player {
  constructor(section, { state, mine, suggestion, later, texts }) {
    Object.assign(this, { section, state, mine, suggestion, later, texts });
    this.part = Number(section.dataset.part);
    this.base = section.dataset.base;
    this.scene = section.querySelector("[data-scene]");
    // What was chosen on this page, by question: {options, word}.
    this.given = new Map();
    if (state.question && mine?.chosen.length) this.given.set(asking(state.question), { options: mine.chosen, word: "in" });
    this.shown = this.signature();
    if (mine) mine.of = this.counting();
    this.askedFor = this.askingFor();
    this.asked = null;
    this.askings = this.answered = 0;
    this.ticket = null;
  }

  begin() {
    this.time = timeLeft(this.section, () => this.draw());
    this.time.set(this.isOpen() ? this.state.question : null);
    this.onSubmit = (event) => this.submitted(event);
    this.section.addEventListener("submit", this.onSubmit);
    this.line = watch({
      topic: "quiz", key: this.part,
      onSnapshot: ({ state }) => this.take(state),
      onStatus: (word) => word === "live" && this.measure(),
    });
  }

  close() {
    this.line.close();
    this.time.close();
    clearTimeout(this.asked);
    clearTimeout(this.measuring);
    this.section.removeEventListener("submit", this.onSubmit);
  }

  isOpen() {
    return this.state.scene === "open" && this.state.question.closes_at > serverNow();
  }

  take(state) {
    this.state = state;
    this.time.set(this.isOpen() ? state.question : null);
    this.draw();
    if (this.askedFor === this.askingFor()) return;
    this.askedFor = this.askingFor();
    if (["revealed", "ended"].includes(state.scene)) this.askForMine();
  }

  /** Which counting of points own points and places belong to: those of another one are not shown. */
  counting() {
    const { scene, question, version } = this.state;
    return JSON.stringify([scene, question?.id, version]);
  }

  /** What own points and places are asked for anew with; a name on the leaderboard may be one's own. */
  askingFor() {
    return this.counting() + JSON.stringify(this.state.leaders);
  }

  counted() {
    return this.mine?.of === this.counting() ? this.mine : null;
  }

  /** Let the server measure the round trip, so that a slow line costs no points. */
  async measure() {
    clearTimeout(this.measuring);
    this.measuring = setTimeout(() => this.measure(), measureAgain);
    try {
      const { moment } = await send("quiz.trip");
      this.ticket = (await send("quiz.trip", { moment })).ticket;
    } catch {
      /* The usual round trip is granted without it. */
    }
  }

  submitted(event) {
    const form = event.target;
    if (form.matches(".quiz-nick")) {
      event.preventDefault();
      this.rename(form);
    } else if (form.matches("[data-answer]")) {
      event.preventDefault();
      const pressed = event.submitter?.name === "option" ? [event.submitter.value] : new FormData(form).getAll("option");
      this.answer(pressed.map(Number));
    }
  }

  async rename(form) {
    const { texts } = this;
    const note = form.querySelector("[data-nick-note]");
    const button = form.querySelector("button");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const onState = (word) => word === "waiting" && (note.textContent = texts.nickLater);
    try {
      const { nickname } = await send("quiz.nickname", { part: this.part, nickname: form.nickname.value }, { onState });
      form.nickname.value = this.suggestion = nickname;
      note.textContent = fill(texts.playAs, { name: nickname });
      button.textContent = texts.change;
      form.nickname.removeAttribute("aria-invalid");
    } catch (refusal) {
      note.textContent = refusal.message;
      form.nickname.setAttribute("aria-invalid", "true");
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async answer(options) {
    const { question } = this.state;
    if (!question || !this.isOpen() || this.given.has(asking(question))) return;
    if (!options.length) {
      this.note(this.texts.none);
      return;
    }
    const given = { options, word: "sending" };
    this.given.set(asking(question), given);
    this.draw();
    const typed = this.section.querySelector(".quiz-nick input[name=nickname]")?.value;
    try {
      await send("quiz.answer", {
        question: question.id, options, key: newKey(), ticket: this.ticket, nickname: typed || this.suggestion,
      }, { onState: (word) => this.heard(given, { sending: "sending", waiting: "again" }[word]) });
      given.word = "in";
      this.settleNickname();
    } catch (refusal) {
      given.word = "";
      given.said = refusal.message;
      // Refused: perhaps another tab was first. What counts is what the server has.
      given.options = [];
      this.fetchMine();
    }
    this.draw();
  }

  heard(given, word) {
    if (!word || given.word === "in") return;
    given.word = word;
    this.draw();
  }

  async settleNickname() {
    if (this.section.querySelector(".quiz-nick")) await this.fetchMine();
  }

  /** The nickname stays from the first answer on; an organiser may have hidden or replaced it. */
  drawNickname() {
    const { mine, texts } = this;
    if (!mine || mine.mayRename) return;
    const said = `${fill(texts.playAs, { name: mine.nickname })}${mine.isHidden ? ` ${texts.hidden}` : ""}`;
    const place = this.section.querySelector("[data-nick]");
    if (place.textContent.trim() !== said) place.replaceChildren(el("p", { class: "quiz-as" }, icon("person-badge"), ` ${said}`));
  }

  askForMine() {
    clearTimeout(this.asked);
    const spread = Math.min(longestSpread, this.state.players * spreadPerPlayer);
    this.asked = setTimeout(() => this.fetchMine(), Math.random() * spread);
  }

  async fetchMine() {
    const { question } = this.state;
    const of = this.counting();
    const turn = (this.askings += 1);
    try {
      const answer = await fetch(`${this.base}/parts/${this.part}/mine${question ? `?question=${question.id}` : ""}`,
        { headers: { Accept: "application/json" } });
      if (answer.status >= 500) throw new Error(answer.statusText);
      if (!answer.ok) return;
      const mine = await answer.json();
      // What was held up on its way takes no newer answer's place.
      if (turn < this.answered) return;
      this.answered = turn;
      this.mine = mine && { ...mine, of };
    } catch {
      if (turn === this.askings) this.asked = setTimeout(() => this.fetchMine(), retryMilliseconds * (1 + Math.random()));
      return;
    }
    const given = this.given.get(asking(question));
    if (this.mine?.chosen.length && (!given || !given.options.length)) {
      this.given.set(asking(question), { options: this.mine.chosen, word: "in", said: given?.said });
    }
    this.draw();
  }

  signature() {
    const { scene, question, revealed, leaders: lines, total } = this.state;
    const given = this.given.get(asking(question));
    return JSON.stringify([scene, question, this.isOpen(), revealed, lines, total, given, this.mine]);
  }

  draw() {
    const now = this.signature();
    if (now === this.shown) return;
    const press = pressIn(this.scene);
    if (press) return void press.then(() => this.draw());
    const moment = JSON.stringify([this.state.scene, this.state.question?.id]);
    const isNew = this.moment !== moment;
    this.moment = moment;
    this.shown = now;
    this.drawNickname();
    this.section.classList.toggle("is-asking", Boolean(this.state.question));
    const held = this.scene.querySelectorAll("input:checked");
    const ticked = [...held].map((box) => box.value);
    const focus = this.scene.contains(document.activeElement) ? document.activeElement.value ?? "" : null;
    this.scene.replaceChildren(...this.drawn().filter(Boolean));
    if (isNew) this.say();
    if (!isNew) {
      for (const box of this.scene.querySelectorAll("input[type=checkbox]:not(:disabled)")) box.checked ||= ticked.includes(box.value);
    }
    // Who was among the answers stays there, also when they can no longer be pressed.
    if (focus === null) return;
    this.scene.querySelector(`:enabled[value="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
    if (document.activeElement === document.body) this.scene.focus({ preventScroll: true });
  }

  /** Say what has come, for who does not see it. */
  say() {
    const { scene, question } = this.state;
    const opened = this.isOpen() ? fill(this.texts.open, { number: question.number, text: question.text }) : "";
    const said = scene === "revealed" ? verdict(question, this.chosen(question), this.counted()?.points, this.texts)[0] : scene === "ended" ? this.texts.ended : opened;
    this.section.querySelector("[data-say]").textContent = said;
  }

  drawn() {
    const { state, texts } = this;
    if (state.scene === "waiting") return [empty("hourglass-split", texts.wait, texts.waitMore)];
    if (state.scene === "ended") return drawnEnd(state, this.counted(), this.later, this.texts);
    const { question } = state;
    const meta = el("p", { class: "quiz-meta" }, fill(texts.meta, { number: question.number, of: state.of }), " ",
      el("span", { class: "quiet" }, fill(texts.points, { points: question.points })));
    return state.scene === "revealed" ? [meta, ...drawnAnswer(question, this.chosen(question), this.counted(), this.base, this.texts)] : [meta, this.drawnQuestion(question)];
  }

  drawnQuestion(question) {
    const { texts } = this;
    const given = this.given.get(asking(question));
    const open = this.isOpen() && !given;
    const word = given?.word === "again" && !this.isOpen() ? "lost" : given?.word;
    const said = given?.said ?? (given ? texts[word] : this.isOpen() ? "" : texts.missed);
    const settled = given ? word === "in" && !given.said : !this.isOpen();
    const later = settled && this.state.later ? ` ${this.later}` : "";
    return el("form", { "data-answer": true, method: "post" },
      el("fieldset", { disabled: !open }, el("legend", { class: "quiz-question" }, question.text), picture(question, this.base),
        question.several ? el("p", { class: "quiet" }, texts.several) : null, choices(question, given?.options ?? [], texts),
        question.several && open ? el("button", { class: "btn btn-primary btn-lg quiz-send" }, texts.send) : null),
      el("p", { class: "quiz-note", role: "status", "data-note": true }, said + later));
  }

  /** The options that the player chose for a question. */
  chosen(question) {
    return this.given.get(asking(question))?.options ?? [];
  }

  note(text) {
    const place = this.scene.querySelector("[data-note]");
    if (place) place.textContent = text;
  }
}
