// The speakers' view: the timer that the hall sees, in large type; the last half minute says so in another colour.
import { countdown } from "./countdown.js";
import { watch } from "./live.js";

const lastSeconds = 30;
const box = document.querySelector("[data-stage-timer]");
const timer = countdown(box.querySelector(".countdown"), { lastSeconds });

watch({
  topic: "stage",
  key: Number(box.dataset.stageTimer),
  onSnapshot({ state }) {
    box.hidden = !state.timer;
    box.querySelector("[data-timer-label]").textContent = state.timer?.label ?? "";
    timer.set(state.timer?.ends_at ?? null);
  },
});
