// A call between the browsers themselves: one connection to each other one, by perfect negotiation.
//
// Of two, the one whose id is the lower is polite: where both make an offer at once, hers is given up. A connection has
// one place each for microphone, camera and screen from its beginning, so that switching something on or off changes
// what is sent there and needs no new agreement.
const kinds = ["microphone", "camera", "screen"];
// By how many are in the call: kilobits a second to each other one.
const kilobits = [1000, 1000, 1000, 600, 400, 300, 200];
// While a screen is shown, the faces beside it are small.
const besideScreen = 100;
// Fewer kilobits are better spent on fewer dots; and each picture is encoded for each other one.
const smaller = (most) => (most >= 1000 ? 1 : most >= 600 ? 1.5 : most >= 200 ? 2 : 4);
const patience = 3000;
const longestSilence = 12000;

export function transport({ answer, me, hooks }) {
  const links = new Map();
  const tracks = { microphone: null, camera: null, screen: null };
  let stopped = false;

  const limit = () => kilobits[Math.min(Math.max(links.size + 1, 1), kilobits.length - 1)];
  const setLimits = () => links.forEach((link) => link.limit(limit()));
  const linkTo = (peer) => {
    if (!links.has(peer)) {
      links.set(peer, new Link({ me, peer, answer, hooks, tracks }));
      setLimits();
    }
    return links.get(peer);
  };
  const cut = (peer) => {
    links.get(peer)?.close();
    links.delete(peer);
  };

  return {
    async start(given, members) {
      Object.assign(tracks, given);
      // Whoever comes calls those who are there. Who has a seat and no line yet misses it, and calls in turn by and by.
      for (const { peer } of members) linkTo(peer).begin();
    },
    setTrack(kind, track) {
      tracks[kind] = track;
      links.forEach((link) => link.send(kind));
      setLimits();
    },
    setMembers(members) {
      const there = new Set(members.map(({ peer }) => peer));
      for (const peer of [...links.keys()]) if (!there.has(peer) && !links.get(peer).isFresh) cut(peer);
      for (const { peer, here } of members) {
        if (links.has(peer)) links.get(peer).isFresh = false;
        // Those who came later call; only where that call did not come, one calls oneself.
        else if (here) linkTo(peer).begin();
      }
      setLimits();
    },
    heard({ from, description, candidates }) {
      // Candidates alone are of an offer that nobody listened to yet: whoever made it is called like the others.
      if (stopped || !(description || links.has(from))) return;
      // A first signal may be here before the news of who has joined; the server has judged who sends it.
      const isNew = !links.has(from);
      const link = linkTo(from);
      if (isNew) link.expectMembership(() => links.get(from) === link && cut(from));
      link.heard({ description, candidates });
    },
    networkChanged: () => links.forEach((link) => link.restart()),
    stop() {
      stopped = true;
      [...links.keys()].forEach(cut);
    },
  };
}

class Link {
  constructor({ me, peer, answer, hooks, tracks }) {
    Object.assign(this, { peer, answer, hooks, tracks });
    this.polite = me < peer;
    this.kilobits = 1000;
    this.tasks = Promise.resolve();
    this.open();
    this.watchdog = setInterval(() => this.look(), 2000);
  }

  /** Make the connection; again, where a first offer of the polite one met the other's. */
  open() {
    this.pc?.close();
    this.agreed = false;
    this.making = false;
    this.since = Date.now();
    const pc = (this.pc = new RTCPeerConnection({ iceServers: this.answer.ice_servers }));
    pc.onicecandidate = ({ candidate }) => candidate && pc === this.pc && this.tell({ candidates: [candidate.toJSON()] });
    pc.ontrack = ({ track, transceiver }) => pc === this.pc && this.came(track, transceiver);
    pc.onnegotiationneeded = () => pc === this.pc && this.wants && this.offer();
    pc.oniceconnectionstatechange = () => pc === this.pc && this.changed();
    this.hooks.onState(this.peer, "connecting");
  }

  /** Call the other one. */
  begin() {
    this.wants = true;
    if (this.pc.getTransceivers().length) return;
    for (const kind of kinds) this.pc.addTransceiver(kind === "microphone" ? "audio" : "video", { direction: "sendrecv" });
    this.sendAll();
  }

  tell(body) {
    this.hooks.signal(this.peer, body);
  }

  async offer() {
    try {
      this.making = true;
      await this.pc.setLocalDescription();
      if (this.pc.localDescription) this.tell({ description: this.pc.localDescription.toJSON() });
    } catch (failure) {
      if (this.pc.signalingState !== "closed") console.warn("A call could not be offered.", failure);
    } finally {
      this.making = false;
    }
  }

