// The clock of a round: the server's, standing still while it is paused, with words at five minutes and at one.
import { warningAt } from "./cafe_clock.js";
import { clock, countdown } from "./countdown.js";
import { serverNow } from "./live.js";

export class Clock {
  constructor(root, phrases) {
    this.phrases = phrases;
    this.name = root.querySelector("[data-round-name]");
    this.paused = root.querySelector("[data-paused]");
    this.warning = root.querySelector("[data-warning]");
    this.head = root.querySelector("[data-clock]");
    this.running = countdown(this.head.querySelector(".countdown"));
    setInterval(() => this.warn(), 1000);
  }

  show(round) {
    this.endsAt = round?.ends_at ?? null;
    this.running.set(this.endsAt);
    this.paused.hidden = round?.state !== "paused";
    this.paused.textContent = this.paused.hidden ? "" : this.phrases.paused.replace("{time}", clock(round.left_seconds));
    const words = !round ? this.phrases.noRound : round.state === "closed" ? this.phrases.over : this.phrases.round;
    this.name.textContent = words.replace("{number}", round?.number);
    this.warn();
  }

  /* What the countdown says aloud at these moments stands here to be read, until the next of them. */
  warn() {
    const left = this.endsAt === null ? Infinity : (this.endsAt - serverNow()) / 1000;
    const word = warningAt(left);
    if (word === this.word) return;
    this.word = word;
    this.head.dataset.warning = word ?? "";
    this.warning.hidden = !word;
    this.warning.textContent = word ? this.phrases[word] : "";
    this.warning.classList.toggle("is-last", word === "oneMinute");
  }
}
