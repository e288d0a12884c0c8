// The desk by keyboard: each key presses the button that carries it, so that a key does what the page shows.

const named = { " ": "[data-big]", n: "[data-big]" };

/** `find(selector)` returns what is on the desk now. */
export function listenToKeys(root, find) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector("dialog[open]") || event.target.closest("input, textarea, select, [contenteditable]")) return;
    // On a button or a link the space bar is that one's own.
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    if (event.key === "?") {
      event.preventDefault();
      document.getElementById("desk-keys").showModal();
      return;
    }
    const key = event.key.toLowerCase();
    const button = find(named[key] ?? `[data-key="${CSS.escape(key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.focus({ preventScroll: true });
    button.click();
  });
}
