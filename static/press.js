// A press that is under way ends on what it began on: whatever the server's news draw anew there waits until then.

// Nobody means a press so long; and that it ended may not have been heard.
const longestMilliseconds = 3000;
// The click of a finger comes a little after the finger is lifted.
const clickMilliseconds = 50;
let press = null;

function end() {
  clearTimeout(press?.timer);
  press?.resolve();
  press = null;
}

function begin(target) {
  end();
  const { promise, resolve } = Promise.withResolvers();
  press = { target, promise, resolve, timer: setTimeout(end, longestMilliseconds) };
}

function endIn(milliseconds) {
  if (!press) return;
  clearTimeout(press.timer);
  press.timer = setTimeout(end, milliseconds);
}

addEventListener("pointerdown", (event) => event.isPrimary && event.button === 0 && begin(event.target), true);
addEventListener("pointerup", () => endIn(clickMilliseconds), true);
for (const name of ["click", "pointercancel", "dragend", "keyup"]) addEventListener(name, () => endIn(0), true);
// The space bar presses when it is let go.
addEventListener("keydown", (event) => event.key === " " && !event.repeat && begin(event.target), true);

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
