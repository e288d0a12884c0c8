// The console by keyboard: each key presses the button that carries it, so that a key does what the page shows.

const named = { " ": "[data-big]", n: "[data-big]" };

/** `others` are keys that do something else: {h: () => …}. */
export function listenToKeys(root, others) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector("dialog:modal") || event.target.closest("input, textarea, select, [contenteditable]")) return;
    // On a button or a link the space bar is that one's own.
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    const key = event.key.toLowerCase();
    if (others[key]) {
      event.preventDefault();
      others[key]();
      return;
    }
    const button = root.querySelector(named[key] ?? `[data-key="${CSS.escape(key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.focus({ preventScroll: true });
    button.click();
  });
}
