// A chat: shows what is written as it is written, sends without waiting, and says what did not arrive.
import { MessageList } from "./chat_list.js";
import { Mute } from "./chat_mute.js";
import { dayHourIn } from "./locale.js";
import { draftsUnder, keepDraft, newKey, pendingOf, resume, send, watch } from "./live.js";
import { enlivenForms } from "./posting.js";
import { letGo } from "./press.js";

const nearEnd = 60;
// What a message tells of the key that it was sent with (chat/actions.py).
const markOf = (key) => key.slice(0, 8);
const mounted = new WeakMap();

/** Bring a chat's section to life. Returns {close()}. */
export function mount(section) {
  if (!mounted.has(section)) mounted.set(section, new Chat(section));
  return mounted.get(section);
}

class Chat {
  constructor(section) {
    this.section = section;
    const read = (name) => JSON.parse(section.querySelector(`[data-chat-${name}]`).textContent);
    this.phrases = read("phrases");
    this.room = Number(section.dataset.room);
    this.conference = Number(section.dataset.conference);
    this.me = Number(section.dataset.me) || 0;
    this.drafts = `chat:${this.room}:`;
    this.scroll = section.querySelector("[data-scroll]");
    this.form = section.querySelector("[data-compose]");
    this.list = new MessageList(section, { me: this.me, phrases: this.phrases });
    // Lines on their way, by the marks of their messages.
    this.underway = new Map();
    this.seenAtStart = this.lastSeen();
    this.stops = [];
    if (this.form) this.mute = new Mute(section, this, () => this.closeForm());
    this.listen();
    this.show(read("state"), true);
    this.stops.push(this.line());
  }

  line() {
    return watch({ topic: this.section.dataset.topic, key: this.room, onSnapshot: ({ state }) => this.hear(state) });
  }

  close() {
    this.stops.forEach((stop) => stop.close());
    this.mute?.close();
    mounted.delete(this.section);
  }

  on(target, name, listener) {
    target.addEventListener(name, listener);
    this.stops.push({ close: () => target.removeEventListener(name, listener) });
  }

