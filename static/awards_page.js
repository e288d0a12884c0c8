// A page with an award's vote or wall of its own: made live.
import { mount } from "./awards.js";
import { mount as mountWall } from "./awards_wall.js";

document.querySelectorAll("[data-award-panel]").forEach(mount);
document.querySelectorAll("[data-award-wall]").forEach(mountWall);
