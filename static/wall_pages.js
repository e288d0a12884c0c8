// What a wall shows is written as large as it fits; what does not fit at a size that the last row reads is turned page by
// page. All screens turn at the same moment of the server's clock, so that a page drawn anew is where it was.
import { serverNow } from "./live.js";

const turnMilliseconds = 10000;
// After a key (of the screen's computer, or a presenter's remote) it is left to whoever pressed it for a while.
const heldMilliseconds = 60000;
const steps = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 };
// In rem, of which some 48 are a screen's height: what is smaller than the last of `sizes` strains the last row's eyes, and
// only what cannot be parted is written so.
const sizes = [4, 3.5, 3, 2.75, 2.5, 2.25, 2];
const lastResort = [1.9, 1.8, 1.7, 1.6, 1.4, 1.2, 1];

/**
 * Write a wall's `section` so that nothing runs out of the element `box()`, by its property --wall. Returns
 * {fit(groups, print, makeRoom), forget(), close()}: a group is {name, units}, units the elements that stay whole; on one
 * page where all fit, else a group at a time (`data-group` names it). `print` says what it looks like: the same is not
 * measured again. makeRoom(true) is asked when one page is not enough, and says whether there is more room now;
 * makeRoom(false) takes it back. With `parted: false`, what does not fit on a group's first page is left out.
 */
export function wallPages(section, box) {
  const smallest = sizes.at(-1);
  let groups = [];
  let pages = [];
  let known = null;
  let timer = null;
  let held = null;
  let closed = false;

  const unitsOf = () => groups.flatMap((group) => group.units);
  const only = (units) => {
    const shown = new Set(units);
    for (const unit of unitsOf()) unit.classList.toggle("is-elsewhere", !shown.has(unit));
  };
  const fits = () => {
    const room = box();
    return room.scrollHeight <= room.clientHeight && room.scrollWidth <= room.clientWidth;
  };
  const write = (size) => section.style.setProperty("--wall", `${size}rem`);
  const largest = (among, fit = fits) => among.find((size) => {
    write(size);
    return fit();
  });

  const layOut = () => {
    section.dataset.group = "";
    only(unitsOf());
    const size = largest(sizes);
    if (size) return [{ name: "", size }];
    return groups.filter((group) => group.units.length).flatMap(pagesOf);
  };
  const pagesOf = (group) => {
    const { name, units, parted = true } = group;
    section.dataset.group = name;
    only(units);
    const size = largest(units.length > 1 ? sizes : [...sizes, ...lastResort]);
    if (size || units.length === 1) return [{ name, from: 0, to: units.length, size: size ?? lastResort.at(-1) }];
    write(smallest);
    const ends = endsOf(units);
    if (!parted) return [{ name, from: 0, to: ends[0], size: smallest }];
    const even = ends.map((_, index) => Math.ceil((units.length * (index + 1)) / ends.length));
    const evenSize = largest(sizes, () => even.every((to, index) => {
      only(units.slice(even[index - 1] ?? 0, to));
      return fits();
    }));
    const chosen = evenSize ? even : ends;
    return chosen.map((to, index) => ({ name, from: chosen[index - 1] ?? 0, to, size: evenSize ?? smallest }));
  };
  /** Where the pages of units end when each holds as many as fit. */
  const endsOf = (units) => {
    const ends = [];
    for (let from = 0; from < units.length; from = ends.at(-1)) {
      let [least, most] = [from + 1, units.length];
      while (least < most) {
        const middle = Math.ceil((least + most) / 2);
        only(units.slice(from, middle));
        if (fits()) least = middle;
        else most = middle - 1;
      }
      ends.push(least);
    }
    return ends;
  };

  const now = () => Math.floor(serverNow() / turnMilliseconds);
  const turn = () => {
    clearTimeout(timer);
    if (!pages.length) return;
    if (held && Date.now() > held.until) held = null;
    const at = (((held ? held.turn : now()) % pages.length) + pages.length) % pages.length;
    show(pages[at], at);
    if (pages.length > 1) timer = setTimeout(turn, turnMilliseconds - (serverNow() % turnMilliseconds) + 20);
  };
  const show = ({ name, from, to, size }, at) => {
    const group = groups.find((one) => one.name === name);
    only(group ? group.units.slice(from, to) : unitsOf());
    section.dataset.group = name;
    write(size);
    const sign = section.querySelector("[data-page]");
    if (!sign) return;
    sign.hidden = pages.length < 2;
    sign.textContent = `${at + 1} / ${pages.length}`;
  };
  const keys = (event) => {
    const step = steps[event.key];
    if (!step || pages.length < 2 || event.ctrlKey || event.metaKey || event.altKey) return;
    held = { turn: (held ? held.turn : now()) + step, until: Date.now() + heldMilliseconds };
    turn();
  };
  document.addEventListener("keydown", keys);

  return {
    fit(next, print, makeRoom) {
      if (closed) return;
      groups = next;
      const seen = `${section.clientWidth}x${section.clientHeight} ${innerWidth}x${innerHeight} ${print}`;
      if (seen !== known) {
        // A size that is on its way to another cannot be measured.
        section.classList.add("is-fitting");
        makeRoom?.(false);
        pages = layOut();
        if (pages.length > 1 && makeRoom?.(true)) pages = layOut();
        section.classList.remove("is-fitting");
        known = seen;
      }
      turn();
    },
    /** Measure anew at the next fit: something else has changed, as the font that is there by now. */
    forget() {
      known = null;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      document.removeEventListener("keydown", keys);
    },
  };
}
