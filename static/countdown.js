// Time left until a moment of the server's clock, in every element made by the macro `countdown`.
import { serverNow } from "./live.js";

const saidAt = [600, 300, 120, 60, 30, 10];

/** So many seconds as a clock shows them: 1:14:56, or 4:59. */
export const clock = (seconds) => {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
};

function spoken(words, seconds) {
  if (seconds <= 0) return words.over;
  const [forms, number] = seconds >= 60 ? [words.minutes, Math.round(seconds / 60)] : [words.seconds, seconds];
  return forms[number === 1 ? 0 : 1].replace("{number}", number);
}

/**
 * Count down in an element of the macro `countdown`. `endsAt` (milliseconds, or an ISO text with its zone) stands in
 * for the element's own data-ends-at; onEnd() is called once when it is reached; `lastSeconds` are shown as such. Returns {set(endsAt), close()};
 * set(null) hides it.
 */
export function countdown(element, { endsAt = element.dataset.endsAt, onEnd, lastSeconds = 10 } = {}) {
  const words = JSON.parse(element.dataset.words);
  const shown = element.querySelector("[data-time]");
  const said = element.querySelector("[data-said]");
  let ends = null;
  let timer = null;
  let before = null;

  const draw = () => {
    clearTimeout(timer);
    if (ends === null) return;
    const left = ends - serverNow();
    const seconds = Math.max(0, Math.ceil(left / 1000));
    shown.textContent = seconds ? clock(seconds) : words.over;
    element.classList.toggle("is-last", seconds > 0 && seconds <= lastSeconds);
    element.classList.toggle("is-over", seconds === 0);
    const passed = before !== null && [...saidAt, 0].some((mark) => seconds <= mark && mark < before);
    if (passed) said.textContent = spoken(words, seconds);
    const ended = seconds === 0 && before !== 0;
    before = seconds;
    // A little after the second turns; the server's clock is learnt better all the time.
    if (seconds) timer = setTimeout(draw, Math.max(50, (left % 1000) + 20));
    if (ended) onEnd?.();
  };
  const set = (moment) => {
    const value = moment === null || moment === undefined || moment === "" ? null : new Date(moment).getTime();
    if (value !== ends) {
      before = null;
      said.textContent = "";
    }
    ends = Number.isNaN(value) ? null : value;
    element.hidden = ends === null;
    draw();
  };
  set(endsAt);
  return {
    set,
    close() {
      clearTimeout(timer);
      ends = null;
    },
  };
}
