// One's seat in a call: the line by which the server knows that one is there, and what carries the call to the others.
import { kinds } from "./calls_devices.js";
import { outbox, seatIsGone } from "./calls_signals.js";
import { send, watch } from "./live.js";

const scripts = { mesh: () => import("./calls_mesh.js"), janus: () => import("./calls_janus.js") };

/**
 * Of what the server answered who joined: {peer, provider, transport, …}.
 * Hooks, none of them called once the seat is closed: onTrack(peer, kind, track), onState(peer, word), onLine(isApart),
 * and onGone(), when it has to be taken anew.
 */
export class Seat {
  constructor(room, answer, hooks) {
    Object.assign(this, { room, answer, peer: answer.peer, provider: answer.provider });
    // The call is held by another program.
    this.isElsewhere = !(answer.transport in scripts);
    this.hooks = Object.fromEntries(Object.entries(hooks).map(([name, act]) => [name, (...said) => !this.isClosed && act(...said)]));
    this.heardLast = new Map();
    this.early = [];
    this.signals = outbox({ room, peer: this.peer, onRefused: this.hooks.onGone });
  }

  /** Be known to be there, and put through to the others. tracks() and others() say what is so by then. */
  async open(tracks, others) {
    // Only who is heard of on the line is shown to be there, and is sent signals.
    await new Promise((resolve) => {
      this.stopWaiting = resolve;
      const onStatus = (word) => this.lineIs(word, resolve);
      this.line = watch({ topic: "call_line", key: this.room, onSnapshot: resolve, onStatus });
    });
    if (this.isElsewhere || this.isClosed) return;
    const { transport } = await scripts[this.answer.transport]();
    if (this.isClosed) return;
    const { onTrack, onState, onGone } = this.hooks;
    const carrier = transport({ answer: this.answer, me: this.peer, hooks: { onTrack, onState, fail: onGone, signal: (to, body) => this.isClosed || this.signals.add(to, body) } });
    const own = tracks();
    for (const kind of kinds) onTrack(this.peer, kind, own[kind]);
    await carrier.start(own, others());
    if (this.isClosed) return carrier.stop();
    this.carrier = carrier;
    this.early.splice(0).forEach((signal) => carrier.heard(signal));
  }

  lineIs(word, resolve) {
    const isApart = word === "reconnecting" || word === "offline";
    this.hooks.onLine(isApart && Boolean(this.carrier));
    if (word !== "refused") return;
    resolve();
    this.hooks.onGone();
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

  /** Tell the others what is switched on; only the newest counts. */
  async tell(flags) {
    this.untold = { ...flags };
    if (this.isTelling) return;
    this.isTelling = true;
    while (this.untold && !this.isClosed) {
      const told = this.untold;
      this.untold = null;
      await send("calls.state", { room: this.room, peer: this.peer, ...told }, { within: 10000 }).catch((refusal) => {
        if (refusal.superseded) this.untold ??= told;
        // The news of one's seat may have come and gone unheard: the newest is all that a slow line gets.
        else if (seatIsGone(refusal)) this.hooks.onGone();
      });
    }
    this.isTelling = false;
  }

  close() {
    this.isClosed = true;
    this.carrier?.stop();
    this.signals.close();
    this.line?.close();
    this.carrier = null;
    this.stopWaiting?.();
  }
}
