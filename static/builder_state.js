// What the builder knows: the server's newest state, and on top of it what this organiser has moved and not yet heard
// back about. Overlaps are judged here for what is being dragged; the server's own list follows with its answer.
import { DAY, clock, minutesOf } from "./builder_time.js";

export class BuilderState {
  constructor(seen) {
    this.pending = new Map();
    this.take(seen);
  }

  /** Put the server's newer state under what is pending. */
  take(seen) {
    this.version = seen.version;
    this.mine = seen.mine ?? this.mine;
    this.server = seen.state;
    this.byId = new Map(seen.state.items.map((item) => [item.id, this.#onClock(item)]));
    this.rooms = new Map(seen.state.rooms.map((room) => [room.id, room]));
    for (const id of [...this.pending.keys()]) if (!this.byId.has(id)) this.pending.delete(id);
  }

  #onClock(item) {
    const at = item.time === null ? null : minutesOf(item.time, this.server.change_hour);
    return { ...item, at };
  }

  /** One item as this organiser sees it now. */
  item(id) {
    const item = this.byId.get(id);
    return item && { ...item, ...this.pending.get(id) };
  }

  items() {
    return [...this.byId.keys()].map((id) => this.item(id));
  }

  isPlaced(item) {
    return item.at !== null && item.room !== null && this.server.days.some((day) => day.date === item.day);
  }

  /** A day and minutes as the server reads them: "24:00" and later become the night's own hours. */
  placement({ day, at, room, minutes }) {
    return { day, time: clock(at), room, minutes };
  }

  /** Keep a start between the day's change and the next one. */
  withinDay(at) {
    const first = this.server.change_hour * 60;
    return Math.max(first, Math.min(first + DAY - 5, at));
  }

  /** What would clash with an item placed so: [{id, text}], with `phrases` for the sentences. */
  clashes(id, { day, at, room, minutes }, phrases) {
    const me = this.byId.get(id);
    const people = new Set(me?.people ?? []);
    const found = [];
    for (const other of this.items()) {
      if (other.id === id || other.status === "cancelled" || other.day !== day || !this.isPlaced(other)) continue;
      if (other.at >= at + minutes || at >= other.at + other.minutes) continue;
      if (other.room === room && !this.rooms.get(room)?.parallel) {
        found.push({ id: other.id, text: phrases.roomTwice.replace("{title}", other.title) });
      }
      for (const person of other.people.filter((one) => people.has(one))) {
        const name = this.server.people[person] ?? "";
        found.push({ id: other.id, text: phrases.personTwice.replace("{name}", name).replace("{title}", other.title) });
      }
    }
    return [...found, ...this.#away(people, day, at, minutes, phrases)];
  }

  #away(people, day, at, minutes, phrases) {
    const hour = this.server.change_hour;
    // Days and minutes as one text that sorts: an absence may run over several days.
    const point = (date, minute) => `${date} ${String(minute).padStart(4, "0")}`;
    const [from, to] = [point(day, at), point(day, at + minutes)];
    return this.server.absences
      .filter((one) => people.has(one.participant))
      .filter((one) => point(one.from[0], minutesOf(one.from[1], hour)) < to)
      .filter((one) => from < point(one.to[0], minutesOf(one.to[1], hour)))
      .map((one) => ({ id: null, text: phrases.away.replace("{name}", this.server.people[one.participant] ?? "") }));
  }

  conflictsOf(id) {
    return this.server.conflicts.filter((conflict) => conflict.items.includes(id));
  }
}
