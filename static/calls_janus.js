// A call by a Janus VideoRoom: one connection sends one's own tracks, another one receives those of all others.
//
// Janus speaks JSON over a WebSocket of its own; `answer` has its address and two tokens, for the door and for the room.
// Someone's tracks have fixed places (microphone, camera, screen), so switching something on or off needs no agreement.
// Whatever breaks for good is told by `fail`, upon which calls.js joins anew: so a server that was restarted, and knows
// nothing any more, has the room made again.
import { Leg, Line, answers, pause } from "./calls_janus_line.js";

const kinds = ["microphone", "camera", "screen"];

export function transport({ answer, hooks }) {
  const call = new Call(answer, hooks);
  return {
    // Not waited for: while Janus cannot be reached, one is in the call and sees who is connecting.
    async start(tracks, members) {
      Object.assign(call.tracks, tracks);
      call.setMembers(members);
      call.begin();
    },
    setTrack: (kind, track) => call.setTrack(kind, track),
    setMembers: (members) => call.setMembers(members),
    heard() {},
    networkChanged: () => call.broken(),
    stop: () => call.stop(),
  };
}

class Call {
  constructor(answer, hooks) {
    Object.assign(this, { answer, hooks });
    this.tracks = { microphone: null, camera: null, screen: null };
    this.members = new Set();
    // Who sends, whose tracks were asked for, and which of them are shown: [peer, kind].
    this.feeds = new Set();
    this.subscribed = new Set();
    this.shown = [];
    this.tasks = Promise.resolve();
  }

  async begin() {
    try {
      this.line = new Line(this.answer, (news) => this.hear(news), () => this.lineEnded());
      await this.line.begin();
      this.out = await this.leg();
      const { room, id, token } = this.answer;
      const joined = await this.out.ask({ request: "join", ptype: "publisher", room, id, token });
      this.privateId = joined.data.private_id;
      await this.publish();
      this.news(joined.data);
    } catch (failure) {
      if (this.stopped || this.ended) return;
      console.warn("A call could not be joined at the video server.", failure);
      this.broken();
    }
  }

  async leg() {
    const leg = new Leg(this.line, this.answer.ice_servers, () => this.legChanged());
    await leg.attach();
    return leg;
  }

  /* Sending. */

  async publish() {
    const { pc } = this.out;
    for (const kind of kinds) pc.addTransceiver(kind === "microphone" ? "audio" : "video", { direction: "sendonly" });
    await Promise.all(kinds.map((kind) => this.send(kind)));
    await pc.setLocalDescription();
    const descriptions = kinds.map((description, index) => ({ mid: pc.getTransceivers()[index].mid, description }));
    const { jsep } = await this.out.ask({ request: "publish", bitrate: this.answer.bitrate, descriptions }, pc.localDescription);
    await this.out.describe(jsep);
    this.setLimits();
  }

  send(kind) {
    return this.out?.pc.getTransceivers()[kinds.indexOf(kind)]?.sender.replaceTrack(this.tracks[kind]).catch(() => {});
  }

  setTrack(kind, track) {
    this.tracks[kind] = track;
    this.send(kind);
  }

