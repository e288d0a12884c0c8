// A booth's page: who is here comes and goes by itself, the page says that it is still open, and its chat is live.
import { mountGallery } from "./exhibition_booth_gallery.js";
import { send, watch } from "./live.js";
import { embed } from "./stage_embed.js";

const stayMilliseconds = 5 * 60_000;
const root = document.querySelector("[data-booth]");
const booth = Number(root.dataset.booth);
const { stamp } = root.dataset;
const at = (name) => root.querySelector(`[data-${name}]`);

/* Who is here. */
function say(place, text, number) {
  const words = JSON.parse(place.dataset.words);
  const sentence = number ? words.some[number === 1 ? 0 : 1].replace("{number}", new Intl.NumberFormat(document.documentElement.lang).format(number)) : words.none;
  if (text.textContent !== sentence) text.textContent = sentence;
}

function show({ stamp: newest, team, visitors }) {
  say(at("visitors"), at("visitors").querySelector("[data-text]"), visitors);
  // Only those whose marks this page was drawn with are there for its reader.
  const badge = at("team-here");
  const known = badge.dataset.marks.split(" ").filter((mark) => team.includes(mark));
  say(badge, badge, known.length);
  badge.classList.toggle("badge-good", known.length > 0);
  for (const member of root.querySelectorAll("[data-mark]")) {
    const isHere = known.includes(member.dataset.mark);
    member.querySelector("[data-here]").hidden = !isHere;
    member.querySelector("[data-face]").classList.toggle("is-here", isHere);
  }
  at("changed").hidden = String(newest) === stamp;
}

if ("watched" in root.dataset) watch({ topic: "booth", key: booth, onSnapshot: ({ state }) => show(state) });

/* The visit goes on as long as the page can be seen. */
if ("visited" in root.dataset) {
  // A page that the browser made ready ahead was not counted: it says so as soon as it is seen.
  let told = "ahead" in root.dataset ? 0 : Date.now();
  const stay = () => {
    if (document.hidden || Date.now() - told < stayMilliseconds) return;
    told = Date.now();
    send("exhibition.stay", { booth, drawn: root.dataset.ahead ?? "" }, { within: 60_000 }).catch(() => {});
  };
  setInterval(stay, 15_000);
  document.addEventListener("visibilitychange", stay);
  stay();
}

const gallery = at("gallery");
if (gallery) mountGallery(gallery, at("lightbox"));
for (const host of root.querySelectorAll("[data-embed]")) {
  embed(host, { address: root.dataset.base + host.dataset.embed, script: host.dataset.script });
}
