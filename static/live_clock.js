// The server's clock, as far as this page knows it: what is counted down follows it and not the reader's own clock.

const staleMilliseconds = 60000;
let offset = 0;
let error = Infinity;
let at = 0;

/** Take in a moment that the server sent. `travel`: milliseconds from asking to answer; without it, it was pushed. */
export function heard(now, travel) {
  if (typeof now !== "number") return;
  const here = Date.now();
  const stale = here - at > staleMilliseconds;
  if (travel === undefined) {
    // News is only ever late, so a pushed moment that lies ahead of what was believed is nearer to the truth.
    if (error === Infinity || now - here > offset) offset = now - here;
  } else if (stale || travel <= error) {
    offset = now + travel / 2 - here;
    error = travel;
    at = here;
  }
}

/** The server's clock now, in milliseconds since 1970. */
export const serverNow = () => Date.now() + offset;
