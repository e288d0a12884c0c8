// The panel of a call: first the check, then the people; joins, leaves, and is put through again by itself.
import { Devices } from "./calls_devices.js";
import { pointNowhere, pointTo } from "./calls_elsewhere.js";
import { Lobby } from "./calls_lobby.js";
import { forget, keep, leaveBehind, passedOn, passOn, remembered } from "./calls_memory.js";
import { People } from "./calls_people.js";
import { Seat } from "./calls_seat.js";
import { Tiles } from "./calls_tiles.js";
import { newKey, send, watch } from "./live.js";
import { socket } from "./live_socket.js";
import { notice } from "./notice.js";

const keys = { m: "microphone", v: "camera", s: "screen", h: "hand" };
const restMilliseconds = 3000;
const mounted = new WeakMap();

/** Bring a call's section to life. Returns {close()}. */
export function mount(section) {
  if (!mounted.has(section)) mounted.set(section, new Call(section));
  return mounted.get(section);
}

class Call {
  constructor(section) {
    this.section = section;
    const read = (name) => JSON.parse(section.querySelector(`[data-call-${name}]`).textContent);
    this.phrases = read("phrases");
    this.state = read("state");
    this.room = Number(section.dataset.room);
    this.me = Number(section.dataset.me);
    this.moderates = "moderates" in section.dataset;
    // Whoever is taken from one call of a series to the next goes on in it; the page around says which series it is.
    this.series = section.closest("[data-call-series]")?.dataset.callSeries ?? "";
    this.own = new Devices(section, this.phrases, {
      onTrack: (kind, track) => this.seat && this.sendTrack(kind, track),
      onChange: () => this.changed(),
      say: (text) => this.say(text),
    });
    this.tiles = new Tiles(section, this.phrases);
    this.people = new People(this.me, this.phrases, (member) => this.tiles.nameOf(member), (text) => this.say(text));
    this.lobby = new Lobby(section, this.phrases, (way, found) => this.join(way, found));
    this.stops = [this.lobby];
    // How often it was over: what was begun before is given up.
    this.endings = 0;
    this.listen();
    this.draw();
    this.resume();
  }

  at(name) {
    return this.section.querySelector(`[data-${name}]`);
  }

  on(target, name, listener) {
    target?.addEventListener(name, listener);
    this.stops.push({ close: () => target?.removeEventListener(name, listener) });
  }

  listen() {
    const key = this.room;
    this.stops.push(
      watch({ topic: "call", key, onSnapshot: ({ state }) => this.show(state), onStatus: (word) => word === "refused" && this.end("refused") }),
      watch({ topic: "call_here", key, onSnapshot: ({ state }) => this.sawHere(state.here) }),
    );
    const heard = (signal) => signal.room === this.room && signal.to === this.seat?.peer && this.seat.heard(signal);
    socket().on("calls.signal", heard);
    this.stops.push({ close: () => socket().off("calls.signal", heard) });
    for (const button of this.section.querySelectorAll("[data-switch]")) this.on(button, "click", () => this.toggle(button.dataset.switch));
    this.on(this.at("leave"), "click", () => this.leave());
    this.on(this.at("close"), "submit", (event) => (event.preventDefault(), this.setClosed(true)));
    this.on(this.at("open"), "click", () => this.setClosed(false));
    this.on(this.section, "keydown", (event) => this.press(event));
    this.on(window, "online", () => this.seat?.carrier?.networkChanged());
    let network = navigator.connection?.type;
    this.on(navigator.connection, "change", () => {
      // The same network may only have become slower.
      if (navigator.connection.type === network) return;
      network = navigator.connection.type;
      this.seat?.carrier?.networkChanged();
    });
    this.on(window, "pagehide", () => this.seat && leaveBehind(this.room, this.seat.peer));
    const timer = setInterval(() => this.seat && this.draw(), 1000);
    this.stops.push({ close: () => clearInterval(timer) });
  }

  close() {
    clearTimeout(this.comeback);
    this.endings += 1;
    this.letGo();
    this.own.giveBack();
    this.stops.forEach((stop) => stop.close());
    mounted.delete(this.section);
  }

