// What plays a video or stream of another site: an iframe of its own player, or a video of a file.

/** Return an empty player; what gives it its source decides when the other site is asked. */
export function playerFor({ isFrame, title }) {
  const player = document.createElement(isFrame ? "iframe" : "video");
  player.title = title;
  if (isFrame) {
    player.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    player.referrerPolicy = "strict-origin-when-cross-origin";
  } else {
    player.controls = true;
    player.tabIndex = 0;
  }
  return player;
}
