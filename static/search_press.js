// What a search brings is not drawn under a press on the list: the list is asked for once more when the press is over.
import { pressIn } from "./press.js";

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, shouldSwap } = event.detail;
  const press = shouldSwap && requestConfig.elt.matches("form[data-auto-submit]") && pressIn(target);
  if (!press) return;
  event.detail.shouldSwap = false;
  press.then(() => requestConfig.elt.requestSubmit());
});