  /* Keys count only while the focus is within the call, and not where one writes. */
  press(event) {
    const kind = keys[event.key.toLowerCase()];
    if (!kind || !this.seat || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    this.toggle(kind);
  }

  /* What the server says. */

  show(state) {
    this.state = state;
    if (this.seat) this.judge(state);
    this.draw();
  }

  /** Whether one is still in the call, as the peer that one is. */
  judge(state) {
    const mine = state.members.find(({ id }) => id === this.me);
    if (mine?.peer === this.seat.peer) this.seat.isSeen = true;
    // A state of before one's joining says nothing.
    else if (!this.seat.isSeen) return;
    else if (mine) return this.end("takenOver");
    else if (state.is_closed) return this.end("closedNow");
    else return this.rejoin();
    if (state.provider !== this.seat.provider) {
      this.say(this.phrases.moved);
      this.rejoin();
    }
  }

  sawHere(ids) {
    this.people.saw(ids);
    this.draw();
  }

  others() {
    return this.people.others(this.state.members, Boolean(this.seat));
  }

  draw() {
    const others = this.others();
    this.people.announce(others, Boolean(this.seat));
    this.section.querySelectorAll("[data-close], [data-open]").forEach((button) => (button.hidden = !this.moderates || this.state.is_closed === ("close" in button.dataset)));
    const count = others.length + (this.seat ? 1 : 0);
    this.at("count").hidden = !count;
    this.at("count").textContent = this.phrases.people.replace("{number}", count);
    this.lobby.show(others, this.state);
    if (!this.seat) return;
    const { peer: own, isElsewhere, carrier } = this.seat;
    this.at("alone").hidden = others.length > 0 || isElsewhere;
    carrier?.setMembers(others);
    const mine = this.state.members.find(({ peer }) => peer === own);
    if (!isElsewhere) this.tiles.show([...others, ...(mine ? [{ ...mine, ...this.own.flags, here: true }] : [])], own);
  }

  say(text) {
    const line = this.at("said");
    line.textContent = "";
    requestAnimationFrame(() => (line.textContent = text));
  }

  /* Joining and leaving. */

  /** A page that was reloaded in a call goes on in it, and whoever was taken here from another one in this. */
  async resume() {
    const next = passedOn(this.series, this.me);
    const kept = remembered(this.room, this.me) ?? next;
    if (!kept || this.state.is_closed) return;
    await this.join(kept.way, null, kept);
    if (kept === next && this.seat) notice(this.phrases.passedOn, "info");
  }

  /** The page is about to leave for another call of the series. */
  handOver() {
    passOn(this.room, this.series);
  }

  /** From now on the reader keeps order here, or does so no more. */
  keepOrder(moderates) {
    this.moderates = moderates;
    this.draw();
  }

  async join(way, found = null, before = null) {
    if (this.joining) return;
    const attempt = (this.joining = {});
    const { endings } = this;
    this.section.setAttribute("aria-busy", "true");
    try {
      const problem = await this.own.begin(way, found, before);
      if (endings !== this.endings) return;
      this.way = way;
      await this.enter();
      if (problem) notice(this.phrases[problem], "warning");
    } catch (failure) {
      if (!("status" in failure)) console.error(failure);
      if (this.joining !== attempt) return;
      this.letGo();
      this.own.giveBack();
      this.lobby.tell(failure.message && "status" in failure ? failure.message : this.phrases.failed);
    } finally {
      if (this.joining === attempt) this.settle();
    }
  }

  /** Joining is over: it came to an end, or who left in the midst of it may begin anew at once. */
  settle() {
    this.joining = null;
    this.section.removeAttribute("aria-busy");
  }

  /** Take a seat with what one has, in place of a `former` one where one comes back, and be put through to the others. */
  async enter(former = null) {
    if (typeof RTCPeerConnection === "undefined") throw Object.assign(new Error(this.phrases.unsupported), { status: 422 });
    const endings = this.endings;
    const answer = await send("calls.join", { room: this.room, key: newKey(), former, ...this.own.flags }, { within: 15000 });
    // Who left meanwhile has a seat now, and is not there.
    if (endings !== this.endings) return this.giveUp(answer.peer);
    const seat = (this.seat = new Seat(this.room, answer, {
      onTrack: (from, kind, track) => this.tiles.track(from, kind, track),
      onState: (from, word) => this.tiles.state(from, word),
      onLine: (isApart) => this.lineIs(isApart),
      onGone: () => this.rejoin(),
    }));
    this.tiles.own = seat.peer;
    this.remember();
    this.turnTo("in");
    if (seat.isElsewhere) {
      this.own.giveBack();
      pointTo(this.section, answer);
    }
    await seat.open(
      () => ({ ...this.own.tracks }),
      () => this.others(),
    );
    this.seat?.tell(this.own.flags);
    this.draw();
  }

  lineIs(isApart) {
    this.at("line-box").hidden = !isApart;
    this.at("line").textContent = isApart ? this.phrases.apart : "";
  }

  /** The seat is gone, or the call is carried otherwise now: the same again, with the devices that one has. */
  rejoin() {
    if (!this.seat) return;
    if (this.returning) return void (this.returning.isAgain = true);
    const turn = (this.returning = {});
    const former = this.seat.peer;
    this.letGo(true);
    const wait = Math.max(0, restMilliseconds - (Date.now() - (this.returned ?? 0)));
    this.comeback = setTimeout(async () => {
      this.returned = Date.now();
      try {
        if (this.section.isConnected) await this.enter(former);
      } catch (failure) {
        if (this.returning === turn) this.end([409, 422].includes(failure.status) ? "" : "refused", failure.message);
      } finally {
        if (this.returning === turn) this.returning = null;
        if (turn.isAgain && !this.returning) this.rejoin();
      }
    }, wait);
  }

  leave() {
    const peer = this.seat?.peer;
    this.end("ended");
    if (peer) this.giveUp(peer);
  }

  giveUp(peer) {
    send("calls.leave", { room: this.room, peer }, { within: 10000 }).catch(() => {});
  }

  /** It is over for this page; the sentence says why. */
  end(phrase, sentence = "") {
    const wasIn = Boolean(this.seat) || this.returning;
    // Whom the server takes away may be on the way to the next one.
    if (phrase === "refused") passOn(this.room, this.series);
    clearTimeout(this.comeback);
    this.returning = null;
    this.endings += 1;
    this.settle();
    this.letGo();
    this.own.giveBack();
    forget(this.room);
    this.turnTo("lobby");
    this.draw();
    if (!wasIn && phrase !== "refused") return;
    this.lobby.tell(sentence || this.phrases[phrase]);
    this.say(sentence || this.phrases[phrase]);
    if (wasIn) this.section.querySelector("[data-join]").focus();
  }

  letGo(keepsPart = false) {
    this.seat?.close();
    this.seat = this.tiles.own = null;
    this.tiles.clear();
    this.at("line-box").hidden = true;
    pointNowhere(this.section);
    if (!keepsPart) this.turnTo("lobby");
  }

  turnTo(part) {
    const wasFocused = this.at("lobby").contains(document.activeElement);
    this.section.dataset.part = part;
    this.at("lobby").hidden = part !== "lobby";
    this.at("in").hidden = part !== "in";
    // What has the focus goes away: it goes on where the keys of the call count.
    if (wasFocused && part === "in") this.at(this.seat.isElsewhere ? "leave" : 'switch="microphone"').focus();
    this.own.draw(this.seat?.isElsewhere);
  }

  sendTrack(kind, track) {
    this.seat.carrier?.setTrack(kind, track);
    this.tiles.track(this.seat.peer, kind, track);
  }

  changed() {
    this.remember();
    this.draw();
    this.seat?.tell(this.own.flags);
  }

  remember() {
    keep(this.room, { me: this.me, way: this.way, microphone: this.own.flags.microphone, camera: this.own.flags.camera, hand: this.own.flags.hand });
  }

  async setClosed(closed) {
    await send("calls.close", { room: this.room, closed }).catch((refusal) => notice(refusal.message));
  }

  /* What one has switched on. */

  toggle(kind) {
    if (this.seat && !this.seat.isElsewhere) this.own.toggle(kind);
  }
}
