// Camera, microphone and screen of one's own: found, chosen, tried out, taken and given back.

const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 } };
const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const place = "call:devices";

/** What was chosen before in this browser: {camera, microphone}, ids of devices. */
function chosen() {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "{}");
  } catch {
    return {};
  }
}

/** Remember which device is to be used for a kind. */
export function choose(kind, id) {
  try {
    localStorage.setItem(place, JSON.stringify({ ...chosen(), [kind]: id }));
  } catch {
    /* Without storage it is asked each time. */
  }
}

/** Tell whether the browser lets pages use devices at all here. */
export const isPossible = () => Boolean(navigator.mediaDevices?.getUserMedia);

/**
 * Take microphone and camera, as far as they are wanted and there. Resolves with {microphone, camera, problem}: tracks
 * or null, and which sentence says what is missing ("" where nothing is).
 */
export async function take(wanted) {
  if (!isPossible()) return { microphone: null, camera: null, problem: isSecureContext ? "noDevices" : "insecure" };
  const both = await attempt(wanted);
  if (!both.failure) return { ...both.tracks, problem: "" };
  if (isRefusal(both.failure)) {
    const left = await notDenied(wanted);
    return left ? { ...(await attempt(left)).tracks, problem: left.camera ? "noMicrophone" : "noCamera" } : { microphone: null, camera: null, problem: "denied" };
  }
  // One of the two may be missing, or in use by another program.
  const microphone = wanted.microphone ? await attempt({ microphone: true }) : null;
  const camera = wanted.camera ? await attempt({ camera: true }) : null;
  const found = { microphone: microphone?.tracks.microphone ?? null, camera: camera?.tracks.camera ?? null };
  return { ...found, problem: problemOf(wanted, found, both.failure) };
}

/** Which one of the two is wanted and not blocked, where the browser says that the other one is; else null. */
async function notDenied({ microphone, camera }) {
  if (!microphone || !camera) return null;
  const blocked = async (name) => (await navigator.permissions.query({ name })).state === "denied";
  try {
    const [noMicrophone, noCamera] = await Promise.all([blocked("microphone"), blocked("camera")]);
    return noMicrophone === noCamera ? null : { microphone: !noMicrophone, camera: !noCamera };
  } catch {
    return null;
  }
}

const isRefusal = (failure) => ["NotAllowedError", "SecurityError"].includes(failure.name);

function problemOf(wanted, found, failure) {
  if (wanted.microphone && wanted.camera && (found.microphone || found.camera)) return found.microphone ? "noCamera" : "noMicrophone";
  if (failure.name === "NotReadableError") return "busy";
  return wanted.microphone && wanted.camera ? "noDevices" : wanted.camera ? "noCamera" : "noMicrophone";
}

async function attempt({ microphone, camera }) {
  const before = chosen();
  const one = (rules, id) => ({ ...rules, ...(id && { deviceId: { ideal: id } }) });
  if (!microphone && !camera) return { tracks: { microphone: null, camera: null } };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: microphone ? one(audio, before.microphone) : false,
      video: camera ? one(video, before.camera) : false,
    });
    return { tracks: { microphone: stream.getAudioTracks()[0] ?? null, camera: stream.getVideoTracks()[0] ?? null } };
  } catch (failure) {
    return { failure, tracks: { microphone: null, camera: null } };
  }
}

/** Take a screen, a window or a tab; null where the reader has thought better of it. Throws where it cannot be had. */
export async function takeScreen() {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
    const [track] = stream.getVideoTracks();
    track.contentHint = "detail";
    return track;
  } catch (failure) {
    if (isRefusal(failure)) return null;
    throw failure;
  }
}

/** Fill a select with the devices of a kind. */
export async function list(select, kind, phrase) {
  const wanted = kind === "camera" ? "videoinput" : "audioinput";
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === wanted && device.deviceId);
  const before = chosen()[kind];
  select.replaceChildren(...devices.map(({ deviceId, label }, index) => new Option(label || phrase.replace("{number}", index + 1), deviceId, false, deviceId === before)));
  select.hidden = devices.length < 2;
}

let context = null;

/** How loud a track is, some times a second, from 0 to 1. Returns how to stop. */
export function loudness(track, onLevel) {
  context ??= new AudioContext();
  // Without a gesture the browser keeps it waiting; the next one wakes it.
  const wake = () => context.state === "suspended" && context.resume().catch(() => {});
  wake();
  document.addEventListener("pointerdown", wake);
  document.addEventListener("keydown", wake);
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
    onLevel(Math.min(1, power * 6));
  }, 120);
  return () => {
    clearInterval(timer);
    source.disconnect();
    document.removeEventListener("pointerdown", wake);
    document.removeEventListener("keydown", wake);
  };
}
