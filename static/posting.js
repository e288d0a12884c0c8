// Sends a form by itself, without leaving the page, and shows in words what the server refused.
import { clearFieldErrors, showFieldErrors } from "./field_errors.js";
import { notice } from "./notice.js";

/**
 * The server said no, or could not be reached (`status` 0); `message` is a sentence for the reader, or empty, and
 * `fields` has the sentences of single fields.
 */
export class NotPosted extends Error {
  constructor(message, status, fields = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/** Post a form as its button would, or as it was filled (`body`); resolves with the JSON answer, rejects with NotPosted. */
export async function post(form, submitter, body = new FormData(form, submitter)) {
  const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  let answer;
  try {
    answer = await fetch(action, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new NotPosted("", 0);
  }
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new NotPosted(json.error ?? "", answer.status, json.fields);
  return json;
}

/** Let every posting form within a section go by itself; onDone(answer, form) hears of each that went well. */
export function enlivenForms(section, { leave = () => false, onDone, onRefused } = {}) {
  const phrases = JSON.parse(document.body.dataset.phrases || "{}");
  const submit = async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || leave(form)) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    event.submitter?.setAttribute("aria-busy", "true");
    try {
      const answer = await post(form, event.submitter);
      clearFieldErrors(form);
      if (answer.notice) notice(answer.notice, "success", form);
      onDone?.(answer, form);
    } catch (failure) {
      if (!(failure instanceof NotPosted)) throw failure;
      const unsaid = failure.status === 429 ? phrases.tooMany : failure.status ? phrases.failed : phrases.offline;
      failure.message ||= unsaid;
      clearFieldErrors(form);
      if (!showFieldErrors(form, failure.fields)) notice(failure.message, failure.status === 409 ? "warning" : "error", form);
      onRefused?.(failure, form);
    } finally {
      form.ariaBusy = null;
      event.submitter?.removeAttribute("aria-busy");
    }
  };
  section.addEventListener("submit", submit);
  return { close: () => section.removeEventListener("submit", submit) };
}
