// A sentence for the reader, shown by site.js beside the page for a while.

/** Say something; `kind` is error, warning, success or info. */
export function notice(text, kind = "error") {
  document.dispatchEvent(new CustomEvent("notice", { detail: { text, kind } }));
}
