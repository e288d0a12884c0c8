// What an award's panel and its wall share: the section as the server draws it, and the numbers that move in between.
import { locale } from "./locale.js";

const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** Fetch a section anew. Throws where it does not come. */
export async function freshSection(address, selector) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(selector);
  if (!fresh) throw new Error(address);
  return document.adoptNode(fresh);
}

/** What is drawn by the server: another one of these, and the section is fetched. */
export const pictureOf = ({ state, open, voting, frozen, reveal }) => JSON.stringify([state, open, voting, frozen, reveal]);

/** Write how many have voted, and the open tally. */
export function drawNumbers(section, state, words) {
  const turnout = section.querySelector("[data-turnout]");
  if (turnout && state.ballots !== null) {
    turnout.textContent = words.turnout.replace("{n}", numbers.format(state.ballots)).replace("{of}", numbers.format(state.roll));
  }
  for (const [name, value] of [["ballots", state.ballots], ["roll", state.roll]]) {
    const place = section.querySelector(`[data-${name}]`);
    if (place && value !== null) place.textContent = numbers.format(value);
  }
  const share = section.querySelector("[data-share]");
  if (share && state.roll) share.setAttribute("width", `${(100 * state.ballots) / state.roll}%`);
  for (const line of state.tally ?? []) {
    const row = section.querySelector(`[data-line="${CSS.escape(line.id)}"]`);
    if (!row) continue;
    row.querySelector("[data-count]").textContent = numbers.format(line.count);
    row.querySelector("[data-percent]").textContent = `${numbers.format(line.percent)} %`;
    row.querySelector("[data-bar]").setAttribute("width", `${line.percent}%`);
  }
  const head = section.querySelector("[data-head]");
  if (head && state.head) {
    head.querySelector("[data-head-number]").textContent = state.head.number;
    const groups = state.head.hash.match(/.{8}/g);
    head.querySelectorAll(".digits > span").forEach((span, index) => { span.textContent = groups[index]; });
  }
}
