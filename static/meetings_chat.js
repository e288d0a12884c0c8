// The chat on a meeting's page: open to its people from the request on, only to be read once it came to nothing, and
// not there for who is in it no more.
import { embed } from "./stage_embed.js";

const stands = () => document.querySelector("[data-chat-is]")?.dataset.chatIs;

for (const place of document.querySelectorAll("[data-meeting-chat]")) {
  const open = () => embed(place, { address: place.dataset.embed, script: place.dataset.script });
  let panel = open();
  let was = stands();

  document.addEventListener("drawn", () => {
    const now = stands();
    if (!now || now === was) return;
    was = now;
    panel.close();
    if (now === "gone") place.remove();
    else panel = open();
  });
}
