// Who wants to talk rings until somebody comes: said to a screen reader, counted in the title, heard and notified.

const soundKey = "booth-desk-sound";
const againMilliseconds = 4000;
const bell = [660, 880, 660, 880];
/** Whether it may sound: unless somebody has switched it off here. */
const remembered = () => {
  try {
    return localStorage.getItem(soundKey) !== "0";
  } catch {
    return true;
  }
};
const remember = (isOn) => {
  try {
    localStorage.setItem(soundKey, isOn ? "1" : "0");
  } catch {
    /* It lasts as long as the page. */
  }
};

/** Short tones, one after the other. */
function play(context, tones) {
  tones.forEach((pitch, number) => {
    const at = context.currentTime + number * 0.22;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.2);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.22);
  });
}

/** The sound of a desk, and its switch; `hint(text)` says in words why it cannot be heard yet. */
function sounding(button, { hint, asleep }) {
  let context = null;
  let isOn = remembered();
  const show = () => {
    button?.setAttribute("aria-pressed", String(isOn));
    hint(isOn && context?.state !== "running" ? asleep : "");
  };
  // Browsers let nothing sound before somebody has pressed something.
  const wake = () => {
    if (!isOn) return;
    context ??= new AudioContext();
    context.onstatechange = show;
    if (context.state === "suspended") context.resume().catch(() => {});
    show();
  };
  const heard = (tones) => isOn && context && play(context, tones);
  button?.addEventListener("click", () => {
    isOn = !isOn;
    remember(isOn);
    wake();
    show();
    heard([660]);
  });
  // Not before the press is over: as the hint goes, everything below moves, and the press would miss.
  document.addEventListener("click", wake);
  document.addEventListener("keyup", wake);
  if (navigator.userActivation?.hasBeenActive) wake();
  show();
  return heard;
}

/** Let a desk ring. Returns {look(), written()}: to be called when it was drawn, and when somebody wrote in its chat. */
export function ringing(root) {
  const words = JSON.parse(root.querySelector("[data-desk-phrases]").textContent);
  const at = (name) => root.querySelector(`[data-${name}]`);
  const [said, notify, place] = [at("said"), at("notify"), at("hint")];
  const hints = { sound: "", notify: "" };
  const hint = (name) => (text) => {
    hints[name] = text;
    const all = Object.values(hints).filter(Boolean).join(" ");
    if (place && place.textContent !== all) place.textContent = all;
  };
  const heard = sounding(at("sound"), { hint: hint("sound"), asleep: words.asleep });
  let known = null;
  let again = null;

  const showNotify = () => {
    if (!notify) return;
    notify.hidden = !("Notification" in window);
    if (!notify.hidden) notify.setAttribute("aria-pressed", String(Notification.permission === "granted"));
  };
  notify?.addEventListener("click", async () => {
    hint("notify")((await Notification.requestPermission()) === "denied" ? words.denied : "");
    showNotify();
  });
  showNotify();

  const tell = (text) => {
    said.textContent = text;
    if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    try {
      const shown = new Notification(words.title, { body: text, tag: "booth-desk", renotify: true });
      shown.addEventListener("click", () => window.focus());
    } catch {
      /* Some phones know notifications only from elsewhere. */
    }
  };

  /** Ring on while somebody waits; where one of the team talks already, once is enough. */
  const ringOn = (isWaiting) => {
    if (!isWaiting || root.classList.contains("is-aside")) {
      clearInterval(again);
      again = null;
    } else again ??= setInterval(() => heard(bell), againMilliseconds);
  };

  const look = () => {
    const talks = [...root.querySelectorAll("[data-waits]")];
    const asked = [...root.querySelectorAll("[data-asked]")];
    const waiting = talks.length + asked.length;
    document.title = waiting ? `(${waiting}) ${words.title}` : words.title;
    const now = new Set([...talks.map(({ dataset }) => `talk ${dataset.waits}`), ...asked.map(({ dataset }) => `question ${dataset.asked}`)]);
    const freshTalks = talks.filter(({ dataset }) => known && !known.has(`talk ${dataset.waits}`));
    const freshQuestions = asked.filter(({ dataset }) => known && !known.has(`question ${dataset.asked}`));
    // What waited before the page was opened stands there, and is no news.
    known = now;
    if (freshTalks.length) tell(freshTalks.map(({ dataset }) => words.wants.replace("{name}", dataset.name)).join(" "));
    else if (freshQuestions.length) tell(words.asked);
    if (freshTalks.length || freshQuestions.length) heard(freshTalks.length ? bell : [660]);
    ringOn(talks.length > 0);
  };
  const written = () => {
    tell(words.written);
    heard([660]);
  };
  return { look, written };
}
