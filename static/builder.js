// The agenda builder: joins the state, the grid, the lists, the keyboard and the live line.
import { notice } from "./notice.js";
import { watch } from "./live.js";
import { carryIn } from "./builder_carry.js";
import { askNew, askStale } from "./builder_dialogs.js";
import { Grid } from "./builder_grid.js";
import { listen } from "./builder_keys.js";
import { drawConflicts, drawPresence, drawUnplaced } from "./builder_lists.js";
import { Refusal, readState, send } from "./builder_server.js";
import { BuilderState } from "./builder_state.js";
import { span } from "./builder_time.js";

const { seen, addresses, phrases: words } = JSON.parse(document.querySelector("#builder-data").textContent);
const count = (forms, number) => (number === 1 ? forms[0] : forms[1]).replace("{number}", number);
const phrases = {
  ...words,
  conflicts: (number) => (number ? count(words.conflictForms, number) : words.noConflicts),
  here: (number) => count(words.hereForms, number),
};
const one = (selector) => document.querySelector(selector);
const state = new BuilderState(seen);
const dayOf = () => one("[data-day][aria-current]")?.dataset.day ?? seen.state.days[0]?.date;
const selected = new Set();
// Presses of an arrow gather for a moment, so that a walk across the grid is one step to undo.
const gatherMilliseconds = 450;

function say(text) {
  one("#builder-said").textContent = text;
}

/* Drawing */
function draw() {
  grid.sync();
  const { all, found } = drawUnplaced(one("#unplaced"), state, { query: one("#unplaced-search").value, addresses, phrases });
  one("#unplaced-count").textContent = all;
  one("#unplaced-none").hidden = found > 0;
  one("#unplaced-none").textContent = all ? phrases.noneFound : phrases.allPlaced;
  drawConflicts(one("#conflicts"), state, { addresses, phrases });
  const number = state.server.conflicts.length;
  one("#conflict-count").textContent = number;
  one("#conflict-count").className = `badge end ${number ? "badge-warn" : "badge-good"}`;
  one("#conflicts-none").hidden = number > 0;
  drawHistory();
  drawSelection();
}

function drawHistory() {
  for (const [button, label] of [[one("#undo"), state.mine.undo], [one("#redo"), state.mine.redo]]) {
    button.setAttribute("aria-disabled", String(!label));
    const text = label ? `${button.dataset.label}: ${label}` : button.dataset.label;
    button.title = `${text} (${button.dataset.keys})`;
    button.setAttribute("aria-label", text);
  }
}

function drawSelection() {
  for (const id of selected) if (!state.byId.has(id)) selected.delete(id);
  const bar = one("#selection");
  bar.hidden = selected.size === 0;
  one("#selection-count").textContent = count(phrases.selectedForms, selected.size);
  const only = selected.size === 1 ? [...selected][0] : null;
  for (const link of bar.querySelectorAll("[data-one]")) {
    link.hidden = only === null;
    if (only !== null) link.href = `${addresses.items}/${only}${link.dataset.one}`;
  }
}

function select(ids) {
  selected.clear();
  for (const id of ids) selected.add(id);
  grid.select(selected);
  drawSelection();
}

function toggle(id) {
  const ids = new Set(selected);
  if (!ids.delete(id)) ids.add(id);
  select(ids);
}

/* Changing: everything goes through here, one after the other. Only the answer to the one before tells which versions
   the next one is made over, and what there is to undo. */
let turn = Promise.resolve();
function inTurn(act) {
  const done = turn.then(act);
  turn = done.catch(() => {});
  return done;
}

function change(entries, tell) {
  // What is moved on meanwhile waits for an answer of its own.
  const sent = new Map(entries.map(({ id }) => [id, state.pending.get(id)]));
  return inTurn(() => apply(entries, sent, tell));
}

async function apply(entries, sent, tell) {
  const forget = () => {
    for (const [id, place] of sent) if (state.pending.get(id) === place) state.pending.delete(id);
  };
  const items = entries.map((entry) => ({ ...entry, version: state.byId.get(entry.id)?.version }));
  try {
    const answer = await send(addresses.changes, { items });
    forget();
    settle(answer, tell);
  } catch (error) {
    const again = await refused(error);
    forget();
    draw();
    if (again) await apply(entries, sent, tell);
  }
}

