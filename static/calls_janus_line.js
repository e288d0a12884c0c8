// The way to a Janus: its WebSocket with one session, and a connection for media with its handle.
// Less than half of the 30 s after which Janus (deploy/janus) forgets a session.
const beatMilliseconds = 12000;
const pauseMilliseconds = 1000;
export const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));

/** One connection for media, and its handle at Janus. */
export class Leg {
  constructor(line, iceServers, onChange) {
    this.line = line;
    this.early = [];
    this.pc = new RTCPeerConnection({ iceServers });
    this.pc.oniceconnectionstatechange = onChange;
    this.pc.onicecandidate = ({ candidate }) => this.line.tell({ janus: "trickle", handle_id: this.handle, candidate: candidate?.toJSON() ?? { completed: true } });
  }

  async attach() {
    this.handle = (await this.line.ask({ janus: "attach", plugin: "janus.plugin.videoroom" })).data.id;
  }

  async describe(jsep) {
    await this.pc.setRemoteDescription(jsep);
    for (const candidate of this.early.splice(0)) this.heard(candidate);
  }

  /** Janus' own addresses may come before the description that they belong to. */
  heard(candidate) {
    if (candidate.completed) return;
    if (this.pc.remoteDescription) this.pc.addIceCandidate(candidate).catch(() => {});
    else this.early.push(candidate);
  }

  /** Ask the plugin; returns what it says, and the description that came with it. */
  async ask(body, jsep) {
    const { plugindata, jsep: theirs } = await this.line.ask({ janus: "message", handle_id: this.handle, body, ...(jsep && { jsep }) });
    return { data: plugindata.data, jsep: theirs };
  }

  close() {
    this.pc.oniceconnectionstatechange = this.pc.onicecandidate = null;
    this.pc.close();
  }
}

/** Janus' WebSocket with one session. */
export class Line {
  constructor({ address, access }, hear, onEnd) {
    Object.assign(this, { access, hear, onEnd });
    this.waiting = new Map();
    this.number = 0;
    this.socket = new WebSocket(address, "janus-protocol");
    this.socket.onmessage = ({ data }) => this.take(JSON.parse(data));
    this.opened = new Promise((resolve, reject) => {
      this.socket.onopen = resolve;
      this.socket.onclose = () => {
        clearInterval(this.beat);
        const failure = new Error("The line to the video server ended.");
        reject(failure);
        for (const waits of this.waiting.values()) waits.reject(failure);
        this.onEnd();
      };
    });
    this.opened.catch(() => {});
  }

  async begin() {
    await this.opened;
    this.session = (await this.ask({ janus: "create" })).data.id;
    this.beat = setInterval(() => this.tell({ janus: "keepalive" }), beatMilliseconds);
  }

  tell(message) {
    const transaction = String((this.number += 1));
    const session = this.session ? { session_id: this.session } : {};
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ ...message, ...session, transaction, token: this.access }));
    return transaction;
  }

  ask(message) {
    return new Promise((resolve, reject) => this.waiting.set(this.tell(message), { resolve, reject }));
  }

  take(message) {
    // Only that it was understood; what came of it follows.
    if (message.janus === "ack") return;
    const waits = this.waiting.get(message.transaction);
    if (!waits) return this.hear(message);
    this.waiting.delete(message.transaction);
    const refusal = message.error?.reason ?? message.plugindata?.data?.error;
    if (refusal) waits.reject(new Error(refusal));
    else waits.resolve(message);
  }

  close() {
    this.onEnd = () => {};
    if (this.session) this.tell({ janus: "destroy" });
    clearInterval(this.beat);
    this.socket.close();
  }
}

/** Whether a Janus listens there. */
export function answers(address) {
  return new Promise((resolve) => {
    const socket = new WebSocket(address, "janus-protocol");
    socket.onopen = () => {
      socket.close();
      resolve(true);
    };
    socket.onclose = () => resolve(false);
  });
}
