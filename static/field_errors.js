// What the server refused of single fields stands beside them, as in the pages that it draws itself.

const isOurs = "[data-refusal]";

/** Return the control of a field that has a place for a sentence; forms that share a page have a prefix each. */
function controlOf(form, name) {
  return [...form.elements].find((one) => one.type !== "hidden" && (one.name === name || one.name?.endsWith(`-${name}`)) && one.closest(".field"));
}

/** Take away what an earlier answer said beside the fields of a form. */
export function clearFieldErrors(form) {
  for (const sentence of form.querySelectorAll(isOurs)) {
    const control = document.getElementById(sentence.dataset.refusal);
    sentence.remove();
    if (!control) continue;
    control.classList.remove("is-invalid");
    control.removeAttribute("aria-invalid");
    const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== sentence.id);
    if (others.length) control.setAttribute("aria-describedby", others.join(" "));
    else control.removeAttribute("aria-describedby");
  }
}

/** Put sentences (by names of fields) beside their fields and lead to the first; tell whether all have a place. */
export function showFieldErrors(form, fields) {
  const places = Object.entries(fields).map(([name, sentence]) => [controlOf(form, name), sentence]);
  if (!places.length || places.some(([control]) => !control)) return false;
  for (const [control, text] of places) {
    const sentence = document.createElement("div");
    sentence.className = "invalid-feedback";
    sentence.id = `${control.id}-refusal`;
    sentence.dataset.refusal = control.id;
    sentence.textContent = text;
    control.classList.add("is-invalid");
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${sentence.id}`.trim());
    control.parentElement.append(sentence);
  }
  places[0][0].focus();
  return true;
}
