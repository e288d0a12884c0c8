// Receipts of secret ballots: kept on this device until they are forgotten, downloaded, and shown as a QR code.
import { who } from "./live_socket.js";

const place = (voting) => `award-receipt:${voting}:${who}`;

/** Keep a receipt on this device. Returns whether the device keeps it. */
export function keepReceipt(receipt) {
  try {
    localStorage.setItem(place(receipt.voting), JSON.stringify(receipt));
    return true;
  } catch {
    return false;
  }
}

/** The receipt of a vote (its guid) that this device keeps for the reader, or null. */
export function keptReceipt(voting) {
  try {
    return JSON.parse(localStorage.getItem(place(voting)) ?? "null");
  } catch {
    return null;
  }
}

export function forgetReceipt(voting) {
  try {
    localStorage.removeItem(place(voting));
  } catch {
    /* nothing was kept */
  }
}

/** Hear when another tab keeps or forgets a receipt of the vote. */
export const onReceipt = (voting, listener, { signal }) =>
  addEventListener("storage", (event) => event.key === place(voting) && listener(), { signal });

/** Save a receipt as a file. */
export function download(receipt) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 1)], { type: "application/json" }));
  link.download = `receipt-${receipt.commitment.slice(0, 8)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Draw a receipt as a QR code; it is nobody else's, so no server draws it. */
export async function drawCode(element, receipt) {
  const { qrcode } = await import("./vendor/qrcode.js");
  const code = qrcode(0, "M");
  code.addData(JSON.stringify(receipt), "Byte");
  code.make();
  const page = new DOMParser().parseFromString(code.createSvgTag({ scalable: true, margin: 12 }), "image/svg+xml");
  element.replaceChildren(document.adoptNode(page.documentElement));
}

/** Write digits in groups of eight, as the macro `digits` does. */
export function writeDigits(element, text) {
  const code = document.createElement("code");
  code.className = "digits";
  for (const group of text.match(/.{1,8}/g)) {
    const span = document.createElement("span");
    span.textContent = group;
    code.append(span);
  }
  element.replaceChildren(code);
}