/** Take the server's answer to a change of ours, and say what came of it. */
function settle(answer, tell) {
  take(answer);
  for (const note of answer.applied?.notes ?? []) notice(note, "info");
  if (tell) say(tell(answer));
}

/** Act on a refusal: true when the change is to be made again over what others made of it. */
async function refused(error, canSkip = false) {
  if (!(error instanceof Refusal)) {
    notice(phrases.offline, "error");
    return false;
  }
  try {
    take(await readState(addresses));
  } catch {
    /* The news of it follows with the next snapshot. */
  }
  if (error.status === 409 || canSkip) {
    const choice = await askStale(one("#stale-dialog"), error, { canSkip, phrases });
    if (choice === "skip" && state.mine.undo_id) {
      take(await send(addresses.drop.replace("/0/", `/${state.mine.undo_id}/`)));
    }
    return choice === "mine";
  }
  notice(error.message || phrases.failed, "error");
  return false;
}

/** Put newer news under what is on the screen; older ones are dropped by the live line. */
function take(answer) {
  if (answer.mine) state.mine = answer.mine;
  if (!line.offer(answer)) draw();
}

const result = (answer, id) => phrases.conflicts(answer.state.conflicts.filter((entry) => entry.items.includes(id)).length);

function placed(id, place) {
  const room = state.rooms.get(place.room)?.name ?? "";
  return `${phrases.movedTo.replace("{room}", room).replace("{time}", span(place.at, place.minutes))}`;
}

const placeEntry = (id) => ({ id, do: "place", ...state.placement(state.item(id)) });

/* Moving by drag: what is selected goes along by as much */
function move(id, to) {
  const from = state.item(id);
  const group = selected.has(id) && selected.size > 1 ? [...selected] : [id];
  const order = state.server.rooms.map((room) => room.id);
  const columns = order.indexOf(to.room) - order.indexOf(from.room);
  const others = group.map((other) => state.item(other)).filter((item) => state.isPlaced(item));
  const fits = others.every((item) => order[order.indexOf(item.room) + columns] !== undefined);
  for (const item of others) {
    state.pending.set(item.id, {
      day: item.day,
      at: state.withinDay(item.at + (to.at - from.at)),
      room: fits ? order[order.indexOf(item.room) + columns] : item.room,
      minutes: item.id === id ? to.minutes : item.minutes,
    });
  }
  return others.map((item) => item.id);
}

function commit(ids) {
  const entries = ids.map(placeEntry);
  return change(entries, (answer) => {
    if (ids.length > 1) return `${count(phrases.movedForms, ids.length)} ${phrases.conflicts(answer.state.conflicts.length)}`;
    return `${placed(ids[0], state.item(ids[0]))} ${result(answer, ids[0])}`;
  });
}

function hover(id, place) {
  const clashes = state.clashes(id, place, phrases);
  grid.mark(clashes);
  const text = clashes.length ? clashes.map((clash) => clash.text).join(" ") : phrases.noConflicts;
  one("#builder-said").textContent = `${state.rooms.get(place.room)?.name ?? ""}, ${span(place.at, place.minutes)}. ${text}`;
}

async function create(place) {
  const wanted = await askNew(one("#new-dialog"), place, state, addresses);
  grid.undraw();
  if (!wanted) return;
  await inTurn(async () => {
    try {
      settle(await send(addresses.changes, { create: wanted }), (answer) => `${phrases.created} ${result(answer, answer.applied.items[0])}`);
    } catch (error) {
      await refused(error);
    }
  });
}

const grid = new Grid(one("#grid"), state, phrases, {
  drop: (id, to) => commit(move(id, to)),
  resize: (id, to) => {
    state.pending.set(id, to);
    commit([id]);
  },
  draw: create,
  hover,
  rest: () => draw(),
  press: (id, event) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey) toggle(id);
    else select([id]);
  },
});

/* Keyboard: presses gather, the grid follows at once, the server hears of the last place */
const gathered = new Set();
let timer = null;

function gather(ids) {
  for (const id of ids) gathered.add(id);
  clearTimeout(timer);
  timer = setTimeout(flush, gatherMilliseconds);
  draw();
}

async function flush() {
  clearTimeout(timer);
  const ids = [...gathered];
  gathered.clear();
  if (ids.length) await commit(ids);
}

