// Brings the pitches of a page to life.
import { mount } from "./pitches.js";

document.querySelectorAll("[data-pitches]").forEach((section) => mount(section));
