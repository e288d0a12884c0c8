// A table of a world café: what stands on its page is drawn from the server's snapshots, and whoever moves is taken along.
import { Cards } from "./cafe_table_cards.js";
import { Clock } from "./cafe_table_clock.js";
import { People } from "./cafe_table_people.js";
import { carried, follow } from "./cafe_table_seat.js";
import { send, watch } from "./live.js";
import { notice } from "./notice.js";
import { embed } from "./stage_embed.js";

const root = document.querySelector("[data-cafe-table]");
const at = (name) => root.querySelector(`[data-${name}]`);
const phrases = JSON.parse(at("table-phrases").textContent);
const table = Number(root.dataset.cafeTable);
const me = Number(root.dataset.me);
const facilitates = "facilitates" in root.dataset;

const say = (text) => (at("said").textContent = text);
const clock = new Clock(root, phrases);
const people = new People(root, { me, phrases });
const cards = new Cards(root, { me, phrases, say });
const seat = follow(root, { phrases, handOver });

let shown = null;
let chat = null;
let call = null;
let briefing = null;

const questionsOf = (state) => JSON.stringify(state.questions.map(({ id, text, now }) => [id, text, now]));
const hostsIn = (state) => facilitates || state.people.some((person) => person.id === me && person.host);

/** Whoever sits elsewhere now goes on there in the call, and with what they were typing. */
function handOver() {
  call?.part?.handOver();
  return cards.handOver();
}

function show(state) {
  const before = shown;
  shown = state;
  if (before && questionsOf(before) !== questionsOf(state)) return seat.leave();
  if (!facilitates && state.state !== "open") return seat.go(root.dataset.lobby);
  const hosts = hostsIn(state);
  clock.show(state.round);
  people.show(state.people);
  cards.show(state, { hosts });
  at("reading").hidden = state.writable || state.over;
  at("over").hidden = !state.over;
  at("dots").hidden = !state.dots;
  at("introduce").hidden = !hosts || !state.cards.some((card) => card.round && card.round !== state.round?.number);
  showMessages(state.messages, before);
  showHelp(state.help, before);
  if (before && hostsIn(before) !== hosts) {
    fetchBriefing();
    // Who hosts keeps order in the chat; what is being typed there stays.
    openChat();
    // The call goes on meanwhile: only what a host may do there comes or goes.
    call?.part?.keepOrder(hosts);
  }
  return undefined;
}

function showMessages(messages, before) {
  const list = at("messages");
  const pattern = at("message-pattern").content.firstElementChild;
  list.replaceChildren(
    ...messages.map(({ id, text }) => {
      const row = pattern.cloneNode(true);
      row.dataset.id = id;
      row.querySelector("[data-text]").textContent = text;
      return row;
    }),
  );
  list.hidden = !messages.length;
  const known = new Set((before ?? { messages }).messages.map(({ id }) => id));
  for (const { id, text } of messages) if (!known.has(id)) notice(phrases.message.replace("{text}", text), "info");
}

function showHelp(help, before) {
  const form = at("help");
  const hadFocus = form.contains(document.activeElement);
  at("call").hidden = Boolean(help);
  at("settled").hidden = !help;
  if (hadFocus) form.querySelector("button:not([hidden])").focus();
  if (before && Boolean(before.help) === Boolean(help)) return;
  at("help-state").replaceChildren(...(help ? [at("help-words").content.cloneNode(true)] : []));
}

/* The host's briefing is no part of the snapshot, which the whole table reads. */
function fetchBriefing() {
  briefing?.close();
  briefing = embed(at("briefing-place"), { address: root.dataset.page });
}

function bring(place, onReady) {
  return embed(place, { address: root.dataset.base + place.dataset.embed, script: place.dataset.script, onReady });
}

function openChat() {
  chat?.close();
  chat = bring(at("chat-place"));
}

at("help").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await send("cafe.help", { table, wanted: event.submitter.value === "1" });
  } catch (refusal) {
    notice(refusal.message || phrases.failed);
  }
});

/* Whoever was just brought here begins at the heading, and goes on with what they were typing. */
if (at("moved")) {
  history.replaceState(null, "", root.dataset.page);
  at("heading").focus();
}
show(JSON.parse(at("table-state").textContent));
cards.pending.resume();
for (const [question, text] of carried(root.dataset.cafe)) if (cards.restore(question, text)) notice(phrases.carried, "info");
if (at("moved")) at("heading").focus();

watch({
  topic: "cafe_table",
  key: table,
  onSnapshot: ({ state }) => show(state),
  onStatus: (word) => word === "refused" && seat.leave(),
});
watch({ topic: "cafe_here", key: table, onSnapshot: ({ state }) => people.showHere(state.here) });

call = bring(at("call-place"), () => call.part.keepOrder(hostsIn(shown)));
openChat();
