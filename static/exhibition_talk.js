// The page of a talk: the clock at the door, the call as soon as somebody has come, and what then.
import { Pieces } from "./exhibition_contact_pieces.js";
import { goOnce } from "./go_once.js";
import { watch } from "./live.js";
import { embed } from "./stage_embed.js";

const root = document.querySelector("[data-talk]");
let call = null;
let shown = null;

function putCall() {
  const place = root.querySelector('[data-piece="call"]');
  if (place === shown) return;
  shown = place;
  call?.close();
  call = place.dataset.embed ? embed(place, { address: root.dataset.base + place.dataset.embed, script: place.dataset.script }) : null;
}

const pieces = new Pieces(root, {
  onDrawn: putCall,
  onGone: (answer) => goOnce(() => location.assign(answer.redirected ? answer.url : root.dataset.base)),
});
putCall();
watch({
  topic: "booths_mine",
  key: Number(root.dataset.me),
  onSnapshot: ({ state: { stamp } }) => pieces.hear({ stamp }),
});
// Who talks is still at the booth.
if (root.dataset.hereTopic) watch({ topic: root.dataset.hereTopic, key: Number(root.dataset.here), onSnapshot: () => {} });
