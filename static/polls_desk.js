// A poll's controls, made live: numbers as they come, the whole section anew when the poll stands elsewhere.
import { countdown } from "./countdown.js";
import { watch } from "./live.js";
import { locale } from "./locale.js";
import { enlivenForms } from "./posting.js";
import { letGo } from "./press.js";

const freshMilliseconds = 1500;
const speakMilliseconds = 5000;
const retryMilliseconds = 2000;
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const worded = ([one, many], n) => (n === 1 ? one : many).replace("{n}", n);
const keyOf = (row) => String(row.id ?? row.value ?? row.from ?? row.word);
const countOf = (row) => row.borda ?? row.points ?? row.count;

/** Make the section of a poll's controls live. Returns {close()}. */
export function mount(section) {
  let body = section;
  let words = JSON.parse(body.dataset.words);
  let clock = null;
  let timer = null;
  let asked = 0;
  let askings = 0;
  let drawnLast = 0;
  let spoken = 0;
  let closed = false;

  function startClock() {
    clock?.close();
    const element = body.querySelector(".poll-desk-time");
    clock = element && countdown(element);
  }

  /* What a person is doing stays: the focus, what is ticked, what is typed, what is unfolded. */
  function remember() {
    const active = document.activeElement;
    return {
      id: body.contains(active) ? active.id : "",
      button: body.contains(active) && active.name ? `[name="${active.name}"][value="${CSS.escape(active.value)}"]` : "",
      ticked: new Set([...body.querySelectorAll(":checked")].map((box) => box.value)),
      typed: [...body.querySelectorAll("input[id]")].filter((field) => field.value !== field.defaultValue).map((field) => [field.id, field.value]),
      open: new Set([...body.querySelectorAll("details[open]")].map((fold) => fold.dataset.keep ?? fold.id)),
    };
  }
  function restore(kept) {
    for (const box of body.querySelectorAll("[type=checkbox]")) box.checked = kept.ticked.has(box.value);
    for (const [id, value] of kept.typed) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    for (const fold of body.querySelectorAll("details")) fold.open = kept.open.has(fold.dataset.keep ?? fold.id);
    const before = (kept.id && document.getElementById(kept.id)) || (kept.button && body.querySelector(kept.button));
    if (kept.id || kept.button) (before || body.querySelector("[data-steps] button"))?.focus({ preventScroll: true });
  }

  async function refresh() {
    clearTimeout(timer);
    timer = null;
    asked = Date.now();
    const turn = (askings += 1);
    try {
      const answer = await fetch(body.dataset.address, { headers: { "HX-Request": "true" } });
      if (answer.status >= 500) throw new Error(answer.statusText);
      if (!answer.ok || closed) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll-desk]");
      await letGo(body);
      // What was asked for sooner is older, though it may come later.
      if (closed || !fresh || turn < drawnLast || Number(fresh.dataset.version) < Number(body.dataset.version)) return;
      drawnLast = turn;
      const kept = remember();
      // The section itself stays, so that whoever holds it, holds the right one.
      for (const { name, value } of fresh.attributes) body.setAttribute(name, value);
      body.replaceChildren(...fresh.childNodes);
      words = JSON.parse(body.dataset.words);
      restore(kept);
      startClock();
    } catch {
      // The badge says where the line is lost; what stands here stays until it is back.
      if (!closed && turn === askings) timer ??= setTimeout(refresh, retryMilliseconds);
    }
  }
  const refreshSoon = () => {
    timer ??= setTimeout(refresh, Math.max(0, asked + freshMilliseconds - Date.now()));
  };

  function say(state) {
    const said = body.querySelector("[data-said]");
    if (!said || Date.now() - spoken < speakMilliseconds || state.answered === Number(body.dataset.answered)) return;
    spoken = Date.now();
    said.textContent = worded(words.answers, state.answered);
  }

  function fill(state) {
    const rows = state.result?.rows ?? [];
    let known = true;
    for (const row of rows) {
      const line = body.querySelector(`tr[data-key="${CSS.escape(keyOf(row))}"]`);
      known &&= line !== null;
      if (!line) continue;
      line.querySelector("[data-count]").textContent = countOf(row);
      line.querySelector("[data-percent]").textContent = `${numbers.format(row.percent)} %`;
      line.querySelector("progress").value = row.percent;
    }
    body.querySelector("strong[data-answered]").textContent = state.answered;
    return known;
  }

  function show({ state }) {
    const { version, edited, answered, waiting, kind } = body.dataset;
    if (state.version < Number(version)) return;
    if (state.version > Number(version) || state.edited !== Number(edited) || state.state !== body.dataset.state) {
      refresh();
      return;
    }
    const moved = state.answered !== Number(answered) || (state.waiting ?? 0) !== Number(waiting || 0) || state.turnout.present !== Number(body.dataset.present);
    say(state);
    const known = fill(state);
    body.dataset.answered = state.answered;
    body.dataset.waiting = state.waiting ?? 0;
    body.dataset.present = state.turnout.present;
    if (moved || !known || kind === "text" || kind === "words") refreshSoon();
  }

  const forms = enlivenForms(body, {
    onDone(_answer, form) {
      if (form.matches(".answers")) form.reset();
      refresh();
    },
    onRefused: refresh,
  });
  startClock();
  const line = watch({ topic: "poll_desk", key: Number(body.dataset.pollDesk), onSnapshot: show });
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      clock?.close();
      line.close();
      forms.close();
    },
  };
}
