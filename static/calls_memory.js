// A tab remembers that its page was in a call, so that a reload is no leaving; and gives the seat back when it goes.
const place = (room) => `call:in:${room}`;
// Of calls that follow each other, as those of a café's tables do, the next one goes on with what was noted in the last.
const placeOfNext = (series) => `call:next:${series}`;
const nextMilliseconds = 120000;

/** Note that this page is in a call, and with what. */
export function keep(room, what) {
  try {
    sessionStorage.setItem(place(room), JSON.stringify(what));
  } catch {
    /* Without storage one joins again by hand. */
  }
}

/** Note that it is in it no more. */
export function forget(room) {
  try {
    sessionStorage.removeItem(place(room));
  } catch {
    /* nothing was kept */
  }
}

/** Return what was noted of one's own part in a call, or null. */
export function remembered(room, me) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place(room)) ?? "null");
    return kept?.me === me ? kept : null;
  } catch {
    return null;
  }
}

/** Whoever is taken from this call to another one of the series goes on there, with what was noted here but a raised hand. */
export function passOn(room, series) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place(room)) ?? "null");
    if (kept && series) sessionStorage.setItem(placeOfNext(series), JSON.stringify({ ...kept, hand: false, at: Date.now() }));
    sessionStorage.removeItem(place(room));
  } catch {
    /* Without storage one joins again by hand. */
  }
}

/** Return, once, what was noted in the call of the series that one was taken from just now, or null. */
export function passedOn(series, me) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(placeOfNext(series)) ?? "null");
    sessionStorage.removeItem(placeOfNext(series));
    return kept?.me === me && Date.now() - kept.at < nextMilliseconds ? kept : null;
  } catch {
    return null;
  }
}

/** Give the seat back while the page goes away, when nothing else can be sent any more. */
export function leaveBehind(room, peer) {
  const meta = document.querySelector('meta[name="live"]');
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  fetch(`${meta.content}/message/calls.leave`, {
    method: "POST", keepalive: true, body: JSON.stringify({ conference: Number(meta.dataset.conference), room, peer }),
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
  }).catch(() => {});
}
