// The page of a poll's controls: mounts its one section.
import { mount } from "./polls_desk.js";

mount(document.querySelector("[data-poll-desk]"));
