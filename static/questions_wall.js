// Questions in large type, for the hall and for the speakers: the one being answered, and what is wanted most.
import { watch } from "./live.js";
import { at, fillQuestion, readJson, Rows } from "./questions_list.js";
import { wallPages } from "./wall_pages.js";

const mounted = new WeakMap();

/** Bring a wall's section to life. Returns {show(state), close()}; show() is for a page that watches by itself. */
export function mount(section, { alone = true } = {}) {
  if (!mounted.has(section)) mounted.set(section, begin(section, alone));
  return mounted.get(section);
}

function begin(section, alone) {
  const phrases = readJson(section, "phrases");
  const most = Number(section.dataset.most);
  const rows = new Rows(at(section, "pattern"), (row, question) => fillQuestion(row, question, phrases));
  // The speakers' view is a page to scroll in.
  const pages = section.closest(".speaker-page") ? null : wallPages(section, () => section);
  let print = "";
  const fit = () => pages?.fit([{ name: "list", units: [...at(section, "list").children] }], print);
  const show = (state) => {
    const now = state.questions.filter((question) => question.state === "answering");
    const next = state.questions.filter((question) => question.state === "approved").slice(0, most);
    rows.show(new Map([[at(section, "now"), now], [at(section, "list"), next]]));
    section.classList.toggle("has-now", now.length > 0);
    at(section, "now-label").hidden = !now.length;
    at(section, "next-label").hidden = !next.length;
    at(section, "empty").hidden = now.length + next.length > 0;
    print = JSON.stringify([now, next].map((list) => list.map(({ id, text }) => [id, text])));
    fit();
  };
  show(readJson(section, "questions-state"));
  const sight = new ResizeObserver(fit);
  sight.observe(section);
  document.fonts.ready.then(() => {
    pages?.forget();
    fit();
  });
  const line = alone
    ? watch({ topic: "questions", key: Number(section.dataset.item), onSnapshot: ({ state }) => show(state) })
    : null;
  return {
    show,
    close() {
      line?.close();
      sight.disconnect();
      pages?.close();
      mounted.delete(section);
    },
  };
}
