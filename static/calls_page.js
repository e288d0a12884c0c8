// A call's own page: brings its panel to life.
import { mount } from "./calls.js";

document.querySelectorAll("[data-call]").forEach((section) => mount(section));
