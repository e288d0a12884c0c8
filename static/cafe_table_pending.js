// Cards on their way: each is shown until it has arrived, goes on by itself after a lost connection or a reload, once.
import { draftsUnder, newKey, pendingOf, resume, send } from "./live.js";

const beginning = (cafe) => `cafe-card:${cafe}:`;

export class Pending {
  /** `place(question)` returns the list that a card on its way stands in; `restore(question, text)` fills the field. */
  constructor({ cafe, table, phrases, place, restore }) {
    Object.assign(this, { cafe, table, phrases, place, restore });
    this.waiting = new Map();
    this.seen = new Set();
  }

  /** Send a card under a name of its own, so that each survives a reload, in the order of writing. */
  write(question, text) {
    const draft = `${beginning(this.cafe)}${Date.now()}:${newKey().slice(0, 8)}`;
    return this.deliver(question, text, (onState) => send("cafe.write", { table: this.table, question, text }, { draft, onState }));
  }

  /** Go on with what a reload, or a move to another table, interrupted. */
  resume() {
    for (const draft of draftsUnder(beginning(this.cafe))) {
      const { question, text } = pendingOf(draft);
      this.deliver(question, text, (onState) => resume(draft, { onState }));
    }
  }

  async deliver(question, text, go) {
    const row = document.createElement("li");
    const said = document.createElement("p");
    said.className = "quiet";
    const words = document.createElement("span");
    Object.assign(words, { dir: "auto", textContent: text });
    row.append(words, said);
    this.place(question).append(row);
    const onState = (word) => (said.textContent = this.phrases[word === "waiting" ? "waiting" : "sending"]);
    onState("sending");
    try {
      const { card } = await go(onState);
      // The row gives way to the card itself, whichever of the two comes last.
      if (this.seen.has(card)) row.remove();
      else this.waiting.set(card, row);
    } catch (refusal) {
      said.role = "alert";
      said.textContent = refusal.message ? this.phrases.refused.replace("{reason}", refusal.message) : this.phrases.failed;
      row.append(
        this.button(this.phrases.backToField, () => this.restore(question, text) && row.remove()),
        this.button(this.phrases.discard, () => row.remove()),
      );
    }
  }

  /** Cards that are on the table, whoever wrote them. */
  arrived(ids) {
    // Also what is gone again: its answer may come after that.
    for (const id of ids) this.seen.add(id);
    for (const [card, row] of this.waiting) {
      if (!this.seen.has(card)) continue;
      row.remove();
      this.waiting.delete(card);
    }
  }

  button(text, press) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-secondary btn-sm", textContent: text });
    button.addEventListener("click", press);
    return button;
  }
}
