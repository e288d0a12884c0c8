// Notes that several people write at once: saved while one types; the server puts together what was changed in
// different lines, and where the same lines were changed, both texts are shown.
import { send } from "./live.js";
import { notice } from "./notice.js";

const restMilliseconds = 700;
// A version that is older than any that was changed: the server puts the texts together.
const oldest = 1;

export class Notes {
  constructor(panel, { meeting, phrases }) {
    this.meeting = meeting;
    this.phrases = phrases;
    this.at = (name) => panel.querySelector(`[data-${name}]`);
    this.form = this.at("notes");
    this.field = this.form.elements.notes;
    this.base = this.form.elements.base.value;
    this.version = Number(this.form.elements.version.value);
    this.latest = { text: this.base, version: this.version };
    this.at("notes-save").hidden = true;
    this.clashes = !this.at("clash").hidden;
    this.field.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.at("keep-both").addEventListener("click", () => this.keepBoth());
    this.at("keep-theirs").addEventListener("click", () => this.settle(this.latest.text));
    addEventListener("pagehide", () => this.leave());
  }

  get isChanged() {
    return this.field.value !== this.base;
  }

  open() {
    this.field.disabled = this.at("notes-save").disabled = false;
    this.at("not-yet").hidden = true;
  }

  typed() {
    if (this.clashes) return;
    this.say("typing");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), restMilliseconds);
  }

  say(word) {
    this.at("notes-status").textContent = word ? this.phrases[word] : "";
  }

  /** What the server has by now. Unsaved words stay; they are put together with it when they are saved. */
  show(text, version) {
    if (version <= this.latest.version) return;
    this.latest = { text, version };
    this.at("theirs").textContent = text;
    if (this.clashes || this.isSending || this.isChanged) return;
    this.put(text, version);
    this.say("changed");
  }

  put(text, version) {
    const { field } = this;
    const before = field.value;
    this.base = text;
    this.version = version;
    if (before === text) return;
    const { selectionStart, selectionEnd } = field;
    let same = 0;
    while (same < before.length && before[same] === text[same]) same += 1;
    const moved = (place) => (place <= same ? place : Math.max(same, place + text.length - before.length));
    field.value = text;
    if (document.activeElement === field) field.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  }

  async save() {
    clearTimeout(this.timer);
    if (this.isSending || this.clashes) return;
    if (!this.isChanged) {
      // What came meanwhile was not put under what was being written.
      this.put(this.latest.text, this.latest.version);
      return this.say("saved");
    }
    this.isSending = true;
    const text = this.field.value;
    const { meeting, base, version } = this;
    try {
      const answer = await send("meetings.notes", { meeting, text, base, version }, { onState: (word) => this.tell(word) });
      this.saved(text, answer);
    } catch (refusal) {
      this.refused(refusal);
    } finally {
      this.isSending = false;
      if (this.isChanged && !this.clashes && !this.isStuck) this.typed();
    }
    return undefined;
  }

  tell(word) {
    if (word === "sending") this.say("saving");
    if (word === "waiting") this.say("waiting");
  }

  saved(text, answer) {
    if (answer.version >= this.latest.version) this.latest = { text: answer.text, version: answer.version };
    this.isStuck = false;
    this.say("saved");
    if (this.field.value === text) return this.put(this.latest.text, this.latest.version);
    // More was typed meanwhile: it goes on from what was sent.
    this.base = text;
    this.version = answer.text === text ? answer.version : oldest;
    return undefined;
  }

  refused(refusal) {
    if (refusal.status === 409) {
      this.clashes = true;
      this.at("theirs").textContent = this.latest.text;
      this.at("clash").hidden = false;
      return this.say("clash");
    }
    this.isStuck = true;
    this.say("failed");
    if (refusal.message) notice(refusal.message);
    return undefined;
  }

  keepBoth() {
    this.settle(this.latest.text ? `${this.latest.text}\n${this.field.value}` : this.field.value);
    this.save();
  }

  settle(text) {
    this.clashes = this.isStuck = false;
    this.at("clash").hidden = true;
    this.base = this.latest.text;
    this.version = this.latest.version;
    this.field.value = text;
    this.say(null);
    this.field.focus();
  }

  /* Whoever closes the page between two words loses none. */
  leave() {
    if (!this.isChanged || this.clashes || this.field.disabled) return;
    this.form.elements.base.value = this.base;
    this.form.elements.version.value = this.version;
    navigator.sendBeacon(this.form.action, new FormData(this.form));
  }
}