  /** The more there are, the smaller each is drawn. */
  setLimits() {
    const most = this.members.size > 12 ? 150_000 : this.members.size > 5 ? 300_000 : this.answer.bitrate;
    const sender = this.out?.pc.getTransceivers()[kinds.indexOf("camera")]?.sender;
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length || parameters.encodings[0].maxBitrate === most) return;
    parameters.encodings[0].maxBitrate = most;
    sender.setParameters(parameters).catch(() => {});
  }

  /* Receiving. */

  setMembers(members) {
    this.members = new Set(members.map(({ peer }) => peer));
    this.setLimits();
    this.sync();
  }

  hear({ janus, sender, plugindata, jsep, candidate, reason }) {
    if (janus === "timeout") return this.lineEnded();
    const leg = [this.out, this.in].find((one) => one?.handle === sender);
    if (janus === "trickle") return leg?.heard(candidate);
    if (janus === "hangup" && leg) {
      console.warn("The video server hung up.", reason);
      return this.isPutOut || this.broken();
    }
    const data = plugindata?.data;
    if (!data) return;
    if (leg && leg === this.in && data.streams) this.queue(() => this.agree(data, jsep));
    else this.news(data);
  }

  news(data) {
    if (data.videoroom === "destroyed") return this.broken();
    for (const { id } of data.publishers ?? []) this.feeds.add(id);
    for (const id of [data.unpublished, data.leaving, data.kicked]) this.gone(id);
    // Put out: calls.js knows why, and whether there is a way back.
    if (data.leaving === "ok" && data.reason === "kicked") this.isPutOut = true;
    this.sync();
  }

  /** Janus itself ends what somebody who left was sending. */
  gone(id) {
    if (!this.feeds.delete(id)) return;
    this.subscribed.delete(id);
    this.show(this.shown.filter(({ peer }) => peer !== id));
  }

  queue(task) {
    this.tasks = this.tasks.then(() => this.stopped || this.ended || task()).catch(async (failure) => {
      if (this.stopped || this.ended) return;
      // Such as somebody who left in this moment; their leaving is news by then.
      console.warn("The video server could not do something; it is asked again.", failure);
      await pause();
      this.sync();
    });
  }

  /** Ask for the tracks of those who send and are members, and for no others. */
  sync() {
    if (this.privateId !== undefined) this.queue(() => this.subscribe());
  }

  async subscribe() {
    const wanted = [...this.feeds].filter((peer) => this.members.has(peer));
    const unwanted = [...this.subscribed].filter((peer) => !wanted.includes(peer));
    const fresh = wanted.filter((peer) => !this.subscribed.has(peer));
    const asStreams = (peers) => peers.map((feed) => ({ feed }));
    if (unwanted.length) {
      for (const peer of unwanted) this.subscribed.delete(peer);
      this.show(this.shown.filter(({ peer }) => !unwanted.includes(peer)));
      await this.take({ request: "unsubscribe", streams: asStreams(unwanted) });
    }
    if (!fresh.length) return;
    for (const peer of fresh) this.hooks.onState(peer, "connecting");
    const { room, token } = this.answer;
    const first = { request: "join", ptype: "subscriber", room, token, private_id: this.privateId };
    const isFirst = !this.in;
    if (isFirst) this.in = await this.leg();
    try {
      await this.take({ ...(isFirst ? first : { request: "subscribe" }), streams: asStreams(fresh) });
    } catch (failure) {
      if (isFirst) {
        this.in.close();
        this.in = null;
      }
      throw failure;
    }
    for (const peer of fresh) if (this.feeds.has(peer)) this.subscribed.add(peer);
    this.legChanged();
  }

  async take(body) {
    const { data, jsep } = await this.in.ask(body);
    await this.agree(data, jsep);
  }

  /** Agree to what Janus offers to send, and show it. An answer that names no streams changes none: Janus had nothing
   * to do, as where whoever is unsubscribed from has just left, or it follows with news of its own. */
  async agree({ streams }, jsep) {
    const { pc } = this.in;
    if (jsep?.type === "offer") {
      await this.in.describe(jsep);
      await pc.setLocalDescription();
      await this.in.ask({ request: "start" }, pc.localDescription);
    }
    if (!streams) return;
    const tracks = new Map(pc.getTransceivers().map(({ mid, receiver }) => [mid, receiver.track]));
    const sent = streams.filter(({ active, feed_id: peer }) => active && this.feeds.has(peer) && this.members.has(peer));
    this.show(sent.map(({ mid, feed_id: peer, feed_mid: place }) => ({ peer, kind: kinds[place], track: tracks.get(mid) })));
  }

  show(now) {
    const name = ({ peer, kind }) => `${peer} ${kind}`;
    const names = new Set(now.map(name));
    for (const one of this.shown) if (!names.has(name(one))) this.hooks.onTrack(one.peer, one.kind, null);
    const before = new Map(this.shown.map((one) => [name(one), one.track]));
    for (const one of now) if (before.get(name(one)) !== one.track) this.hooks.onTrack(one.peer, one.kind, one.track);
    this.shown = now;
  }

  /* How it stands. */

  legChanged() {
    const states = [this.out, this.in].filter(Boolean).map(({ pc }) => pc.iceConnectionState);
    if (states.includes("failed")) return this.broken();
    const isThere = (state) => state === "connected" || state === "completed";
    const word = states.includes("disconnected") ? "reconnecting" : states.every(isThere) ? "connected" : "connecting";
    for (const peer of this.subscribed) this.hooks.onState(peer, word);
  }

  /** The line to Janus is gone, perhaps Janus itself: once it is there again, everything begins anew. */
  async lineEnded() {
    if (this.stopped || this.ended) return;
    this.ended = true;
    for (const peer of this.subscribed) this.hooks.onState(peer, "reconnecting");
    do await pause();
    while (!this.stopped && !(await answers(this.answer.address)));
    this.broken();
  }

  broken() {
    if (this.stopped) return;
    this.stop();
    this.hooks.fail(new Error("The connection to the video server broke off."));
  }

  stop() {
    if (this.stopped) return;
    this.stopped = true;
    this.out?.close();
    this.in?.close();
    this.line?.close();
  }
}
