// The pitches of a session: which one is on comes and goes by itself, presses stay on the page, nothing typed is lost.
import { countdown } from "./countdown.js";
import { watch } from "./live.js";
import { enlivenForms } from "./posting.js";
import { letGo } from "./press.js";

const saidMilliseconds = 61_000;
const retryMilliseconds = 4000;
const changed = (field) => (field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

export function mount(section) {
  const place = (root, name) => root.querySelector(`[data-pitches-${name}]`);
  // What the section was drawn from: a pitch may have begun since, before the page began to listen.
  let drawn = `${section.dataset.stamp} ${place(section, "now").dataset.on}`;
  let clock = null;
  let over = null;
  let asking = null;
  let wanted = false;
  let forced = false;
  let later = null;

  const isWriting = () => [...place(section, "cards").querySelectorAll("input:not([type=hidden])")].some(changed);

  function enliven() {
    clock?.close();
    clearTimeout(over);
    const element = place(section, "now").querySelector(".countdown");
    // Everybody reads for a minute that the time is up.
    clock = element && countdown(element, { onEnd: () => (over = setTimeout(refresh, saidMilliseconds)) });
  }

  function put(fresh, name) {
    const old = place(section, name);
    // What has the focus, and the parts that it stands in: a button may be gone, and its card is not.
    const trail = [];
    for (let one = document.activeElement; old.contains(one); one = one.parentElement) if (one.id) trail.push(one.id);
    const held = old.contains(document.activeElement);
    const open = [...old.querySelectorAll("details[open][id]")].map((one) => one.id);
    const next = document.adoptNode(place(fresh, name));
    old.replaceWith(next);
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (!held) return;
    const again = trail.map((id) => document.getElementById(id)).find(Boolean);
    const target = again?.matches("a, button, input, summary") ? again : again?.querySelector("summary") ?? again?.querySelector("button, a");
    (target ?? section.querySelector("h2")).focus({ preventScroll: true });
  }

  async function refresh({ force = false } = {}) {
    forced ||= force;
    if (asking) {
      wanted = true;
      return;
    }
    wanted = false;
    clearTimeout(later);
    try {
      asking = fetch(`${section.dataset.address}?fragment=1`, { headers: { "HX-Request": "true" } });
      const answer = await asking;
      if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-pitches]");
      await letGo(section);
      if (fresh) {
        put(fresh, "now");
        if (forced || !isWriting()) put(fresh, "cards");
        forced = false;
        enliven();
      }
    } catch {
      // No news may follow for long.
      later = setTimeout(refresh, retryMilliseconds);
    } finally {
      asking = null;
    }
    if (wanted) await refresh();
  }

  section.querySelector("h2").tabIndex = -1;
  enliven();
  if (!section.dataset.key) return { close: () => clock?.close() };
  const line = watch({
    topic: "pitches",
    key: Number(section.dataset.key),
    onSnapshot: ({ state }) => {
      const now = `${state.stamp} ${state.on?.pitch ?? ""}`;
      if (now !== drawn) refresh();
      drawn = now;
    },
  });
  const forms = enlivenForms(section, { onDone: () => refresh({ force: true }) });
  return {
    close() {
      clock?.close();
      clearTimeout(over);
      clearTimeout(later);
      forms.close();
      line.close();
    },
  };
}
