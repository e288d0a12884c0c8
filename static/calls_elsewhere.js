// A call that another program holds: in a frame of the page, or in a window of its own.

/** Show the way there: to a frame or by a link, as the server's answer says. */
export function pointTo(section, { transport, address }) {
  const at = (name) => section.querySelector(`[data-elsewhere${name}]`);
  const safe = /^https?:/.test(address) ? address : "about:blank";
  at("").hidden = false;
  at("-window").hidden = transport === "frame";
  at("-link").href = safe;
  if (transport !== "frame") return;
  const frame = document.createElement("iframe");
  Object.assign(frame, { title: at("-frame").dataset.title, allow: "camera; microphone; display-capture; fullscreen; autoplay", src: safe });
  at("-frame").replaceChildren(frame);
}

export function pointNowhere(section) {
  section.querySelector("[data-elsewhere]").hidden = true;
  section.querySelector("[data-elsewhere-frame]").replaceChildren();
}
