// What had the focus last. A session that the calendar draws anew loses it to the page for some frames, and nobody is
// told: what is pressed meanwhile is still meant for it. Only going elsewhere by hand lets go.

/** Return a function that tells the id of what was last gone to by hand, null for none; idOf(element) knows the ids. */
export function heldFocus(idOf) {
  let held = null;
  const take = ({ target }) => {
    held = idOf(target);
  };
  document.addEventListener("focusin", take);
  document.addEventListener("pointerdown", take);
  return () => held;
}
