// The messages of a chat: drawn from the server's state, each row kept as long as its message is the same.
import { hourIn } from "./locale.js";

/** Make a text of pieces and links; nothing of it is ever read as HTML. */
function fillText(place, parts) {
  place.replaceChildren(
    ...parts.map(([text, href]) => {
      if (!href) return document.createTextNode(text);
      const link = document.createElement("a");
      Object.assign(link, { href, textContent: text, rel: "noopener noreferrer nofollow ugc" });
      return link;
    }),
  );
}

export class MessageList {
  /** `me`: the reader's id; `phrases`: texts of the page. */
  constructor(section, { me, phrases }) {
    this.list = section.querySelector("[data-list]");
    this.pattern = section.querySelector("[data-pattern]");
    this.me = me;
    this.zone = section.dataset.zone;
    this.phrases = phrases;
    this.rows = new Map();
    this.drawn = new Map();
    this.list.replaceChildren();
  }

  get newest() {
    return Math.max(0, ...this.rows.keys());
  }

  get oldest() {
    return this.rows.size ? Math.min(...this.rows.keys()) : 0;
  }

  /** Put messages in their places, by id; those that are there already are only drawn anew when they changed. */
  show({ messages, people }) {
    const fresh = [];
    for (const message of messages) {
      const print = JSON.stringify([message, people[message.by]]);
      if (this.drawn.get(message.id) === print) continue;
      let row = this.rows.get(message.id);
      if (!row) {
        row = this.row();
        fresh.push(message);
        this.place(row, message.id);
      }
      this.fill(row, message, people[message.by]);
      this.drawn.set(message.id, print);
    }
    return fresh;
  }

  row() {
    return this.pattern.content.firstElementChild.cloneNode(true);
  }

  place(row, id) {
    row.dataset.id = id;
    row.id = `chat-message-${id}`;
    const after = [...this.rows.keys()].filter((other) => other > id).sort((a, b) => a - b)[0];
    // What is still on its way stands below all that has arrived.
    const before = after ? this.rows.get(after) : this.list.querySelector("[data-pending]");
    this.list.insertBefore(row, before ?? null);
    this.rows.set(id, row);
  }

  fill(row, message, author) {
    const mine = message.by === this.me;
    const at = (name) => row.querySelector(`[data-${name}]`);
    row.classList.toggle("is-mine", mine);
    row.classList.toggle("is-gone", Boolean(message.gone));
    at("avatar").textContent = author.initials;
    at("avatar").className = `avatar avatar-s hue-${author.hue}`;
    at("name").textContent = author.name || (author.guest ? this.phrases.guest : this.phrases.left);
    at("guest").hidden = !author.guest || !author.name;
    at("organisation").textContent = author.organisation;
    const time = row.querySelector("time");
    time.dateTime = message.at;
    time.textContent = hourIn(this.zone, message.at);
    at("gone").hidden = !message.gone;
    at("gone").textContent = message.gone ? this.phrases[message.gone] : "";
    at("text").hidden = !message.parts.length;
    fillText(at("text"), message.parts);
    this.fillActs(row, message, author, mine);
  }

  fillActs(row, message, author, mine) {
    const acts = row.querySelector("[data-acts]");
    if (!acts) return;
    for (const form of acts.querySelectorAll("form")) {
      form.action = form.dataset.address.replace("/0/", `/${message.id}/`);
      if ("own" in form.dataset) form.hidden = !mine || Boolean(message.gone);
      if ("others" in form.dataset) form.hidden = mine;
      if (form.dataset.when === "shown") form.hidden = Boolean(message.gone);
      if (form.dataset.when === "hidden") form.hidden = message.gone !== "hidden";
    }
    const report = acts.querySelector("[data-report]");
    if (report) {
      report.href = report.dataset.address.replace("/0/", `/${message.by}/`);
      report.hidden = mine || author.guest || !author.name;
    }
    acts.hidden = ![...acts.querySelectorAll("form, [data-report]")].some((act) => !act.hidden);
  }

  /** A message on its way: shown at once, below the others. Returns {state(text, buttons), remove()}. */
  pending(text) {
    const row = this.row();
    row.dataset.pending = "";
    row.classList.add("is-mine", "is-pending");
    row.querySelector("[data-name]").textContent = this.phrases.you;
    row.querySelector("[data-acts]")?.remove();
    fillText(row.querySelector("[data-text]"), [[text, ""]]);
    const state = row.querySelector("[data-state]");
    state.hidden = false;
    this.list.append(row);
    return {
      state: (words, ...buttons) => state.replaceChildren(words, ...buttons),
      remove: () => row.remove(),
    };
  }

  /** The line above the first message that the reader has not seen. */
  divide(seen) {
    this.list.querySelector(".chat-divider")?.remove();
    const first = [...this.rows.keys()].filter((id) => id > seen).sort((a, b) => a - b)[0];
    if (!first || !seen || this.rows.get(first).classList.contains("is-mine")) return null;
    const line = document.createElement("li");
    line.className = "chat-divider";
    line.textContent = this.phrases.newMessages;
    this.list.insertBefore(line, this.rows.get(first));
    return line;
  }
}
