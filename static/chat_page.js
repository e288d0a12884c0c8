// A chat's own page: brings its panel to life.
import { mount } from "./chat.js";

document.querySelectorAll("[data-chat]").forEach((section) => mount(section));
