// The run's order by dragging and by the arrow keys on a step's handle; the menu of each step has buttons for the same.

/** Make the list movable: `move(stepId, place)` puts a step at another place, counted from 0. */
export function enliveRun(list, move) {
  if (!list) return;
  let dragged = null;
  const places = () => [...list.children];

  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.target.matches("[data-handle]")) return;
    event.preventDefault();
    const row = event.target.closest("[data-step]");
    const place = places().indexOf(row) + by;
    if (place >= 0 && place < places().length) move(row.dataset.step, place);
  });
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-step]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.step);
    event.dataTransfer.setDragImage(dragged, 12, 12);
    dragged.classList.add("is-dragged");
  });
  list.addEventListener("dragover", (event) => {
    const row = event.target.closest("[data-step]");
    if (!dragged || !row) return;
    event.preventDefault();
    for (const one of places()) one.classList.toggle("is-target", one === row && one !== dragged);
  });
  list.addEventListener("drop", (event) => {
    const row = event.target.closest("[data-step]");
    if (!dragged || !row) return;
    event.preventDefault();
    if (row !== dragged) move(dragged.dataset.step, places().indexOf(row));
  });
  list.addEventListener("dragend", () => {
    for (const one of places()) one.classList.remove("is-target", "is-dragged");
    dragged = null;
  });
}
