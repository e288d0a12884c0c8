// The page of a board: brings it to life, and for facilitators the list and the suggestions around it.
import { mount } from "./cafe_board.js";

for (const section of document.querySelectorAll("[data-board]")) mount(section);
