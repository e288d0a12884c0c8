// The hall: marks at which booths somebody of the team is now, and says when booths came or went.
import { watch } from "./live.js";

const root = document.querySelector("[data-hall]");
const mark = root.querySelector("[data-here-mark]");
const changed = root.querySelector("[data-hall-changed]");
let there = null;
let shownHere = null;

// Of some booths the page knows who may count: whom a block keeps apart from its reader is not there for them.
const beside = JSON.parse(root.dataset.beside);
const isThere = (id) => (there[id]?.team ?? []).some((mark) => !beside[id] || beside[id].includes(mark));

/** Put the mark where somebody is, and take it away where nobody is; what stands rightly is not touched. */
function draw(within) {
  for (const booth of within.querySelectorAll("[data-booth]")) {
    const place = booth.querySelector("[data-marks]");
    const present = place.querySelector("[data-here]");
    if (isThere(booth.dataset.booth) === Boolean(present)) continue;
    if (present) present.remove();
    else place.prepend(mark.content.cloneNode(true));
  }
}

function count() {
  const shown = root.querySelector("[data-here-count]");
  // How many of them would fit what else is looked for is known to the server alone.
  if (shown && "unfiltered" in root.dataset) shown.textContent = `(${Object.keys(there).filter(isThere).length})`;
}

watch({
  topic: "exhibition",
  key: Number(root.dataset.hall),
  onSnapshot: ({ state }) => {
    there = state.here;
    draw(root);
    count();
    const now = Object.keys(there).filter(isThere).sort().join();
    // A list of those where somebody is would have to be another list.
    const other = "onlyHere" in root.dataset && shownHere !== null && shownHere !== now;
    shownHere ??= now;
    if (other || state.stamp !== root.dataset.stamp) changed.hidden = false;
  },
});

// More cards came: they are marked by what is known.
root.addEventListener("htmx:load", () => there && draw(root));
