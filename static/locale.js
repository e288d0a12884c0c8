// How the page's language writes numbers and times.

const { lang } = document.documentElement;

export const locale = lang === "en" ? "en-GB" : lang;

const clocks = new Map();

/** The hour of an ISO moment on the clock of a zone ("Europe/Brussels"), as the server writes it beside a session. */
export function hourIn(zone, moment) {
  if (!clocks.has(zone)) clocks.set(zone, new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone }));
  return clocks.get(zone).format(new Date(moment));
}
