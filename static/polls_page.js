// A page with a poll of its own: its panel or its wall is made live.
import { mount } from "./polls.js";
import { mount as mountWall } from "./polls_wall.js";

document.querySelectorAll("[data-poll-panel]").forEach(mount);
document.querySelectorAll("[data-poll-wall]").forEach(mountWall);
