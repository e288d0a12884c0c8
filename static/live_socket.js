// The one connection of a page, the plain HTTP beside it, and how it stands with both.
import { io } from "./vendor/socket.io.esm.min.js";
import { heard } from "./live_clock.js";

export const ackMilliseconds = 8000;
const meta = document.querySelector('meta[name="live"]');
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** Whose page this is: what one person typed is never sent as another. */
export const who = meta?.dataset.who ?? "";
export const conference = Number(meta?.dataset.conference) || undefined;

let shared = null;
// Since when there is no connection; a page begins without one.
let apartSince = Date.now();

/** For how many milliseconds there has been no connection; 0 while there is one. */
export const apartFor = () => (shared?.connected ? 0 : Date.now() - apartSince);

/* A tab remembers that WebSockets do not get through here, so that its next page does not wait for one again. */
const blockedPlace = "live:blocked";
function isBlocked() {
  try {
    return sessionStorage.getItem(blockedPlace) !== null;
  } catch {
    return false;
  }
}
function remember(blocked) {
  try {
    if (blocked) sessionStorage.setItem(blockedPlace, "1");
    else sessionStorage.removeItem(blockedPlace);
  } catch {
    /* Without storage each page finds out for itself. */
  }
}
const pollingFirst = ["polling", "websocket"];

/** Return a key that no other tab, message or person has drawn; also on pages that were not fetched by TLS. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function socket() {
  if (shared) return shared;
  // Where WebSockets are blocked, the library tries long polling by itself. `k` lets a proxy send all requests of
  // one page to the same worker.
  // Who only would join a line that is there, finds it so.
  document.documentElement.dataset.line = "";
  shared = io({
    transports: isBlocked() ? pollingFirst : ["websocket", "polling"], tryAllTransports: true, reconnectionDelayMax: 8000, timeout: 10000,
    query: { k: newKey() },
  });
  shared.on("disconnect", (reason) => {
    apartSince = Date.now();
    // Cut off by the server: what this person may do has changed. What is still open to them is asked for again.
    if (reason === "io server disconnect") setTimeout(() => shared.connect(), 500 + Math.random() * 1000);
    tell();
  });
  shared.on("connect", () => {
    const { engine } = shared.io;
    remember(engine.transport.name !== "websocket");
    engine.once("upgrade", () => remember(false));
    tell();
  });
  shared.on("connect_error", () => {
    // A WebSocket that is swallowed on the way fails only by taking too long: then polling goes first, and is upgraded
    // where that works.
    shared.io.opts.transports = pollingFirst;
    tell();
  });
  // The library may be waiting for its next try.
  addEventListener("online", () => shared.connected || shared.disconnect().connect());
  addEventListener("offline", tell);
  return shared;
}

export class Unreachable extends Error {}

/** Ask the door beside the socket. Returns {status, body}; throws Unreachable where nothing of ours answered. */
export async function askByHttp(path, payload) {
  if (!meta) throw new Unreachable();
  const began = Date.now();
  try {
    const response = await fetch(`${meta.content}/${path}`, {
      method: payload ? "POST" : "GET",
      body: payload && JSON.stringify(payload),
      headers: { Accept: "application/json", ...(payload && { "Content-Type": "application/json", "X-CSRFToken": token }) },
      signal: AbortSignal.timeout?.(ackMilliseconds),
    });
    const body = await response.json();
    if (response.status >= 502) throw new Unreachable();
    heard(body.now, Date.now() - began);
    return { status: response.status, body };
  } catch {
    throw new Unreachable();
  }
}

/* How it stands: what all who watch say, put together for the page's badge. */
const words = new Map();
const listeners = new Set();

/** Note how it stands with one who watches ("live", "polling", "reconnecting", "offline", "refused"; none: closed). */
export function note(watcher, word) {
  if (word) words.set(watcher, word);
  else words.delete(watcher);
  tell();
}

export function lineStatus() {
  const said = [...words.values()];
  if (said.length && said.every((word) => word === "refused")) return "refused";
  if (shared?.connected && !said.includes("reconnecting")) return "live";
  if (!navigator.onLine) return "offline";
  for (const word of ["polling", "offline"]) if (said.includes(word)) return word;
  return "reconnecting";
}

function tell() {
  const word = lineStatus();
  for (const listener of listeners) listener(word);
}

/** Hear how it stands with the whole page's line; returns how to stop. */
export function onLine(listener) {
  listeners.add(listener);
  listener(lineStatus());
  return () => listeners.delete(listener);
}
