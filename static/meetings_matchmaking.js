// A matchmaking as its organisers watch it: wishes so far, and how far the computing of the timetable is.
import { goOnce } from "./go_once.js";
import { watch } from "./live.js";

const box = document.getElementById("matchmaking");
const wasRunning = box.dataset.running === "1";

function show({ state }) {
  box.querySelector("[data-wishes]").textContent = state.wishes;
  const running = Boolean(state.run?.is_running);
  if (running !== wasRunning) {
    // What can be done next is drawn by the server.
    goOnce(() => location.reload());
    return;
  }
  if (!running) return;
  const words = box.querySelector("[data-run-words]");
  if (words && words.textContent !== state.run.words) words.textContent = state.run.words;
  const bar = box.querySelector("[data-run-share]");
  if (bar) bar.value = state.run.share;
}

const stop = watch({ topic: "matchmaking", key: Number(box.dataset.matchmaking), onSnapshot: show });
addEventListener("pagehide", () => stop.close());
