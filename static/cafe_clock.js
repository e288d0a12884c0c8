// When the clock of a café's round warns: at five minutes before its end, and at one.
const warnings = [[60, "oneMinute"], [300, "fiveMinutes"]];

/** Which warning stands while so many seconds are left: "fiveMinutes", "oneMinute", or undefined. */
export const warningAt = (seconds) => (seconds > 0 ? warnings.find(([from]) => seconds <= from)?.[1] : undefined);
