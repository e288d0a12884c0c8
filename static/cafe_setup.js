// The form of a café: after rows came, went or moved, the warning about unsaved changes and the focus stay.

const formNow = () => document.querySelector("#cafe-form");

function keepGuard() {
  const form = formNow();
  if (form && "unsaved" in form.dataset) form.elements.title.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Where the focus goes: with the row that moved, into the row that came, or to the one that took a removed one's place. */
let pressed = null;
const last = (selector) => [...formNow().querySelectorAll(selector)].at(-1);
const places = {
  earlier: (at) => document.querySelector(`#earlier-${at - 1}:enabled`) ?? document.querySelector(`#later-${at - 1}`),
  later: (at) => document.querySelector(`#later-${at + 1}:enabled`) ?? document.querySelector(`#earlier-${at + 1}`),
  add_question: () => last("#questions textarea"),
  add_round: () => last("#rounds input"),
  without_question: (at) => document.querySelector(`#questions-${at}-text`) ?? last("#questions textarea"),
  without_round: (at) => document.querySelector(`#rounds-${at}-minutes`) ?? last("#rounds input"),
};

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  pressed = target.closest("#cafe-form") && target.name ? { name: target.name, at: Number(target.value), id: target.id } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  keepGuard();
  if (!pressed) return;
  const place = places[pressed.name]?.(pressed.at) ?? document.getElementById(pressed.id);
  place?.focus({ preventScroll: true });
  pressed = null;
});
keepGuard();
