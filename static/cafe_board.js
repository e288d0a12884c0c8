// The board of a question: cards under headings as the server has them, and dots, which everybody puts.
import { Group } from "./cafe_board_group.js";
import { goOnce } from "./go_once.js";
import { draftsUnder, pendingOf, resume, send, watch } from "./live.js";
import { notice } from "./notice.js";
import { at, readJson, Rows, speaker } from "./questions_list.js";

/** Bring a board to life. */
export function mount(section) {
  return new Board(section);
}

const plural = ([one, many], number) => (number === 1 ? one : many).replace("{number}", number);

class Board {
  constructor(section) {
    this.section = section;
    this.phrases = readJson(section, "phrases");
    this.cafe = Number(section.dataset.cafe);
    this.question = Number(section.dataset.question);
    this.runs = section.classList.contains("is-run");
    this.say = speaker(at(section, "said"));
    // On a phone who puts dots reads the headings first; a tap shows the cards.
    if (!this.runs && matchMedia("(width < 48rem)").matches) at(at(section, "heading-pattern").content, "fold").open = false;
    this.headings = new Rows(at(section, "heading-pattern"), (row, heading) => this.fillHeading(row, heading));
    this.cards = new Rows(at(section, "card-pattern"), (row, card) => this.fillCard(row, card));
    const { state, own, desk } = readJson(section, "board-state");
    this.own = own;
    this.desk = desk;
    this.wishes = new Map();
    this.group = this.runs ? new Group(section, this.phrases, () => this.state) : null;
    section.addEventListener("submit", (event) => this.submit(event));
    this.show(state);
    watch({ topic: "cafe_board", key: this.question, onSnapshot: (snapshot) => this.show(snapshot.state) });
    if (this.runs) watch({ topic: "cafe_board_desk", key: this.question, onSnapshot: (snapshot) => this.showDesk(snapshot.state) });
    for (const draft of draftsUnder(`cafe-dot-${this.question}-`)) {
      const { heading, wanted } = pendingOf(draft) ?? {};
      if (heading) this.follow(heading, wanted, resume(draft));
    }
  }

  show(state) {
    const before = this.state;
    // What is closed is read only: a facilitator's page is another one then.
    if (before && "facilitates" in this.section.dataset && (before.state === "closed") !== (state.state === "closed")) {
      goOnce(() => location.reload());
      return;
    }
    this.state = state;
    const place = at(this.section, "headings");
    const extra = JSON.stringify([this.own, [...this.wishes], state.dots_open, this.desk, state.headings.map(({ id }) => id), state.cards.map(({ id, heading }) => [id, heading])]);
    this.headings.show(new Map([[place, state.headings]]), extra);
    const lists = new Map(state.headings.map(({ id }) => [at(this.headings.rows.get(id), "cards"), this.under(id)]));
    const loose = at(this.section, "loose");
    lists.set(at(loose, "cards"), this.under(0));
    this.cards.show(lists);
    at(loose, "none").hidden = this.under(0).length > 0;
    at(loose, "loose-count").textContent = this.under(0).length;
    this.showBar();
    this.showList();
    this.group?.shown(state, before);
    if (before && before.dots_open !== state.dots_open) {
      this.say(state.dots_open ? this.phrases.opened : this.phrases.closed);
      this.refreshOwn();
    }
  }

  under(id) {
    return this.state.cards.filter(({ heading }) => heading === id);
  }

  showDesk(desk) {
    this.desk = desk;
    at(this.section, "voters").textContent = plural(this.phrases.voters, desk.voters);
    this.show(this.state);
  }

  showBar() {
    const { state } = this;
    at(this.section, "dots-bar").hidden = !state.dots_open && !this.runs;
    at(this.section, "dots-open").hidden = !state.dots_open;
    const left = state.dots_each - this.state.headings.filter(({ id }) => this.has(id)).length;
    at(this.section, "left").textContent = left > 0 ? plural(this.phrases.left, left) : this.phrases.noneLeft;
    at(this.section, "left").hidden = !state.headings.length;
    at(this.section, "no-headings").hidden = state.headings.length > 0;
    if (!this.runs) return;
    at(this.section, "open-dots").hidden = state.dots_open || state.state !== "harvest";
    at(this.section, "close-dots").hidden = !state.dots_open;
    at(this.section, "not-yet").hidden = state.state === "harvest";
  }

