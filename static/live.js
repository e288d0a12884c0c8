// The live line of a page: watches topics, hands on whole snapshots, and says how it stands with the connection.
import { heard } from "./live_clock.js";
import { ackMilliseconds, askByHttp, note, socket } from "./live_socket.js";

export { serverNow } from "./live_clock.js";
export { keepDraft } from "./live_drafts.js";
export { draftsUnder, pendingOf, Refusal, resume, send } from "./live_send.js";
export { lineStatus, newKey, onLine, who } from "./live_socket.js";

const pollMilliseconds = 5000;
// Not all at the same moment, when a whole hall comes back at once.
const patienceMilliseconds = 7000 + Math.random() * 5000;
// All who watch on this page. The server knows one audience of the page for each topic: what it tells the one who asked
// is news for all of them, and the audience ends with the last.
const watchers = new Set();
const closedDoors = new Set([401, 403, 404]);

async function fetchTopic(topic, key) {
  const { status, body } = await askByHttp(`${topic}/${key}`);
  if (status !== 200) throw Object.assign(new Error(body.error), { status });
  return body;
}

/**
 * Watch a topic. onSnapshot(snapshot) gets each newer state; onStatus(word) gets "live", "reconnecting", "polling",
 * "offline" or "refused". Where no socket gets through, poll() fetches a snapshot by HTTP (the page's own, or the
 * topic's door). Returns an object with offer(snapshot), for snapshots that came another way, and close().
 */
export function watch({ topic, key, onSnapshot, onStatus, poll = () => fetchTopic(topic, key) }) {
  const line = socket();
  const me = {};
  let version = 0;
  let timer = null;
  let patience = null;
  let status = "";

  const say = (word) => {
    if (word === status) return;
    status = word;
    note(me, word);
    onStatus?.(word);
  };
  const offer = (snapshot) => {
    if (snapshot.topic !== topic || snapshot.key !== key || snapshot.version <= version) return false;
    version = snapshot.version;
    heard(snapshot.now);
    onSnapshot(snapshot);
    return true;
  };
  const stopPolling = () => {
    clearTimeout(timer);
    clearTimeout(patience);
    timer = patience = null;
  };
  const pollOnce = async () => {
    try {
      const snapshot = await poll();
      if (patience === null) return;
      offer(snapshot);
      say("polling");
    } catch (failure) {
      if (patience === null) return;
      if (closedDoors.has(failure.status)) {
        stopPolling();
        return say("refused");
      }
      say("offline");
    }
    timer = setTimeout(pollOnce, pollMilliseconds);
  };
  // Some proxies let a socket open and then starve it, so time is what counts and not the number of failures.
  const pollIfItLasts = () => {
    patience ??= setTimeout(pollOnce, patienceMilliseconds);
  };
  const ask = async (patient = ackMilliseconds) => {
    const began = Date.now();
    try {
      const answer = await line.timeout(patient).emitWithAck("watch", { topic, key });
      stopPolling();
      if (answer.error && answer.status < 500) return say("refused");
      if (answer.error) return setTimeout(() => line.connected && ask(), pollMilliseconds);
      heard(answer.now, Date.now() - began);
      for (const each of watchers) each.offer(answer);
      return say("live");
    } catch {
      // A server that is slow because everybody asks is asked less often.
      return line.connected && ask(patient * 2);
    }
  };
  const begin = () => {
    // Another worker may count its versions by a clock of its own; what it answers with is the newest there is.
    version = 0;
    ask();
  };
  // This one audience is no more for whoever watches here; or is again, by now.
  const dismissed = (from) => {
    if (from.topic === topic && from.key === key && status !== "refused") begin();
  };
  const lost = () => {
    if (status === "refused") return;
    pollIfItLasts();
    say("reconnecting");
  };
  const failed = () => {
    if (status !== "polling" && status !== "refused") say(navigator.onLine ? "reconnecting" : "offline");
  };
  const wentOffline = () => status === "refused" || say("offline");

  const self = { topic, key, offer };
  watchers.add(self);
  line.on("snapshot", offer);
  line.on("dismissed", dismissed);
  line.on("connect", begin);
  line.on("disconnect", lost);
  line.on("connect_error", failed);
  addEventListener("offline", wentOffline);
  pollIfItLasts();
  // One more who watches on a line that stands is no news about the line.
  if (line.connected) begin();
  else say("reconnecting");

  return {
    offer,
    close() {
      stopPolling();
      note(me, null);
      line.off("snapshot", offer).off("dismissed", dismissed).off("connect", begin).off("disconnect", lost).off("connect_error", failed);
      removeEventListener("offline", wentOffline);
      watchers.delete(self);
      if (![...watchers].some((other) => other.topic === topic && other.key === key)) line.emit("unwatch", { topic, key });
    },
  };
}
