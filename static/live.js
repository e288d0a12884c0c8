// The live line of a page: watches one topic, hands on whole snapshots, and says how it stands with the connection.
import { io } from "./vendor/socket.io.esm.min.js";

const ackMilliseconds = 8000;
const pollMilliseconds = 5000;
const patienceMilliseconds = 6000;

let shared = null;

function socket() {
  // One connection for the whole page. Where WebSockets are blocked, the library tries long polling by itself.
  shared ??= io({ transports: ["websocket", "polling"], tryAllTransports: true, reconnectionDelayMax: 8000 });
  return shared;
}

/**
 * Watch a topic. onSnapshot(snapshot) gets each newer state; onStatus(word) gets "live", "reconnecting", "polling",
 * "offline" or "refused". poll() (optional) fetches a snapshot by HTTP where no socket gets through.
 * Returns an object with offer(snapshot), for snapshots that came another way, and close().
 */
export function watch({ topic, key, onSnapshot, onStatus, poll }) {
  const line = socket();
  let version = 0;
  let timer = null;
  let patience = null;
  let status = "";

  const say = (word) => {
    if (word !== status) onStatus?.((status = word));
  };
  const offer = (snapshot) => {
    if (snapshot.topic !== topic || snapshot.key !== key || snapshot.version <= version) return false;
    version = snapshot.version;
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
      offer(await poll());
      say("polling");
    } catch {
      say("offline");
    }
    if (patience !== null) timer = setTimeout(pollOnce, pollMilliseconds);
  };
  // Some proxies let a socket open and then starve it, so time is what counts and not the number of failures.
  const pollIfItLasts = () => {
    if (poll) patience ??= setTimeout(pollOnce, patienceMilliseconds);
  };
  const ask = async () => {
    try {
      const answer = await line.timeout(ackMilliseconds).emitWithAck("watch", { topic, key });
      if (answer.error) return say("refused");
      stopPolling();
      offer(answer);
      return say("live");
    } catch {
      return line.connected && ask();
    }
  };
  const lost = (reason) => {
    // Cut off by the server: what this person may do has changed, and asking again would be refused.
    if (reason === "io server disconnect") return say("refused");
    pollIfItLasts();
    return say("reconnecting");
  };
  const failed = () => {
    if (status !== "polling") say(navigator.onLine ? "reconnecting" : "offline");
  };

  line.on("snapshot", offer);
  line.on("connect", ask);
  line.on("disconnect", lost);
  line.on("connect_error", failed);
  pollIfItLasts();
  if (line.connected) ask();

  return {
    offer,
    close() {
      stopPolling();
      line.off("snapshot", offer).off("connect", ask).off("disconnect", lost).off("connect_error", failed);
      line.emit("unwatch", { topic, key });
    },
  };
}
