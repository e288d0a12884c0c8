// A part of a quiz before the hall: the server draws each scene; numbers and the clock move in between.
import { arrived, asDrawn } from "./drawn.js";
import { watch } from "./live.js";
import { letGo } from "./press.js";
import { timeLeft } from "./quiz_parts.js";
import { wallPages } from "./wall_pages.js";

const retryMilliseconds = 2000;

/** Bring the section to life; returns {close()}. */
export function mount(section) {
  const pages = wallPages(section, () => section.querySelector("[data-scene]"));
  let drawn = 0;
  const fit = () => pages.fit(groupsIn(section), String(drawn));
  const again = () => {
    drawn += 1;
    fit();
  };
  const line = follow(section, "quiz_hall", { onDrawn: again });
  const resized = new ResizeObserver(fit);
  resized.observe(section);
  // A picture takes its room when it is there, and so does the font.
  section.addEventListener("load", again, true);
  document.fonts.ready.then(again);
  return {
    close() {
      resized.disconnect();
      section.removeEventListener("load", again, true);
      pages.close();
      line.close();
    },
  };
}

/** What may stand on a page of its own: the answers stay together, and so does their question. */
function groupsIn(section) {
  const all = (selector) => [...section.querySelectorAll(selector)];
  const boards = all(".quiz-leaders").map((board, index) => ({ name: `board-${index}`, units: [...board.querySelectorAll("tbody tr")] }));
  return [{ name: "answers", units: all(".quiz-options") }, { name: "explained", units: all(".quiz-explained") }, ...boards];
}

/** Follow a topic of a part: fetch the drawn scene when it is another one, and keep what counts up to date. */
export function follow(section, topic, { onState, onDrawn } = {}) {
  const scene = () => section.querySelector("[data-scene]");
  let shown = null;
  let wanted = null;
  let fetching = false;
  let timer = null;
  let closed = false;
  let drawn = asDrawn(scene());
  arrived(scene());

  const time = timeLeft(section);
  const fetchScene = async () => {
    if (fetching) return;
    clearTimeout(timer);
    fetching = true;
    while (wanted !== shown) {
      const want = wanted;
      try {
        const answer = await fetch(section.dataset.address, { headers: { "HX-Request": "true" } });
        if (answer.status >= 500) throw new Error(answer.statusText);
        if (!answer.ok || closed) break;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("[data-scene]");
        await letGo(section);
        // What is the same stays where it is, so that nothing flashes, and no focus is lost.
        if (fresh && asDrawn(fresh) !== drawn) {
          drawn = asDrawn(fresh);
          exchange(scene(), fresh);
          arrived(scene());
          onDrawn?.();
        }
        for (const quiet of [".quiz-head .quiet"]) {
          const [old, next] = [section, page].map((place) => place.querySelector(quiet));
          if (old && next && old.textContent !== next.textContent) old.textContent = next.textContent;
        }
        shown = want;
      } catch {
        // The picture stays until the next one has come.
        if (!closed) timer = setTimeout(fetchScene, retryMilliseconds);
        break;
      }
    }
    fetching = false;
  };
  const take = ({ state }) => {
    time.set(state.scene === "open" ? state.question : null);
    for (const name of ["answered", "present"]) {
      const place = section.querySelector(`[data-${name}]`);
      if (place && state[name] !== undefined) place.textContent = String(state[name]);
    }
    onState?.(state);
    wanted = signature(state);
    fetchScene();
  };
  const line = watch({ topic, key: Number(section.dataset.part), onSnapshot: take });
  return {
    again() {
      shown = null;
      fetchScene();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      line.close();
      time.close();
    },
  };
}

const signature = ({ scene, question, revealed, leaders, total, next, questions, leading, right }) =>
  JSON.stringify([scene, question?.id, question?.text, question?.counts, revealed, leaders, total, next, questions, leading, right]);

function exchange(old, fresh) {
  const focus = old.contains(document.activeElement) ? document.activeElement.closest("[data-step]")?.action : null;
  const open = old.querySelector("details")?.open;
  old.replaceChildren(...fresh.childNodes);
  if (open !== undefined && old.querySelector("details")) old.querySelector("details").open = open;
  if (focus === null) return;
  const button = old.querySelector(`form[action="${CSS.escape(new URL(focus).pathname)}"] button`) ?? old.querySelector(".quiz-next button");
  button?.focus({ preventScroll: true });
}
