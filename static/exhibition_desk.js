// A booth's desk, or who waits alone beside another page of the team's: all of it comes by itself, and rings.
import { Pieces } from "./exhibition_contact_pieces.js";
import { ringing } from "./exhibition_desk_ring.js";
import { goOnce } from "./go_once.js";
import { watch } from "./live.js";
import { enlivenForms } from "./posting.js";
import { embed } from "./stage_embed.js";

const root = document.querySelector("[data-booth-desk]");
const ring = ringing(root);
const pieces = new Pieces(root, { onDrawn: ring.look, onGone: () => goOnce(() => location.reload()) });

ring.look();
watch({
  topic: "booth_desk",
  key: Number(root.dataset.boothDesk),
  onSnapshot: ({ state: { stamp } }) => pieces.hear({ stamp }),
});
enlivenForms(root, {
  leave: (form) => "plain" in form.dataset,
  onDone: (_answer, form) => {
    pieces.settle(form);
    pieces.refresh();
  },
  // Somebody else was quicker: what was typed stays, and beside it stands what is so now.
  onRefused: (failure) => failure.status === 409 && pieces.refresh(),
});
for (const host of root.querySelectorAll("[data-embed]")) {
  embed(host, { address: root.dataset.base + host.dataset.embed, script: host.dataset.script });
}
root.addEventListener("chat-written", ring.written);
