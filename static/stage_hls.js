// Plays an HLS stream: piece by piece, or by the browser itself where it cannot put pieces together (iPhones).
import Hls from "./vendor/hls.light.min.js";

const pauseMilliseconds = 5000;

export function playHls(video, address) {
  if (!Hls.isSupported()) {
    video.src = address;
    return;
  }
  // A worker would need leave for blob: scripts.
  const hls = new Hls({ enableWorker: false });
  hls.on(Hls.Events.ERROR, (event, { fatal, type, details }) => {
    if (!fatal) return;
    console.warn("The stream stumbled.", type, details);
    // One that has not begun yet, or is interrupted: as long as somebody waits for it, and never in haste.
    setTimeout(() => {
      if (!video.isConnected) return hls.destroy();
      if (type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else hls.loadSource(address);
    }, pauseMilliseconds);
  });
  hls.loadSource(address);
  hls.attachMedia(video);
}
