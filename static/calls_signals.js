// Signals on their way to other browsers of a call: gathered for a moment, sent in order, each once.
import { send } from "./live.js";

const gatherMilliseconds = 60;
const mostSignals = 16;
const mostCandidates = 40;
const mostLetters = 45000;
// What is older than this says nothing true any more.
const within = 10000;

/** Tell whether the server refused because one has no seat here any more. */
export const seatIsGone = ({ status }) => [401, 403, 404, 409].includes(status);

/** Send signals of one peer. Returns {add(to, body), close()}; onRefused(refusal) hears that one has no seat any more. */
export function outbox({ room, peer, onRefused }) {
  let waiting = [];
  let number = 0;
  let timer = null;
  let busy = false;
  let closed = false;

  const later = () => {
    timer ??= setTimeout(flush, gatherMilliseconds);
  };

  async function flush() {
    timer = null;
    // One after another: a description must not be overtaken by the next one.
    if (busy || closed || !waiting.length) return;
    busy = true;
    const signals = take();
    try {
      await send("calls.signal", { room, peer, signals }, { within });
    } catch (refusal) {
      if (refusal.status === 429) waiting = [...signals, ...waiting];
      else if (!closed && seatIsGone(refusal)) onRefused(refusal);
    }
    busy = false;
    if (waiting.length && !closed) later();
  }

  /** As many as one message may hold. */
  function take() {
    const signals = [];
    let letters = 0;
    while (waiting.length && signals.length < mostSignals) {
      letters += JSON.stringify(waiting[0]).length;
      if (signals.length && letters > mostLetters) break;
      signals.push(waiting.shift());
    }
    return signals;
  }

  function add(to, body) {
    const last = waiting.findLast((one) => one.to === to);
    if (body.candidates && last?.candidates && last.candidates.length < mostCandidates) last.candidates.push(...body.candidates);
    else waiting.push({ to, n: ++number, ...body });
    later();
  }

  return {
    add,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
