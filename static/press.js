// A press that is under way ends on what it began on: whatever the server's news draw anew there waits until then.

// A press may be slow, with a tremor or a switch; but what is never heard to end shall not hold the news up for ever.
const longestMilliseconds = 30_000;
// A mouse clicks as it is let go. The click of a finger comes later, the more so the busier the device is.
const clickMilliseconds = { mouse: 50, other: 500 };
let press = null;

function end() {
  clearTimeout(press?.timer);
  press?.resolve();
  press = null;
}

function begin(by, target) {
  end();
  const { promise, resolve } = Promise.withResolvers();
  press = { by, target, promise, resolve, timer: setTimeout(end, longestMilliseconds) };
}

function endIn(milliseconds, by = press?.by) {
  if (!press || press.by !== by) return;
  clearTimeout(press.timer);
  press.isUp = true;
  press.timer = setTimeout(end, milliseconds);
}

addEventListener("pointerdown", (event) => event.isPrimary && event.button === 0 && begin("pointer", event.target), true);
addEventListener("pointerup", ({ isPrimary, pointerType }) => isPrimary && endIn(clickMilliseconds[pointerType] ?? clickMilliseconds.other, "pointer"), true);
for (const name of ["click", "pointercancel", "dragend"]) addEventListener(name, () => endIn(0, "pointer"), true);
// It was let go where nobody heard it: on a scrollbar, outside the window, in another window.
addEventListener("pointermove", (event) => event.isPrimary && event.buttons === 0 && !press?.isUp && endIn(0, "pointer"), true);
addEventListener("blur", (event) => event.target === window && endIn(0), true);
// The space bar presses when it is let go.
addEventListener("keydown", (event) => event.key === " " && !event.repeat && begin("space", event.target), true);
addEventListener("keyup", (event) => event.key === " " && endIn(0, "space"), true);

/* Who is asked whether they mean it has not let go yet: the form is sent after the answer. */
const dialog = document.querySelector("#confirm-dialog");
const answered = () => new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));

/** Return a promise of the end of the press that is under way within a part of the page, or null. */
export function pressIn(part) {
  if (press && part.contains(press.target)) return press.promise;
  return dialog?.open && part.querySelector("form[data-asks]") ? answered() : null;
}

/** Resolve as soon as nobody presses anything within a part of the page. */
export async function letGo(part) {
  for (let under = pressIn(part); under; under = pressIn(part)) await under;
}
