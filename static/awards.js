// An award's vote in somebody's hand: one choice, one confirmation, sent so that it counts once; then the receipt.
import { commitmentOf, newNonce } from "./awards_commitment.js";
import { download, drawCode, forgetReceipt, keepReceipt, keptReceipt, onReceipt, writeDigits } from "./awards_receipt.js";
import { drawNumbers, freshSection, pictureOf } from "./awards_section.js";
import { countdown } from "./countdown.js";
import { newKey, pendingOf, resume, send, watch } from "./live.js";
import { notice } from "./notice.js";
import { letGo } from "./press.js";

// A thousand phones that hear of the same reveal do not ask for it in the same moment.
const spreadMilliseconds = 1200;
const spreadEachMilliseconds = 3;
const sayMilliseconds = 10000;

/** Make a panel live; returns {close()}. */
export function mount(section) {
  const panel = new Panel(section);
  return { close: () => panel.close() };
}

class Panel {
  constructor(section) {
    this.begin(section);
    this.line = watch({
      topic: "award", key: this.setup.award,
      onSnapshot: ({ state }) => this.follow(state),
      onStatus: (word) => this.section.toggleAttribute("data-stale", word === "reconnecting" || word === "offline"),
    });
  }

  begin(section) {
    this.section = section;
    this.setup = JSON.parse(section.querySelector("[data-setup]").textContent);
    this.words = this.setup.texts;
    this.state = this.setup.state;
    this.picture = pictureOf(this.state);
    this.voted = section.dataset.phase === "voted";
    this.asked = section.dataset.phase === "confirm";
    this.clock = countdown(this.find(".countdown"));
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    this.form = this.find("[data-part=form]");
    if (this.form) this.beginForm(signal);
    this.takeUp();
    this.find("[data-download]").addEventListener("click", () => download(this.receipt), { signal });
    this.find("[data-forget]").addEventListener("click", () => this.forget(), { signal });
    if (this.setup.receipt) keepReceipt(this.setup.receipt);
    onReceipt(this.setup.voting, () => this.voteElsewhere(), { signal });
    this.draw();
  }

