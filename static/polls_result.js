// Draws a result: bars that move, a cloud and its list, texts, parts. The same as result_view.py does for the server.

const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const sizes = 7;
const wordsOfPart = 10;
const moveMilliseconds = 400;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** A text with its number; a pair of texts is for one and for several. */
export function filled(text, n) {
  const form = Array.isArray(text) ? text[n === 1 ? 0 : 1] : text;
  return form.replace("{n}", numbers.format(n));
}

const perCent = (value) => `${numbers.format(value)}\u00a0%`;
const share = (count, most) => (most ? (100 * count) / most : 0);

/** What a result of a poll is drawn with, from the setup of its panel or wall. */
export function resultWords(setup) {
  const countries = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
  const country = (code) => (/^[A-Za-z]{2}$/.test(code) ? countries.of(code.toUpperCase()) : code);
  return {
    kind: setup.kind,
    texts: setup.texts,
    unit: setup.unit ?? "",
    options: new Map((setup.options ?? []).map((option) => [option.id, option.text])),
    ends: setup.kind === "scale" ? { [setup.least]: setup.least_label, [setup.most]: setup.most_label } : {},
    segment: (name) => (name ? setup.names?.[name] ?? country(name) : setup.texts.unstated),
  };
}

const bar = (key, label, row, width) => ({
  key: String(key), label, count: numbers.format(row.count), percent: perCent(row.percent), width, note: "", first: false,
});

/** The bars of a result: [{key, label, count, percent, width, note, first}], in the order in which they are read. */
export function barsOf(result, words) {
  const rows = result.rows ?? [];
  const option = (row) => words.options.get(row.id) ?? "";
  switch (words.kind) {
    case "words":
      return [];
    case "text":
      return (result.groups ?? []).map((row) => bar(`g${row.id}`, row.name, row, row.percent));
    case "ranking":
      return ranked(rows, result.pairwise_winner, words, option);
    case "points":
      return rows.map((row) => ({
        ...bar(row.id, option(row), row, row.percent), count: filled(words.texts.points, row.points),
        note: filled(words.texts.average, row.mean),
      }));
    case "scale":
    case "number":
      return spread(rows, words);
    default:
      return rows.map((row) => bar(row.id, option(row), row, row.percent));
  }
}

function ranked(rows, winner, words, option) {
  const most = Math.max(0, ...rows.map((row) => row.borda));
  return [...rows].sort((one, other) => one.place - other.place).map((row) => ({
    key: String(row.id), label: option(row), count: filled(words.texts.points, row.borda), percent: perCent(row.percent),
    width: share(row.borda, most), first: row.id === winner,
    note: [row.first && filled(words.texts.first, row.first), row.id === winner && words.texts.winner].filter(Boolean).join(" · "),
  }));
}

function spread(rows, words) {
  const most = Math.max(0, ...rows.map((row) => row.count));
  return rows.map((row) => {
    if ("value" in row) return bar(row.value, [row.value, words.ends[row.value]].filter((part) => part !== "" && part !== undefined).join(" "), row, share(row.count, most));
    const range = row.from === row.to ? numbers.format(row.from) : `${numbers.format(row.from)}–${numbers.format(row.to)}`;
    return bar(`${row.from}:${row.to}`, [range, words.unit].filter(Boolean).join(" "), row, share(row.count, most));
  });
}

/** How a result stands, in a sentence; "" where there is none. */
export function summary(result, words) {
  if (!result?.n) return "";
  const answers = filled(words.texts.answers, result.n);
  const bars = barsOf(result, words);
  const first = bars.reduce((best, bar) => (best && best.width >= bar.width ? best : bar), null);
  if (!first) return answers;
  return words.texts.leads.replace("{answers}", answers).replace("{label}", first.label).replace("{percent}", first.percent);
}