  listen() {
    this.stops.push(enlivenForms(this.section, { leave: (form) => form === this.form, onDone: (_answer, form) => this.tidy(form) }));
    this.on(this.section.querySelector("[data-load-older]"), "click", (event) => this.older(event));
    this.on(this.section.querySelector("[data-to-end]"), "click", () => this.toEnd());
    this.on(this.scroll, "scroll", () => this.atEnd() && this.seen());
    this.on(document, "visibilitychange", () => this.atEnd() && this.seen());
    if (!this.form) return;
    this.field = this.form.querySelector("textarea");
    this.draft = keepDraft(this.form);
    this.stops.push(this.draft);
    this.on(this.form, "submit", (event) => this.submit(event));
    this.on(this.field, "keydown", (event) => {
      // A phone's return key makes a line; there the button sends.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.keyboard();
    // What an earlier page had not got through to the server yet.
    for (const draft of draftsUnder(this.drafts)) {
      const { text, key } = pendingOf(draft);
      this.deliver(text, key, this.list.pending(text), (onState) => resume(draft, { onState }));
    }
  }

  /** Leave room for a phone's keyboard: what is seen of the window is all that the panel may be high. */
  keyboard() {
    const view = window.visualViewport;
    if (!view) return;
    const fit = () => {
      const typing = document.activeElement === this.field;
      const covered = typing && innerHeight - view.height > 120;
      this.section.classList.toggle("is-typing", covered);
      if (covered) this.section.style.setProperty("--visible", `${Math.round(view.height)}px`);
      if (covered) this.form.scrollIntoView({ block: "end" });
      if (covered && this.wasAtEnd) this.toEnd();
    };
    this.on(view, "resize", fit);
    this.on(this.field, "focus", () => (this.wasAtEnd = this.atEnd()));
  }

  /** News move the messages and draw who is muted anew: what is pressed stays until it is let go. */
  async hear(state) {
    this.news = state;
    await letGo(this.section);
    if (this.news === state) this.show(state);
  }

  show(state, first = false) {
    const stay = first || this.atEnd();
    const fresh = this.list.show(state);
    for (const { by, mark } of fresh) if (by === this.me) this.arrived(mark);
    const at = (name) => this.section.querySelector(`[data-${name}]`);
    at("empty").hidden = this.list.rows.size > 0;
    if (first) at("older-line").hidden = !state.more;
    this.showRoom(state, at);
    this.mute?.heard(state.decided);
    if (first) this.divider = this.list.divide(this.seenAtStart);
    if (stay) this.toEnd();
    else if (fresh.some((message) => message.by !== this.me)) at("to-end").hidden = false;
    // For whoever has more on this page than the chat: that somebody else has written.
    if (!first && fresh.some((message) => message.by !== this.me)) this.section.dispatchEvent(new Event("chat-written", { bubbles: true }));
  }

  showRoom(state, at) {
    at("slow").hidden = !state.slow;
    at("slow").textContent = this.phrases.slow.replace("{seconds}", state.slow);
    const moderates = Boolean(at("mutes"));
    if (this.form) {
      at("closed").hidden = state.is_open || moderates;
      this.closeForm();
    }
    if (!moderates) return;
    at("when-open").hidden = !state.is_open;
    at("when-closed").hidden = state.is_open;
    at("mutes").hidden = !state.mutes.length;
    const print = JSON.stringify(state.mutes);
    if (print === this.mutesPrint) return;
    this.mutesPrint = print;
    const pattern = at("mute-pattern").content.firstElementChild;
    at("mutes").querySelector("ul").replaceChildren(
      ...state.mutes.map(({ id, name, until, reason }) => {
        const row = pattern.cloneNode(true);
        row.querySelector("[data-name]").textContent = name || this.phrases.guest;
        row.querySelector("[data-until]").textContent = this.phrases.until.replace("{moment}", dayHourIn(this.section.dataset.zone, until));
        row.querySelector("[data-reason]").textContent = reason || this.phrases.noReason;
        row.querySelector("button").value = id;
        return row;
      }),
    );
  }

  /** Offer no field to whom every message would be refused; what was typed in it stays. */
  closeForm() {
    this.form.hidden = ["closed", "muted"].some((name) => !this.section.querySelector(`[data-${name}]`).hidden);
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.form.querySelector("[data-refusal]").textContent = "";
    this.field.value = "";
    this.draft.clear();
    this.sendAnew(text, this.list.pending(text));
    this.toEnd();
    this.field.focus();
  }

  /** Send a line under a name of its own, so that each survives a reload, in the order of writing. */
  sendAnew(text, row) {
    const draft = `${this.drafts}${Date.now()}`;
    const key = newKey();
    const said = { conference: this.conference, room: this.room, text, key };
    this.deliver(text, key, row, (onState) => send("chat.send", said, { draft, onState }));
  }

  async deliver(text, key, row, go) {
    this.underway.set(markOf(key), row);
    const onState = (word) => {
      if (word === "sending" || word === "waiting") row.state(this.phrases[word]);
    };
    onState("sending");
    try {
      const { id } = await go(onState);
      this.mute.wrote = true;
      // The row gives way to the message itself, which comes before the answer or after it; or came so long ago that
      // it is not among those shown.
      if (this.list.newest >= id) this.arrived(markOf(key));
    } catch (refusal) {
      if (!this.underway.delete(markOf(key))) return;
      row.state(
        this.reason(refusal),
        this.button(this.phrases.again, () => this.sendAnew(text, row)),
        this.button(this.phrases.discard, () => row.remove()),
      );
    }
  }

  arrived(mark) {
    this.underway.get(mark)?.remove();
    this.underway.delete(mark);
  }

  button(text, press) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-secondary btn-sm", textContent: text });
    button.addEventListener("click", press);
    return button;
  }

  reason({ message }) {
    const said = document.createElement("span");
    said.role = "alert";
    said.textContent = message ? this.phrases.refused.replace("{reason}", message) : this.phrases.failed;
    return said;
  }

  tidy(form) {
    form.closest("details")?.removeAttribute("open");
  }

  async older(event) {
    event.preventDefault();
    const address = new URL(this.section.dataset.older, location.href);
    address.searchParams.set("before", this.list.oldest);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const state = await answer.json();
    const height = this.scroll.scrollHeight;
    // What was written before is no news to be read out.
    this.scroll.ariaLive = "off";
    this.list.show(state);
    this.section.querySelector("[data-older-line]").hidden = !state.more;
    this.scroll.scrollTop += this.scroll.scrollHeight - height;
    requestAnimationFrame(() => (this.scroll.ariaLive = "polite"));
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < nearEnd;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.section.querySelector("[data-to-end]").hidden = true;
    this.seen();
  }

  lastSeen() {
    try {
      return Number(localStorage.getItem(`chat-seen:${this.room}`)) || 0;
    } catch {
      return 0;
    }
  }

  seen() {
    this.section.querySelector("[data-to-end]").hidden = true;
    if (document.hidden) return;
    try {
      localStorage.setItem(`chat-seen:${this.room}`, String(this.list.newest));
    } catch {
      /* Without storage nothing is ever new. */
    }
  }
}
