// How the page's language writes numbers and times.

const { lang } = document.documentElement;

export const locale = lang === "en" ? "en-GB" : lang;

const clocks = new Map();

function inZone(zone, moment, shape) {
  const key = JSON.stringify([zone, shape]);
  if (!clocks.has(key)) clocks.set(key, new Intl.DateTimeFormat(locale, { ...shape, timeZone: zone }));
  return clocks.get(key).format(new Date(moment));
}

/** The hour of an ISO moment on the clock of a zone ("Europe/Brussels"), as the server writes it beside a session. */
export function hourIn(zone, moment) {
  return inZone(zone, moment, { hour: "2-digit", minute: "2-digit" });
}

/** The same, after the day of the week. */
export function dayHourIn(zone, moment) {
  return inZone(zone, moment, { weekday: "short", hour: "2-digit", minute: "2-digit" });
}
