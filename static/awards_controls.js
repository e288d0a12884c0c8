// The page of an award's controls: mounts its one section.
import { mount } from "./awards_desk.js";

mount(document.querySelector("[data-award-desk]"));
