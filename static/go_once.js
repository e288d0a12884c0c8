// A page is left once: to set out anew while the next page is on its way would only begin that again, and again.

// So late it is sure that nothing comes any more, as where somebody stopped it.
const patienceMilliseconds = 20_000;
let isGoing = false;

addEventListener("pageshow", (event) => event.persisted && (isGoing = false));

/** Leave the page by `go()`, unless it is being left already. */
export function goOnce(go) {
  if (isGoing) return;
  isGoing = true;
  setTimeout(() => (isGoing = false), patienceMilliseconds);
  go();
}
