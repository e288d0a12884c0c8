// Whether the reader may write in a chat just now: what concerns one person alone is asked for, and told to nobody else.
import { send } from "./live.js";
import { notice } from "./notice.js";

// All who have written here ask when a moderator has decided something; they spread themselves.
const spreadMilliseconds = 500;
const longestSeconds = 60;

export class Mute {
  constructor(section, { conference, room, phrases }, onChange) {
    this.onChange = onChange;
    this.place = section.querySelector("[data-muted]");
    this.question = { conference, room };
    this.phrases = phrases;
    this.wrote = "wrote" in section.dataset;
    this.decided = null;
    this.askAgain(Number(this.place.dataset.seconds));
  }

  /** Take in a snapshot's `decided`: who has never written cannot be muted, and asks nothing. */
  heard(decided) {
    if (this.decided !== null && this.decided !== decided && this.wrote) this.askIn(Math.random() * spreadMilliseconds);
    this.decided = decided;
  }

  close() {
    clearTimeout(this.timer);
  }

  askIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), milliseconds);
  }

  /** While muted, ask each minute, as the sentence counts minutes, and when it is over. */
  askAgain(seconds) {
    if (seconds > 0) this.askIn(Math.min(seconds, longestSeconds) * 1000);
  }

  async ask() {
    const own = await send("chat.mine", this.question).catch(() => null);
    if (!own) return;
    if (!own.muted && !this.place.hidden) notice(this.phrases.writeAgain, "success");
    this.place.querySelector("[data-sentence]").textContent = own.muted;
    this.place.hidden = !own.muted;
    this.onChange();
    this.askAgain(own.seconds);
  }
}
