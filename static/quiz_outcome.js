// What came of a player's answers, drawn: the verdict on one question, the place so far, the end of a part.
import { el, explained, fill, leaders, notice, picture, results } from "./quiz_parts.js";

/** What came of the own answer (ids of options), with its points (null: not known yet): a sentence, and its kind. */
export function verdict(question, chosen, points, texts) {
  if (!chosen.length) return [texts.unanswered, "info"];
  if (chosen.length !== question.right.length || question.right.some((id) => !chosen.includes(id))) return [texts.notIt, "warning"];
  // The points come a moment later than what is right.
  return [typeof points === "number" ? fill(texts.gotPoints, { points }) : texts.gotIt, "success"];
}

/** An answered question with what was right; `mine` is what was counted of the player, or null. */
export const drawnAnswer = (question, chosen, mine, base, texts) => [
  el("h3", { class: "quiz-question" }, question.text), picture(question, base),
  notice(...verdict(question, chosen, mine?.points, texts)), results(question, chosen, texts), explained(question),
  drawnPlace(mine, texts),
];

function drawnPlace(mine, texts) {
  if (!mine?.part) return null;
  const [place, points] = mine.part;
  return el("p", { class: "quiz-score" }, fill(texts.partPlace, { place, points, players: mine.partPlayers }));
}

/** The end of a part; `later` says when answers that are still to come are shown. */
export function drawnEnd(state, mine, later, texts) {
  const [place, points] = mine?.total ?? [];
  return [
    el("div", { class: "quiz-own" }, el("h3", {}, texts.ended), state.later && !state.revealed ? el("p", {}, later) : null,
      drawnPlace(mine, texts),
      mine?.total && state.total.length ? el("p", {}, fill(texts.totalPlace, { place, points, players: mine.totalPlayers })) : null),
    state.leaders.length ? leaders(state.leaders, texts.leaders, texts) : null,
    state.total.length ? leaders(state.total, texts.total, texts) : null,
  ];
}
