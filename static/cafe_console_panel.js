// One table beside the others (on small screens above them): its people, and what can be done. Filled from snapshots.
import { about, counted, fill, words, write } from "./cafe_console_words.js";
import { say } from "./cafe_console_press.js";
import { hourIn } from "./locale.js";

const wide = matchMedia("(width >= 62rem)");

function roomOf(table, most) {
  const seated = table.people.length;
  const n = most - seated;
  // A table takes one more than it has places for.
  return fill(n > 0 ? words.room : n === 0 ? words.oneMore : words.full, { number: table.number, seated, n });
}

/** What one can choose from: options are kept while the same tables are there, so that a list that is open stays. */
function fillRooms(select, tables, most) {
  const options = [...select.options];
  if (options.length !== tables.length || options.some((one, place) => Number(one.value) !== tables[place].id)) {
    const before = select.value;
    select.replaceChildren(...tables.map((one) => new Option(roomOf(one, most), one.id)));
    if (tables.some((one) => String(one.id) === before)) select.value = before;
    return;
  }
  tables.forEach((one, place) => write(options[place], roomOf(one, most)));
}

function drawPerson(item, person, host) {
  item.dataset.person = person.id;
  item.querySelector("input").value = person.id;
  item.querySelector(".seat").classList.toggle("is-missing", !person.here);
  write(item.querySelector("[data-name]"), person.name);
  write(item.querySelector("[data-about]"), about(person));
  item.querySelector("[data-is-host]").hidden = person.id !== host;
  item.querySelector("[data-mark]").className = `dot-mark dot-mark-${person.here ? "here" : "missing"}`;
  write(item.querySelector("[data-state]"), person.here ? words.isHere : words.isMissing);
}

/** Enliven the panel. `onClose(id)` hears which table was closed. Returns {show(tables), open(id), close(), shown()}. */
export function enlivenPanel(panel, template, { base, most, zone, onOpen, onClose }) {
  const find = (selector) => panel.querySelector(selector);
  const list = find("[data-people]");
  let shown = Number(panel.dataset.table) || null;
  let tables = [];

  const drawPeople = (table) => {
    const items = new Map([...list.children].map((item) => [Number(item.dataset.person), item]));
    const lost = document.activeElement;
    const there = new Set(table.people.map(({ id }) => id));
    // First, so that nobody behind them is moved, and no focus is lost on the way.
    for (const [id, item] of items) if (!there.has(id)) item.remove();
    table.people.forEach((person, place) => {
      const item = items.get(person.id) ?? template.content.firstElementChild.cloneNode(true);
      drawPerson(item, person, table.host);
      if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
    });
    // Whoever was chosen sits elsewhere now: the keyboard goes on at the table's title.
    if (panel.open && lost !== document.body && !lost.isConnected) find("[data-title]").focus();
  };
  const draw = (table) => {
    write(find("[data-title]"), fill(words.table, table) + (table.name ? ` ${table.name}` : ""));
    find("[data-call]").hidden = !table.help;
    if (table.help) write(find("[data-since]"), fill(words.since, { hour: hourIn(zone, table.help) }));
    find("[data-merged]").hidden = !table.merged_into;
    find("[data-merge-part]").hidden = Boolean(table.merged_into);
    find("[data-people-part]").hidden = !table.people.length;
    find("[data-join]").href = `${base}/tables/${table.id}`;
    write(find("[data-cards]"), counted(words.cards, table.cards));
    for (const field of panel.querySelectorAll("[data-this]")) field.value = table.id;
    const others = tables.filter((one) => !one.merged_into && one.id !== table.id);
    for (const select of panel.querySelectorAll("[data-rooms]")) fillRooms(select, others, most);
    drawPeople(table);
  };
  const close = () => {
    if (panel.open) panel.close();
  };
  const put = () => {
    // Beside the tables where there is room, above everything where there is none.
    if (panel.open && panel.matches(":modal") === !wide.matches) return;
    panel.removeAttribute("open");
    if (wide.matches) panel.setAttribute("open", "");
    else panel.showModal();
  };
  const open = (id, { focus = true } = {}) => {
    const table = tables.find((one) => one.id === id);
    if (!table) return false;
    if (shown !== id) {
      for (const form of panel.querySelectorAll("form")) {
        form.reset();
        say(form, "");
      }
    }
    shown = id;
    draw(table);
    put();
    panel.scrollTop = 0;
    if (focus) find("[data-title]").focus({ preventScroll: wide.matches });
    onOpen(id);
    return true;
  };

  panel.addEventListener("close", () => {
    const id = shown;
    shown = null;
    onClose(id);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.matches(":modal")) close();
  });
  find("[data-close]").addEventListener("click", (event) => {
    event.preventDefault();
    close();
  });
  wide.addEventListener("change", () => panel.open && put());

  return {
    show(now) {
      const isFirst = !tables.length;
      tables = now;
      const table = tables.find((one) => one.id === shown);
      if (table) draw(table);
      else if (shown) close();
      // The server put it below the tables.
      if (table && isFirst) put();
    },
    open,
    close,
    shown: () => shown,
  };
}
