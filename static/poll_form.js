// The form of a poll: options come, go and move without asking the server; Enter and pasted lines make new ones.

const list = document.querySelector("[data-options]");
const form = list.closest("form");
const said = form.querySelector("[data-options-said]");
const rows = () => [...list.querySelectorAll("[data-option]")];
const field = (row) => row.querySelector("input");

/* Numbers, names and labels follow the place of a row. */
function renumber() {
  const all = rows();
  all.forEach((row, at) => {
    const input = field(row);
    input.name = input.id = `options-${at}`;
    for (const part of row.querySelectorAll("[data-label]")) part.setAttribute("aria-label", part.dataset.label.replace("{number}", at + 1));
    for (const button of row.querySelectorAll("button")) button.value = String(at);
    row.querySelector("[name=earlier]").disabled = at === 0;
    row.querySelector("[name=later]").disabled = at === all.length - 1;
    row.querySelector("[name=without]").disabled = all.length < 3;
  });
  form.querySelector("[name=add_option]").disabled = all.length >= Number(list.dataset.most);
}

function changed() {
  renumber();
  form.elements.question.dispatchEvent(new Event("input", { bubbles: true }));
}

function add(after = rows().at(-1), text = "") {
  if (rows().length >= Number(list.dataset.most)) return null;
  const row = after.cloneNode(true);
  field(row).value = text;
  field(row).classList.remove("is-invalid");
  after.after(row);
  return row;
}

function move(row, by) {
  const all = rows();
  const to = all.indexOf(row) + by;
  if (!all[to]) return;
  if (by < 0) all[to].before(row);
  else all[to].after(row);
  changed();
  said.textContent = said.dataset.moved.replace("{number}", to + 1);
}

const presses = {
  add_option() {
    const row = add();
    changed();
    if (row) field(row).focus();
  },
  without(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    changed();
    field(next).focus();
  },
  earlier(row, button) {
    move(row, -1);
    (button.disabled ? row.querySelector("[name=later]") : button).focus();
  },
  later(row, button) {
    move(row, 1);
    (button.disabled ? row.querySelector("[name=earlier]") : button).focus();
  },
};

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name]");
  const press = presses[button?.name];
  if (!press) return;
  event.preventDefault();
  press(button.closest("[data-option]"), button);
});

list.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-option]");
  if (!event.target.matches("input")) return;
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    const next = row.nextElementSibling;
    if (next && field(next).value === "") return void field(next).focus();
    const made = add(row);
    changed();
    if (made) field(made).focus();
  }
  if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1);
    event.target.focus();
  }
});

list.addEventListener("paste", (event) => {
  const lines = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").trim()).filter(Boolean);
  if (!event.target.matches("input") || lines.length < 2) return;
  event.preventDefault();
  let row = event.target.closest("[data-option]");
  event.target.value = event.target.value === "" ? lines.shift() : event.target.value;
  for (const line of lines) {
    const next = row.nextElementSibling;
    if (next && field(next).value === "") {
      field(next).value = line;
      row = next;
    } else {
      row = add(row, line) ?? row;
    }
  }
  changed();
  field(row).focus();
});

/* Dragging by the grip. */
let dragged = null;
list.addEventListener("dragstart", (event) => {
  if (!event.target.closest("[data-grip]")) return;
  dragged = event.target.closest("[data-option]");
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", field(dragged).value);
});
list.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-option]");
  if (!dragged || !over) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (over === dragged) return;
  if (event.clientY < box.top + box.height / 2) over.before(dragged);
  else over.after(dragged);
});
list.addEventListener("drop", (event) => {
  if (dragged) event.preventDefault();
});
list.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  changed();
});
renumber();
