// The grid of rooms and hours: EventCalendar, with the ways in that it lacks (names, roles, focus) added after it.
import { heldFocus } from "./builder_focus.js";
import { clock, isoOf, minutesSince, span } from "./builder_time.js";

const snapMinutes = 5;

export class Grid {
  /** `on` holds what to call: drop, resize, draw, hover, press, open. */
  constructor(element, state, phrases, on) {
    Object.assign(this, { element, state, phrases, on });
    this.shown = new Map();
    this.marked = new Set();
    this.selected = new Set();
    this.dragged = null;
    this.whole = false;
    this.calendar = EventCalendar.create(element, this.#options());
    new MutationObserver(() => this.#mend()).observe(element, { childList: true, subtree: true });
    this.held = heldFocus((target) => this.idOf(target.closest?.(".ec-event")));
  }

  #options() {
    return {
      view: "resourceTimeGridDay",
      date: this.day,
      locale: document.documentElement.lang,
      height: "100%",
      headerToolbar: { start: "", center: "", end: "" },
      allDaySlot: false,
      dayHeaderFormat: () => "",
      slotDuration: "00:15:00",
      slotLabelInterval: "01:00:00",
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
      slotHeight: 20,
      snapDuration: { minutes: snapMinutes },
      slotEventOverlap: false,
      columnWidth: "minmax(9rem, 1fr)",
      editable: true,
      selectable: true,
      nowIndicator: false,
      longPressDelay: 400,
      resources: [],
      events: [],
      eventContent: ({ event }) => this.#content(event),
      resourceLabelContent: ({ resource }) => this.#roomLabel(resource),
      eventDragStart: ({ event }) => this.#begin(event),
      eventResizeStart: ({ event }) => this.#begin(event),
      dragConstraint: (info) => this.#hover(info),
      resizeConstraint: (info) => this.#hover(info),
      eventDragStop: () => this.#end(),
      eventResizeStop: () => this.#end(),
      eventDrop: (info) => this.on.drop(Number(info.event.id), this.#moved(info)),
      eventResize: (info) => this.on.resize(Number(info.event.id), this.#moved(info)),
      eventClick: ({ event, jsEvent }) => this.on.press(Number(event.id), jsEvent),
      select: (info) => this.#draw(info),
    };
  }

  /** Show a day: its own hours, all rooms. */
  show(day) {
    this.day = day;
    const [first, last] = this.#hours();
    this.calendar.setOption("date", day);
    this.calendar.setOption("slotMinTime", `${first}:00:00`);
    this.calendar.setOption("slotMaxTime", `${last}:00:00`);
    this.sync();
  }

  #hours() {
    const change = this.state.server.change_hour;
    if (this.whole) return [change, change + 24];
    const placed = this.state.items().filter((item) => item.day === this.day && this.state.isPlaced(item));
    const first = Math.min(9, ...placed.map((item) => Math.floor(item.at / 60))) - 1;
    const last = Math.max(18, ...placed.map((item) => Math.ceil((item.at + item.minutes) / 60))) + 1;
    return [Math.max(change, first), Math.min(change + 24, last)];
  }

  toggleWholeDay() {
    this.whole = !this.whole;
    this.show(this.day);
    return this.whole;
  }

  /** Bring the grid to the state; only what differs is touched, and never what is being dragged. */
  sync() {
    const rooms = JSON.stringify(this.state.server.rooms);
    if (rooms !== this.roomsShown) {
      this.roomsShown = rooms;
      this.calendar.setOption("resources", this.state.server.rooms.map((room) => ({
        id: String(room.id), title: room.name, extendedProps: { capacity: room.capacity, parallel: room.parallel },
      })));
    }
    const focused = this.heldId();
    const wanted = new Map(this.state.items().filter((item) => this.state.isPlaced(item))
      .map((item) => [item.id, this.#event(item)]));
    for (const id of this.shown.keys()) {
      if (!wanted.has(id) && id !== this.dragged) {
        this.calendar.removeEventById(id);
        this.shown.delete(id);
      }
    }
    for (const [id, event] of wanted) {
      const text = JSON.stringify(event);
      if (this.shown.get(id) === text || id === this.dragged) continue;
      if (this.shown.has(id)) this.calendar.updateEvent(event);
      else this.calendar.addEvent(event);
      this.shown.set(id, text);
    }
    requestAnimationFrame(() => {
      this.#mend();
      if (focused !== null && document.activeElement === document.body) this.focus(focused);
    });
  }

  #event(item) {
    const conflicts = this.state.conflictsOf(item.id);
    const worst = conflicts.some((one) => one.severity === "error") ? "is-conflict" : conflicts.length ? "is-warned" : "";
    const names = [`track-${item.track ?? "none"}`, worst, item.status === "cancelled" ? "is-cancelled" : "",
      item.kind === "break" ? "is-break" : "", item.minutes <= 20 ? "is-short" : "", this.selected.has(item.id) ? "is-selected" : ""];
    return {
      id: String(item.id),
      resourceIds: [String(item.room)],
      start: isoOf(item.day, item.at),
      end: isoOf(item.day, item.at + item.minutes),
      title: item.title,
      classNames: names.filter(Boolean),
      extendedProps: { conflicts: conflicts.length, visibility: item.visibility },
    };
  }

  #content(event) {
    const time = document.createElement("div");
    time.className = "ec-event-time";
    time.textContent = event.extendedProps.time ?? this.#spanOf(event);
    if (event.extendedProps.conflicts) {
      const mark = document.createElement("span");
      mark.className = "event-mark";
      mark.textContent = `⚠ ${event.extendedProps.conflicts}`;
      time.append(" ", mark);
    }
    const title = document.createElement("div");
    title.className = "ec-event-title";
    title.dataset.item = event.id;
    title.textContent = event.title || this.phrases.newSession;
    return { domNodes: [title, time] };
  }

  #spanOf(event) {
    const minutes = (date) => date.getHours() * 60 + date.getMinutes();
    return `${clock(minutes(event.start))}–${clock(minutes(event.end))}`;
  }

  #roomLabel(resource) {
    const name = document.createElement("span");
    name.textContent = resource.title;
    const { capacity, parallel } = resource.extendedProps;
    const note = document.createElement("small");
    note.textContent = [capacity && this.phrases.places.replace("{number}", capacity), parallel && this.phrases.parallel]
      .filter(Boolean).join(" · ");
    return { domNodes: note.textContent ? [name, note] : [name] };
  }

  #begin(event) {
    this.dragged = Number(event.id);
    this.element.classList.add("is-busy");
  }

