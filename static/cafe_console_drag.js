// People of the open table can be dragged to another table; the list in the panel does the same without dragging.

/** `move(participant, table)` is called when somebody was dropped. */
export function enlivenDrag(people, tiles, move) {
  let dragged = null;
  const mark = (target) => {
    for (const link of tiles.querySelectorAll(".is-target")) if (link !== target) link.classList.remove("is-target");
    target?.classList.add("is-target");
  };
  // Rows come and go: each is made draggable when the pointer is about to take it.
  people.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-person]");
    if (row) row.draggable = true;
  });
  people.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-person]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.person);
    dragged.classList.add("is-dragged");
  });
  tiles.addEventListener("dragover", (event) => {
    const link = event.target.closest("a.tile:not(.is-merged)");
    if (!dragged || !link) return;
    event.preventDefault();
    mark(link);
  });
  tiles.addEventListener("drop", (event) => {
    const link = event.target.closest("a.tile:not(.is-merged)");
    if (!dragged || !link) return;
    event.preventDefault();
    if (!link.hasAttribute("aria-current")) move(Number(dragged.dataset.person), Number(link.parentElement.dataset.tile));
  });
  people.addEventListener("dragend", () => {
    mark(null);
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });
}
