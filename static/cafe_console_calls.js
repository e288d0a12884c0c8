// Calls for help: a list, the oldest first, and one sentence for who listens, however many call at once.
import { fill, words, write } from "./cafe_console_words.js";
import { hourIn } from "./locale.js";

const pauseMilliseconds = 4000;

/** Enliven the list of calls; `choose(id)` opens a table. Returns {show(tables), oldest()}. */
export function enlivenCalls(list, template, announce, { zone, choose }) {
  const items = new Map([...list.children].map((item) => [Number(item.dataset.callOf), item]));
  let known = null;
  let waiting = [];
  let timer = null;

  const speak = () => {
    timer = null;
    if (!waiting.length) return;
    const numbers = waiting;
    waiting = [];
    announce.textContent =
      numbers.length === 1 ? fill(words.oneCalls, { number: numbers[0] }) : fill(words.someCall, { numbers: numbers.join(", ") });
    timer = setTimeout(speak, pauseMilliseconds);
  };
  const tell = (calling) => {
    const open = new Map(calling.map((table) => [table.id, table.help]));
    // What called before the page was opened stands in the list, and is no news.
    const fresh = known ? calling.filter((table) => known.get(table.id) !== table.help) : [];
    known = open;
    waiting.push(...fresh.map((table) => table.number));
    if (fresh.length && timer === null) speak();
  };
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[data-call-of]");
    if (item && choose(Number(item.dataset.callOf))) event.preventDefault();
  });

  return {
    show(tables) {
      const calling = tables.filter((one) => one.help && !one.merged_into).sort((one, other) => one.help - other.help || one.number - other.number);
      const ids = new Set(calling.map((one) => one.id));
      // First, so that no call behind them is moved, and no focus is lost on the way.
      for (const [id, item] of items) {
        if (ids.has(id)) continue;
        item.remove();
        items.delete(id);
      }
      calling.forEach((table, place) => {
        const item = items.get(table.id) ?? template.content.firstElementChild.cloneNode(true);
        items.set(table.id, item);
        item.dataset.callOf = table.id;
        item.firstElementChild.href = `?table=${table.id}#table-panel`;
        write(item.querySelector("[data-call-words]"), `${fill(words.table, table)} · ${hourIn(zone, table.help)}`);
        if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
      });
      tell(calling);
    },
    oldest: () => (list.firstElementChild ? Number(list.firstElementChild.dataset.callOf) : null),
  };
}
