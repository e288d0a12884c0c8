// A meeting's room: call, chat and notes; whatever else stands on the page is asked for anew when it has changed.
import { countdown } from "./countdown.js";
import { goOnce } from "./go_once.js";
import { send, serverNow, watch } from "./live.js";
import { Notes } from "./meetings_room_notes.js";
import { enlivenForms } from "./posting.js";
import { letGo } from "./press.js";
import { embed } from "./stage_embed.js";

const longestWaitMilliseconds = 600_000;
const retryMilliseconds = 4000;
const againMilliseconds = 1000;
const root = document.querySelector("[data-meeting-room]");
const at = (name) => root.querySelector(`[data-${name}]`);
const piece = (name, within = root) => within.querySelector(`[data-piece="${name}"]`);
const meeting = Number(root.dataset.meetingRoom);
const phrases = JSON.parse(at("room-phrases").textContent);
const notes = new Notes(at("notes-panel"), { meeting, phrases });

let shown = null;
let here = [];
let call = null;
let clock = null;
let timer = null;
let asking = false;
let asksAgain = false;
let isTold = false;

/* Pieces: the server draws them; what has not changed, and what somebody is writing in, stays as it is. */

const drawn = new Map();
const plain = (element) => element.outerHTML.replace(/name="csrf_token" value="[^"]*"/g, "");
const names = ["head", "people", "contacts", "after"];

async function refresh() {
  asksAgain = asking;
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(`${root.dataset.page}?fragment=1`, { headers: { "HX-Request": "true" } });
    // Whoever may not be here any more is led to where they may.
    if (answer.redirected || answer.status === 404) return goOnce(() => location.assign(answer.redirected ? answer.url : root.dataset.base));
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    await letGo(root);
    for (const name of names) put(name, document.adoptNode(piece(name, page)));
    putCall(document.adoptNode(piece("call", page)));
    begin();
  } catch {
    setTimeout(refresh, retryMilliseconds);
  } finally {
    asking = false;
  }
  if (asksAgain) refresh();
}

function put(name, fresh) {
  const old = piece(name);
  const html = plain(fresh);
  if (drawn.get(name) === html || old.querySelector("[data-dirty]")) return;
  drawn.set(name, html);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const isOpen = [...old.querySelectorAll("details")].map((details) => details.open);
  old.replaceWith(fresh);
  fresh.querySelectorAll("details").forEach((details, number) => (details.open = isOpen[number] ?? false));
  if (!focused) return;
  const again = focused.id && document.getElementById(focused.id);
  if (!again) fresh.tabIndex = -1;
  (again || fresh).focus();
}

function putCall(fresh) {
  const old = piece("call");
  if (old.dataset.embed === fresh.dataset.embed) return;
  call?.close();
  call = null;
  old.replaceWith(fresh);
}

/* What a piece needs once it stands: the clock runs, the call opens, and the next moment is waited for. */

function begin() {
  const head = piece("head");
  const time = head.querySelector(".countdown");
  if (clock?.element !== time) {
    clock?.running.close();
    clock = time && { element: time, running: countdown(time) };
  }
  const place = piece("call");
  if (place.dataset.embed && !call) {
    call = embed(place, { address: root.dataset.base + place.dataset.embed, script: place.dataset.script });
    watchJoining(place);
  }
  if (head.dataset.opened === "1") notes.open();
  showHere();
  clearTimeout(timer);
  // The server names those to come: what is over by this clock and still named is asked for until the server is past it.
  const [next] = head.dataset.moments.trim().split(" ").filter(Boolean).map((text) => new Date(text) - serverNow());
  // A little after the moment, so that the server is past it too.
  if (next !== undefined) timer = setTimeout(next > longestWaitMilliseconds ? begin : refresh, Math.min(Math.max(next + 400, againMilliseconds), longestWaitMilliseconds));
}

/* Who joins the call has come. */
function watchJoining(place) {
  const look = () => {
    if (isTold || !place.querySelector('[data-call][data-part="in"]')) return;
    isTold = true;
    send("meetings.arrive", { meeting }, { within: 60_000 }).catch(() => (isTold = false));
  };
  new MutationObserver(look).observe(place, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-part"] });
}

function showHere() {
  for (const person of root.querySelectorAll("[data-person]")) {
    const mark = person.querySelector("[data-here]");
    if (mark) mark.hidden = !here.includes(Number(person.dataset.person));
  }
}

function show(state) {
  const { notes: text, notes_version: version, ...rest } = state;
  notes.show(text, version);
  const before = shown;
  shown = JSON.stringify(rest);
  if (before && before !== shown) refresh();
}

root.addEventListener("input", (event) => event.target.form?.matches("[data-own]") && (event.target.form.dataset.dirty = ""));
enlivenForms(root, {
  leave: (form) => !form.getAttribute("action").startsWith(`${root.dataset.page}/`),
  onDone: (_answer, form) => {
    delete form.dataset.dirty;
    refresh();
  },
  onRefused: refresh,
});

show(JSON.parse(at("room-state").textContent));
begin();
embed(at("chat-place"), { address: root.dataset.base + at("chat-place").dataset.embed, script: at("chat-place").dataset.script });
watch({ topic: "meeting_room", key: meeting, onSnapshot: ({ state }) => show(state), onStatus: (word) => word === "refused" && refresh() });
watch({
  topic: "meeting_here",
  key: meeting,
  onSnapshot: ({ state }) => {
    here = state.here;
    showHere();
  },
});
