// What stands beside the grid: what is not placed yet, what does not fit, who else is here.

function node(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const toolIcon = (name) => document.querySelector(`#builder-icons [data-icon="${name}"]`).firstElementChild.cloneNode(true);
const itemAddress = (addresses, id, suffix = "") => `${addresses.items}/${id}${suffix}`;

/** Draw the list of what is not placed; `query` filters by title, kind and the people's names. */
export function drawUnplaced(list, state, { query, addresses, phrases }) {
  const open = state.items().filter((item) => !state.isPlaced(item) && item.status !== "cancelled");
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = (item) => [item.title, item.kind_name, ...item.people.map((id) => state.server.people[id] ?? "")]
    .join(" ").toLowerCase();
  const found = open.filter((item) => words.every((word) => texts(item).includes(word)));
  const focused = list.contains(document.activeElement) ? document.activeElement.id : "";
  const rows = found.map((item) => {
    const place = node("a", { id: `place-${item.id}`, href: itemAddress(addresses, item.id, "/move"), textContent: phrases.place });
    place.setAttribute("aria-label", `${phrases.place} ${item.title}`);
    const row = node("li", { className: `unplaced-item track-${item.track ?? "none"}`, draggable: true },
      node("strong", {}, node("a", { href: itemAddress(addresses, item.id), textContent: item.title })),
      node("span", { textContent: `${item.kind_name} · ${phrases.minutes.replace("{number}", item.minutes)} · ` }), place);
    row.dataset.unplaced = item.id;
    return row;
  });
  // News of something else must not swap a row under the hand that is about to carry it.
  if (rows.map((row) => row.outerHTML).join("") !== list.innerHTML) {
    list.replaceChildren(...rows);
    if (focused) document.getElementById(focused)?.focus();
  }
  return { all: open.length, found: found.length };
}

const tones = { error: "conflict-bad", warning: "", notice: "conflict-info" };
const signs = { error: "exclamation-circle-fill", warning: "exclamation-triangle-fill", notice: "info-circle-fill" };

/** Draw the conflicts under a heading for each severity, each with buttons that show its sessions. */
export function drawConflicts(box, state, { addresses, phrases }) {
  const groups = Object.keys(tones).map((severity) => [severity, state.server.conflicts.filter((one) => one.severity === severity)]);
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  const parts = groups.filter(([, conflicts]) => conflicts.length).map(([severity, conflicts]) => node(
    "section", {},
    node("h3", { textContent: `${phrases.severities[severity]} (${conflicts.length})` }),
    node("ul", { className: "conflict-list" }, ...conflicts.map((conflict) => drawConflict(conflict, severity, state, addresses))),
  ));
  // What is the same stays where it is, and with it the press that is on its way.
  if (parts.map((part) => part.outerHTML).join("") === box.innerHTML) return;
  box.replaceChildren(...parts);
  if (focused) document.getElementById(focused)?.focus();
}

function drawConflict(conflict, severity, state, addresses) {
  const links = conflict.items.map((id) => {
    const link = node("a", { id: `show-${conflict.kind}-${conflict.items.join("-")}-${id}`, href: itemAddress(addresses, id), textContent: state.byId.get(id)?.title ?? "" });
    link.dataset.show = id;
    return node("li", {}, link);
  });
  return node("li", { className: `conflict ${tones[severity]}` }, toolIcon(signs[severity]),
    node("div", {}, node("p", { textContent: conflict.text }), node("ul", { className: "conflict-items" }, ...links)));
}

/** Draw who else is here; the names are read out and shown on pointing. */
export function drawPresence(box, people, phrases) {
  const avatars = people.slice(0, 5).map((person) => {
    const avatar = node("span", { className: `avatar avatar-s hue-${person.id % 6}`, textContent: person.initials, title: person.name });
    avatar.setAttribute("aria-hidden", "true");
    return avatar;
  });
  const names = people.map((person) => person.name).join(", ");
  box.replaceChildren(node("span", { className: "avatars" }, ...avatars),
    node("span", { textContent: phrases.here(people.length) }),
    node("span", { className: "visually-hidden", textContent: `: ${names}` }));
  box.title = names;
}
