// A poll on the wall: follows its state without a flash, whatever the connection does; nothing of it can be pressed.
import { countdown } from "./countdown.js";
import { watch } from "./live.js";
import { drawResult, filled, resultWords } from "./polls_result.js";
import { wallPages } from "./wall_pages.js";

const retryMilliseconds = 2000;
const numbers = new Intl.NumberFormat(document.documentElement.lang);

/** Make a wall live; returns {close()}. */
export function mount(section) {
  let setup = null;
  let words = null;
  let clock = null;
  let timer = null;
  let print = "";
  let newest = null;
  let fetching = false;
  let closed = false;
  const find = (selector) => section.querySelector(selector);
  const pages = wallPages(section, () => find(".poll-wall-main"));

  const begin = () => {
    setup = JSON.parse(find("[data-setup]").textContent);
    words = resultWords(setup);
    clock = countdown(find(".countdown"));
    draw(setup.state);
  };

  /** What asks something else than before is fetched whole; the old picture stays until the new one is there. */
  const renew = async () => {
    if (fetching) return;
    clearTimeout(timer);
    fetching = true;
    const asked = newest;
    try {
      const answer = await fetch(section.dataset.wall, { headers: { "HX-Request": "true" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll-wall]");
      if (!answer.ok || !fresh) throw new Error("no wall");
      if (closed) return;
      clock.close();
      for (const { name, value } of fresh.attributes) section.setAttribute(name, value);
      section.replaceChildren(...fresh.childNodes);
      begin();
      // What was heard while it was on its way; where that asks something else again, it is fetched, too.
      if (newest !== asked && newest.version >= setup.state.version) timer = setTimeout(() => take(newest));
    } catch {
      if (!closed) timer = setTimeout(renew, retryMilliseconds);
    } finally {
      fetching = false;
    }
  };
  const take = (state) => {
    newest = state;
    if (state.edited !== setup.edited || Boolean(state.kind) !== Boolean(setup.kind)) renew();
    else draw(state);
  };

  const draw = (state) => {
    const { texts } = setup;
    section.dataset.state = state.state;
    find("[data-word]").textContent = texts.states[state.state];
    clock.set(state.state === "open" ? state.closes_at : null);
    const answered = find("[data-answered]");
    answered.hidden = !state.answered;
    answered.textContent = filled(texts.answers, state.answered ?? 0);
    const hasOptions = Boolean(setup.options?.length);
    find("[data-options]").hidden = Boolean(state.result) || !hasOptions;
    find("[data-big]").hidden = Boolean(state.result) || hasOptions || !setup.kind;
    find("[data-number]").textContent = numbers.format(state.answered ?? 0);
    find("[data-unit]").textContent = filled(texts.answers, state.answered ?? 0).replace(/^\S+\s/, "");
    find("[data-join]").hidden = state.state === "closed";
    const rows = Math.max(setup.options?.length ?? 0, state.result?.rows?.length ?? 0, state.result?.groups?.length ?? 0);
    section.dataset.rows = rows;
    section.dataset.columns = rows < 8 ? 1 : 2;
    section.dataset.parts = state.result?.segments?.length ?? 0;
    drawResult(find("[data-result]"), state.result, words, state.showing);
    print = printOf(state);
    fit();
  };

  const groupsShown = () => {
    const all = (selector) => [...section.querySelectorAll(selector)];
    if (!find("[data-options]").hidden) return [{ name: "options", units: all("[data-options] > li") }];
    if (find("[data-result]").hidden) return [];
    const rarestLast = all("[data-cloud] > li").sort((one, other) => other.dataset.size - one.dataset.size);
    return [
      { name: "cloud", units: rarestLast, parted: false },
      { name: "bars", units: all("[data-bars] > li") },
      { name: "texts", units: all("[data-texts] > li") },
      { name: "segments", units: all("[data-segments] > section") },
    ];
  };
  // A long result gets the place of the code too.
  const makeRoom = (wanted) => section.toggleAttribute("data-crowded", wanted && !find("[data-result]").hidden);
  const fit = () => pages.fit(groupsShown(), print, makeRoom);
  const resized = new ResizeObserver(() => fit());

  begin();
  resized.observe(section);
  // Until the font is there, another one is measured.
  document.fonts.ready.then(() => {
    pages.forget();
    fit();
  });
  const line = watch({
    topic: "poll",
    key: setup.poll,
    onSnapshot: ({ state }) => take(state),
  });
  return {
    close() {
      closed = true;
      resized.disconnect();
      pages.close();
      clearTimeout(timer);
      clock.close();
      line.close();
    },
  };
}

/** What decides how much room a state takes: numbers that move do not, unless they grow by a digit. */
function printOf({ edited, state, result }) {
  const parts = [result, ...(result?.segments ?? [])].filter(Boolean);
  const rows = parts.map(({ n, rows: bars = [], groups = [], texts = [] }) =>
    [String(n).length, ...[...bars, ...groups].map((row) => row.id ?? row.word ?? row.value ?? row.from), texts.length, texts.join()]);
  return JSON.stringify([edited, state, rows]);
}
