// The session's form: after rows came or went, the warning about unsaved changes and the focus stay.

const formNow = () => document.querySelector("#item-form");

function keepGuard() {
  const form = formNow();
  if (form && "unsaved" in form.dataset) form.elements.title.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Where the focus goes when the pressed button is gone: to the field that the next name is typed into. */
let group = "";
document.addEventListener("htmx:beforeRequest", (event) => {
  const [name] = (event.target.value ?? "").split(":");
  group = name;
});
document.addEventListener("htmx:afterSettle", () => {
  keepGuard();
  if (document.activeElement && document.activeElement !== document.body) return;
  const button = [...(formNow()?.querySelectorAll("button[name=add]") ?? [])].find((one) => one.value === group);
  const field = button?.closest(".add-person")?.querySelector("input");
  (field ?? button)?.focus({ preventScroll: true });
});
keepGuard();
