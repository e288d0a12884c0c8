// Reactions that rise and fade. Nothing moves for who asked for less motion.

const most = 12;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Let `count` copies of an element rise in the box, at most a dozen at once. */
export function floatUp(box, sign, count) {
  if (calm.matches || document.hidden) return;
  for (let turn = 0; turn < Math.min(count, most - box.childElementCount); turn += 1) {
    const one = sign.cloneNode(true);
    box.append(one);
    const side = (Math.random() - 0.5) * 60;
    const rise = one.animate(
      [
        { transform: `translate(${side}px, 0) scale(.6)`, opacity: 0 },
        { transform: `translate(${side * 1.3}px, -40px) scale(1.1)`, opacity: 1, offset: 0.25 },
        { transform: `translate(${side * 2}px, -180px) scale(1)`, opacity: 0 },
      ],
      { duration: 1800 + Math.random() * 900, delay: turn * 90, easing: "ease-out", fill: "both" },
    );
    rise.finished.then(() => one.remove(), () => one.remove());
  }
}
