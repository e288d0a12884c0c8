// A video of another site: nothing of it is loaded before somebody presses play.
import { playerFor } from "./players.js";

for (const screen of document.querySelectorAll("[data-video]")) {
  screen.querySelector("[data-play]").addEventListener("click", () => {
    const player = playerFor({ isFrame: screen.dataset.video === "frame", title: screen.dataset.title });
    player.src = screen.dataset.address;
    screen.replaceChildren(player);
    player.focus();
  });
}
