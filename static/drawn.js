// What the server has drawn: whether it is the same once more, and how long its buttons are to wait.

const arrivals = new WeakMap();
const marginMilliseconds = 50;

/** Return a drawn part as text, without what differs each time it is drawn. */
export function asDrawn(place) {
  const copy = place.cloneNode(true);
  for (const token of copy.querySelectorAll("[name=csrf_token]")) token.removeAttribute("value");
  for (const button of copy.querySelectorAll("[data-ready-in]")) button.removeAttribute("data-ready-in");
  return copy.innerHTML;
}

/** Note that the buttons in a part have just arrived: from now on they count how long they are to wait. */
export function arrived(place) {
  for (const button of place.querySelectorAll("[data-ready-in]")) arrivals.set(button, performance.now());
}

/**
 * Resolve when a button may be pressed (data-ready-in: milliseconds, as it was drawn). It is counted from its arrival,
 * which is never before it was drawn: what this page believes the server's clock to be may be wrong by a tenth of a second.
 */
export async function untilReady(button) {
  if (button?.dataset.readyIn === undefined) return;
  const now = performance.now();
  const left = Number(button.dataset.readyIn) + marginMilliseconds - (now - (arrivals.get(button) ?? now));
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