  #end() {
    this.dragged = null;
    this.element.classList.remove("is-busy");
    this.mark([]);
    // Whatever the calendar has done to its own copy, the next sync sets it right.
    requestAnimationFrame(() => this.on.rest());
  }

  /** Where a drag has brought its item. Read from the difference, which knows no browser's time zone. */
  #moved({ event, oldEvent, delta, endDelta, newResource }) {
    const item = this.state.item(Number(event.id));
    const by = (duration) => Math.round((duration.seconds + duration.days * 86400) / 60);
    this.shown.delete(item.id);
    this.calendar.removeEventById(item.id);
    if (endDelta) return { day: item.day, at: item.at, room: item.room, minutes: item.minutes + by(endDelta) };
    const room = newResource ? Number(newResource.id) : Number(oldEvent.resourceIds[0]);
    return { day: item.day, at: this.state.withinDay(item.at + by(delta)), room, minutes: item.minutes };
  }

  #hover(info) {
    const id = Number(info.event.id);
    const item = this.state.item(id);
    const by = (duration) => Math.round((duration.seconds + duration.days * 86400) / 60);
    const to = info.endDelta
      ? { ...item, minutes: item.minutes + by(info.endDelta) }
      : { ...item, at: item.at + by(info.delta), room: info.newResource ? Number(info.newResource.id) : item.room };
    this.on.hover(id, to);
    return true;
  }

  /** Mark what clashes with the thing being dragged. */
  mark(clashes) {
    this.element.classList.toggle("has-clash", clashes.length > 0);
    const ids = new Set(clashes.map((one) => one.id));
    for (const article of this.element.querySelectorAll(".ec-event")) {
      article.classList.toggle("is-clashing", ids.has(this.idOf(article)));
    }
  }

  #draw(info) {
    const at = minutesSince(this.day, info.startStr);
    const minutes = minutesSince(this.day, info.endStr) - at;
    this.on.draw({ day: this.day, at, room: Number(info.resource.id), minutes });
  }

  undraw() {
    this.calendar.unselect();
  }

  /** The place under a point of the screen, or null: {day, at, room}. */
  placeAt(x, y) {
    const info = this.calendar.dateFromPoint(x, y);
    if (!info?.resource) return null;
    const { date } = info;
    const iso = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes()));
    return { day: this.day, at: minutesSince(this.day, iso.toISOString()), room: Number(info.resource.id) };
  }

  /** Show where something from outside would land. */
  ghost(place, item) {
    if (this.shown.has("ghost")) this.calendar.removeEventById("ghost");
    this.shown.delete("ghost");
    if (!place) return;
    this.calendar.addEvent({ ...this.#event({ ...item, ...place }), id: "ghost", classNames: [`track-${item.track ?? "none"}`, "is-ghost"] });
    this.shown.set("ghost", "");
  }

  idOf(article) {
    return Number(article?.querySelector("[data-item]")?.dataset.item) || null;
  }

  articleOf(id) {
    return this.element.querySelector(`[data-item="${id}"]`)?.closest(".ec-event") ?? null;
  }

  focusedId() {
    return this.idOf(document.activeElement?.closest?.(".ec-event"));
  }

  /** The session that keys are meant for, also while the calendar draws it anew; null for none. */
  heldId() {
    const held = this.held();
    return this.focusedId() ?? (this.state.item(held) ? held : null);
  }

  focus(id) {
    const article = this.articleOf(id);
    article?.focus({ preventScroll: true });
    article?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return Boolean(article);
  }

  select(ids) {
    this.selected = new Set(ids);
    this.sync();
  }

  /** EventCalendar calls itself a table without rows and its events plain buttons: say what they are. */
  #mend() {
    this.element.querySelector(".ec")?.setAttribute("role", "group");
    const root = this.element.matches(".ec") ? this.element : this.element.querySelector(".ec");
    for (const part of root?.querySelectorAll("[role=row], [role=rowgroup], [role=cell], [role=columnheader], [role=rowheader]") ?? []) {
      part.setAttribute("role", "presentation");
      part.removeAttribute("aria-colindex");
      part.removeAttribute("aria-colspan");
    }
    if (root?.getAttribute("role") === "table") root.setAttribute("role", "group");
    root?.setAttribute("aria-label", this.phrases.grid);
    const main = this.element.querySelector(".ec-main");
    if (main && main.tabIndex !== 0) main.tabIndex = 0;
    for (const label of this.element.querySelectorAll(".ec-col-head [aria-label]")) label.removeAttribute("aria-label");
    for (const article of this.element.querySelectorAll(".ec-event")) this.#name(article);
  }

  #name(article) {
    const item = this.state.item(this.idOf(article));
    if (!item || item.at === null) return;
    const conflicts = this.state.conflictsOf(item.id).length;
    const room = this.state.rooms.get(item.room)?.name ?? "";
    const words = [item.title, item.kind_name, room, span(item.at, item.minutes), conflicts ? this.phrases.conflicts(conflicts) : "",
      this.selected.has(item.id) ? this.phrases.chosen : ""];
    const label = words.filter(Boolean).join(", ");
    // Only what differs is set: the observer sees its own work otherwise, for ever.
    if (article.getAttribute("aria-label") !== label) article.setAttribute("aria-label", label);
    if (article.hasAttribute("aria-describedby")) return;
    // An article may not be a button; and the arrow keys have to reach us, not a screen reader's own cursor.
    article.setAttribute("role", "application");
    article.setAttribute("aria-roledescription", this.phrases.session);
    article.setAttribute("aria-describedby", "grid-keys");
  }
}
