// The facilitator's console: snapshots of the whole café come in, and each part draws what differs.
import { goOnce } from "./go_once.js";
import { watch } from "./live.js";
import { act, enlivenActs, say } from "./cafe_console_press.js";
import { enlivenCalls } from "./cafe_console_calls.js";
import { listenToKeys } from "./cafe_console_keys.js";
import { enlivenLate } from "./cafe_console_late.js";
import { enlivenPanel } from "./cafe_console_panel.js";
import { enlivenSteer } from "./cafe_console_steer.js";
import { enlivenDrag } from "./cafe_console_drag.js";
import { enlivenTiles } from "./cafe_console_tiles.js";
import { write } from "./cafe_console_words.js";

const root = document.querySelector("[data-console]");
const find = (selector) => root.querySelector(selector);
const cafe = Number(root.dataset.console);
const { address, base, zone } = root.dataset;
const fewest = Number(root.dataset.fewest);
const most = Number(root.dataset.most);

/* One table at a time is open, and the address says which: a reload shows it again. */
const choose = (id) => panel.open(id);
const panel = enlivenPanel(find("[data-panel]"), find("[data-person-template]"), {
  base,
  most,
  zone,
  onOpen(id) {
    tiles?.mark(id);
    history.replaceState(null, "", `${address}?table=${id}`);
  },
  onClose(id) {
    tiles?.mark(null);
    history.replaceState(null, "", address);
    tiles?.focus(id);
  },
});
const list = find("[data-tiles]");
const tiles = list && enlivenTiles(list, find("[data-tile-template]"), { fewest, choose });
const calls = list && enlivenCalls(find("[data-calls]"), find("[data-call-template]"), find("[data-announce]"), { zone, choose });
const late = enlivenLate(find("[data-late-part]"), find("[data-late-template]"));
const steer = enlivenSteer(root);
enlivenActs(root, cafe);
if (list) {
  const people = find("[data-people]");
  enlivenDrag(people, list, async (participant, table) => {
    say(people, "");
    say(people, await act(cafe, "move", { participant, table, seen: panel.shown() }));
  });
}

let tables = [];
find("[data-goto]")?.addEventListener("submit", (event) => {
  const number = Number(event.target.elements.number.value);
  const table = tables.find((one) => one.number === number);
  if (!table) return;
  event.preventDefault();
  event.target.reset();
  choose(table.id);
});

function count(state) {
  const seated = state.tables.reduce((sum, table) => sum + table.people.length, 0);
  const counts = { present: state.present, seated, missing: state.missing, unseated: state.unseated.length };
  for (const [name, number] of Object.entries(counts)) {
    const element = find(`[data-live="${name}"]`);
    write(element, String(number));
    if (name === "missing" || name === "unseated") element.parentElement.classList.toggle("is-some", number > 0);
  }
  const hint = find("[data-nobody]");
  if (hint) hint.hidden = state.present > 0 || state.state !== "open";
  find("[data-message-part]").hidden = state.state !== "open";
}

watch({
  topic: "cafe_desk",
  key: cafe,
  onSnapshot({ state }) {
    // The first tables, or the last one gone: the page is another.
    if (Boolean(state.tables.length) !== Boolean(list)) return goOnce(() => location.reload());
    tables = state.tables;
    tiles?.show(tables);
    calls?.show(tables);
    panel.show(tables);
    late.show(state.unseated);
    count(state);
    return steer.show(state);
  },
});
listenToKeys(root, {
  h: () => calls?.oldest() && choose(calls.oldest()),
  "/": () => find("#goto")?.focus(),
  "?": () => document.getElementById("console-keys").showModal(),
});
