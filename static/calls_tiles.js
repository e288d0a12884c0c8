// The people in a call, each in a tile: picture or initials, name, what is switched off, who speaks.
import { loudness } from "./calls_media.js";

const loudEnough = 0.12;
// Speech has pauses; a tile that flickers says nothing.
const holdMilliseconds = 600;

export class Tiles {
  constructor(section, phrases) {
    this.list = section.querySelector("[data-tiles]");
    this.pattern = section.querySelector("[data-tile]").content.firstElementChild;
    this.sound = section.querySelector("[data-sound]");
    this.phrases = phrases;
    this.people = new Map();
    const language = document.documentElement.lang || "en";
    this.countries = new Intl.DisplayNames([language], { type: "region" });
    this.sound.querySelector("button").addEventListener("click", () => this.playAll());
  }

  /** Show exactly these members, in their order; `peer` is one's own. */
  show(members, peer) {
    const there = new Set(members.map((member) => member.peer));
    // Who is no member yet has only come before the news of it.
    for (const [id, person] of this.people) if (person.member && !there.has(id)) this.remove(id, person);
    for (const member of members) {
      const person = this.person(member.peer);
      person.member = member;
      person.isOwn = member.peer === peer;
      this.draw(person);
    }
    this.arrange(members);
  }

  /** What came for somebody may come before the news of who they are. */
  person(peer) {
    if (!this.people.has(peer)) {
      const face = this.pattern.cloneNode(true);
      face.dataset.peer = peer;
      this.people.set(peer, { peer, face, tracks: {}, word: "", member: null, stopListening: null });
    }
    return this.people.get(peer);
  }

  remove(id, person) {
    person.stopListening?.();
    person.sound?.remove();
    person.face.remove();
    person.screen?.remove();
    this.people.delete(id);
  }

  /** A track of somebody came, or went (null). */
  track(peer, kind, track) {
    if (!track && !this.people.has(peer)) return;
    const person = this.person(peer);
    person.tracks[kind] = track;
    if (kind === "microphone") this.hear(person, track);
    if (person.member) {
      this.draw(person);
      this.arrange();
    } else if (!Object.values(person.tracks).some(Boolean)) this.remove(peer, person);
  }

  /** How it stands with the connection to somebody. */
  state(peer, word) {
    const person = this.people.get(peer);
    if (!person) return;
    person.word = word;
    if (person.member) this.draw(person);
  }

  draw(person) {
    const { member, face, tracks, isOwn } = person;
    const name = this.nameOf(member);
    this.label(face, isOwn ? this.phrases.you : name, member);
    face.classList.toggle("is-own", isOwn);
    face.classList.toggle("has-picture", Boolean(member.camera && tracks.camera));
    play(face.querySelector("video"), member.camera ? tracks.camera : null);
    const initials = face.querySelector(".call-face");
    initials.textContent = member.initials || "?";
    initials.className = `call-face avatar avatar-xl hue-${member.hue}`;
    face.querySelector('[data-mark="muted"]').toggleAttribute("hidden", member.microphone);
    face.querySelector('[data-mark="hand"]').toggleAttribute("hidden", !member.hand);
    this.wait(face, isOwn ? "" : member.here === false ? "reconnecting" : person.word);
    this.drawScreen(person, name);
  }

  label(tile, name, { country }) {
    tile.querySelector("[data-name]").textContent = name;
    tile.querySelector("[data-country]").textContent = country ? this.countryOf(country) : "";
    tile.querySelector("video").setAttribute("aria-label", name);
  }

  countryOf(code) {
    try {
      return this.countries.of(code);
    } catch {
      return code;
    }
  }

  wait(tile, word) {
    const line = tile.querySelector("[data-wait]");
    line.hidden = !["connecting", "reconnecting"].includes(word);
    line.textContent = this.phrases[word] ?? "";
  }

  drawScreen(person, name) {
    const { member, tracks, isOwn } = person;
    const shows = Boolean(member.screen && tracks.screen);
    if (!shows) {
      person.screen?.remove();
      person.screen = null;
      return;
    }
    if (!person.screen) {
      person.screen = this.pattern.cloneNode(true);
      person.screen.dataset.screen = person.peer;
      person.screen.classList.add("is-screen", "has-picture");
      person.screen.querySelectorAll("[data-mark]").forEach((mark) => mark.remove());
    }
    this.label(person.screen, isOwn ? this.phrases.yourScreen : this.phrases.screenOf.replace("{name}", name), { country: "" });
    play(person.screen.querySelector("video"), tracks.screen);
  }

  arrange(members = null) {
    if (members) this.order = members.map(({ peer }) => peer);
    const people = (this.order ?? []).map((peer) => this.people.get(peer)).filter((person) => person?.member);
    const wanted = [...people.map(({ screen }) => screen).filter(Boolean), ...people.map(({ face }) => face)];
    // A video that is moved stops for a moment: what stands right stays.
    wanted.forEach((tile, index) => this.list.children[index] !== tile && this.list.insertBefore(tile, this.list.children[index] ?? null));
    this.list.dataset.count = people.length;
    this.list.classList.toggle("has-screen", wanted.length > people.length);
    for (const video of this.list.querySelectorAll("video")) if (video.srcObject && video.paused) video.play().catch(() => {});
  }

  nameOf(member) {
    return member.name || this.phrases.guest;
  }

  /** Play what somebody says, and show when they speak. Oneself is shown, and not played. */
  hear(person, track) {
    person.stopListening?.();
    person.stopListening = null;
    this.speaks(person, false);
    if (!track) return person.sound?.remove();
    if (person.peer !== this.own) {
      person.sound ??= this.list.parentElement.appendChild(document.createElement("audio"));
      person.sound.autoplay = true;
      person.sound.srcObject = new MediaStream([track]);
      person.sound.play().then(
        () => (this.sound.hidden = true),
        (failure) => (this.sound.hidden = failure.name !== "NotAllowedError"),
      );
    }
    let until = 0;
    person.stopListening = loudness(track, (level) => {
      if (level > loudEnough) until = performance.now() + holdMilliseconds;
      this.speaks(person, performance.now() < until && person.member?.microphone !== false);
    });
  }

  speaks(person, does) {
    if (person.face.classList.contains("is-speaking") === does) return;
    person.face.classList.toggle("is-speaking", does);
    person.face.querySelector('[data-mark="speaking"]').toggleAttribute("hidden", !does);
  }

  playAll() {
    this.sound.hidden = true;
    for (const { sound } of this.people.values()) sound?.play().catch(() => (this.sound.hidden = false));
  }

  clear() {
    for (const [id, person] of [...this.people]) this.remove(id, person);
    this.order = [];
    this.sound.hidden = true;
  }
}

function play(video, track) {
  const [before] = video.srcObject?.getVideoTracks() ?? [];
  if (before === (track ?? undefined)) return;
  video.srcObject = track ? new MediaStream([track]) : null;
}
