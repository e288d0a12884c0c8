// The form of an answer: reads and sets it for each kind of poll, says it in words, and helps with counters and steppers.
import { ranking } from "./polls_ranking.js";
import { filled } from "./polls_result.js";

const numbers = new Intl.NumberFormat(document.documentElement.lang);

/**
 * Make more of a form: sendNow() is called where one tap is the whole answer. Returns {payload(), set(answer),
 * clear(), check(), show(sentence), said(answer), busy(is), staysOpen}.
 */
export function answerForm(form, setup, { sendNow, signal }) {
  const { kind } = setup;
  const error = form.querySelector("[data-error]");
  const fields = form.querySelector("fieldset");
  const send = form.querySelector(".poll-send");
  const label = (id) => setup.options.find((option) => String(option.id) === String(id))?.text ?? "";
  const order = kind === "ranking" ? ranking(form.querySelector(".poll-rank"), setup, { signal }) : null;
  const staysOpen = kind === "single" && setup.secrecy === "named";

  const all = (selector) => [...form.querySelectorAll(selector)];
  const checked = () => all("input:checked").map((input) => Number(input.value));
  const points = () => Object.fromEntries(all("[name^='points-']").map((input) => [input.name.slice(7), Number(input.value) || 0]));
  const whole = (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : text);

  const readers = {
    single: () => ({ option: checked()[0] ?? null }),
    multiple: () => ({ options: checked() }),
    ranking: () => ({ order: order.order() }),
    scale: () => ({ number: checked()[0] ?? null }),
    points: () => ({ points: points() }),
    number: () => ({ number: whole(form.elements.number.value) }),
    text: () => ({ text: form.elements.text.value }),
    words: () => ({ words: all("[name=word]").map((input) => input.value).filter((word) => word.trim()) }),
  };
  const setters = {
    single: ({ option }) => check([option]),
    multiple: ({ options }) => check(options),
    ranking: (answer) => order.set(answer.order),
    scale: ({ number }) => check([number]),
    points: (answer) => all("[name^='points-']").forEach((input) => { input.value = answer.points[input.name.slice(7)] || ""; }),
    number: ({ number }) => { form.elements.number.value = number ?? ""; },
    text: ({ text }) => { form.elements.text.value = text; },
    words: ({ words }) => all("[name=word]").forEach((input, index) => { input.value = words[index] ?? ""; }),
  };
  const check = (values) => all("input[type=radio], input[type=checkbox]").forEach((input) => {
    input.checked = values.some((value) => String(value) === input.value);
  });

  const sentences = {
    multiple: ({ options }) => options.length >= setup.least && options.length <= setup.most,
    ranking: (answer) => answer.order.length >= setup.least && answer.order.length <= setup.most,
    points: (answer) => Object.values(answer.points).reduce((sum, n) => sum + n, 0) === setup.points,
    single: ({ option }) => option !== null,
    scale: ({ number }) => number !== null,
    number: ({ number }) => Number.isInteger(number) && number >= setup.least && number <= setup.most,
    text: ({ text }) => text.trim() !== "",
    words: ({ words }) => words.length > 0,
  };

  const said = {
    single: ({ option }) => label(option),
    multiple: ({ options }) => options.map(label).join(", "),
    ranking: (answer) => answer.order.map((id, index) => `${index + 1}. ${label(id)}`).join(", "),
    points: (answer) => Object.entries(answer.points).filter(([, n]) => n).map(([id, n]) => `${label(id)}: ${n}`).join(", "),
    text: ({ text }) => text,
    words: ({ words }) => words.join(", "),
  };
  const saidNumber = ({ number }) => [numbers.format(number), setup.unit].filter(Boolean).join(" ");

  const hint = form.querySelector(".poll-hint");
  const firstHint = hint.textContent;
  const help = () => {
    if (kind === "multiple") hint.textContent = `${firstHint} ${filled(setup.texts.chosen, checked().length)}`;
    if (kind === "points") hint.textContent = `${firstHint} ${pointsLeft()}`;
  };
  const pointsLeft = () => {
    const left = setup.points - Object.values(points()).reduce((sum, n) => sum + n, 0);
    if (left === 0) return setup.texts.all_given;
    return filled(left > 0 ? setup.texts.left : setup.texts.over, Math.abs(left));
  };
  const show = (sentence) => {
    error.textContent = sentence || "";
    error.hidden = !sentence;
    fields.toggleAttribute("aria-invalid", Boolean(sentence));
  };

  form.addEventListener("input", () => { show(""); help(); }, { signal });
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    const input = step.parentElement.querySelector("input");
    const size = setup.points >= 50 ? 5 : 1;
    const others = Object.values(points()).reduce((sum, n) => sum + n, 0) - (Number(input.value) || 0);
    const most = Math.max(0, setup.points - others);
    const next = Math.min(most, Math.max(0, (Number(input.value) || 0) + size * Number(step.dataset.step)));
    input.value = next || "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, { signal });
  if (kind === "single") oneTap(form, { sendNow, signal });
  hint.setAttribute("aria-live", "polite");
  help();

  return {
    staysOpen,
    show,
    payload: () => readers[kind](),
    said: (answer) => (said[kind] ?? saidNumber)(answer),
    check: () => (sentences[kind](readers[kind]()) ? "" : setup.mistake),
    set(answer) {
      setters[kind](answer);
      help();
    },
    clear() {
      form.reset();
      check([]);
      all("[name^='points-'], [name=number], [name=text], [name=word]").forEach((input) => { if (input.type !== "radio") input.value = ""; });
      order?.set([]);
      show("");
      help();
    },
    busy(is) {
      send.toggleAttribute("disabled", is && !staysOpen);
      if (is) send.setAttribute("aria-busy", "true");
      else send.removeAttribute("aria-busy");
    },
  };
}

/** A tap on an option is the answer; arrow keys only choose, and Enter or the button sends. */
function oneTap(form, { sendNow, signal }) {
  // However long it takes: a press may be slow. A key, or a finger that scrolls, begins something else.
  let isPressed = false;
  form.classList.add("is-one-tap");
  form.addEventListener("pointerdown", (event) => (isPressed = event.target.closest(".poll-option") !== null), { signal });
  for (const name of ["pointercancel", "keydown"]) form.addEventListener(name, () => (isPressed = false), { signal });
  form.addEventListener("click", (event) => {
    if (!event.target.matches("input[type=radio]")) return;
    const wasPressed = isPressed;
    isPressed = false;
    if (wasPressed) sendNow();
  }, { signal });
}
