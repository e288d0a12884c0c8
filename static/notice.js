// A sentence for the reader, shown by site.js beside the page for a while.

/** Say something; `kind` is error, warning, success or info. What is said of the same form (`about`) takes the place of what was. */
export function notice(text, kind = "error", about = null) {
  document.dispatchEvent(new CustomEvent("notice", { detail: { text, kind, about } }));
}
