// What the quiz's fragments share: making elements, the answers to choose from, leaderboards, and the time that is left.
import { countdown } from "./countdown.js";
import { serverNow } from "./live.js";

/** Make an element: el("p", {class: "quiet", hidden: true}, "text", child). */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Put values into a text: fill("{number} of {of}", {number: 1, of: 5}). */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** An icon of the sprite. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  // The sprite's address carries a hash, and stands in every icon that the server drew.
  const drawn = document.querySelector(".icon use")?.getAttribute("href") ?? "";
  use.setAttribute("href", `${drawn.split("#")[0]}#${name}`);
  svg.append(use);
  return svg;
}

const mark = (at) => el("span", { class: `quiz-mark tone-${at}`, "aria-hidden": "true" },
  el("span", { class: `quiz-shape shape-${at}` }), el("span", { class: "quiz-letter" }, "ABCDEF"[at]));

const verdict = (name, text) => el("span", { class: "quiz-verdict" }, icon(name), text);

/** The answers to choose from, as buttons, or as checkboxes where several are right. */
export function choices(question, chosen, texts) {
  return el("div", { class: "quiz-options" }, question.options.map((option, at) => {
    const mine = chosen.includes(option.id);
    const look = `quiz-option tone-${at}${mine ? " is-mine" : ""}`;
    const text = el("span", { class: "grow quiz-text" }, option.text);
    if (question.several) {
      const box = el("input", { type: "checkbox", name: "option", value: option.id, checked: mine });
      return el("label", { class: look }, box, mark(at), text);
    }
    return el("button", { class: look, name: "option", value: option.id }, mark(at), text,
      mine ? verdict("check-lg", texts.yours) : null);
  }));
}

/** What was chosen how often, and what is right. */
export function results(question, chosen, texts) {
  return el("ul", { class: "quiz-options quiz-results" }, question.options.map((option, at) => {
    const right = question.right.includes(option.id);
    const mine = chosen.includes(option.id);
    const count = question.counts[option.id] ?? 0;
    return el("li", { class: `quiz-option tone-${at} ${right ? "is-right" : "is-wrong"}${mine ? " is-mine" : ""}` }, mark(at),
      el("span", { class: "grow" }, el("span", { class: "quiz-text" }, option.text),
        el("progress", { class: "bar", max: Math.max(question.answers, 1), value: count, "aria-hidden": "true" })),
      el("span", { class: "quiz-count num" }, String(count),
        el("span", { class: "visually-hidden" }, ` ${count === 1 ? texts.answer : texts.answers}`)),
      right ? verdict("check-circle-fill", texts.right) : mine ? verdict("x-circle", texts.yours) : null);
  }));
}

export const explained = (question) => (question.explanation || question.source
  ? el("div", { class: "quiz-explained" }, question.explanation ? el("p", {}, question.explanation) : null,
    question.source ? el("p", { class: "quiet" }, icon("book"), ` ${question.source}`) : null)
  : null);

export const picture = (question, base) => (question.picture
  ? el("img", { class: "quiz-picture", src: `${base}/questions/${question.id}/picture`, alt: question.alt }) : null);

export const notice = (text, kind) => el("div", { class: `notice notice-${kind}` },
  icon({ success: "check-circle-fill", warning: "exclamation-triangle-fill" }[kind] ?? "info-circle-fill"), el("div", {}, text));

export const empty = (name, title, text) => el("div", { class: "empty" }, icon(name), el("h3", {}, title), el("p", {}, text));

/** A leaderboard; rows are [place, name, points]. */
export function leaders(rows, title, texts) {
  const heads = [texts.place, texts.nickname, texts.pointsHead].map((text) => el("th", { scope: "col" }, text));
  const lines = rows.map(([place, name, points]) => el("tr", {}, el("td", { class: "quiz-place num" }, place),
    el("th", { scope: "row" }, name), el("td", { class: "num" }, String(points))));
  return el("section", { class: "quiz-leaders" }, el("h3", {}, title),
    rows.length
      ? el("table", { class: "table quiz-table" }, el("caption", { class: "visually-hidden" }, title),
        el("thead", { class: "visually-hidden" }, el("tr", {}, heads)), el("tbody", {}, lines))
      : el("p", { class: "quiet" }, texts.nobody));
}

/** The clock of a fragment, and its bar where it has one. Returns {set(question or null), close()}. */
export function timeLeft(section, onEnd) {
  const clock = section.querySelector(".countdown");
  const bar = section.querySelector("[data-time].quiz-time");
  const counter = clock ? countdown(clock, { onEnd: () => onEnd?.() }) : null;
  let timer = null;
  const draw = (question) => {
    clearTimeout(timer);
    if (!bar) return;
    const left = question ? question.closes_at - serverNow() : 0;
    bar.hidden = left <= 0;
    if (left <= 0) return;
    bar.value = Math.min(1, left / (question.closes_at - question.opened_at));
    timer = setTimeout(draw, matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : 100, question);
  };
  return {
    set(question) {
      counter?.set(question ? question.closes_at : null);
      draw(question);
    },
    close() {
      clearTimeout(timer);
      counter?.close();
    },
  };
}
