// The cards of a table: drawn from each snapshot, written, edited, merged, starred, deleted and brought back.
import { keepDraft, send } from "./live.js";
import { notice } from "./notice.js";
import { Pending } from "./cafe_table_pending.js";

const at = (row, name) => row.querySelector(`[data-${name}]`);
const quoteLetters = 60;
const undoMilliseconds = 20000;

/* Whether the reader has gone on to something else, while an answer was on its way. */
const isElsewhere = (part) => document.activeElement !== document.body && !part.contains(document.activeElement);

export class Cards {
  constructor(root, { me, phrases, say }) {
    Object.assign(this, { root, me, phrases, say });
    this.pattern = at(root, "card-pattern").content.firstElementChild;
    this.mergedPattern = at(root, "merged-pattern").content.firstElementChild;
    this.lists = new Map([...root.querySelectorAll("[data-question]")].map((part) => [Number(part.dataset.question), part]));
    this.rows = new Map();
    this.prints = new Map();
    this.drafts = new Map();
    this.pending = new Pending({
      cafe: Number(root.dataset.cafe), table: Number(root.dataset.cafeTable), phrases,
      place: (question) => at(this.part(question), "pending-cards"),
      restore: (question, text) => this.restore(question, text),
    });
    root.addEventListener("submit", (event) => this.submit(event));
    root.addEventListener("click", (event) => this.press(event));
    root.addEventListener("toggle", (event) => this.toggle(event), true);
    for (const form of root.querySelectorAll('[data-act="write"]')) this.enliven(form);
  }

  part(question) {
    return this.lists.get(question) ?? this.lists.values().next().value ?? this.root;
  }

  /* The field for a new card: what is typed is kept, and how much room is left is said. */
  enliven(form) {
    const field = form.elements.text;
    const left = at(form, "left");
    const first = left.textContent;
    const count = () => {
      const rest = field.maxLength - field.value.length;
      left.textContent = field.value ? this.phrases.characters[rest === 1 ? 0 : 1].replace("{number}", rest) : first;
    };
    field.addEventListener("input", count);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    this.drafts.set(form, keepDraft(form));
    count();
  }

  /** Give what is typed and not sent out of hand: a list of [question, text], which this page no longer keeps. */
  handOver() {
    for (const draft of this.drafts.values()) draft.clear();
    return [...this.drafts.keys()]
      .map((form) => [Number(form.elements.question.value), form.elements.text.value.trim()])
      .filter(([, text]) => text);
  }

  /** Put a text into the field of a question, or of the first that has one; tells whether there was room. */
  restore(question, text) {
    const forms = [...this.drafts.keys()];
    const form = forms.find((one) => Number(one.elements.question.value) === question) ?? forms[0];
    const field = form?.elements.text;
    if (!field || form.hidden || field.value.trim()) return false;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    return true;
  }

  show(state, { hosts }) {
    const before = this.state;
    Object.assign(this, { state, hosts });
    // First, so that none behind it is moved, and no focus is lost on the way.
    const kept = new Set(state.cards.map(({ id }) => id));
    for (const [id, row] of this.rows) if (!kept.has(id)) this.forget(id, row);
    for (const [question, part] of this.lists) {
      const cards = state.cards.filter((card) => card.question === question);
      const list = at(part, "cards");
      for (const child of [...list.children]) if (this.rows.get(Number(child.dataset.id)) !== child) child.remove();
      cards.forEach((card, index) => {
        const row = this.row(card, cards.length);
        if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
      });
      at(part, "none").hidden = cards.length > 0;
      const form = part.querySelector('[data-act="write"]');
      if (form) form.hidden = !state.writable;
    }
    this.pending.arrived(state.cards.flatMap((card) => [card.id, ...card.merged.map(({ id }) => id)]));
    if (before) this.tellNews(before, state);
  }

  forget(id, row) {
    row.remove();
    this.rows.delete(id);
    this.prints.delete(id);
  }

