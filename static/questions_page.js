// The pages of questions that stand alone: brings whichever section is there to life.
import { countdown } from "./countdown.js";

const modules = {
  "[data-questions]": "./questions.js",
  "[data-questions-wall]": "./questions_wall.js",
  "[data-questions-desk]": "./questions_desk.js",
};
for (const [selector, module] of Object.entries(modules)) {
  const sections = document.querySelectorAll(selector);
  if (sections.length) import(module).then(({ mount }) => sections.forEach((section) => mount(section)));
}
document.querySelectorAll("[data-time-left] .countdown").forEach((clock) => countdown(clock));
