// The tables as tiles: only those are drawn anew whose part of the snapshot changed. Arrow keys move among them.
import { fill, words, write } from "./cafe_console_words.js";

/** What a tile shows of a table; console_words.tile_of says the same for the page without a script. */
export function tileOf(table, numbers, fewest) {
  const { people } = table;
  const here = people.filter((one) => one.here).length;
  const host = people.find((one) => one.id === table.host);
  const title = fill(words.table, table) + (table.name ? ` ${table.name}` : "");
  if (table.merged_into) {
    const into = numbers.get(table.merged_into) ?? "?";
    const label = `${title}, ${fill(words.mergedInto, { number: into })}`;
    return { label, count: `→ ${into}`, host: "", marks: [], flags: ["merged"] };
  }
  const few = people.length > 0 && here * 2 <= fewest;
  const hostWords = host ? fill(host.here ? words.host : words.hostMissing, host) : words.noHost;
  const parts = [
    title,
    people.length ? fill(words.here, { here, seated: people.length }) : words.empty,
    people.length && hostWords,
    few && words.few,
    table.help && words.help,
  ];
  const flags = { few, help: table.help, empty: !people.length, hostless: people.length && !host?.here };
  return {
    label: parts.filter(Boolean).join(", "),
    count: people.length ? `${here}/${people.length}` : "–",
    host: host?.name ?? "",
    marks: people.map((one) => `${one.id === table.host ? "host-" : ""}${one.here ? "here" : "missing"}`),
    flags: Object.keys(flags).filter((flag) => flags[flag]),
  };
}

function draw(item, tile) {
  const link = item.firstElementChild;
  link.className = ["tile", ...tile.flags.map((flag) => `is-${flag}`)].join(" ");
  if (link.getAttribute("aria-label") !== tile.label) link.setAttribute("aria-label", tile.label);
  write(link.querySelector("[data-count]"), tile.count);
  write(link.querySelector("[data-host]"), tile.host);
  const marks = tile.marks.map((mark) => Object.assign(document.createElement("i"), { className: `dot-mark dot-mark-${mark}` }));
  link.querySelector("[data-marks]").replaceChildren(...marks);
}

/** Enliven the list of tiles; `choose(id)` opens a table. Returns {show(tables), mark(id), focus(id)}. */
export function enlivenTiles(list, template, { fewest, choose }) {
  const items = new Map([...list.children].map((item) => [Number(item.dataset.tile), item]));
  const seen = new Map();
  const links = () => [...list.querySelectorAll("a.tile")];
  const stop = (link) => {
    for (const one of links()) one.tabIndex = one === link ? 0 : -1;
  };
  const make = (table) => {
    const item = template.content.firstElementChild.cloneNode(true);
    item.dataset.tile = table.id;
    item.firstElementChild.href = `?table=${table.id}#table-panel`;
    item.querySelector("[data-number]").textContent = table.number;
    item.firstElementChild.tabIndex = -1;
    return item;
  };

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a.tile");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (choose(Number(link.parentElement.dataset.tile))) event.preventDefault();
  });
  list.addEventListener("focusin", (event) => stop(event.target.closest("a.tile")));
  list.addEventListener("keydown", (event) => {
    const all = links();
    const columns = all.filter((one) => one.offsetTop === all[0].offsetTop).length;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -Infinity, End: Infinity }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const place = all.indexOf(event.target.closest("a.tile")) + by;
    if (Number.isFinite(by)) all[place]?.focus();
    else all.at(by < 0 ? 0 : -1).focus();
  });
  stop(list.querySelector("[aria-current]") ?? links()[0]);

  return {
    show(tables) {
      const numbers = new Map(tables.map((one) => [one.id, one.number]));
      tables.forEach((table, place) => {
        const item = items.get(table.id) ?? make(table);
        items.set(table.id, item);
        if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
        const tile = tileOf(table, numbers, fewest);
        const shape = JSON.stringify(tile);
        if (seen.get(table.id) === shape) return;
        seen.set(table.id, shape);
        draw(item, tile);
      });
      for (const [id, item] of items) {
        if (numbers.has(id)) continue;
        item.remove();
        items.delete(id);
        seen.delete(id);
      }
    },
    mark(id) {
      for (const link of links()) {
        if (Number(link.parentElement.dataset.tile) === id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    focus(id) {
      items.get(id)?.firstElementChild.focus({ preventScroll: true });
    },
  };
}
