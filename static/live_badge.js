// The page's one badge for its live line: every [data-live-badge] says in words how it stands.
import { onLine } from "./live.js";

// A word that stands for less than this is not worth saying.
const settleMilliseconds = 400;

function enliven(badge) {
  const words = JSON.parse(badge.dataset.words);
  const text = badge.querySelector("[data-text]");
  let timer = null;
  onLine((word) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (badge.dataset.status === word && text.textContent === words[word]) return;
      badge.dataset.status = word;
      text.textContent = words[word];
    }, settleMilliseconds);
  });
}

document.querySelectorAll("[data-live-badge]").forEach(enliven);