  beginForm(signal) {
    this.form.noValidate = true;
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(); }, { signal });
    this.form.addEventListener("change", () => this.refuse(""), { signal });
    this.find("[data-confirm-form]").addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.name === "back") return this.turnBack();
      return this.cast();
    }, { signal });
  }

  /* What a reload interrupted may be counted already, or be too late: it is sent again whatever the page shows, so that
     its receipt comes, and nothing of the choice stays in this browser. */
  takeUp() {
    const waiting = pendingOf(this.draft);
    if (!waiting || this.sent) return;
    if (this.form) this.choose(waiting.finalist);
    this.asked = true;
    this.sent = this.deliver(waiting, resume(this.draft, { onState: (word) => this.sending(word) }));
  }

  /* One name for all messages of a vote: of two confirmations in this tab only the last goes out. */
  get draft() {
    return `award-${this.setup.voting}`;
  }

  find(selector) {
    return this.section.querySelector(selector);
  }

  get chosen() {
    return this.form?.querySelector("input:checked")?.value ?? "";
  }

  choose(finalist) {
    const input = this.form.querySelector(`input[value="${CSS.escape(finalist)}"]`);
    if (input) input.checked = true;
  }

  ask() {
    if (!this.chosen) {
      this.refuse(this.words.choose);
      return this.form.querySelector("input")?.focus();
    }
    this.asked = true;
    return this.draw("[data-confirm-title]");
  }

  turnBack() {
    this.asked = false;
    this.draw("[data-part=form] input:checked");
  }

  async cast() {
    if (this.sent) return;
    const { setup: { award, voting, conference }, chosen: finalist } = this;
    const nonce = newNonce();
    this.sent = (async () => {
      const commitment = await commitmentOf(voting, finalist, nonce);
      const payload = { conference, award, voting: this.state.voting, finalist, nonce, commitment, key: newKey() };
      return this.deliver(payload, send("awards.cast", payload, { draft: this.draft, onState: (word) => this.sending(word) }));
    })();
  }

  async deliver({ commitment }, promise) {
    const { voting } = this.setup;
    try {
      const { receipt } = await promise;
      if (receipt.commitment !== commitment || receipt.voting !== voting) return this.refuse(this.words.forged);
      this.voted = true;
      this.asked = false;
      this.receipt = receipt;
      this.form?.reset();
      this.section.toggleAttribute("data-not-kept", !keepReceipt(receipt));
      this.draw("[data-counted]");
      return this.say(this.words.counted);
    } catch (refusal) {
      if (refusal.superseded) return undefined;
      this.sending("refused");
      this.asked = false;
      this.draw();
      this.refuse(refusal.message);
      // Whether it was closed, or voted in another tab: the server knows.
      return this.renew();
    } finally {
      this.sent = null;
    }
  }

  refuse(sentence) {
    this.find("[data-wrong-words]").textContent = sentence;
    this.find("[data-wrong]").hidden = !sentence;
    // Of what the reader no longer looks at a notice tells.
    if (sentence && this.phase !== "form" && this.phase !== "confirm") notice(sentence);
  }

  sending(word) {
    const waits = word === "waiting";
    const busy = waits || word === "sending";
    this.section.toggleAttribute("data-sending", busy);
    if (waits && this.find("[data-waits]").hidden) this.say(this.words.waiting);
    this.find("[data-waits]").hidden = !waits;
    this.find("[data-sends]").hidden = word !== "sending";
    this.find("[data-cast]")?.toggleAttribute("disabled", busy);
    this.find("[data-confirm-form] [name=back]")?.toggleAttribute("disabled", busy);
  }

  /** Another tab of this browser has voted, or forgot its receipt. */
  voteElsewhere() {
    this.voted ||= keptReceipt(this.setup.voting) !== null;
    this.receipt = null;
    this.draw();
  }

  forget() {
    forgetReceipt(this.setup.voting);
    this.receipt = null;
    this.draw("[data-counted]");
    this.say(this.words.forgotten);
  }

  /** Take in a newer state; what looks otherwise than before is fetched whole. */
  follow(state) {
    const before = this.state;
    this.state = state;
    if (before.open && !state.open && state.state !== "voting") this.say(this.words.closed);
    this.draw();
    if (pictureOf(state) !== this.picture) this.renewLater();
    else this.sayLater();
  }

  renewLater() {
    clearTimeout(this.fetching);
    const spread = Math.max(spreadMilliseconds, spreadEachMilliseconds * (this.state.roll ?? 0));
    this.fetching = setTimeout(() => this.renew(), Math.random() * spread);
  }

  async renew() {
    clearTimeout(this.fetching);
    const wrong = this.find("[data-wrong-words]").textContent;
    const asked = (this.renewal = {});
    try {
      const fresh = await freshSection(new URL(this.section.dataset.address, location.href), "[data-award-panel]");
      await letGo(this.section);
      // What was asked for later is newer, though it may come sooner.
      if (this.renewal !== asked) return;
      const opened = this.state.open && this.section.dataset.stands !== "voting";
      const kept = { chosen: this.chosen, receipt: this.receipt, asked: this.asked };
      const within = this.section.contains(document.activeElement);
      this.end();
      // What is being read aloud is read to its end.
      fresh.querySelector("[data-say]").replaceWith(this.find("[data-say]"));
      this.section.replaceWith(fresh);
      this.receipt = kept.receipt;
      this.begin(fresh);
      if (this.form && kept.chosen) this.choose(kept.chosen);
      if (this.form && kept.asked && this.chosen) this.asked = true;
      this.refuse(wrong && !this.voted ? wrong : "");
      this.draw(within ? "[data-part]:not([hidden]) :is(input, [tabindex], button)" : null, { still: true });
      if (opened) this.say(this.words.opened);
      this.saySeen();
    } catch {
      if (this.renewal === asked) this.fetching = setTimeout(() => this.renew(), 2000 + Math.random() * spreadMilliseconds);
    }
  }

  get phase() {
    if (this.voted) return "voted";
    const { state, open } = this.state;
    if (!open) return ["voting", "closed", "revealed"].includes(state) ? "closed" : "waiting";
    if (this.section.dataset.stands !== "voting") return "waiting";
    if (!this.setup.may_vote) return "blocked";
    return this.asked ? "confirm" : "form";
  }

  draw(focus, { still = false } = {}) {
    const { phase } = this;
    this.section.dataset.phase = phase;
    for (const part of this.section.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== phase;
    this.clock.set(this.state.open ? this.state.closes_at : null);
    drawNumbers(this.section, this.state, this.words);
    if (phase === "confirm") {
      for (const card of this.find("[data-pick]").children) card.hidden = card.dataset.finalist !== this.chosen;
    }
    if (phase === "voted") this.drawReceipt();
    if (focus) (this.find(focus) ?? this.section).focus({ preventScroll: still });
  }

  drawReceipt() {
    this.receipt ??= keptReceipt(this.setup.voting);
    this.find("[data-receipt]").hidden = !this.receipt;
    this.find("[data-no-receipt]").hidden = Boolean(this.receipt);
    if (!this.receipt || this.section.dataset.drawn === this.receipt.commitment) return;
    this.section.dataset.drawn = this.receipt.commitment;
    writeDigits(this.find("[data-digits]"), this.receipt.commitment);
    // Without its picture a receipt is one all the same.
    drawCode(this.find("[data-qr]"), this.receipt).catch(() => { this.find("[data-qr]").hidden = true; });
  }

  say(text) {
    this.find("[data-say]").textContent = text;
  }

  /** Tell what was just revealed. */
  saySeen() {
    const places = [...this.section.querySelectorAll(".places-shown > .place")];
    const outcome = this.find(".outcome")?.textContent;
    const newest = places[0];
    const text = outcome || (newest && [...newest.querySelectorAll(".place-name, .finalist-name")].map((one) => one.textContent.trim()).join(": "));
    if (text && text !== this.saidLast) this.say((this.saidLast = text));
  }

  /** Tell the open tally, at most once in a while. */
  sayLater() {
    if (!this.state.tally) return;
    this.saying ??= setTimeout(() => {
      this.saying = null;
      const lines = (this.state.tally ?? []).map((line) => `${this.setup.names[line.id]}: ${line.count}`);
      this.say(lines.join(", "));
    }, sayMilliseconds);
  }

  end() {
    this.listeners.abort();
    this.clock.close();
    clearTimeout(this.saying);
    this.saying = null;
  }

  close() {
    clearTimeout(this.fetching);
    this.renewal = null;
    this.end();
    this.line.close();
  }
}
