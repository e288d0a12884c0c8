// Times of the builder: minutes after midnight of a conference day, on the conference's clock. 25:30 is half past one
// in the night that still belongs to the day. No time zones here: the server turns them into moments.

const pad = (number) => String(number).padStart(2, "0");
export const DAY = 1440;

/** Minutes of "14:15"; hours before the day's change belong to the night after it. */
export function minutesOf(time, changeHour) {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours < changeHour ? hours + 24 : hours) * 60 + minutes;
}

/** "14:15" of minutes; 25:30 is shown as 01:30, as a clock does. */
export const clock = (minutes) => `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;

/** "14:15–15:15". */
export const span = (at, minutes) => `${clock(at)}–${clock(at + minutes)}`;

/** The local ISO text that the calendar reads, such as 2026-03-11T01:30:00 for 25:30 of the day before. */
export function isoOf(day, minutes) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date, 0, minutes)).toISOString().slice(0, 19);
}

/** Minutes after a day's midnight of a local ISO text. */
export function minutesSince(day, iso) {
  return Math.round((Date.parse(`${iso.slice(0, 19)}Z`) - Date.parse(`${day}T00:00:00Z`)) / 60000);
}