  tellNews(before, state) {
    const known = new Set(before.cards.flatMap((card) => [card.id, ...card.merged.map(({ id }) => id)]));
    const fresh = state.cards.filter((card) => !known.has(card.id) && card.by !== this.me);
    if (fresh.length === 1) this.say(this.phrases.newCard.replace("{name}", fresh[0].name).replace("{text}", fresh[0].text));
    else if (fresh.length) this.say(this.phrases.someCards.replace("{number}", fresh.length));
  }

  row(card, count) {
    let row = this.rows.get(card.id);
    if (!row) {
      row = this.pattern.cloneNode(true);
      this.rows.set(card.id, row);
    }
    const print = JSON.stringify([card, this.hosts, this.state.writable, this.state.round?.number, count > 1]);
    if (this.prints.get(card.id) !== print) this.fill(row, card, count);
    this.prints.set(card.id, print);
    return row;
  }

  fill(row, card, count) {
    const { phrases } = this;
    row.id = `card-${card.id}`;
    row.dataset.id = card.id;
    row.classList.toggle("is-starred", card.starred);
    this.address(row, card.id);
    row.querySelector(":scope > [data-text]").textContent = card.text;
    row.querySelector(":scope > p > [data-by]").textContent = card.name || phrases.left;
    at(row, "starred").hidden = !card.starred;
    at(row, "round").hidden = !card.round || card.round === this.state.round?.number;
    at(row, "round").textContent = phrases.fromRound.replace("{number}", card.round);
    at(row, "edited").hidden = !card.edited;
    at(row, "merged").hidden = !card.merged.length;
    at(row, "merged").replaceChildren(...card.merged.map((one) => this.mergedRow(one)));
    at(row, "acts").hidden = !this.state.writable || !(this.hosts || card.by === this.me);
    const quoted = card.text.slice(0, quoteLetters);
    const star = row.querySelector('[data-act="star"] button');
    star.value = card.starred ? "0" : "1";
    star.setAttribute("aria-pressed", String(card.starred));
    star.closest("form").hidden = !this.hosts;
    at(row, "merge").hidden = !this.hosts || count < 2;
    const named = { starCard: star, editCard: at(row, "edit").firstElementChild, mergeCard: at(row, "merge").firstElementChild,
      deleteCard: row.querySelector('[data-act="delete"] button') };
    for (const [phrase, control] of Object.entries(named)) control.setAttribute("aria-label", phrases[phrase].replace("{text}", quoted));
    this.fillEdit(at(row, "edit"), card);
  }

  /* Whoever is typing sees beside it that the words were changed meanwhile; nobody else's field is touched. */
  fillEdit(edit, card) {
    const form = edit.querySelector("form");
    if (!edit.open) {
      form.elements.text.value = card.text;
      form.elements.version.value = card.version;
      at(form, "refusal").textContent = "";
    }
    const isNewer = edit.open && Number(form.elements.version.value) !== card.version;
    at(form, "newer").hidden = !isNewer;
    at(form, "newer-text").textContent = isNewer ? card.text : "";
  }

  mergedRow(card) {
    const row = this.mergedPattern.cloneNode(true);
    row.dataset.id = card.id;
    this.address(row, card.id);
    at(row, "text").textContent = card.text;
    at(row, "by").textContent = card.name || this.phrases.left;
    const form = row.querySelector("form");
    form.hidden = !this.hosts || !this.state.writable;
    form.querySelector("button").setAttribute("aria-label", this.phrases.takeOut.replace("{text}", card.text.slice(0, quoteLetters)));
    return row;
  }

  address(row, id) {
    for (const form of row.querySelectorAll("form[data-address]")) form.action = form.dataset.address.replace("/0/", `/${id}/`);
  }

  card(id) {
    return this.state.cards.find((card) => card.id === id);
  }

