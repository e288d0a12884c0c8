// The grid by keyboard: arrows move, Shift and arrows lengthen, Space selects, Enter opens, Delete takes off.

const coarse = 15;
const fine = 5;
const vertical = { ArrowUp: -1, ArrowDown: 1 };
const sideways = { ArrowLeft: -1, ArrowRight: 1 };

/** `act` holds move(id, {minutes, rooms}), lengthen(id, minutes), select(id), open(id), unplace(id), undo, redo, clear. */
export function listen(grid, act) {
  document.addEventListener("keydown", (event) => {
    const id = event.target === document.body ? grid.heldId() : grid.idOf(event.target.closest?.(".ec-event"));
    if (id === null || !pressed(event, id, act)) return;
    event.preventDefault();
    // The calendar's own handler would take Enter and Space for a click.
    event.stopPropagation();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") act.clear();
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      if (key === "y" || event.shiftKey) act.redo();
      else act.undo();
    }
  });
}

function pressed(event, id, act) {
  if (event.ctrlKey || event.metaKey) return false;
  const step = event.altKey ? fine : coarse;
  if (event.key in vertical) {
    const minutes = vertical[event.key] * step;
    if (event.shiftKey) act.lengthen(id, minutes);
    else act.move(id, { minutes, rooms: 0 });
    return true;
  }
  if (event.key in sideways && !event.altKey && !event.shiftKey) {
    act.move(id, { minutes: 0, rooms: sideways[event.key] });
    return true;
  }
  const other = { " ": act.select, Enter: act.open, Delete: act.unplace, Backspace: act.unplace }[event.key];
  other?.(id);
  return Boolean(other);
}