const acts = {
  move(id, { minutes, rooms }) {
    const item = state.item(id);
    const order = state.server.rooms.map((room) => room.id);
    const room = order[order.indexOf(item.room) + rooms];
    if (room === undefined) return;
    const ids = move(id, { ...item, room, at: state.withinDay(item.at + minutes) });
    gather(ids);
    hover(id, state.item(id));
    grid.mark([]);
    grid.focus(id);
  },
  lengthen(id, minutes) {
    const item = state.item(id);
    state.pending.set(id, { day: item.day, at: item.at, room: item.room, minutes: Math.max(5, item.minutes + minutes) });
    gather([id]);
    hover(id, state.item(id));
    grid.mark([]);
    grid.focus(id);
  },
  select: toggle,
  open: (id) => location.assign(`${addresses.items}/${id}`),
  unplace: (id) => step("unplace", selected.has(id) ? [...selected] : [id], phrases.unplaced),
  clear: () => select([]),
  undo: () => walk("undo"),
  redo: () => walk("redo"),
};

async function step(what, ids, told) {
  await flush();
  await change(ids.map((id) => ({ id, do: what })), (answer) => `${told} ${phrases.conflicts(answer.state.conflicts.length)}`);
  one("#grid").querySelector(".ec-event")?.focus({ preventScroll: true });
}

async function walk(which) {
  await flush();
  await inTurn(() => goBack(which));
}

async function goBack(which) {
  if (!state.mine[which]) {
    say(which === "undo" ? phrases.nothingToUndo : phrases.nothingToRedo);
    return;
  }
  try {
    settle(await send(addresses[which]), (answer) =>
      `${phrases[which === "undo" ? "undone" : "redone"].replace("{label}", answer.applied.label)} ${phrases.conflicts(answer.state.conflicts.length)}`);
  } catch (error) {
    await refused(error, which === "undo");
  }
}

listen(grid, acts);

carryIn(one("#grid"), grid, state, {
  hover,
  drop: (id, place) => {
    state.pending.set(id, place);
    commit([id]);
  },
});

/* Toolbar, lists, days */
function showDay(day) {
  for (const tab of document.querySelectorAll("[data-day]")) {
    if (tab.dataset.day === day) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  history.replaceState(null, "", `${location.pathname}?${new URLSearchParams({ day })}`);
  grid.show(day);
}

function reveal(id) {
  const item = state.item(id);
  if (!item || !state.isPlaced(item)) return false;
  if (item.day !== grid.day) showDay(item.day);
  select([id]);
  requestAnimationFrame(() => requestAnimationFrame(() => grid.focus(id)));
  return true;
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-day]");
  const link = event.target.closest("[data-show]");
  const act = event.target.closest("[data-step]")?.dataset.step;
  if (tab && !event.ctrlKey) {
    event.preventDefault();
    showDay(tab.dataset.day);
  } else if (link && reveal(Number(link.dataset.show))) {
    event.preventDefault();
  } else if (act) {
    const ids = [...selected];
    select([]);
    step(act, ids, phrases.done);
  }
});
for (const which of ["undo", "redo"]) {
  one(`#${which}`).closest("form").addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    walk(which);
  }, true);
}
one("#clear-selection").addEventListener("click", () => select([]));
one("#whole-day").addEventListener("click", (event) => {
  event.currentTarget.setAttribute("aria-pressed", String(grid.toggleWholeDay()));
});
one("#unplaced-search").addEventListener("input", draw);
one("#grid").addEventListener("dblclick", (event) => {
  const id = grid.idOf(event.target.closest(".ec-event"));
  if (id !== null) acts.open(id);
});

/* The live line */
let lastHeard = seen.state.last?.id ?? 0;
const line = watch({
  topic: seen.topic,
  key: seen.key,
  poll: () => readState(addresses),
  onSnapshot(snapshot) {
    state.take(snapshot);
    const { last } = snapshot.state;
    if (last && last.id > lastHeard) {
      lastHeard = last.id;
      if (last.by_id !== state.mine.participant) say(`${last.by}: ${last.label}`);
    }
    draw();
  },
});

watch({
  topic: seen.presence,
  key: seen.key,
  onSnapshot: ({ state: { here } }) => drawPresence(one("#presence"), here, phrases),
});

grid.show(dayOf());
draw();
const asked = Number(new URLSearchParams(location.search).get("item"));
if (asked) reveal(asked);
// Nothing moved by keyboard in the last half second is left behind.
addEventListener("pagehide", flush);
