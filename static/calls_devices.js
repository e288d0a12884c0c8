// What one has switched on oneself: microphone, camera, screen, hand; taken, given back, and minded when it is lost.
import { isPossible, take, takeScreen } from "./calls_media.js";
import { notice } from "./notice.js";

export const kinds = ["microphone", "camera", "screen"];

/**
 * One's own devices and their switches in a call's section. Hooks: onTrack(kind, track or null) whenever another track is
 * to be sent, onChange() after a switch, say(text) what is read aloud.
 */
export class Devices {
  constructor(section, phrases, hooks) {
    this.section = section;
    this.phrases = phrases;
    this.hooks = hooks;
    this.tracks = { microphone: null, camera: null, screen: null };
    this.flags = { microphone: false, camera: false, screen: false, hand: false };
    this.switching = new Set();
    // How often all was given back: what the browser was asked for before comes too late.
    this.turn = 0;
  }

  /** Take what one joins with, or what was `found` already, as it was `before` a reload. Returns the problem's phrase;
   * null where it is not wanted any more. */
  async begin(way, found, before) {
    const wanted = { microphone: way !== "nothing" || Boolean(before?.microphone), camera: before ? before.camera : way === "devices" };
    const listens = !wanted.microphone && !wanted.camera;
    const { turn } = this;
    const got = found ?? (listens ? { microphone: null, camera: null, problem: "" } : await take(wanted));
    if (turn !== this.turn) {
      for (const kind of ["microphone", "camera"]) got[kind]?.stop();
      return null;
    }
    Object.assign(this.tracks, { microphone: got.microphone, camera: got.camera, screen: null });
    const speaks = Boolean(got.microphone) && before?.microphone !== false;
    if (got.microphone) got.microphone.enabled = speaks;
    Object.assign(this.flags, { microphone: speaks, camera: Boolean(got.camera), screen: false, hand: Boolean(before?.hand) });
    for (const kind of ["microphone", "camera"]) this.mind(kind);
    return got.problem;
  }

  giveBack() {
    this.turn += 1;
    this.switching = new Set();
    for (const kind of kinds) {
      this.tracks[kind]?.stop();
      this.tracks[kind] = null;
      this.flags[kind] = false;
    }
  }

  async toggle(kind) {
    const { switching } = this;
    if (switching.has(kind)) return;
    switching.add(kind);
    try {
      const on = !this.flags[kind];
      const did = kind === "hand" || (await this[kind](on));
      if (did === false) return;
      this.flags[kind] = on;
      if (kind !== "hand") this.hooks.say(this.phrases[`${kind}${on ? "On" : kind === "camera" ? "OffNow" : "Off"}`]);
      this.draw();
      this.hooks.onChange();
    } finally {
      switching.delete(kind);
    }
  }

  async microphone(on) {
    if (on && !this.tracks.microphone && !(await this.fetch("microphone"))) return false;
    if (this.tracks.microphone) this.tracks.microphone.enabled = on;
    return true;
  }

  async camera(on) {
    if (on) return this.fetch("camera");
    return this.put("camera", null);
  }

  async screen(on) {
    if (!on) return this.put("screen", null);
    const { turn } = this;
    try {
      const track = await takeScreen();
      return track ? this.put("screen", track, turn) : false;
    } catch {
      notice(this.phrases.screenFailed);
      return false;
    }
  }

  async fetch(kind) {
    const { turn } = this;
    const found = isPossible() ? await take({ [kind]: true }) : { problem: "insecure" };
    if (found[kind]) return this.put(kind, found[kind], turn);
    if (turn === this.turn) notice(this.phrases[found.problem], "warning");
    return false;
  }

  /** Send another track of a kind, or none; unless all was given back since the `turn` at which it was asked for. */
  put(kind, track, turn = this.turn) {
    if (turn !== this.turn) {
      track.stop();
      return false;
    }
    this.tracks[kind]?.stop();
    this.tracks[kind] = track;
    this.mind(kind);
    this.hooks.onTrack(kind, track);
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
      this.draw();
      this.hooks.onChange();
    });
  }

  /** Show what is on. Where the call is held elsewhere, there is nothing to switch here. */
  draw(isElsewhere = false) {
    for (const button of this.section.querySelectorAll("[data-switch]")) {
      button.setAttribute("aria-pressed", String(this.flags[button.dataset.switch]));
      button.hidden = Boolean(isElsewhere) || (button.dataset.switch === "screen" && !navigator.mediaDevices?.getDisplayMedia);
    }
  }
}
