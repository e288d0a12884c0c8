// Pieces of a page that the server draws anew: what has not changed, and what somebody is writing in, stays as it is.
import { countdown } from "./countdown.js";
import { newKey } from "./live.js";
import { letGo } from "./press.js";

const retryMilliseconds = 4000;
// The server looks once a second who is there.
const [soonMilliseconds, latestMilliseconds] = [1500, 30_000];
// A drawn token or key is another one each time, and no news.
const plain = (element) => element.outerHTML.replace(/(<input[^>]*(?:csrf_token|-key)"[^>]*value=")[^"]*/g, "$1");
const isChanged = (field) =>
  field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;

const fieldsOf = (piece) => [...piece.querySelectorAll("input:not([type=hidden]), textarea")];
const hasUnsent = (piece) => fieldsOf(piece).some(isChanged) || piece.querySelector("[aria-busy=true]") !== null;
const markOf = (within) => ({ ...within.querySelector("[data-stamp]")?.dataset });
const isSeen = (element) => element !== null && element !== undefined && element.getClientRects().length > 0;

/** Tell whether somebody is writing in a piece, or sending what they wrote. */
export function isWriting(piece) {
  return hasUnsent(piece) || fieldsOf(piece).some((field) => field === document.activeElement && field.type !== "checkbox");
}

/**
 * Keep the pieces ([data-piece], and lists of them: [data-list]) within `root` true, which the server draws at
 * `root.dataset.address`. onDrawn() is called after each drawing, onGone(answer) when the page is not there any more.
 * What a piece is to say once it is news (data-says) is put into the page's live region, [data-said].
 *
 * What is drawn may be newer than the newest news, and when it then becomes again what those said, no others follow.
 * So the server marks what it draws as the news do (data-stamp, in what it draws or on `root`), and it is asked again
 * until both say the same. A page that is gone is asked for no more.
 */
export class Pieces {
  constructor(root, { onDrawn, onGone } = {}) {
    this.root = root;
    this.onDrawn = onDrawn;
    this.onGone = onGone;
    this.clocks = new Map();
    this.asking = false;
    this.asksAgain = false;
    this.isGone = false;
    this.settled = new Set();
    this.newest = {};
    this.shown = { ...root.dataset, ...markOf(root) };
    this.says = this.sayings();
    this.drawn = new Map([...root.querySelectorAll("[data-piece]")].map((piece) => [piece.dataset.piece, plain(piece)]));
    this.count();
  }

  /** A form was sent: its piece is drawn anew, also while the focus is in it. What is written in it before is another. */
  settle(form) {
    const name = form.closest("[data-piece]")?.dataset.piece;
    form.reset();
    const key = form.querySelector('input[name$="-key"]');
    if (key) key.value = newKey();
    if (name === undefined) return;
    this.settled.add(name);
    this.drawn.delete(name);
  }

  /** Hear news: what they say of the pieces, by the names under which the server marks what it draws. */
  hear(news) {
    Object.assign(this.newest, news);
    if (this.isBehind()) this.refresh();
  }

  isBehind() {
    return Object.entries(this.newest).some(([name, value]) => this.shown[name] !== String(value));
  }

  /** Ask again after a while, each time a longer one, for as long as what is shown is not what the news say. */
  lookAgain() {
    clearTimeout(this.looking);
    this.patience = this.isBehind() ? Math.min(2 * (this.patience ?? soonMilliseconds / 2), latestMilliseconds) : null;
    if (this.patience) this.looking = setTimeout(() => this.isBehind() && this.refresh(), this.patience);
  }

  async refresh() {
    this.asksAgain = this.asking;
    if (this.asking || this.isGone) return;
    this.asking = true;
    // What is settled while an answer is on its way is for the next one.
    this.settling = this.settled;
    this.settled = new Set();
    // An answer without a mark shows at least what was known when it was asked for.
    const known = Object.fromEntries(Object.entries(this.newest).map(([name, value]) => [name, String(value)]));
    let isLater = false;
    try {
      const answer = await fetch(`${this.root.dataset.address}?fragment=1`, { headers: { "HX-Request": "true" } });
      this.isGone = answer.redirected || answer.status === 404 || answer.status === 403;
      if (this.isGone) return void this.onGone?.(answer);
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      await letGo(this.root);
      this.shown = { ...known, ...markOf(page) };
      this.draw(page);
    } catch {
      isLater = true;
      setTimeout(() => this.refresh(), retryMilliseconds);
    } finally {
      this.asking = false;
    }
    if (isLater) return;
    if (this.asksAgain) await this.refresh();
    else this.lookAgain();
  }

  draw(page) {
    for (const fresh of page.querySelectorAll("[data-list]")) this.drawList(this.root.querySelector(`[data-list="${fresh.dataset.list}"]`), fresh);
    for (const fresh of page.querySelectorAll("[data-piece]:not([data-list] > *)")) {
      const old = this.root.querySelector(`[data-piece="${fresh.dataset.piece}"]`);
      if (old) this.put(old, fresh);
    }
    this.count();
    this.say();
    this.root.dispatchEvent(new CustomEvent("redrawn", { bubbles: true }));
    this.onDrawn?.();
  }

  /** Return what the pieces say, by their names. */
  sayings() {
    return new Map([...this.root.querySelectorAll("[data-piece][data-says]")].map(({ dataset }) => [dataset.piece, dataset.says]));
  }

  say() {
    const now = this.sayings();
    const news = [...now].filter(([name, text]) => text && this.says.get(name) !== text).map(([, text]) => text);
    this.says = now;
    const place = this.root.querySelector("[data-said]");
    if (place && news.length) place.textContent = news.join(" ");
  }

  /** Tell whether somebody is at work in a piece, so that it stays as it is. */
  isHeld(piece) {
    return this.settling?.has(piece.dataset.piece) ? hasUnsent(piece) : isWriting(piece);
  }

  drawList(list, fresh) {
    if (!list) return;
    const before = new Map([...list.children].map((child) => [child.dataset.piece, child]));
    let last = null;
    for (const child of [...fresh.children]) {
      const old = before.get(child.dataset.piece);
      before.delete(child.dataset.piece);
      if (!old) this.drawn.set(child.dataset.piece, plain(child));
      const now = old ? this.put(old, child) : document.adoptNode(child);
      const place = last ? last.nextElementSibling : list.firstElementChild;
      if (now !== place) list.insertBefore(now, place);
      last = now;
    }
    // What somebody is writing in stays, although it is gone by now: they are told when they send it.
    for (const old of before.values()) {
      if (this.isHeld(old)) continue;
      const held = old.contains(document.activeElement);
      old.remove();
      if (held) this.focus(list.closest(".panel")?.querySelector("h2") ?? list);
    }
  }

  put(old, fresh) {
    const name = old.dataset.piece;
    const html = plain(fresh);
    if (this.drawn.get(name) === html || this.isHeld(old)) return old;
    this.drawn.set(name, html);
    const now = document.adoptNode(fresh);
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const open = [...old.querySelectorAll("details[open]")].map((details) => details.id);
    old.replaceWith(now);
    for (const details of now.querySelectorAll("details")) details.open ||= details.id !== "" && open.includes(details.id);
    if (focused) this.focus((focused.id && document.getElementById(focused.id)) || now.querySelector("h2") || now);
    return now;
  }

  /** Lead the focus to an element; where it cannot be seen, to the nearest heading that can. */
  focus(wanted) {
    const headings = [wanted.closest(".panel")?.querySelector("h2"), ...this.root.querySelectorAll("h2"), document.querySelector("h1")];
    const element = [wanted, ...headings].find(isSeen);
    if (!element) return;
    if (!element.matches("a, button, input, textarea, summary")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  count() {
    for (const [element, running] of this.clocks) {
      if (element.isConnected) continue;
      running.close();
      this.clocks.delete(element);
    }
    for (const element of this.root.querySelectorAll(".countdown")) {
      // A little after the moment, so that the server is past it too.
      if (!this.clocks.has(element)) this.clocks.set(element, countdown(element, { onEnd: () => setTimeout(() => this.refresh(), 400) }));
    }
  }
}
