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

/** Return a key that no other tab, message or person has drawn; also on pages that were not fetched by TLS. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function socket() {
  if (shared) return shared;
  // Where WebSockets are blocked, the library tries long polling by itself. `k` lets a proxy send all requests of
  // one page to the same worker.
  shared = io({
    transports: ["websocket", "polling"], tryAllTransports: true, reconnectionDelayMax: 8000, timeout: 10000,
    query: { k: newKey() },
  });
  shared.on("disconnect", (reason) => {
    // Cut off by the server: what this person may do has changed. What is still open to them is asked for again.
    if (reason === "io server disconnect") setTimeout(() => shared.connect(), 500 + Math.random() * 1000);
    tell();
  });
  shared.on("connect", tell);
  shared.on("connect_error", () => {
    // A WebSocket that is swallowed on the way fails only by taking too long: then polling goes first, and is upgraded
    // where that works.
    shared.io.opts.transports = ["polling", "websocket"];
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
