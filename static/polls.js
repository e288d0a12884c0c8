// A poll in an attendee's hand: follows its state, sends the answer so that it counts once, and shows what became of it.
import { countdown } from "./countdown.js";
import { keepDraft, newKey, pendingOf, resume, send, watch, who } from "./live.js";
import { answerForm } from "./polls_answer.js";
import { drawResult, filled, resultWords, summary } from "./polls_result.js";
import { letGo } from "./press.js";

// A thousand phones that hear of the same poll do not ask for it in the same moment.
const spreadMilliseconds = 1200;
const sayMilliseconds = 5000;
// What is acknowledged sooner needs no word of its being on the way.
const slowMilliseconds = 1000;

/** Make a panel live; returns {close()}. */
export function mount(section) {
  const panel = new Panel(section);
  return { close: () => panel.close() };
}

class Panel {
  constructor(section) {
    this.begin(section);
    this.line = watch({
      topic: "poll", key: this.setup.poll,
      onSnapshot: ({ state }) => this.follow(state),
      onStatus: (word) => this.section.toggleAttribute("data-stale", word === "reconnecting" || word === "offline"),
    });
    // The same person's other tabs show what counts as well.
    this.tabs = new BroadcastChannel("polls");
    this.tabs.onmessage = ({ data }) => this.countedElsewhere(data);
  }

  begin(section) {
    this.section = section;
    this.setup = JSON.parse(section.querySelector("[data-setup]").textContent);
    this.words = resultWords(this.setup);
    this.state = this.setup.state;
    this.mine = { answered: this.setup.has_answered, answer: this.setup.answer };
    this.answeredBefore = this.setup.answered_before;
    this.refused = this.find("[data-refused] span").textContent;
    this.changing = section.dataset.phase === "form" && this.mine.answered;
    this.clock = countdown(this.find(".countdown"));
    this.listeners = new AbortController();
    const form = this.find("[data-part=form]");
    if (form) this.beginForm(form);
    this.draw();
  }