  toggle({ target }) {
    const row = target.closest?.(".table-card");
    const card = row && this.card(Number(row.dataset.id));
    if (!card) return;
    if (target.matches("[data-edit]")) {
      // Filled while it is closed: this is heard a moment after it opened, when somebody may have begun to type.
      if (target.open) target.querySelector("form").elements.text.focus();
      else this.fillEdit(target, card);
    } else if (target.open && target.matches("[data-merge]")) {
      const others = this.state.cards.filter((other) => other.question === card.question && other.id !== card.id);
      target.querySelector("select").replaceChildren(...others.map(({ id, text }) => new Option(text.slice(0, 80), id)));
      at(target, "refusal").textContent = "";
    }
  }

  press(event) {
    const cancel = event.target.closest("[data-cancel]");
    if (cancel) this.close(cancel);
    if (event.target.closest("[data-undo-button]")) this.undo();
  }

  /** Fold a form up; the focus goes back to what opened it, unless it is elsewhere by now. */
  close(within) {
    const details = within.closest("details");
    if (!details) return;
    const stays = isElsewhere(details);
    details.open = false;
    if (!stays) details.querySelector("summary").focus();
  }

  async submit(event) {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    event.preventDefault();
    const { act } = form.dataset;
    if (act === "write") this.write(form);
    else if (form.ariaBusy !== "true") await this.change(form, act, Number(form.closest("[data-id]").dataset.id), event.submitter);
  }

  write(form) {
    const field = form.elements.text;
    const text = field.value.trim();
    if (!text) return;
    at(form, "refusal").textContent = "";
    form.reset();
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.drafts.get(form).clear();
    this.pending.write(Number(form.elements.question.value), text);
    field.focus();
  }

  async change(form, act, card, submitter) {
    const [name, payload] = {
      star: () => ["cafe.star", { starred: submitter?.value !== "0" }],
      edit: () => ["cafe.edit", { text: form.elements.text.value, version: Number(form.elements.version.value) }],
      merge: () => ["cafe.merge_cards", { into: Number(form.elements.into.value) }],
      apart: () => ["cafe.merge_cards", { into: null }],
      delete: () => ["cafe.delete", {}],
    }[act]();
    form.ariaBusy = "true";
    const place = at(form, "refusal");
    if (place && act === "star") place.textContent = "";
    try {
      await send(name, { card, ...payload });
      const stays = isElsewhere(form);
      this.close(form);
      if (act === "delete") this.offerUndo(card, stays);
    } catch (refusal) {
      this.refused(form, act, card, refusal);
    } finally {
      form.ariaBusy = null;
    }
  }

  refused(form, act, card, refusal) {
    const sentence = refusal.message || this.phrases.failed;
    const place = at(form, "refusal");
    if (!place) return notice(sentence, "warning");
    place.textContent = sentence;
    // What was typed stays, beside the newer words; who saves again has read them.
    if (act === "edit" && refusal.status === 409 && this.card(card)) {
      this.fillEdit(form.closest("details"), this.card(card));
      form.elements.version.value = this.card(card).version;
    }
    return isElsewhere(form) ? undefined : form.elements.text?.focus();
  }

  offerUndo(card, stays) {
    const box = at(this.root, "undo");
    this.undone = card;
    at(box, "undo-text").textContent = this.phrases.deleted;
    box.hidden = false;
    if (!stays) at(box, "undo-button").focus();
    clearTimeout(this.undoTimer);
    const leave = () => (box.contains(document.activeElement) || box.matches(":hover") ? (this.undoTimer = setTimeout(leave, 2000)) : (box.hidden = true));
    this.undoTimer = setTimeout(leave, undoMilliseconds);
  }

  async undo() {
    const card = this.undone;
    at(this.root, "undo").hidden = true;
    try {
      await send("cafe.delete", { card, deleted: false });
      this.rows.get(card)?.focus();
    } catch (refusal) {
      notice(refusal.message || this.phrases.failed);
    }
  }
}