  /** The polite one may not have been listening when it was told, and calls in vain until she hears of it. */
  offerAgain() {
    if (this.pc.signalingState === "have-local-offer") this.tell({ description: this.pc.localDescription.toJSON() });
  }

  /** One signal after another: a candidate waits for the description that it belongs to. */
  heard(signal) {
    this.tasks = this.tasks.then(() => this.take(signal)).catch((failure) => this.pc.signalingState === "closed" || console.warn("A signal of a call was not understood.", failure));
  }

  async take({ description, candidates = [] }) {
    if (this.closed) return;
    if (description) await this.describe(description);
    for (const candidate of candidates) {
      try {
        await this.pc.addIceCandidate(candidate);
      } catch {
        // One of an offer that was given up, or of a connection before this one.
      }
    }
  }

  async describe(description) {
    // Who has begun makes an offer in the next moment: the other's places would come beside those that are there already.
    const isOffering = this.making || this.pc.signalingState !== "stable" || (!this.agreed && this.pc.getTransceivers().length > 0);
    const collides = description.type === "offer" && isOffering;
    if (collides && !this.polite) return this.offerAgain();
    if (description.type === "answer" && this.pc.signalingState !== "have-local-offer") return;
    // Its own places would come beside the other's; and what another connection of hers offers, this one cannot take.
    const [origin, session] = /^o=\S+ (\S+) \S+/m.exec(description.sdp) ?? [];
    // Told again, and taken already.
    if (description.type === "offer" && this.agreed && origin === this.origin) return;
    if (description.type === "offer" && (this.agreed ? session !== this.session : collides)) this.open();
    await this.pc.setRemoteDescription(description);
    Object.assign(this, { origin, session });
    if (description.type === "offer") {
      for (const transceiver of this.pc.getTransceivers()) transceiver.direction = "sendrecv";
      this.sendAll();
      await this.pc.setLocalDescription();
      this.tell({ description: this.pc.localDescription.toJSON() });
    }
    this.agreed = this.wants = true;
    this.setLimits();
  }

  sender(kind) {
    return this.pc.getTransceivers()[kinds.indexOf(kind)]?.sender;
  }

  sendAll() {
    for (const kind of kinds) this.send(kind);
  }

  send(kind) {
    const track = this.tracks[kind];
    this.sender(kind)?.replaceTrack(track).catch(() => {});
  }

  came(track, transceiver) {
    const kind = kinds[this.pc.getTransceivers().indexOf(transceiver)];
    if (kind) this.hooks.onTrack(this.peer, kind, track);
  }

  limit(most) {
    this.kilobits = most;
    this.setLimits();
  }

  setLimits() {
    if (!this.agreed) return;
    const shows = Boolean(this.tracks.screen);
    for (const [kind, most] of [["camera", shows ? besideScreen : this.kilobits], ["screen", this.kilobits]]) {
      const sender = this.sender(kind);
      const parameters = sender?.getParameters();
      if (!parameters?.encodings?.length || parameters.encodings[0].maxBitrate === most * 1000) continue;
      parameters.encodings[0].maxBitrate = most * 1000;
      parameters.encodings[0].scaleResolutionDownBy = kind === "camera" ? smaller(most) : 1;
      sender.setParameters(parameters).catch(() => {});
    }
  }

  changed() {
    const state = this.pc.iceConnectionState;
    clearTimeout(this.repair);
    this.since = Date.now();
    if (state === "connected" || state === "completed") this.hooks.onState(this.peer, "connected");
    else if (state === "disconnected") {
      this.hooks.onState(this.peer, "reconnecting");
      this.repair = setTimeout(() => this.restart(), patience);
    } else if (state === "failed") {
      this.hooks.onState(this.peer, "reconnecting");
      this.restart();
    }
  }

  /** Look for another way to the other one. */
  restart() {
    if (this.closed || !this.agreed) return;
    this.since = Date.now();
    this.pc.restartIce();
  }

  /** Signals may be lost (a worker ended, a line broke): what has not come about for so long is tried anew. */
  look() {
    if (["connected", "completed"].includes(this.pc.iceConnectionState) && this.pc.signalingState === "stable") return;
    if (Date.now() - this.since < longestSilence * (this.polite ? 1.5 : 1)) return;
    if (this.agreed && this.pc.signalingState === "stable") return this.restart();
    this.open();
    this.begin();
  }

  /** Whoever is not among the members after a moment was none. */
  expectMembership(otherwise) {
    this.isFresh = true;
    this.membership = setTimeout(() => this.isFresh && otherwise(), 2 * patience);
  }

  close() {
    this.closed = true;
    clearInterval(this.watchdog);
    clearTimeout(this.repair);
    clearTimeout(this.membership);
    this.pc.close();
    for (const kind of kinds) this.hooks.onTrack(this.peer, kind, null);
  }
}
