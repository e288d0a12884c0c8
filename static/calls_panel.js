// The panel of a call: first the check, then the people; joins, leaves, and is put through again by itself.
import { Lobby } from "./calls_lobby.js";
import { isPossible, take, takeScreen } from "./calls_media.js";
import { outbox } from "./calls_signals.js";
import { Tiles } from "./calls_tiles.js";
import { newKey, send, watch } from "./live.js";
import { socket } from "./live_socket.js";
import { notice } from "./notice.js";

const scripts = { mesh: () => import("./calls_mesh.js"), janus: () => import("./calls_janus.js") };
const kinds = ["microphone", "camera", "screen"];
const keys = { m: "microphone", v: "camera", s: "screen", h: "hand" };
// Who is away for so long has gone without a word.
const awayMilliseconds = 15000;
// Who reloads is back before it is said that they have left.
const goneMilliseconds = 4000;
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
    this.here = new Set();
    this.away = new Map();
    this.known = new Map();
    this.tracks = { microphone: null, camera: null, screen: null };
    this.flags = { microphone: false, camera: false, screen: false, hand: false };
    this.tiles = new Tiles(section, this.phrases);
    this.lobby = new Lobby(section, this.phrases, (way, found) => this.join(way, found));
    this.stops = [this.lobby];
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
    const heard = (signal) => signal.room === this.room && signal.to === this.peer && this.heard(signal);
    socket().on("calls.signal", heard);
    this.stops.push({ close: () => socket().off("calls.signal", heard) });
    for (const button of this.section.querySelectorAll("[data-switch]")) this.on(button, "click", () => this.toggle(button.dataset.switch));
    this.on(this.at("leave"), "click", () => this.leave());
    this.on(this.at("close"), "click", () => this.setClosed(true));
    this.on(this.at("open"), "click", () => this.setClosed(false));
    this.on(this.section, "keydown", (event) => this.press(event));
    this.on(window, "online", () => this.carrier?.networkChanged());
    this.on(navigator.connection, "change", () => this.carrier?.networkChanged());
    this.on(window, "pagehide", () => this.peer && leaveBehind(this.room, this.peer));
    const timer = setInterval(() => this.peer && this.draw(), 1000);
    this.stops.push({ close: () => clearInterval(timer) });
  }

  close() {
    clearTimeout(this.comeback);
    this.letGo();
    this.giveBack();
    this.stops.forEach((stop) => stop.close());
    mounted.delete(this.section);
  }

  /* Keys count only while the focus is within the call, and not where one writes. */
  press(event) {
    const kind = keys[event.key.toLowerCase()];
    if (!kind || !this.peer || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    this.toggle(kind);
  }

  /* What the server says. */

  show(state) {
    this.state = state;
    if (this.peer) this.judge(state);
    this.draw();
  }

  /** Whether one is still in the call, as the peer that one is. */
  judge(state) {
    const mine = state.members.find(({ id }) => id === this.me);
    if (mine?.peer === this.peer) this.isSeen = true;
    // A state of before one's joining says nothing.
    else if (!this.isSeen) return;
    else if (mine) return this.end("takenOver");
    else if (state.is_closed) return this.end("closedNow");
    else return this.rejoin();
    if (state.provider !== this.provider) {
      this.say(this.phrases.moved);
      this.rejoin();
    }
  }

  sawHere(ids) {
    this.here = new Set(ids);
    this.draw();
  }

  heard(signal) {
    const last = this.heardLast.get(signal.from) ?? 0;
    // Sent again after a lost answer: it is known already.
    if (signal.n <= last) return;
    this.heardLast.set(signal.from, signal.n);
    // The transport may be on its way yet.
    if (this.carrier) this.carrier.heard(signal);
    else this.early.push(signal);
  }

  /** The others: without those who have been away for so long that they will not come back. */
  others() {
    const now = Date.now();
    return this.state.members
      .filter(({ id }) => id !== this.me)
      .map((member) => ({ ...member, here: this.here.has(member.id) }))
      .filter(({ peer, here }) => {
        if (here) this.away.delete(peer);
        else if (!this.away.has(peer)) this.away.set(peer, now);
        return here || (this.peer && now - this.away.get(peer) < awayMilliseconds);
      });
  }

  draw() {
    const others = this.others();
    this.announce(others);
    this.section.querySelectorAll("[data-close], [data-open]").forEach((button) => (button.hidden = this.state.is_closed === ("close" in button.dataset)));
    const count = others.length + (this.peer ? 1 : 0);
    this.at("count").hidden = !count;
    this.at("count").textContent = this.phrases.people.replace("{number}", count);
    this.lobby.show(others, this.state);
    if (!this.peer) return;
    this.at("alone").hidden = others.length > 0 || this.isElsewhere;
    this.carrier?.setMembers(others);
    const mine = this.state.members.find(({ peer }) => peer === this.peer);
    if (!this.isElsewhere) this.tiles.show([...others, ...(mine ? [{ ...mine, ...this.flags, here: true }] : [])], this.peer);
  }

  announce(others) {
    const now = Date.now();
    const there = new Map(others.map((member) => [member.id, member]));
    for (const [id, member] of there) {
      const before = this.known.get(id);
      if (this.peer && this.drawn && !before) this.say(this.phrases.joined.replace("{name}", this.tiles.nameOf(member)));
      if (this.peer && member.hand && before && !before.member.hand) this.say(this.phrases.handUp.replace("{name}", this.tiles.nameOf(member)));
      this.known.set(id, { member, seen: now });
    }
    for (const [id, { member, seen }] of this.known) {
      if (there.has(id) || now - seen < goneMilliseconds) continue;
      this.known.delete(id);
      if (this.peer) this.say(this.phrases.left.replace("{name}", this.tiles.nameOf(member)));
    }
    this.drawn = true;
  }

  say(text) {
    const line = this.at("said");
    line.textContent = "";
    requestAnimationFrame(() => (line.textContent = text));
  }

  /* Joining and leaving. */

  /** A page that was reloaded in a call goes on in it. */
  async resume() {
    const kept = remembered(this.room, this.me);
    if (!kept || this.state.is_closed) return;
    await this.join(kept.way, null, kept);
  }

  async join(way, found = null, before = null) {
    if (this.joining) return;
    this.joining = true;
    this.section.setAttribute("aria-busy", "true");
    try {
      const wanted = { microphone: way !== "nothing", camera: way === "devices" && before?.camera !== false };
      const got = found ?? (way === "nothing" ? { microphone: null, camera: null, problem: "" } : await take(wanted));
      Object.assign(this.tracks, { microphone: got.microphone, camera: got.camera, screen: null });
      const speaks = Boolean(got.microphone) && before?.microphone !== false;
      if (got.microphone) got.microphone.enabled = speaks;
      Object.assign(this.flags, { microphone: speaks, camera: Boolean(got.camera), screen: false, hand: false });
      this.way = way;
      for (const kind of ["microphone", "camera"]) this.mind(kind);
      await this.enter();
      if (got.problem) notice(this.phrases[got.problem], "warning");
    } catch (failure) {
      if (!("status" in failure)) console.error(failure);
      this.letGo();
      this.giveBack();
      this.lobby.tell(failure.message && "status" in failure ? failure.message : this.phrases.failed);
    } finally {
      this.joining = false;
      this.section.removeAttribute("aria-busy");
    }
  }

  /** Take a seat with what one has, and be put through to the others. */
  async enter() {
    if (typeof RTCPeerConnection === "undefined") throw Object.assign(new Error(this.phrases.unsupported), { status: 422 });
    const answer = await send("calls.join", { room: this.room, key: newKey(), ...this.flags }, { within: 15000 });
    this.peer = this.tiles.own = answer.peer;
    this.provider = answer.provider;
    this.isSeen = false;
    this.heardLast = new Map();
    this.early = [];
    this.signals = outbox({ room: this.room, peer: answer.peer, onRefused: () => this.rejoin() });
    this.isElsewhere = !(answer.transport in scripts);
    this.remember();
    this.turnTo("in");
    if (this.isElsewhere) this.pointTo(answer);
    await this.openLine(answer.peer);
    if (!this.isElsewhere && this.peer === answer.peer) await this.carry(answer);
    this.tellFlags();
    this.draw();
  }

  /** Be connected: only who is heard of on the line is shown to be there, and is sent signals. */
  openLine(peer) {
    return new Promise((resolve) => {
      const onStatus = (word) => this.peer === peer && this.lineIs(word, resolve);
      this.line = watch({ topic: "call_line", key: this.room, onSnapshot: resolve, onStatus });
    });
  }

  async carry(answer) {
    const { transport } = await scripts[answer.transport]();
    if (this.peer !== answer.peer) return;
    const peer = answer.peer;
    const ifStill = (act) => (...said) => this.peer === peer && act(...said);
    const hooks = {
      onTrack: ifStill((from, kind, track) => this.tiles.track(from, kind, track)),
      onState: ifStill((from, word) => this.tiles.state(from, word)),
      signal: ifStill((to, body) => this.signals.add(to, body)),
      fail: ifStill(() => this.rejoin()),
    };
    const carrier = transport({ answer, me: peer, hooks });
    for (const kind of kinds) this.tiles.track(peer, kind, this.tracks[kind]);
    await carrier.start({ ...this.tracks }, this.others());
    if (this.peer !== peer) return carrier.stop();
    this.carrier = carrier;
    this.early.splice(0).forEach((signal) => carrier.heard(signal));
  }

  lineIs(word, resolve) {
    const apart = word === "reconnecting" || word === "offline";
    this.at("line-box").hidden = !apart || !this.carrier;
    this.at("line").textContent = apart ? this.phrases.apart : "";
    if (word !== "refused") return;
    resolve();
    this.rejoin();
  }

  /** The seat is gone, or the call is carried otherwise now: the same again, with the devices that one has. */
  rejoin() {
    if (!this.peer || this.returning) return;
    this.returning = true;
    this.letGo(true);
    const wait = Math.max(0, restMilliseconds - (Date.now() - (this.returned ?? 0)));
    this.comeback = setTimeout(async () => {
      this.returned = Date.now();
      try {
        if (this.section.isConnected) await this.enter();
      } catch (failure) {
        this.end(failure.status === 422 ? "" : "refused", failure.message);
      } finally {
        this.returning = false;
      }
    }, wait);
  }

  /** The call is held by another program: in a frame of this page, or in a window of its own. */
  pointTo({ transport, address }) {
    const safe = /^https?:/.test(address) ? address : "about:blank";
    this.giveBack();
    this.at("elsewhere").hidden = false;
    this.at("elsewhere-window").hidden = transport === "frame";
    this.at("elsewhere-link").href = safe;
    if (transport !== "frame") return;
    const frame = document.createElement("iframe");
    Object.assign(frame, { title: this.phrases.frame, allow: "camera; microphone; display-capture; fullscreen; autoplay", src: safe });
    this.at("elsewhere-frame").replaceChildren(frame);
  }

  leave() {
    const peer = this.peer;
    this.end("ended");
    if (peer) send("calls.leave", { room: this.room, peer }, { within: 10000 }).catch(() => {});
  }

  /** It is over for this page; the sentence says why. */
  end(phrase, sentence = "") {
    const wasIn = Boolean(this.peer) || this.returning;
    clearTimeout(this.comeback);
    this.returning = false;
    this.letGo();
    this.giveBack();
    forget(this.room);
    this.turnTo("lobby");
    this.draw();
    if (!wasIn && phrase !== "refused") return;
    this.lobby.tell(sentence || this.phrases[phrase]);
    this.say(sentence || this.phrases[phrase]);
    if (wasIn) this.section.querySelector("[data-join]").focus();
  }

  letGo(keepsPart = false) {
    this.carrier?.stop();
    this.signals?.close();
    this.line?.close();
    this.peer = this.tiles.own = this.carrier = this.signals = this.line = null;
    this.tiles.clear();
    this.at("elsewhere").hidden = this.at("line-box").hidden = true;
    this.at("elsewhere-frame").replaceChildren();
    if (!keepsPart) this.turnTo("lobby");
  }

  giveBack() {
    for (const kind of kinds) {
      this.tracks[kind]?.stop();
      this.tracks[kind] = null;
      this.flags[kind] = false;
    }
  }

  turnTo(part) {
    const wasFocused = this.at("lobby").contains(document.activeElement);
    this.section.dataset.part = part;
    this.at("lobby").hidden = part !== "lobby";
    this.at("in").hidden = part !== "in";
    // What has the focus goes away: it goes on where the keys of the call count.
    if (wasFocused && part === "in") this.at(this.isElsewhere ? "leave" : 'switch="microphone"').focus();
    this.drawSwitches();
  }

  remember() {
    keep(this.room, { me: this.me, way: this.way, microphone: this.flags.microphone, camera: this.flags.camera });
  }

  async setClosed(closed) {
    await send("calls.close", { room: this.room, closed }).catch((refusal) => notice(refusal.message));
  }

  /* What one has switched on. */

  async toggle(kind) {
    if (!this.peer || this.isElsewhere || this.switching) return;
    this.switching = true;
    try {
      const on = !this.flags[kind];
      const did = kind === "hand" || (await this[kind](on));
      if (did === false) return;
      this.flags[kind] = on;
      if (kind !== "hand") this.say(this.phrases[`${kind}${on ? "On" : kind === "camera" ? "OffNow" : "Off"}`]);
      this.remember();
      this.drawSwitches();
      this.draw();
      this.tellFlags();
    } finally {
      this.switching = false;
    }
  }

  async microphone(on) {
    if (on && !this.tracks.microphone && !(await this.fetch("microphone"))) return false;
    if (this.tracks.microphone) this.tracks.microphone.enabled = on;
    return true;
  }

  async camera(on) {
    if (on) return this.fetch("camera");
    this.put("camera", null);
    return true;
  }

  async screen(on) {
    if (!on) return this.put("screen", null);
    try {
      const track = await takeScreen();
      if (!track) return false;
      return this.put("screen", track);
    } catch {
      notice(this.phrases.screenFailed);
      return false;
    }
  }

  async fetch(kind) {
    const found = isPossible() ? await take({ [kind]: true }) : { problem: "insecure" };
    if (!found[kind]) {
      notice(this.phrases[found.problem], "warning");
      return false;
    }
    return this.put(kind, found[kind]);
  }

  /** Send another track of a kind, or none. */
  put(kind, track) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = track;
    this.mind(kind);
    this.carrier?.setTrack(kind, track);
    this.tiles.track(this.peer, kind, track);
    return true;
  }

  /** A device that is unplugged, or a screen that the browser's own button takes back, is switched off. */
  mind(kind) {
    const track = this.tracks[kind];
    track?.addEventListener("ended", () => {
      if (this.tracks[kind] !== track) return;
      if (kind !== "screen") notice(this.phrases.lost, "warning");
      this.put(kind, null);
      this.flags[kind] = false;
      this.drawSwitches();
      this.draw();
      this.tellFlags();
    });
  }

  drawSwitches() {
    for (const button of this.section.querySelectorAll("[data-switch]")) {
      button.setAttribute("aria-pressed", String(this.flags[button.dataset.switch]));
      button.hidden = Boolean(this.isElsewhere) || (button.dataset.switch === "screen" && !navigator.mediaDevices?.getDisplayMedia);
    }
  }

  /** Tell the others; only the newest counts. */
  async tellFlags() {
    this.untold = true;
    if (this.telling) return;
    this.telling = true;
    while (this.untold && this.peer) {
      this.untold = false;
      await send("calls.state", { room: this.room, peer: this.peer, ...this.flags }, { within: 10000 }).catch((refusal) => {
        // Not answered in time: what is so by then is told.
        this.untold ||= refusal.superseded;
      });
    }
    this.telling = false;
  }
}

/* A tab remembers that its page was in a call, so that a reload is no leaving. */
const place = (room) => `call:in:${room}`;

function keep(room, what) {
  try {
    sessionStorage.setItem(place(room), JSON.stringify(what));
  } catch {
    /* Without storage one joins again by hand. */
  }
}

function forget(room) {
  try {
    sessionStorage.removeItem(place(room));
  } catch {
    /* nothing was kept */
  }
}

function remembered(room, me) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place(room)) ?? "null");
    return kept?.me === me ? kept : null;
  } catch {
    return null;
  }
}

/** Give the seat back while the page goes away, when nothing else can be sent any more. */
function leaveBehind(room, peer) {
  const meta = document.querySelector('meta[name="live"]');
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  fetch(`${meta.content}/message/calls.leave`, {
    method: "POST", keepalive: true, body: JSON.stringify({ conference: Number(meta.dataset.conference), room, peer }),
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
  }).catch(() => {});
}
