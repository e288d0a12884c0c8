// A page with polls of its own: each panel and each wall on it is made live.
import { mount } from "./polls.js";

document.querySelectorAll("[data-poll-panel]").forEach(mount);