  beginForm(form) {
    const { signal } = this.listeners;
    this.form = answerForm(form, this.setup, { sendNow: () => this.submit(), signal });
    this.kept = keepDraft(form);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); }, { signal });
    this.find("[data-keep]")?.addEventListener("click", () => this.change(false), { signal });
    this.find("[data-change]")?.addEventListener("click", (event) => { event.preventDefault(); this.change(true); }, { signal });
    this.find("[data-confirm-form]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.asked = false;
      if (event.submitter?.name === "back") return this.draw("[data-part=form] .poll-send");
      return this.deliver(this.form.payload());
    }, { signal });
    const waiting = pendingOf(this.draft);
    if (waiting?.round === this.state.round) {
      this.form.set(waiting.answer);
      this.sent(resume(this.draft, { onState: (word) => this.sending(word) }), waiting.answer);
    } else if (waiting) {
      resume(this.draft)?.catch(() => {});
    }
  }

  get draft() {
    return `poll-${this.setup.poll}`;
  }

  find(selector) {
    return this.section.querySelector(selector);
  }

  /** Take in a newer state; what asks something else than before is fetched whole. */
  follow(state) {
    const before = this.state;
    this.state = state;
    if (this.isOther(state)) return this.fetchLater();
    if (state.round !== before.round) this.anew();
    if (before.state !== "open" && state.state === "open") this.say(this.setup.texts.opened);
    this.draw();
    return this.sayLater();
  }

  /** Tell whether a state asks something else than this panel was drawn for. */
  isOther(state) {
    return state.edited !== this.setup.edited || Boolean(state.kind) !== Boolean(this.setup.kind);
  }

  anew() {
    // What is being typed and was not sent yet answers the new round as well.
    if (this.mine.answered) {
      this.answeredBefore = true;
      this.kept?.clear();
      this.form?.clear();
    }
    this.mine = { answered: false, answer: null };
    this.changing = this.asked = false;
    this.refused = this.justSaid = "";
    const round = this.find("[data-part=form] [name=round]");
    if (round) round.value = this.state.round;
    if (this.state.state === "open") this.say(this.answeredBefore ? this.setup.texts.anew : this.setup.texts.opened);
  }

  fetchLater() {
    clearTimeout(this.fetching);
    this.fetching = setTimeout(async () => {
      const asked = this.state;
      try {
        const address = new URL(this.section.dataset.panel, location.href);
        const answer = await fetch(address, { headers: { "HX-Request": "true" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll-panel]");
        if (!answer.ok || !fresh) throw new Error("no panel");
        await letGo(this.section);
        const newest = this.state;
        // Edited once more: what was asked for since is newer, though it may come sooner. Or it stands here already.
        if (this.closed || newest.edited !== asked.edited || !this.isOther(newest)) return;
        this.end();
        this.section.replaceWith(fresh);
        this.begin(fresh);
        if (this.state.state === "open") this.say(this.setup.texts.opened);
        // What was heard while it was on its way.
        if (newest !== asked && newest.version >= this.state.version && !this.isOther(newest)) this.follow(newest);
      } catch {
        if (!this.closed && this.state.edited === asked.edited) this.fetchLater();
      }
    }, Math.random() * spreadMilliseconds);
  }

  change(wanted) {
    this.changing = wanted;
    if (wanted && this.mine.answer) this.form.set(this.mine.answer);
    this.draw(wanted ? "[data-part=form] input, [data-part=form] textarea, [data-part=form] button" : "[data-counted]");
  }

  submit() {
    const wrong = this.form.check();
    this.form.show(wrong);
    if (wrong) return;
    const answer = this.form.payload();
    if (this.setup.secrecy === "anonymous") {
      this.asked = true;
      this.draw("[data-confirm-form] button");
      return;
    }
    this.deliver(answer);
  }

  deliver(answer) {
    this.refused = "";
    const payload = { conference: this.setup.conference, poll: this.setup.poll, round: this.state.round, answer, key: newKey() };
    this.sent(send("polls.cast", payload, { draft: this.draft, onState: (word) => this.sending(word) }), answer);
  }

  async sent(promise, answer) {
    const { round } = this.state;
    try {
      await promise;
      if (round !== this.state.round) return;
      this.kept.clear();
      this.mine = { answered: true, answer: this.setup.secrecy === "named" ? answer : null };
      this.justSaid = this.form.said(answer);
      this.changing = this.asked = false;
      this.tabs.postMessage({ who, poll: this.setup.poll, round, answer: this.mine.answer });
      // Whoever went on to something else meanwhile stays there.
      const isHere = document.activeElement === document.body || this.section.contains(document.activeElement);
      this.draw(this.form.staysOpen || !isHere ? null : "[data-counted]");
      this.say(this.setup.texts.counted);
    } catch (refusal) {
      if (refusal.superseded) return;
      this.sending("refused");
      this.asked = false;
      this.refuse(Object.values(refusal.fields ?? {})[0] ?? refusal.message);
    }
  }

  /** Say why an answer does not count: beside the form, or where the form was when the poll went on without it. */
  refuse(sentence) {
    this.refused = sentence;
    this.form.show(sentence);
    if (this.phase !== "form" && this.mine.answer) this.form.set(this.mine.answer);
    this.draw();
  }

  countedElsewhere({ who: whose, poll, round, answer }) {
    if (whose !== who || poll !== this.setup.poll || round !== this.state.round) return;
    this.mine = { answered: true, answer };
    this.asked = false;
    this.justSaid = "";
    if (answer && this.form?.staysOpen) this.form.set(answer);
    this.draw();
  }

  sending(word) {
    const waits = word === "waiting";
    this.section.toggleAttribute("data-sending", word === "sending" || waits);
    const note = this.find("[data-waits]");
    if (waits && note.hidden) this.say(this.setup.texts.waiting);
    note.hidden = !waits;
    clearTimeout(this.slow);
    this.find("[data-sends]").hidden = true;
    if (word === "sending") this.slow = setTimeout(() => this.saySending(), slowMilliseconds);
    this.form.busy(word === "sending" || waits);
  }

  saySending() {
    this.find("[data-sends]").hidden = false;
    this.say(this.setup.texts.sending);
  }

  get phase() {
    const { state } = this.state;
    if (!this.setup.kind || state === "draft") return "waiting";
    if (state === "closed") return this.mine.answered ? "answered" : "closed";
    if (!this.setup.may_answer) return "blocked";
    if (this.asked) return "confirm";
    return this.mine.answered && !this.changing ? "answered" : "form";
  }

  draw(focus) {
    const { state, texts } = { state: this.state, texts: this.setup.texts };
    const { phase } = this;
    this.section.dataset.phase = phase;
    // Where one tap is an answer, the options stay in reach after it.
    const stays = phase === "answered" && state.state === "open" && this.form?.staysOpen;
    for (const part of this.section.querySelectorAll("[data-part]")) {
      part.hidden = part.dataset.part !== phase && !(stays && part.dataset.part === "form");
    }
    const badge = this.find("[data-state]");
    badge.dataset.state = state.state;
    badge.textContent = texts.states[state.state];
    badge.classList.toggle("badge-live", state.state === "open");
    this.clock.set(state.state === "open" ? state.closes_at : null);
    const answered = this.find("[data-answered]");
    answered.hidden = !state.answered;
    answered.textContent = filled(texts.answers, state.answered ?? 0);
    this.drawOwn(stays);
    this.find("[data-anew]").hidden = !(this.answeredBefore && phase === "form" && !this.mine.answered);
    const refused = this.find("[data-refused]");
    refused.hidden = !this.refused || phase === "form";
    refused.querySelector("span").textContent = this.refused;
    this.find("[data-soon]").hidden = !(this.setup.kind && state.state === "closed" && state.answered && !state.result);
    // Before one's own answer the result would only get in its way; who cannot answer just watches.
    const early = phase === "form" && !this.mine.answered || phase === "confirm";
    drawResult(this.find("[data-result]"), early ? null : state.result, this.words, state.showing);
    if (focus) this.find(focus)?.focus({ preventScroll: false });
  }

  drawOwn(stays) {
    const said = this.asked ? this.form.said(this.form.payload()) : this.mine.answer ? this.form?.said(this.mine.answer) : this.justSaid;
    for (const place of this.section.querySelectorAll("[data-said]")) place.textContent = said ?? "";
    const own = this.find("[data-own]");
    if (own) own.hidden = !said || Boolean(stays);
    const change = this.find("[data-change]");
    if (change) change.hidden = this.state.state !== "open" || Boolean(stays);
    const keep = this.find("[data-keep]");
    if (keep) keep.hidden = !(this.changing && this.mine.answered);
  }

  say(text) {
    this.find("[data-say]").textContent = text;
  }

  /** Tell how the result stands, at most once in a few seconds. */
  sayLater() {
    this.saying ??= setTimeout(() => {
      this.saying = null;
      const text = this.find("[data-result]").hidden ? "" : summary(this.state.result, this.words);
      if (text && text !== this.saidLast) this.say((this.saidLast = text));
    }, sayMilliseconds);
  }

  end() {
    this.listeners.abort();
    this.clock.close();
    this.kept?.close();
    clearTimeout(this.saying);
    clearTimeout(this.slow);
    this.saying = null;
    this.form = this.kept = null;
  }

  close() {
    this.closed = true;
    clearTimeout(this.fetching);
    this.end();
    this.tabs.close();
    this.line.close();
  }
}
