// Before a call: who is in it, and whether camera and microphone work.
import { choose, isPossible, list, loudness, take } from "./calls_media.js";

export class Lobby {
  constructor(section, phrases, join) {
    this.section = section;
    this.phrases = phrases;
    this.tracks = { microphone: null, camera: null };
    this.turn = 0;
    this.stops = [];
    for (const button of section.querySelectorAll("[data-join]")) this.on(button, "click", () => this.go(button.dataset.join, join));
    this.on(this.at("look"), "click", () => this.check());
    for (const kind of ["camera", "microphone"]) {
      this.on(this.at(`choose="${kind}"`), "change", ({ target }) => {
        choose(kind, target.value);
        this.check();
      });
      this.on(this.at(`use="${kind}"`), "change", () => this.check());
    }
    if (isPossible()) this.on(navigator.mediaDevices, "devicechange", () => this.isChecking && this.lists());
  }

  at(name) {
    return this.section.querySelector(`[data-${name}]`);
  }

  on(target, name, listener) {
    target.addEventListener(name, listener);
    this.stops.push(() => target.removeEventListener(name, listener));
  }

  close() {
    this.giveBack();
    this.stops.forEach((stop) => stop());
  }

  /** Show who is in the call, and whether it is open. */
  show(others, { is_closed: isClosed }) {
    const names = others.map(({ name }) => name || this.phrases.guest);
    this.at("who").textContent = names.length ? this.phrases.inCall.replace("{names}", new Intl.ListFormat(document.documentElement.lang || "en").format(names)) : this.phrases.nobody;
    this.at("when-closed").hidden = !isClosed;
  }

  /** Say something above the ways to join; empty: nothing. */
  tell(text) {
    this.at("sentence-box").hidden = !text;
    this.at("sentence").textContent = text ?? "";
  }

  wanted() {
    return { camera: this.at('use="camera"').checked, microphone: this.at('use="microphone"').checked };
  }

  /** Try camera and microphone out: the picture, how loud one is, and which devices there are. */
  async check() {
    this.isChecking = true;
    this.at("check").hidden = false;
    this.at("look").hidden = true;
    const turn = (this.turn += 1);
    this.stopTracks();
    const found = await (this.checking = take(this.wanted()));
    if (turn !== this.turn) {
      found.camera?.stop();
      return found.microphone?.stop();
    }
    this.tracks = { microphone: found.microphone, camera: found.camera };
    this.problem = found.problem;
    this.tell(found.problem ? this.phrases[found.problem] : "");
    const preview = this.at("preview");
    preview.srcObject = found.camera ? new MediaStream([found.camera]) : null;
    preview.hidden = !found.camera;
    this.at("no-picture").hidden = Boolean(found.camera);
    this.at("level").value = 0;
    if (found.microphone) this.stopLevel = loudness(found.microphone, (level) => (this.at("level").value = level));
    await this.lists();
  }

  async lists() {
    if (!isPossible()) return;
    for (const kind of ["camera", "microphone"]) await list(this.at(`choose="${kind}"`), kind, this.phrases[kind]);
  }

  /** Join in one of the ways; what is tried out is taken along, also where the browser is still being asked for it. */
  async go(way, join) {
    this.tell("");
    if (!this.isChecking || way === "nothing") {
      this.giveBack();
      return join(way, null);
    }
    await this.checking;
    // Another way was pressed meanwhile, or the page went.
    if (!this.isChecking) return;
    const { microphone, camera } = this.tracks;
    this.tracks = { microphone: null, camera: null };
    if (way === "audio") camera?.stop();
    this.giveBack();
    return join(way, { microphone, camera: way === "audio" ? null : camera, problem: way === "audio" && microphone ? "" : this.problem });
  }

  stopTracks() {
    this.stopLevel?.();
    this.stopLevel = null;
    for (const track of Object.values(this.tracks)) track?.stop();
    this.tracks = { microphone: null, camera: null };
  }

  giveBack() {
    this.turn += 1;
    this.stopTracks();
    this.at("preview").srcObject = null;
    this.at("check").hidden = true;
    this.at("look").hidden = false;
    this.isChecking = false;
  }
}
