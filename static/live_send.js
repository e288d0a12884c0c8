// Sending to the server so that it counts once: the same key until an answer comes, by socket or by plain HTTP.
import { heard } from "./live_clock.js";
import { ackMilliseconds, apartFor, askByHttp, conference, newKey, socket, Unreachable, who } from "./live_socket.js";

const patienceMilliseconds = 3000;
const longestWaitMilliseconds = 8000;
const newest = new Map();

/** The server said no: `message` is its sentence, `fields` the sentences of single fields. */
export class Refusal extends Error {
  constructor({ error = "", status = 0, fields = {} }) {
    super(error);
    this.name = "Refusal";
    this.status = status;
    this.fields = fields;
  }

  /** It was given up: a newer one of the same draft took its place, or its time was over. Nothing to tell the reader. */
  get superseded() {
    return this.status === 0;
  }
}

/**
 * Send a message, and resolve with its acknowledgement {ok: 1, …} or reject with a Refusal.
 *
 * The key is drawn once (or is the payload's own). Without an answer the same is sent again with the same key, as long
 * as it takes. onState(word) hears "sending", "waiting" (no way to the server; it goes by itself later), "sent" and
 * "refused". With `draft`, a name for what this is about, only the newest message of that name is sent, and it survives
 * a reload: the page calls resume(draft) when it is drawn. With `within` (milliseconds) it is not tried any more after
 * that, for what would be stale by then.
 */
export function send(name, payload = {}, { draft, onState, within = Infinity } = {}) {
  const message = { name, payload: { conference, key: newKey(), ...payload } };
  if (draft) store(draft, message);
  return deliver(message, { draft, onState, until: Date.now() + within });
}

/** Go on sending what a reload interrupted: a promise as of send(), or null. `payload` of it: pendingOf(draft). */
export function resume(draft, { onState } = {}) {
  const message = stored(draft);
  return message ? deliver(message, { draft, onState }) : null;
}

/** The names of all drafts that begin so and still wait for their answers, in the order of their names. */
export function draftsUnder(beginning) {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(place(beginning)));
    return names.map((name) => name.slice(place("").length)).filter(stored).sort();
  } catch {
    return [];
  }
}

/** The payload of a draft that still waits for its answer, or null. */
export const pendingOf = (draft) => stored(draft)?.payload ?? null;

async function deliver(message, { draft, onState, until = Infinity }) {
  if (draft) newest.set(draft, message);
  let wait = 1000;
  for (;;) {
    onState?.(navigator.onLine ? "sending" : "waiting");
    const answer = await attempt(message);
    if (draft && newest.get(draft) !== message) throw new Refusal({});
    if (answer) {
      if (draft) forget(draft);
      if (answer.error) {
        onState?.("refused");
        throw new Refusal(answer);
      }
      onState?.("sent");
      return answer;
    }
    onState?.("waiting");
    if (Date.now() + wait > until) throw new Refusal({});
    await chance(wait);
    wait = Math.min(wait * 2, longestWaitMilliseconds);
    if (draft && newest.get(draft) !== message) throw new Refusal({});
  }
}

/** Try once by socket and, where none answers, once by HTTP. Returns the answer, or null. */
async function attempt({ name, payload }) {
  const line = socket();
  // A connection is given a moment to come, but not again by each message where none gets through.
  if (!line.connected && apartFor() < patienceMilliseconds) await chance(patienceMilliseconds - apartFor());
  if (line.connected) {
    try {
      const began = Date.now();
      const answer = await line.timeout(ackMilliseconds).emitWithAck(name, payload);
      heard(answer.now, Date.now() - began);
      // Whatever holds the database up passes: the same is sent again.
      return answer.status === 503 ? null : answer;
    } catch {
      /* The connection ended, or is held up somewhere: the same goes another way, and still counts once. */
    }
  }
  try {
    const { status, body } = await askByHttp(`message/${name}`, payload);
    return body.ok || body.error ? { ...body, ...(body.ok ? {} : { status }) } : { error: "", status };
  } catch (failure) {
    if (failure instanceof Unreachable) return null;
    throw failure;
  }
}

/** Wait for a connection, for the network, or for so many milliseconds. */
function chance(milliseconds) {
  const line = socket();
  if (line.connected) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      line.off("connect", end);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    line.on("connect", end);
    addEventListener("online", end);
  });
}

const place = (draft) => `live:${draft}`;

function store(draft, message) {
  try {
    sessionStorage.setItem(place(draft), JSON.stringify({ who, message }));
  } catch {
    /* Without storage it lasts as long as the page. */
  }
}

function stored(draft) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place(draft)) ?? "null");
    return kept?.who === who ? kept.message : null;
  } catch {
    return null;
  }
}

function forget(draft) {
  newest.delete(draft);
  try {
    sessionStorage.removeItem(place(draft));
  } catch {
    /* nothing was kept */
  }
}
