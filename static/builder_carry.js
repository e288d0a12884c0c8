// Dragging a session in from the list of those that have no place yet.

/** `on` holds hover(id, place) and drop(id, place): where it would land, and where it was let go. */
export function carryIn(element, grid, state, on) {
  let carried = null;
  const placeUnder = (event) => {
    const place = carried && grid.placeAt(event.clientX, event.clientY);
    return place && { ...place, minutes: carried.minutes };
  };
  document.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("[data-unplaced]");
    if (!row) return;
    carried = state.item(Number(row.dataset.unplaced));
    event.dataTransfer.setData("text/plain", carried.title);
    event.dataTransfer.effectAllowed = "move";
  });
  element.addEventListener("dragover", (event) => {
    const place = placeUnder(event);
    if (!place) return;
    event.preventDefault();
    grid.ghost(place, carried);
    on.hover(carried.id, place);
  });
  element.addEventListener("drop", (event) => {
    const place = placeUnder(event);
    if (!place) return;
    event.preventDefault();
    on.drop(carried.id, place);
  });
  document.addEventListener("dragend", () => {
    carried = null;
    grid.ghost(null);
    grid.mark([]);
  });
}