/** Draw a result into its place (`[data-result]`), or hide that where there is none to show. */
export function drawResult(place, result, words, showing) {
  place.hidden = !result;
  if (!result) return;
  const find = (selector) => place.querySelector(selector);
  const template = find("template[data-bar]");
  find("[data-frozen]").hidden = showing !== "frozen";
  drawBars(find("[data-bars]"), barsOf(result, words), template);
  const facts = find("[data-facts]");
  const known = typeof result.mean === "number";
  facts.hidden = !known;
  if (known) facts.textContent = ["mean", "median", "spread"].map((name) => filled(words.texts[name], result[name])).join(" · ");
  if (words.kind === "words") drawCloud(find("[data-cloud]"), find("[data-list]"), result.rows);
  if (words.kind === "text") fill(find("[data-texts]"), result.texts, (text) => text, (item, text) => { item.textContent = text; });
  const more = find("[data-more]");
  more.hidden = !result.more;
  if (result.more) more.textContent = filled(words.texts.more, result.more);
  drawSegments(find("[data-segments]"), result.segments ?? [], words, template);
  const unread = words.kind === "text" && !result.groups.length && !result.texts.length;
  const empty = find("[data-empty]");
  empty.hidden = result.n > 0 && !unread;
  empty.textContent = result.n ? words.texts.unread : words.texts.none;
}

function drawBars(list, bars, template) {
  moving(list, () => fill(list, bars, (bar) => bar.key, (item, bar) => {
    item.classList.toggle("is-first", bar.first);
    set(item.querySelector(".poll-bar-label"), bar.label);
    set(item.querySelector("[data-count]"), bar.count);
    set(item.querySelector("[data-percent]"), bar.percent);
    const note = item.querySelector("[data-note]");
    note.hidden = !bar.note;
    set(note, bar.note);
    // A property of its own, so that a bar drawn anew grows from where it was.
    item.querySelector("rect").style.width = `${bar.width}%`;
  }, () => template.content.firstElementChild.cloneNode(true)));
}

function barsOfPart(part, words) {
  if (words.kind !== "words") return barsOf(part, words);
  return part.rows.slice(0, wordsOfPart).map((row) => bar(row.word.toLocaleLowerCase(language), row.word, row, row.percent));
}

function drawSegments(place, segments, words, template) {
  const make = () => {
    const section = document.createElement("section");
    section.className = "poll-segment";
    section.innerHTML = '<h4><span></span> <span class="quiet"></span></h4><ul class="poll-bars"></ul>';
    return section;
  };
  const drawn = segments.filter((part) => barsOfPart(part, words).length);
  fill(place, drawn, (part) => part.of.join("+"), (section, part) => {
    const [name, count] = section.querySelectorAll("h4 > span");
    if (count) {
      set(name, part.of.map(words.segment).join(", "));
      set(count, filled(words.texts.answers, part.n));
    }
    drawBars(section.querySelector("ul"), barsOfPart(part, words), template);
  }, make);
}

function drawCloud(cloud, list, rows) {
  const counts = rows.map((row) => row.count);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const size = (count) => (most > least ? 1 + Math.round(((sizes - 1) * (count - least)) / (most - least)) : 4);
  // The largest in the middle; the same words always stand in the same order.
  const around = [...rows.filter((_, index) => index % 2).reverse(), ...rows.filter((_, index) => index % 2 === 0)];
  const key = (row) => row.word.toLocaleLowerCase(language);
  fill(cloud, around, key, (item, row) => {
    set(item, row.word);
    item.dataset.size = size(row.count);
  });
  fill(list, rows, key, (line, row) => {
    const cells = [row.word, numbers.format(row.count), numbers.format(row.percent)];
    cells.forEach((text, index) => set(line.cells[index], text));
  }, () => {
    const line = document.createElement("tr");
    line.innerHTML = '<th scope="row"></th><td class="num"></td><td class="num"></td>';
    return line;
  });
}

const set = (element, text) => { if (element.textContent !== text) element.textContent = text; };

/** Make a list's items those of `entries`, keeping the elements of the same key; their order is the entries'. */
function fill(list, entries, keyOf, draw, make = () => document.createElement("li")) {
  const known = new Map([...list.children].map((item) => [item.dataset.key ?? item.textContent, item]));
  entries.forEach((entry, index) => {
    const key = keyOf(entry);
    const item = known.get(key) ?? make();
    known.delete(key);
    item.dataset.key = key;
    draw(item, entry);
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  known.forEach((item) => item.remove());
}

/** Let items glide to their new places, unless the reader wants no motion. */
function moving(list, change) {
  const before = new Map([...list.children].map((item) => [item, item.offsetTop]));
  change();
  if (calm.matches) return;
  for (const item of list.children) {
    const way = (before.get(item) ?? item.offsetTop) - item.offsetTop;
    if (way) item.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], { duration: moveMilliseconds, easing: "ease-in-out" });
  }
}