  showList() {
    const section = document.querySelector("[data-board-list]");
    if (!section) return;
    const { outcomes, agreed } = this.state;
    section.hidden = !outcomes.length;
    at(section, "agreed").hidden = !agreed;
    at(section, "not-agreed").hidden = agreed;
    const lines = outcomes.map(({ text, dots, tables }) => {
      const line = document.createElement("li");
      const words = Object.assign(document.createElement("span"), { textContent: text, dir: "auto" });
      const facts = Object.assign(document.createElement("span"), { className: "quiet" });
      const behind = tables.length ? this.phrases.tables[tables.length === 1 ? 0 : 1].replace("{list}", tables.join(", ")) : "";
      facts.textContent = [dots === null ? "" : plural(this.phrases.dot, dots), behind].filter(Boolean).join(" · ");
      line.append(words, " ", facts);
      return line;
    });
    at(section, "outcomes").replaceChildren(...lines);
  }

  has(id) {
    return this.wishes.get(id) ?? this.own.includes(id);
  }

  fillHeading(row, heading) {
    const { id, text, version } = heading;
    row.id = `heading-${id}`;
    row.dataset.id = id;
    row.setAttribute("aria-labelledby", `heading-name-${id}`);
    const name = row.querySelector("h2");
    name.id = `heading-name-${id}`;
    name.textContent = text;
    const dots = this.runs ? (this.desk?.dots[id] ?? 0) : heading.dots;
    at(row, "count").hidden = dots === null;
    at(row, "dots").textContent = plural(this.phrases.dot, dots ?? 0);
    const form = at(row, "dot");
    form.hidden = !this.state.dots_open;
    form.action = form.dataset.address.replace(/\/0$/, `/${id}`);
    const button = form.querySelector("button");
    button.setAttribute("aria-pressed", String(this.has(id)));
    button.setAttribute("aria-describedby", name.id);
    button.value = this.has(id) ? "0" : "1";
    const count = this.under(id).length;
    at(row, "number").textContent = plural(this.phrases.cards, count);
    at(row, "cards").setAttribute("aria-labelledby", name.id);
    this.group?.fillHeading(row, heading, count, version);
  }

  fillCard(row, card) {
    row.dataset.id = card.id;
    row.classList.toggle("is-starred", card.starred);
    const text = row.querySelector(".board-card-text");
    const from = row.querySelector(".board-card-from");
    text.id = `card-text-${card.id}`;
    from.id = `card-table-${card.id}`;
    text.textContent = card.text;
    at(row, "star").hidden = !card.starred;
    at(row, "table").textContent = this.phrases.table.replace("{number}", card.table);
    at(row, "merged").replaceChildren(...card.merged.map((one) => {
      const line = document.createElement("li");
      const words = Object.assign(document.createElement("span"), { textContent: one.text, dir: "auto" });
      const where = Object.assign(document.createElement("span"), { className: "quiet", textContent: this.phrases.table.replace("{number}", one.table) });
      line.append(words, " ", where);
      return line;
    }));
    this.group?.fillCard(row, card);
  }

  submit(event) {
    const form = event.target;
    if (!form.matches("[data-dot]")) return;
    event.preventDefault();
    const id = Number(form.closest("[data-id]").dataset.id);
    const wanted = !this.has(id);
    const draft = `cafe-dot-${this.question}-${id}`;
    this.follow(id, wanted, send("cafe.dot", { heading: id, wanted }, { draft, onState: (word) => word === "waiting" && this.say(this.phrases.waiting) }));
  }

  /** Show a dot as it is wanted until the server has said how it is. */
  async follow(id, wanted, sending) {
    this.wishes.set(id, wanted);
    this.show(this.state);
    try {
      const answer = await sending;
      // Of this dot only: the answers to several come in any order.
      if (answer) this.own = [...this.own.filter((other) => other !== id), ...answer.own.filter((one) => one === id)];
    } catch (refusal) {
      if (refusal.superseded) return;
      notice(refusal.message || this.phrases.failed);
      await this.refreshOwn();
    }
    if (this.wishes.get(id) === wanted) this.wishes.delete(id);
    this.show(this.state);
  }

  async refreshOwn() {
    const mine = await send("cafe.own_dots", { cafe: this.cafe, question: this.question }, { within: 10000 }).catch(() => null);
    if (!mine) return;
    this.own = mine.own;
    this.show(this.state);
  }
}
