// Where the reader sits: whoever gets another seat is taken there at once, with what they were typing.
import { goOnce } from "./go_once.js";
import { watch, who } from "./live.js";
import { notice } from "./notice.js";

const place = (cafe) => `cafe-carried:${cafe}`;

/**
 * Follow the seats of a café. `handOver()` returns what is being typed, to be taken along. Returns {go(address), leave()}:
 * leave() lets the server say where the reader belongs now.
 */
export function follow(root, { phrases, handOver }) {
  const { cafe, me, tables } = root.dataset;
  const seat = Number(root.dataset.seat) || null;

  const go = (address) =>
    goOnce(() => {
      keep(cafe, handOver());
      notice(phrases.moving, "info");
      location.replace(address);
    });
  const toTable = (table) => go(`${tables.replace(/\/0$/, `/${table}`)}?moved=1`);
  const leave = () => go(root.dataset.page);
  const onSeats = ({ seats }) => {
    const now = seats[me] ?? null;
    if (now && now !== seat) toTable(now);
  };

  watch({ topic: "cafe_seats", key: Number(cafe), onSnapshot: ({ state }) => onSeats(state) });
  return { go, leave };
}

/* What was being typed goes along to the next table, question by question. */
function keep(cafe, texts) {
  try {
    if (texts.length) sessionStorage.setItem(place(cafe), JSON.stringify({ who, texts }));
  } catch {
    /* Without storage it is lost. */
  }
}

/** Return what was being typed at the last table, once: a list of [question, text]. */
export function carried(cafe) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place(cafe)) ?? "null");
    sessionStorage.removeItem(place(cafe));
    return kept?.who === who ? kept.texts : [];
  } catch {
    return [];
  }
}
