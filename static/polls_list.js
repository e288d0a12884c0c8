// The list of polls: dragging one to another place of its session's run.
import { notice } from "./notice.js";

const token = document.querySelector('meta[name="csrf-token"]').content;
const polls = (list) => [...list.querySelectorAll("[data-poll]")];

async function save(list) {
  const body = new FormData();
  body.set("item_id", list.dataset.item);
  for (const row of polls(list)) body.append("ids", row.dataset.poll);
  try {
    const answer = await fetch(list.dataset.arrange, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (answer.ok) return notice(list.dataset.saved, "success");
    throw new Error((await answer.json()).error);
  } catch (error) {
    notice(error.message || list.dataset.failed, "error");
    location.reload();
  }
}

for (const list of document.querySelectorAll("[data-arrange]")) {
  let dragged = null;
  let before = "";
  const order = () => polls(list).map((row) => row.dataset.poll).join();
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-poll][draggable]");
    if (!dragged) return;
    before = order();
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.querySelector(".poll-title").textContent.trim());
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-poll]");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("drop", (event) => {
    if (dragged) event.preventDefault();
  });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    dragged = null;
    if (order() !== before) save(list);
  });
}
